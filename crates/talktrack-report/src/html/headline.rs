//! The first screen: how much goes unused, why, what to do first, and the figure both teams share.

use talktrack::analysis::{Estimate, ScorecardRow, Verdict};
use talktrack::model::{Measure, Money, Period, Timestamp};

use super::actions::{self, Action};
use super::costs;
use super::language::Language;
use super::words;
use crate::audit::Audit;

/// What is often said of the industry, without saying of what.
const INDUSTRY: f64 = 0.65;

pub(super) struct Headline {
    pub(super) rates: Option<Rates>,
    /// What can be said, in sentences; also where there is no rate.
    pub(super) sentences: Vec<String>,
    pub(super) verdicts: Vec<VerdictLine>,
    /// What to do first.
    pub(super) actions: Vec<Action>,
    /// What can wait until those are done.
    pub(super) later: Vec<Action>,
    pub(super) shared: Vec<Shared>,
    pub(super) shared_note: Option<&'static str>,
}

/// How much nobody touched, how much nobody put to work, and what is said of the industry.
pub(super) struct Rates {
    pub(super) unused: Rate,
    pub(super) idle: Rate,
    pub(super) industry: String,
    pub(super) industry_at: f64,
}

/// A rate with its interval, exact and as written; marks in a box 100 wide.
pub(super) struct Rate {
    pub(super) value: f64,
    pub(super) low: f64,
    pub(super) high: f64,
    pub(super) shown: String,
    pub(super) range: String,
}

/// Where people stop reading a list of what to do.
const FIRST: usize = 5;

pub(super) struct VerdictLine {
    pub(super) slug: &'static str,
    pub(super) label: &'static str,
    pub(super) assets: u64,
    pub(super) shown: String,
    pub(super) width: f64,
    pub(super) cost: Option<Cost>,
}

/// An amount, exact and as written.
pub(super) struct Cost {
    pub(super) value: String,
    pub(super) shown: String,
}

/// Successful conversations over one period.
pub(super) struct Shared {
    pub(super) period: &'static str,
    pub(super) slug: &'static str,
    pub(super) value: String,
    pub(super) shown: String,
    /// Of how many decided ones.
    pub(super) n: u64,
    pub(super) n_shown: String,
    pub(super) dates: String,
    pub(super) target: String,
    pub(super) is_behind: bool,
}

pub(super) fn of(audit: &Audit, language: Language) -> Headline {
    let shared = shared(audit, language);
    let mut actions = actions::of(audit, language);
    let later = actions.split_off(actions.len().min(FIRST));
    let rates = rates(audit, language);
    Headline {
        sentences: sentences(audit, rates.as_ref(), language),
        rates,
        verdicts: verdicts(audit, language),
        actions,
        later,
        shared_note: audit.funnel.rows.iter().all(|row| row.succeeded + row.failed == 0).then_some(
            "No conversation is decided yet. Record outcomes, or the stages of deals with what each stage means, and success shows here.",
        ),
        shared,
    }
}

fn rates(audit: &Audit, language: Language) -> Option<Rates> {
    let unused = &audit.unused.summary;
    Some(Rates {
        unused: rate(unused.unused_rate, language)?,
        idle: rate(unused.idle_rate, language)?,
        industry: language.share(INDUSTRY),
        industry_at: INDUSTRY * 100.0,
    })
}

fn rate(rate: Estimate, language: Language) -> Option<Rate> {
    let (value, low, high) = (rate.value?, rate.low?, rate.high?);
    Some(Rate {
        value,
        low,
        high,
        shown: language.share(value),
        range: format!("{} to {}", language.share(low), language.share(high)),
    })
}

impl Rate {
    /// Where something stands in the box.
    fn at(share: f64) -> String {
        format!("{:.2}", share * 100.0)
    }

    pub(super) fn value_at(&self) -> String {
        Self::at(self.value)
    }

    pub(super) fn low_at(&self) -> String {
        Self::at(self.low)
    }

    pub(super) fn width(&self) -> String {
        Self::at(self.high - self.low)
    }
}

fn sentences(audit: &Audit, rates: Option<&Rates>, language: Language) -> Vec<String> {
    let unused = &audit.unused.summary;
    let Some(rates) = rates else {
        return vec![nothing(audit, language)];
    };
    let opened = unused.idle.saturating_sub(unused.unused);
    let mut much = format!(
        "Of {} live for 30 days or more, {} never touched and {} only opened.",
        if unused.eligible == 1 {
            "1 asset that was".to_owned()
        } else {
            format!("{} assets that were", language.count(unused.eligible))
        },
        were(unused.unused, language),
        were(opened, language),
    );
    if let Some(cost) = unused.unused_cost {
        much.push_str(&format!(" What nobody touched cost {} to make.", language.money(cost)));
    }
    let mut beside = Vec::new();
    if unused.too_new > 0 {
        beside.push(format!("{} too new to count.", more_are(unused.too_new, language)));
    }
    if unused.uncatalogued > 0 {
        beside.push(format!(
            "Reps also used {} that the catalogue does not know.",
            of_assets(unused.uncatalogued, language)
        ));
    }
    let said = [much, compared(rates), beside.join(" ")];
    said.into_iter().filter(|paragraph| !paragraph.is_empty()).collect()
}

fn compared(rates: &Rates) -> String {
    let often = format!("the {} often quoted for the industry", rates.industry);
    if rates.unused.high < INDUSTRY {
        format!("That is less than {often}, which does not say of what.")
    } else if rates.unused.low > INDUSTRY {
        format!("That is more than {often}, which does not say of what.")
    } else {
        format!("That cannot be told apart from {often}, which does not say of what.")
    }
}

/// What is true where there is no rate, and what helps.
fn nothing(audit: &Audit, language: Language) -> String {
    let unused = &audit.unused.summary;
    if unused.too_new > 0 {
        return format!(
            "There is no rate yet: {} live for less than 30 days in this scope. Ask again once they had a fair chance, or over a longer span.",
            if unused.too_new == 1 {
                "the only asset was".to_owned()
            } else {
                format!("all {} assets were", language.count(unused.too_new))
            }
        );
    }
    if audit.assets.is_empty() && unused.uncatalogued == 0 {
        return "Nothing is recorded yet. Import your catalogue of assets, then what reps did with them: \u{201c}talktrack import\u{201d} reads both, and this page fills itself.".to_owned();
    }
    if audit.assets.is_empty() {
        return format!(
            "Reps used {}, and the catalogue knows none of them. Import the catalogue: only then can be said what goes unused.",
            of_assets(unused.uncatalogued, language)
        );
    }
    "No asset of the catalogue was live in this scope, so nothing could have been used. Look at the dates and the filters.".to_owned()
}

fn of_assets(n: u64, language: Language) -> String {
    if n == 1 { "1 asset".to_owned() } else { format!("{} assets", language.count(n)) }
}

fn were(n: u64, language: Language) -> String {
    match n {
        0 => "none was".to_owned(),
        1 => "1 was".to_owned(),
        n => format!("{} were", language.count(n)),
    }
}

fn more_are(n: u64, language: Language) -> String {
    if n == 1 { "1 more is".to_owned() } else { format!("{} more are", language.count(n)) }
}

/// Verdicts by number, the most frequent first, with what their assets cost.
fn verdicts(audit: &Audit, language: Language) -> Vec<VerdictLine> {
    let mut counts: Vec<_> =
        audit.relevance.summary.iter().filter(|count| count.assets > 0).collect();
    counts.sort_by_key(|count| std::cmp::Reverse(count.assets));
    let most = counts.first().map_or(1, |count| count.assets);
    counts
        .into_iter()
        .map(|count| VerdictLine {
            slug: count.verdict.as_str(),
            label: words::verdict(count.verdict),
            assets: count.assets,
            shown: language.count(count.assets),
            width: count.assets as f64 / most as f64 * 100.0,
            cost: cost(audit, count.verdict)
                .map(|cost| Cost { value: cost.amount(), shown: language.money(cost) }),
        })
        .collect()
}

fn cost(audit: &Audit, verdict: Verdict) -> Option<Money> {
    let rows = audit.relevance.rows.iter().filter(|row| row.verdict == verdict);
    costs::total(rows.filter_map(|row| costs::of(audit, &row.asset)))
}

fn shared(audit: &Audit, language: Language) -> Vec<Shared> {
    [Period::Month, Period::Year]
        .iter()
        .filter_map(|period| {
            let rows = &audit.scorecard.rows;
            rows.iter().find(|row| row.measure == Measure::Succeeded && row.period == *period)
        })
        .filter_map(|row| one_shared(audit, row, language))
        .collect()
}

fn one_shared(audit: &Audit, row: &ScorecardRow, language: Language) -> Option<Shared> {
    let value = row.value.value?;
    let zone = audit.scorecard.span.zone;
    let last = Timestamp::from_micros(row.until.micros() - 1).unwrap_or(row.until);
    let part = if row.partial { "; part of it lies before the data begin" } else { "" };
    Some(Shared {
        period: words::period(row.period),
        slug: row.period.as_str(),
        value: value.to_string(),
        shown: language.number(value, 0),
        n: row.n,
        n_shown: language.count(row.n),
        dates: format!("{} to {}{part}", language.day(row.since, zone), language.day(last, zone)),
        target: match (row.target, row.reached) {
            (Some(target), Some(true)) => {
                format!("Target of {} reached", language.number(target, 0))
            }
            (Some(target), _) => {
                format!(
                    "{} short of the target of {}",
                    language.number(target - value, 0),
                    language.number(target, 0)
                )
            }
            (None, _) => "No target agreed".to_owned(),
        },
        is_behind: row.reached == Some(false),
    })
}
