//! `funnel`: the five conversations: held, succeeded, failed, and how long they take.

mod fold;

use std::collections::BTreeMap;

use self::fold::{Counted, FunnelFold};
use super::calendar::Cut;
use super::fold::each;
use super::groups::Groups;
use super::life::days;
use super::{
    Answer, Asked, By, Calendar, Definition, Estimate, FEW_REPS, Flag, LEVEL, Placements, Question,
    Row, View, table,
};
use crate::error::Result;
use crate::model::{Conversation, Word};
use crate::stats::kaplan_meier;

/// Asks how the five conversations go: how many are held, how many succeed and fail, and how long it takes
/// until that is decided. Successful conversations are the one figure that Sales and Marketing share.
///
/// It misleads where outcomes are not recorded: then conversations stay open, and the few that are decided
/// are not like the others. It is no funnel of the same deals: a deal can begin anywhere and skip what it
/// likes, so that later conversations can be held more often than earlier ones.
///
/// ```
/// use talktrack::analysis::Funnel;
/// use talktrack::model::{Conversation, Event, Outcome, OutcomeResult};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let won = Outcome::new("d1".parse()?, Conversation::TangibleValue, OutcomeResult::Succeeded);
/// tracker.record(Event::new("2026-03-09T09:00:00Z".parse()?, won))?;
/// let answer = tracker.ask(&Funnel::new())?;
/// assert_eq!((answer.rows[4].held, answer.rows[4].rate.value), (1, Some(1.0)));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Sources: see [`stats::wilson_effective`](crate::stats::wilson_effective) and
/// [`stats::kaplan_meier`](crate::stats::kaplan_meier).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Funnel {
    by: Option<By>,
    period: Option<Calendar>,
}

impl Funnel {
    /// Of the whole scope.
    pub fn new() -> Self {
        Self::default()
    }

    /// The same per team, or per value of a tag of deals. It is an error to name anything else.
    pub fn by(mut self, by: By) -> Self {
        self.by = Some(by);
        self
    }

    /// The same period by period.
    pub const fn period(mut self, period: Calendar) -> Self {
        self.period = Some(period);
        self
    }

    fn definition(&self, view: &View<'_>) -> Definition {
        let mut text = "A conversation is held on a deal if an asset was put to work in it, an outcome was stated, or the deal entered a stage that maps to it; it belongs to the scope in which it was decided, or else had its last fact. It succeeded or failed by its latest stated outcome, or else by the stages of its deal; otherwise it is open. The rate is succeeded ÷ (succeeded + failed), and the assisted rate the share of held ones in which any asset was put to work; their intervals are Wilson's at 95%, for as many conversations as they are worth: they cluster by rep (the deal's owner, else the first of its reps). The median of the days from start to decision, either way, is Kaplan and Meier's over the conversations whose start is known, open ones being censored at the scope's end, with the interval that inverts log-log bands. Filters of reps, deals and conversations narrow conversations; those of assets and actions do not. The summary says how many of the uses put to work on deals state their conversation, are placed by the stage of their deal, or cannot be placed.".to_owned();
        match &self.by {
            None => {}
            Some(By::Team) => text.push_str(" A conversation counts for the team of each of its reps, as of the scope's end; reps without a team share a row."),
            Some(by) => text.push_str(&format!(" A row per conversation and {} of its deal; what has none shares a row.", by.name())),
        }
        if let Some(period) = self.period {
            text.push_str(&format!(
                " A row per {period} in the time zone {}, of the conversations that were decided in it, or else had their last fact in it; a period of which the scope holds only a part is partial.",
                view.span().zone
            ));
        }
        Definition { question: "funnel", text }
    }
}

table! {
    /// One conversation, in one period and group where these were asked for.
    FunnelRow {
        /// The day (2026-01-31), ISO week (2026-W05), month (2026-01) or quarter (2026-Q1).
        period: Asked<Box<str>>, "";
        /// What the conversations of the row have in common; none where they lack it.
        group: Asked<Option<Word>>, "";
        /// Which of the five conversations it is.
        conversation: Conversation, "";
        /// Conversations held on deals.
        held: u64, "conversations";
        /// Those that succeeded.
        succeeded: u64, "conversations";
        /// Those that failed.
        failed: u64, "conversations";
        /// Those that are not decided.
        open: u64, "conversations";
        /// Succeeded ÷ decided.
        rate: Estimate, "share";
        /// Those whose start is known.
        known_starts: u64, "conversations";
        /// Days from start to decision by which half of them were decided; none if that was not reached.
        median_days: Estimate, "days";
        /// Those in which any asset was put to work.
        assisted: u64, "conversations";
        /// Assisted ÷ held.
        assisted_rate: Estimate, "share";
        /// Whether a part of the period lies outside the scope.
        partial: Asked<bool>, "";
        /// too few: none is decided, so there is no rate. few-reps: fewer than five reps stand behind the
        /// figures.
        flags: Vec<Flag>, "";
    }
}

impl Question for Funnel {
    type Row = FunnelRow;
    type Summary = Placements;

    fn answer(&self, view: &View<'_>) -> Result<Answer<FunnelRow, Placements>> {
        let cuts = match self.period {
            Some(period) => period.cuts(view.span())?,
            None => vec![whole(view)],
        };
        let groups = Groups::of_conversations(view, self.by.as_ref())?;
        let tally = view.run_deals(&FunnelFold::new(view, &groups, &cuts)?)?;
        let known = if self.by.is_some() { tally.known() } else { vec![true] };
        let shown = groups.shown(view, &known, &tally.reps)?;
        let mut places = Vec::new();
        for (period, cut) in cuts.iter().enumerate() {
            for group in &shown {
                let ours = Conversation::ALL.iter().filter(|one| view.has_conversation(**one));
                places.extend(ours.map(|conversation| (period, cut, group, *conversation)));
            }
        }
        let rows = each(
            places.len(),
            || (),
            |(), number| {
                let (period, cut, (name, groups), conversation) = &places[number];
                let mut row = row(*conversation, &tally.of(*period, groups, *conversation))?;
                row.group = Asked(self.by.as_ref().map(|_| name.clone()));
                if self.period.is_some() {
                    row.period = Asked(Some(cut.name.as_str().into()));
                    row.partial = Asked(Some(cut.partial));
                }
                Ok(row)
            },
        );
        let rows = rows.into_iter().collect::<Result<_>>()?;
        Ok(view.answer(rows, self.columns(), tally.placements, self.definition(view)))
    }
}

impl Funnel {
    fn columns(&self) -> Vec<super::Column> {
        let mut columns = FunnelRow::columns();
        columns.retain(|column| match &*column.name {
            "period" | "partial" => self.period.is_some(),
            "group" => self.by.is_some(),
            _ => true,
        });
        let group = columns.iter_mut().find(|column| column.name == "group");
        if let (Some(group), Some(by)) = (group, &self.by) {
            group.name = by.name().to_owned().into();
        }
        columns
    }
}

/// The scope as a period.
fn whole(view: &View<'_>) -> Cut {
    let (from, to) = view.span().micros();
    Cut { name: String::new(), from, to, partial: false }
}

/// What stands behind the figures of one rep.
#[derive(Debug, Clone, Copy, Default)]
struct OfRep {
    held: u64,
    assisted: u64,
    decided: u64,
    succeeded: u64,
}

fn row(conversation: Conversation, all: &[Counted]) -> Result<FunnelRow> {
    let mut reps: BTreeMap<u32, OfRep> = BTreeMap::new();
    for one in all {
        let of_rep = reps.entry(one.lead).or_default();
        of_rep.held += 1;
        of_rep.assisted += u64::from(one.assisted);
        of_rep.decided += u64::from(one.succeeded.is_some());
        of_rep.succeeded += u64::from(one.succeeded == Some(true));
    }
    let sum = |count: fn(&OfRep) -> u64| reps.values().map(count).sum::<u64>();
    let (held, decided) = (all.len() as u64, sum(|one| one.decided));
    let succeeded = sum(|one| one.succeeded);
    let rates: Vec<_> = reps.values().map(|one| (one.succeeded, one.decided)).collect();
    let assists: Vec<_> = reps.values().map(|one| (one.assisted, one.held)).collect();
    let waits = all.iter().filter_map(|one| Some((days(one.waited?), one.succeeded.is_some())));
    let (waits, events): (Vec<f64>, Vec<bool>) = waits.unzip();
    let curve = kaplan_meier(&waits, &events, LEVEL)?;
    Ok(FunnelRow {
        period: Asked(None),
        group: Asked(None),
        conversation,
        held,
        succeeded,
        failed: decided - succeeded,
        open: held - decided,
        rate: Estimate::clustered(&rates)?,
        known_starts: waits.len() as u64,
        median_days: Estimate::median(&curve),
        assisted: sum(|one| one.assisted),
        assisted_rate: Estimate::clustered(&assists)?,
        partial: Asked(None),
        flags: flags(decided, reps.len()),
    })
}

fn flags(decided: u64, reps: usize) -> Vec<Flag> {
    let few = (reps > 0 && reps < FEW_REPS).then_some(Flag::FewReps);
    (decided == 0).then_some(Flag::TooFew).into_iter().chain(few).collect()
}
