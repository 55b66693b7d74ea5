//! What to do first, and why.

use talktrack::analysis::{Advice, RelevanceRow};
use talktrack::model::Side;

use super::language::Language;
use super::words;
use crate::audit::Audit;

/// One thing to do.
pub(super) struct Action {
    pub(super) what: String,
    pub(super) why: String,
    /// The assets it concerns most, each with its reason.
    pub(super) examples: Vec<(String, String)>,
    /// Where the report says more.
    pub(super) link: &'static str,
}

/// How many assets are named.
const NAMED: usize = 3;

/// What to do, in this order: stop what goes with failure, keep promises, then what is cheap (telling,
/// training, filing), then what is work (making, reworking), then what is pleasant.
pub(super) fn of(audit: &Audit, language: Language) -> Vec<Action> {
    let advice = |advice| on_assets(audit, advice, language);
    let mut actions = Vec::new();
    actions.extend(advice(Advice::ReviewThenRework));
    actions.extend(Side::ALL.iter().rev().filter_map(|side| overdue(audit, *side, language)));
    actions.extend(
        [Advice::Replace, Advice::Introduce, Advice::Train, Advice::Refile]
            .map(advice)
            .into_iter()
            .flatten(),
    );
    actions.extend(gap(audit, language));
    actions.extend(
        [Advice::ReworkOrRetire, Advice::WidenOrRetire, Advice::Promote]
            .map(advice)
            .into_iter()
            .flatten(),
    );
    actions
}

fn on_assets(audit: &Audit, advice: Advice, language: Language) -> Option<Action> {
    let mut rows: Vec<&RelevanceRow> =
        audit.relevance.rows.iter().filter(|row| row.action == Some(advice)).collect();
    if rows.is_empty() {
        return None;
    }
    // Those that most conversations could use come first; after their end, those most used.
    rows.sort_by_key(|row| std::cmp::Reverse((row.occasions, row.put_to_work)));
    let n = rows.len() as u64;
    let occasions: u64 = rows.iter().map(|row| row.occasions).sum();
    Some(Action {
        what: words::action(advice, &language.count(n), n == 1),
        why: why(advice, &language.count(occasions)),
        examples: rows
            .iter()
            .take(NAMED)
            .map(|row| {
                let title = row.title.as_deref().unwrap_or(&row.asset);
                (title.to_owned(), row.reason.to_string())
            })
            .collect(),
        link: "verdicts",
    })
}

fn why(advice: Advice, occasions: &str) -> String {
    match advice {
        Advice::ReviewThenRework => "Conversations with it succeed less often than comparable ones without. That is association, not cause: ask the reps before you change it.".to_owned(),
        Advice::Replace => "Reps still use it although it ended.".to_owned(),
        Advice::Introduce => format!("Hardly anybody who could use it knows it, over {occasions} occasions for it: telling people costs little."),
        Advice::Train => format!("Reps who were trained on it use it, the others do not, over {occasions} occasions for it."),
        Advice::Refile => "Reps use it elsewhere than it is filed, where the others do not find it.".to_owned(),
        Advice::ReworkOrRetire => format!("Reps know it and choose something else, over {occasions} occasions for it."),
        Advice::WidenOrRetire => "Hardly any conversation comes up that it fits.".to_owned(),
        Advice::Promote => "Conversations with it succeed more often than comparable ones without (association, not cause).".to_owned(),
        Advice::Wait | Advice::Keep => String::new(),
    }
}

fn overdue(audit: &Audit, side: Side, language: Language) -> Option<Action> {
    let row = audit.agreements.summary.iter().find(|row| row.answered_by == side)?;
    let (name, other) = match side {
        Side::Marketing => ("Marketing", "Sales"),
        Side::Sales => ("Sales", "Marketing"),
    };
    (row.overdue > 0).then(|| Action {
        what: format!("{name}: answer {} past due", asks(row.overdue, language)),
        why: format!("{other} asked, and the agreed time is over."),
        examples: Vec::new(),
        link: "promises",
    })
}

fn asks(n: u64, language: Language) -> String {
    if n == 1 { "1 ask that is".to_owned() } else { format!("{} asks that are", language.count(n)) }
}

fn gap(audit: &Audit, language: Language) -> Option<Action> {
    let row = audit.coverage.rows.iter().find(|row| row.rank == 1)?;
    let unassisted = row.held.checked_sub(row.assisted).filter(|unassisted| *unassisted > 0)?;
    Some(Action {
        what: format!(
            "Close the largest gap: \u{201c}{}\u{201d}, {}",
            row.conversation.title(),
            row.group
        ),
        why: format!(
            "{} of {} conversations held there had no help from any asset; {} fit, {} of them are used.",
            language.count(unassisted),
            language.count(row.held),
            language.count(row.live_assets),
            language.count(row.used_assets),
        ),
        examples: Vec::new(),
        link: "gaps",
    })
}
