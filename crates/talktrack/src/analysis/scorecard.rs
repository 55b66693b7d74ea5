//! `scorecard`: the one page that both teams share, beside what they agreed to reach.

mod figures;
mod stretch;
mod targets;

use self::figures::Figures;
use self::stretch::Stretch;
use self::targets::Targets;
use super::{Answer, Definition, Estimate, Flag, NoSummary, Question, Row, View, table};
use crate::error::Result;
use crate::model::{Measure, Period, Timestamp};

/// Asks for the figures that Sales and Marketing share, over the last complete week and month and the
/// trailing 91 and 365 days, each beside its target.
///
/// It misleads where a single period is taken for a trend: weeks go up and down by chance, which is what the
/// intervals are for. And what is measured is chased: an ask that is declined at once is answered in time.
///
/// ```
/// use talktrack::analysis::Scorecard;
/// use talktrack::model::{
///     Conversation, Event, Measure, Outcome, OutcomeResult, Period, Quantity, Target,
/// };
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// tracker.put(Target::new(Measure::Succeeded, Period::Week, Quantity::new(1.0)?))?;
/// let won = Outcome::new("d1".parse()?, Conversation::TangibleValue, OutcomeResult::Succeeded);
/// tracker.record(Event::new("2026-03-09T09:00:00Z".parse()?, won))?;
/// let scope = talktrack::Scope::new().since_text("2026-01-01")?.until_text("2026-03-16")?;
/// let week = &tracker.within(scope).ask(&Scorecard::new())?.rows[0];
/// assert_eq!((week.measure, week.period), (Measure::Succeeded, Period::Week));
/// assert_eq!((week.value.value, week.target, week.reached), (Some(1.0), Some(1.0), Some(true)));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Sources: see [`stats::wilson`](crate::stats::wilson) and
/// [`stats::wilson_effective`](crate::stats::wilson_effective).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scorecard;

impl Scorecard {
    /// Of all measures and periods.
    pub const fn new() -> Self {
        Self
    }

    fn definition(view: &View<'_>) -> Definition {
        Definition {
            question: "scorecard",
            text: format!(
                "Counted back from the end of the scope in the time zone {}: the last complete ISO week and calendar month, the trailing 91 days (quarter) and 365 days (year). Each figure is what the question behind it says of that period, with the catalogue and the filters as they hold at the period's end. succeeded: conversations that succeeded, of n decided (funnel). assisted_rate: held conversations in which any asset was put to work, of n (funnel). follow_rate: recommendations that were followed, of n with an occasion (listening). attainment_marketing and attainment_sales: asks that this side answered in time, of n that were or are due (agreements). current_share: uses of the version that was current at the time, of n that state one (consistency). open_asks: of n asks made in the scope until the end of the period, those neither delivered nor declined by then (agreements). unused_rate and idle_rate: assets never used, and never put to work, of n live for 30 days or more (unused); over the quarter only. The intervals are those of these questions, at 95%; counts and the current share have none. A period of which a part lies before the scope is partial: only what the scope holds of it counts. The target is the one in force at the period's end; it is reached by a value as great or greater, for open_asks, unused_rate and idle_rate by one as small or smaller. A scope without filters is held against the targets for everybody, one with a single team, or a single tag of deals, and no other filter against those for that team or tag; any other scope against none.",
                view.span().zone
            ),
        }
    }
}

table! {
    /// One measure over one period.
    ScorecardRow {
        /// What is measured.
        measure: Measure, "";
        /// week and month: the last complete ones; quarter: the trailing 91 days; year: the trailing 365.
        period: Period, "";
        /// The first moment of the period.
        since: Timestamp, "";
        /// The first moment after it.
        until: Timestamp, "";
        /// What it came to: conversations, asks or a share, as the measure says.
        value: Estimate, "";
        /// What it is out of: conversations, recommendations, asks, uses or assets.
        n: u64, "";
        /// The value that both teams agreed to reach; none where nothing was agreed.
        target: Option<f64>, "";
        /// Whether the value is as good as the target or better; none without a value or a target.
        reached: Option<bool>, "";
        /// Whether a part of the period lies before the scope.
        partial: bool, "";
        /// too few: there is nothing to divide by, or the scope holds nothing of the period. few-reps: fewer
        /// than five reps stand behind it.
        flags: Vec<Flag>, "";
    }
}

impl Question for Scorecard {
    type Row = ScorecardRow;
    type Summary = NoSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<ScorecardRow, NoSummary>> {
        let targets = Targets::of(view);
        let of = |period: &Period| {
            let stretch = Stretch::of(*period, view.span());
            let figures = view.part(period.as_str(), || Figures::of(view, &stretch));
            (*period, stretch, figures)
        };
        let periods: Vec<_> = Period::ALL.iter().map(of).collect();
        let mut rows = Vec::new();
        for (period, stretch, figures) in periods {
            let figures = figures?;
            for &measure in Measure::ALL {
                if period != Period::Quarter && is_of_assets(measure) {
                    continue;
                }
                let (value, n, flags) = figures.get(measure);
                let target = targets.as_ref().and_then(|targets| targets.find(measure, &stretch));
                rows.push(ScorecardRow {
                    measure,
                    period,
                    since: stretch.since,
                    until: stretch.until,
                    value,
                    n,
                    target,
                    reached: value.value.zip(target).map(|(value, target)| {
                        if is_better_low(measure) { value <= target } else { value >= target }
                    }),
                    partial: stretch.is_partial(view.span()),
                    flags,
                });
            }
        }
        rows.sort_by_key(|row| (row.measure, row.period));
        Ok(view.answer(rows, ScorecardRow::columns(), NoSummary, Self::definition(view)))
    }
}

/// Whether less of it is better.
const fn is_better_low(measure: Measure) -> bool {
    matches!(measure, Measure::OpenAsks | Measure::UnusedRate | Measure::IdleRate)
}

/// Whether it is measured over assets: a week says nothing about what is never used.
const fn is_of_assets(measure: Measure) -> bool {
    matches!(measure, Measure::UnusedRate | Measure::IdleRate)
}
