//! `agreements`: does each side answer the other in time?

mod deliveries;

use std::collections::BTreeMap;

use self::deliveries::Deliveries;
use super::asks::{Ask, FirstAnswer};
use super::calendar::days_after;
use super::life::days;
use super::{Answer, Definition, Estimate, Flag, LEVEL, Question, Row, View, table};
use crate::error::Result;
use crate::ledger::Name;
use crate::model::{Side, Timestamp, Word};
use crate::stats::{kaplan_meier, median};

/// Asks whether each side answers the other in the time that was agreed.
///
/// It misleads where answers are not recorded: an ask that was dealt with in the corridor is overdue for
/// ever. And it measures when an answer came, not whether it was any good; `put_to_work` is a hint.
///
/// ```
/// use talktrack::analysis::Agreements;
/// use talktrack::model::{Agreement, Answer, AnswerResult, Ask, Event, EventId, Reference, Side, Word};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let kind = Word::new("collateral")?;
/// tracker.put(Agreement::new(kind.clone(), Side::Marketing, 10))?;
/// let id = EventId::new("a1")?;
/// let ask = Event::new("2026-03-02T09:00:00Z".parse()?, Ask::new(kind, Side::Sales));
/// tracker.record(ask.with_id(id.clone()))?;
/// let answer = Answer::new(Reference { id, source: None }, AnswerResult::Declined);
/// tracker.record(Event::new("2026-03-09T15:00:00Z".parse()?, answer))?;
/// let answer = tracker.ask(&Agreements::new())?;
/// assert_eq!((answer.rows[0].in_time, answer.rows[0].median_days.value), (1, Some(7.25)));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Sources: see [`stats::wilson`](crate::stats::wilson) and
/// [`stats::kaplan_meier`](crate::stats::kaplan_meier).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Agreements;

impl Agreements {
    /// Of both sides.
    pub const fn new() -> Self {
        Self
    }

    fn definition() -> Definition {
        Definition {
            question: "agreements",
            text: format!(
                "Asks made in the scope, per side that must answer and kind, as they stood at its end. An ask is answered by the first delivered or declined; an acknowledgement is no answer. It is due the agreed calendar days after it was made (by the clocks of the scope's zone, and by the agreement in force then), without an agreement when it was needed by, and without that it is not measured. Attainment is in time ÷ (in time + late + overdue), with Wilson's interval at 95%; asks that are open and not due are left out. The median of the days to the answer is Kaplan and Meier's, open asks being censored at the scope's end, with the interval that inverts log-log bands. Notice is the median of the days from an ask to when it was needed by. A delivered asset counts as put to work if any use in the {} days after put it to work. Filters of reps, deals and conversations narrow asks; those of assets and actions narrow uses.",
                deliveries::DAYS
            ),
        }
    }
}

table! {
    /// How one side answers one kind of ask.
    AgreementsRow {
        /// The side that must answer.
        answered_by: Side, "";
        /// What is asked for.
        kind: Word, "";
        /// Asks made in the scope.
        asked: u64, "asks";
        /// Those answered by when they were due.
        in_time: u64, "asks";
        /// Those answered after they were due.
        late: u64, "asks";
        /// Those neither delivered nor declined.
        open: u64, "asks";
        /// Open ones that are past due.
        overdue: u64, "asks";
        /// Answered ones without anything to measure by: neither an agreement nor when they were needed.
        unmeasured: u64, "asks";
        /// In time ÷ (in time + late + overdue).
        attainment: Estimate, "share";
        /// Days from ask to answer by which half were answered; none if that was not reached.
        median_days: Estimate, "days";
        /// Asks that were acknowledged, answered or not.
        acknowledged: u64, "asks";
        /// Of those, the median of the days to the first acknowledgement.
        acknowledged_days: Option<f64>, "days";
        /// Median of the days from asking to when it was needed by; negative if that had passed.
        notice_days: Option<f64>, "days";
        /// Asks that were delivered.
        delivered: u64, "asks";
        /// Those of them whose asset was put to work within 90 days.
        put_to_work: u64, "asks";
        /// too few: nothing was or is due, so there is no attainment.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// How one side answers, whatever is asked.
    AgreementsSummary {
        /// The side that must answer.
        answered_by: Side, "";
        /// Asks made in the scope.
        asked: u64, "asks";
        /// Those answered by when they were due.
        in_time: u64, "asks";
        /// Those answered after they were due.
        late: u64, "asks";
        /// Those neither delivered nor declined.
        open: u64, "asks";
        /// Open ones that are past due.
        overdue: u64, "asks";
        /// In time ÷ (in time + late + overdue).
        attainment: Estimate, "share";
        /// too few: nothing was or is due, so there is no attainment.
        flags: Vec<Flag>, "";
    }
}

impl Question for Agreements {
    type Row = AgreementsRow;
    type Summary = Vec<AgreementsSummary>;

    fn answer(&self, view: &View<'_>) -> Result<Answer<AgreementsRow, Vec<AgreementsSummary>>> {
        let asks = Ask::all(view)?;
        let delivered = asks.iter().filter_map(|ask| ask.answer.and_then(delivery));
        let deliveries = Deliveries::follow(view, delivered.collect())?;
        let words = view.columns().names(Name::Word);
        let mut groups = BTreeMap::<(Side, Word), Vec<(Ask, Option<i64>)>>::new();
        for ask in asks {
            let Some(kind) = words.get(ask.kind as usize) else { continue };
            let promise = (Word::new(&**kind)?, other_side(ask.asked_by));
            let due = due(view, &ask, &promise)?;
            groups.entry((promise.1, promise.0)).or_default().push((ask, due));
        }
        let until = view.span().until.micros();
        let mut rows = Vec::new();
        for ((answered_by, kind), asks) in &groups {
            rows.push(row(*answered_by, kind.clone(), asks, until, &deliveries)?);
        }
        let mut summary = Vec::new();
        for &side in Side::ALL {
            let all = groups.iter().filter(|((answered_by, _), _)| *answered_by == side);
            let counts = Counts::of(all.flat_map(|(_, asks)| asks), until);
            summary.push(counts.summary(side)?);
        }
        Ok(view.answer(rows, AgreementsRow::columns(), summary, Self::definition()))
    }
}

const fn other_side(side: Side) -> Side {
    match side {
        Side::Sales => Side::Marketing,
        Side::Marketing => Side::Sales,
    }
}

/// The asset that was delivered, and when.
fn delivery(answer: FirstAnswer) -> Option<(u32, i64)> {
    answer.asset.filter(|_| answer.delivered).map(|asset| (asset, answer.at))
}

/// When an ask is due, if it is measured.
fn due(view: &View<'_>, ask: &Ask, promise: &(Word, Side)) -> Result<Option<i64>> {
    let history = view.columns().catalogue().agreements.get(promise);
    let asked = Timestamp::from_micros(ask.at)?;
    let agreement = history.and_then(|history| history.holding(asked, view.writes()));
    let agreed = agreement.map(|agreement| days_after(ask.at, agreement.days, view.span().zone));
    Ok(agreed.or(ask.needed_by))
}

/// Asks by how they stand at the end of the scope.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    asked: u64,
    in_time: u64,
    late: u64,
    open: u64,
    overdue: u64,
    unmeasured: u64,
}

impl Counts {
    fn of<'a>(asks: impl IntoIterator<Item = &'a (Ask, Option<i64>)>, until: i64) -> Self {
        let mut counts = Self::default();
        for (ask, due) in asks {
            counts.asked += 1;
            match (ask.answer, due) {
                (Some(answer), Some(due)) if answer.at <= *due => counts.in_time += 1,
                (Some(_), Some(_)) => counts.late += 1,
                (Some(_), None) => counts.unmeasured += 1,
                (None, due) => {
                    counts.open += 1;
                    counts.overdue += u64::from(due.is_some_and(|due| due < until));
                }
            }
        }
        counts
    }

    fn attainment(&self) -> Result<Estimate> {
        Estimate::proportion(self.in_time, self.in_time + self.late + self.overdue)
    }

    fn flags(&self) -> Vec<Flag> {
        if self.in_time + self.late + self.overdue == 0 { vec![Flag::TooFew] } else { vec![] }
    }

    fn summary(&self, answered_by: Side) -> Result<AgreementsSummary> {
        Ok(AgreementsSummary {
            answered_by,
            asked: self.asked,
            in_time: self.in_time,
            late: self.late,
            open: self.open,
            overdue: self.overdue,
            attainment: self.attainment()?,
            flags: self.flags(),
        })
    }
}

fn row(
    answered_by: Side,
    kind: Word,
    asks: &[(Ask, Option<i64>)],
    until: i64,
    deliveries: &Deliveries,
) -> Result<AgreementsRow> {
    let counts = Counts::of(asks, until);
    let asks = || asks.iter().map(|(ask, _)| ask);
    // What is dated before its ask took no time.
    let since_ask = |ask: &Ask, at: i64| days(at.saturating_sub(ask.at).max(0));
    let waited = |ask: &Ask| since_ask(ask, ask.answer.map_or(until, |answer| answer.at));
    let waits: Vec<f64> = asks().map(waited).collect();
    let answered: Vec<bool> = asks().map(|ask| ask.answer.is_some()).collect();
    let curve = kaplan_meier(&waits, &answered, LEVEL)?;
    let acknowledged = asks().filter_map(|ask| Some(since_ask(ask, ask.acknowledged?)));
    let acknowledged: Vec<f64> = acknowledged.collect();
    let notice = asks().filter_map(|ask| Some(days(ask.needed_by?.saturating_sub(ask.at))));
    let delivered = || asks().filter_map(|ask| ask.answer).filter(|answer| answer.delivered);
    let used = |answer: &FirstAnswer| {
        delivery(*answer).is_some_and(|(asset, at)| deliveries.were_put_to_work(asset, at))
    };
    Ok(AgreementsRow {
        answered_by,
        kind,
        asked: counts.asked,
        in_time: counts.in_time,
        late: counts.late,
        open: counts.open,
        overdue: counts.overdue,
        unmeasured: counts.unmeasured,
        attainment: counts.attainment()?,
        median_days: Estimate::median(&curve),
        acknowledged: acknowledged.len() as u64,
        acknowledged_days: median(acknowledged),
        notice_days: median(notice.collect()),
        delivered: delivered().count() as u64,
        put_to_work: delivered().filter(used).count() as u64,
        flags: counts.flags(),
    })
}
