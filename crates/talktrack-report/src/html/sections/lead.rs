//! The first sentences of a chapter: what it says, or why it says nothing yet.

use talktrack::analysis::{Effect, FunnelRow};

use super::super::language::Language;
use super::super::section::Section;
use super::super::words;
use crate::audit::Audit;

/// What the chapter says; nothing where there is nothing to say it of.
pub(super) fn of(audit: &Audit, section: Section, language: Language) -> Option<String> {
    let count = |n| language.count(n);
    match section {
        Section::Scorecard => audit.scorecard.rows.iter().any(|row| row.value.value.is_some()).then(|| {
            "Both teams read these numbers, up to the end of the scope. A single week goes up and down by chance.".to_owned()
        }),
        Section::Funnel => funnel(audit, language),
        Section::Verdicts => (!audit.relevance.rows.is_empty()).then(|| {
            "One verdict for each asset, the first that holds, and the reason with its counts. Occasions are the conversations it could have served.".to_owned()
        }),
        Section::Unused => (audit.unused.summary.eligible > 0).then(|| {
            "Never touched: nobody even opened it. Never put to work: opened at most, never tailored, presented, shared or downloaded.".to_owned()
        }),
        Section::Matrix => matrix(audit, language),
        Section::Gaps => {
            let held: u64 = audit.coverage.rows.iter().map(|row| row.held).sum();
            let unassisted = held - audit.coverage.rows.iter().map(|row| row.assisted).sum::<u64>().min(held);
            (held > 0).then(|| format!("{} of {} conversations held had no help from any asset. A gap is a conversation on deals with one {}; the largest is the one with most of them.", count(unassisted), count(held), audit.gaps_by()))
        }
        Section::Effects => effects(audit, language),
        Section::Recommendations => {
            let all = &audit.listening.summary;
            (all.recommended > 0).then(|| {
                let rate = all.follow_rate.value.map_or_else(|| "too few to say".to_owned(), |rate| language.share(rate));
                format!(
                    "Marketing advised {} times; {} of these had an occasion before the advice lapsed, and {} were followed ({rate}).",
                    count(all.recommended), count(all.with_occasion), count(all.followed),
                )
            })
        }
        Section::Promises => promises(audit, language),
        Section::Consistency => {
            let rows = &audit.consistency.rows;
            let uses: u64 = rows.iter().map(|row| row.uses).sum();
            let stray: u64 = rows.iter().map(|row| row.outdated + row.after_end + row.uncatalogued).sum();
            (uses > 0).then(|| format!("Of {} uses, {} were of an outdated version, of an asset that had ended, or of something reps made themselves.", count(uses), count(stray)))
        }
        Section::Trend => audit.trend.rows.iter().any(|row| row.uses + row.held > 0).then(|| {
            "Uses that put an asset to work, and conversations by the month they ended in. Partial months are marked; do not compare them.".to_owned()
        }),
        Section::Teams => (!audit.adoption.rows.is_empty()).then(|| match audit.adoption.summary.gini {
            Some(gini) => format!("Uses are spread over the live assets with a Gini coefficient of {}: 0 would be all alike, 1 everything on one asset.", language.number(gini, 2)),
            None => "How widely each team uses the library.".to_owned(),
        }),
        Section::Appendix => None,
    }
}

fn funnel(audit: &Audit, language: Language) -> Option<String> {
    let rows = &audit.funnel.rows;
    let sum = |of: fn(&FunnelRow) -> u64| rows.iter().map(of).sum::<u64>();
    let (held, assisted) = (sum(|row| row.held), sum(|row| row.assisted));
    if held == 0 {
        return None;
    }
    Some(format!(
        "{} conversations were held on deals; content was put to work in {} of them. {} succeeded, {} failed, {} are open.",
        language.count(held),
        language.count(assisted),
        language.count(sum(|row| row.succeeded)),
        language.count(sum(|row| row.failed)),
        language.count(sum(|row| row.open)),
    ))
}

fn matrix(audit: &Audit, language: Language) -> Option<String> {
    let rows = &audit.matrix.rows;
    let placed: u64 = rows.iter().map(|row| row.uses).sum();
    if placed == 0 {
        return None;
    }
    let outside: u64 =
        rows.iter().filter(|row| row.supported == Some(false)).map(|row| row.uses).sum();
    let placements = &audit.matrix.summary;
    Some(format!(
        "{} of {} uses were in a conversation the asset was not made for. Where a use took place is stated for {}, inferred from the deal\u{2019}s stage for {}, and not known for {}.",
        language.count(outside),
        language.count(placed),
        language.count(placements.stated),
        language.count(placements.inferred),
        language.count(placements.unplaced),
    ))
}

fn effects(audit: &Audit, language: Language) -> Option<String> {
    let all = &audit.effect.summary;
    if all.tested == 0 {
        return None;
    }
    let few = audit.effect.rows.iter().filter(|row| row.adjusted.value.is_none()).count() as u64;
    Some(format!(
        "{} assets have enough decided conversations to compare, 10 with and 10 without; for {} the difference is more than chance explains (q at most {}). For {} there are too few to say.",
        language.count(all.tested),
        language.count(all.rejected),
        Effect::Q,
        language.count(few),
    ))
}

fn promises(audit: &Audit, language: Language) -> Option<String> {
    let sides: Vec<String> = audit
        .agreements
        .summary
        .iter()
        .filter(|side| side.asked > 0)
        .map(|side| {
            let kept = side.attainment.value.map_or_else(
                || "nothing is due yet".to_owned(),
                |kept| format!("answered in time: {}", language.share(kept)),
            );
            let name = words::side(side.answered_by);
            format!("{name} was asked {} times; {kept}.", language.count(side.asked))
        })
        .collect();
    (!sides.is_empty()).then(|| sides.join(" "))
}

/// What helps where there is nothing to say yet.
pub(super) const fn nothing(section: Section) -> &'static str {
    match section {
        Section::Scorecard => "There is nothing to measure yet.",
        Section::Funnel => {
            "No conversation on a deal is recorded. Record uses with their deal, outcomes of conversations, or the stages of deals with what each stage means."
        }
        Section::Verdicts => {
            "The catalogue has no asset in this scope. Import it, and every asset gets a verdict."
        }
        Section::Unused => {
            "No asset was live for 30 days or more in this scope, so there is no rate."
        }
        Section::Matrix => {
            "No use can be placed in a conversation. State the conversation of a use, or record the stages of its deal."
        }
        Section::Gaps => "No conversation on a deal is recorded, so no gap can be seen.",
        Section::Effects => {
            "Too few decided conversations to compare: an asset needs 10 with it and 10 without it."
        }
        Section::Recommendations => "No recommendation is recorded.",
        Section::Promises => "No ask of either side is recorded.",
        Section::Consistency => {
            "No team is shown: nothing was used, or the teams are too small to be shown without pointing at people."
        }
        Section::Trend => "Nothing is recorded over time yet.",
        Section::Teams => {
            "No team is shown: nothing was put to work, or the teams are too small to be shown without pointing at people."
        }
        Section::Appendix => "",
    }
}
