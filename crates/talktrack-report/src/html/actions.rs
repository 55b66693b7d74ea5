//! What to do first, and why.

use talktrack::analysis::{Advice, RelevanceRow};
use talktrack::model::Side;

use super::costs;
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

/// What is done about assets, in this order: stop what goes with failure, then what is cheap (telling,
/// training, filing), then what is work, then what is pleasant.
const CHEAP: [Advice; 4] = [Advice::Replace, Advice::Introduce, Advice::Train, Advice::Refile];
const DEAR: [Advice; 3] = [Advice::ReworkOrRetire, Advice::WidenOrRetire, Advice::Promote];

/// What to do: promises come after harm and before all else; a gap costs work to close.
pub(super) fn of(audit: &Audit, language: Language) -> Vec<Action> {
    let advice = |advice| on_assets(audit, advice, language);
    let mut actions = Vec::new();
    actions.extend(advice(Advice::ReviewThenRework));
    actions.extend(Side::ALL.iter().rev().filter_map(|side| overdue(audit, *side, language)));
    actions.extend(CHEAP.into_iter().filter_map(advice));
    actions.extend(gap(audit, language));
    actions.extend(DEAR.into_iter().filter_map(advice));
    actions
}

/// Where advice stands in that order; what needs nothing done comes last.
pub(super) fn rank(advice: Option<Advice>) -> usize {
    let order =
        [Advice::ReviewThenRework].into_iter().chain(CHEAP).chain(DEAR).chain([Advice::Keep]);
    let place = |advice| order.clone().position(|one| one == advice);
    advice.and_then(place).unwrap_or(order.clone().count())
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
    Some(Action {
        what: words::action(advice, &language.count(n), n == 1),
        why: why(audit, advice, &rows, language),
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

/// Why, in a sentence, and what is at stake in money where that is known.
fn why(audit: &Audit, advice: Advice, rows: &[&RelevanceRow], language: Language) -> String {
    let why = match advice {
        Advice::ReviewThenRework => {
            "Conversations with them succeed less often than comparable ones without. That is association, not cause: ask the reps before changing anything."
        }
        Advice::Replace => "Reps still use them although they ended.",
        Advice::Introduce => {
            "Hardly any of the reps who could use them know them. Telling people costs little."
        }
        Advice::Train => "Trained reps use them, the others hardly do.",
        Advice::Refile => "Used elsewhere than filed, where others do not find them.",
        Advice::ReworkOrRetire => "Reps know them and choose something else.",
        Advice::WidenOrRetire => "Hardly any conversation comes up that they fit.",
        Advice::Promote => {
            "Conversations with them succeed more often than comparable ones without (association, not cause)."
        }
        Advice::Wait | Advice::Keep => "",
    };
    match costs::total(rows.iter().filter_map(|row| costs::of(audit, &row.asset))) {
        Some(cost) => format!("{why} Made for {}.", language.money(cost)),
        None => why.to_owned(),
    }
}

fn overdue(audit: &Audit, side: Side, language: Language) -> Option<Action> {
    let row = audit.agreements.summary.iter().find(|row| row.answered_by == side)?;
    let other = match side {
        Side::Marketing => Side::Sales,
        Side::Sales => Side::Marketing,
    };
    let (name, other) = (words::side(side), words::side(other));
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
