//! The journeys of decided deals: what was put to work on each of them up to its decision, in order.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::decision::DealDecision;
use super::touches::Touches;
use crate::analysis::held::{HeldReader, OnDeal, PutToWork};
use crate::analysis::life::days;
use crate::analysis::{DealFold, DealShard, Tally, View};
use crate::error::Result;
use crate::ledger::Seq;
use crate::stats::{AttributionMethod, Journey};

/// A deal that was decided in the scope. Its number, which depends on what was recorded first, comes last when
/// it is compared with others: sums over journeys in order are the same to the last digit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) struct DealJourney {
    decided: i64,
    touches: Vec<u32>,
    /// How many microseconds before the decision each touch was, where it is won and that is asked for.
    before: Vec<i64>,
    won: bool,
    /// Minor units and how many decimals these are, where the deal is won and its amount known.
    amount: Option<(i64, u32)>,
    /// Which of the touches have to be put in order yet.
    ties: Vec<Tie>,
    deal: u32,
}

/// Touches of one moment that differ: the first one's place, and the writes that they were recorded by.
type Tie = (usize, Vec<u32>);

impl DealJourney {
    /// How many minor units make one of the amount's currency; nothing without an amount.
    pub(super) fn units(&self) -> Option<f64> {
        self.amount.map(|(_, decimals)| 10_f64.powi(decimals.cast_signed()))
    }

    /// Whether it was won and nobody knows what it was worth.
    pub(super) const fn lacks_amount(&self) -> bool {
        self.won && self.amount.is_none()
    }

    /// The journey, worth what it is in minor units.
    pub(super) fn journey(self) -> Journey<u32> {
        Journey {
            touches: self.touches,
            days_before: self.before.into_iter().map(days).collect(),
            conversions: self.won.into(),
            nulls: (!self.won).into(),
            value: self.amount.map_or(0.0, |(minor, _)| minor as f64),
        }
    }

    /// Orders touches of one moment by source and id.
    fn settle(&mut self, known: &HashMap<Seq, Option<(String, String)>>) {
        for (first, writes) in std::mem::take(&mut self.ties) {
            let touches = self.touches.iter().skip(first).copied();
            let mut tied: Vec<(Option<_>, u32)> = writes
                .into_iter()
                .map(|write| known.get(&Seq::from(u64::from(write))))
                .zip(touches)
                .collect();
            tied.sort();
            let places = self.touches.iter_mut().skip(first);
            places.zip(tied).for_each(|(place, (_, touch))| *place = touch);
        }
    }
}

/// Reads the journeys of a scope, with what `method` needs to know of them. Filters narrow what was touched;
/// time does not: a journey begins when it begins.
pub(super) fn journeys(
    view: &View<'_>,
    touches: &Touches<'_>,
    method: AttributionMethod,
) -> Result<Vec<DealJourney>> {
    let fold = JourneysFold::new(view, touches, method)?;
    let mut journeys = view.run_deals_and(&fold, |tally| settled(view, tally))?.0;
    journeys.sort_unstable();
    Ok(journeys)
}

/// Orders touches of one moment, where that matters.
fn settled(view: &View<'_>, mut tally: JourneysTally) -> Result<JourneysTally> {
    let ties = tally.0.iter().flat_map(|journey| &journey.ties);
    let writes = ties.flat_map(|(_, writes)| writes);
    let writes: Vec<Seq> = writes.map(|write| Seq::from(u64::from(*write))).collect();
    if !writes.is_empty() {
        let identities = view.columns().ledger().identities(&writes)?;
        let known = writes.into_iter().zip(identities).collect();
        tally.0.iter_mut().for_each(|journey| journey.settle(&known));
    }
    Ok(tally)
}

/// Finishes each deal that is decided.
struct JourneysFold<'a> {
    view: &'a View<'a>,
    touches: &'a Touches<'a>,
    reader: HeldReader<'a>,
    /// Whether it matters which of two uses came first.
    ordered: bool,
    /// Whether it matters how long before the decision they were.
    timed: bool,
}

impl<'a> JourneysFold<'a> {
    fn new(
        view: &'a View<'a>,
        touches: &'a Touches<'a>,
        method: AttributionMethod,
    ) -> Result<Self> {
        use AttributionMethod::{First, Last, Linear, Markov, Position, Shapley, TimeDecay};
        let (ordered, timed) = match method {
            First | Last | Position { .. } | Markov => (true, false),
            Linear | Shapley => (false, false),
            TimeDecay { .. } => (false, true),
        };
        Ok(Self { view, touches, reader: HeldReader::new(view)?, ordered, timed })
    }

    /// The journey of a deal; nothing if it is open, or not one of the scope's.
    fn finish(&self, deal: u32, on: &OnDeal) -> Option<DealJourney> {
        let decision = DealDecision::of(on)?;
        if !(self.view.span().contains(decision.at) && self.view.has_deal(deal as usize)) {
            return None;
        }
        let end = on.uses().partition_point(|used| used.at <= decision.at);
        let uses = on.uses().get(..end)?;
        let mut reps = uses.iter().map(|used| used.rep).chain(on.owner);
        if !(self.view.has_any_rep(&[]) || reps.any(|rep| self.view.has_rep(rep as usize))) {
            return None;
        }
        let lets = |used: &PutToWork| Some(self.touches.of(used)?).filter(|_| self.view.lets(used));
        let mut journey = DealJourney {
            decided: decision.at,
            touches: Vec::with_capacity(end),
            before: Vec::new(),
            won: decision.won,
            amount: None,
            ties: Vec::new(),
            deal,
        };
        journey.touches.extend(uses.iter().filter_map(lets));
        if self.ordered {
            journey.ties = ties(uses, lets);
        }
        // Whoever won nothing has nothing to share out.
        if self.timed && decision.won {
            let timed = uses.iter().filter(|used| lets(used).is_some());
            journey.before.extend(timed.map(|used| decision.at.saturating_sub(used.at)));
        }
        let won = decision.won.then(|| self.reader.deal(deal)).flatten();
        let amount = won.and_then(|deal| deal.amount);
        journey.amount = amount.map(|amount| (amount.minor(), amount.currency().decimals()));
        Some(journey)
    }
}

/// The touches of one moment that differ, of the touches that these uses are.
fn ties(uses: &[PutToWork], touch: impl Fn(&PutToWork) -> Option<u32>) -> Vec<Tie> {
    let mut ties = Vec::new();
    if uses.iter().zip(uses.iter().skip(1)).all(|(one, next)| one.at != next.at) {
        return ties;
    }
    let mut first = 0;
    for moment in uses.chunk_by(|one, other| one.at == other.at) {
        let here = || moment.iter().filter_map(|used| Some((touch(used)?, used.write)));
        let mut touches = here().map(|(touch, _)| touch);
        let one = touches.next();
        if touches.any(|other| Some(other) != one) {
            ties.push((first, here().map(|(_, write)| write).collect()));
        }
        first += here().count();
    }
    ties
}

/// In the order of deals.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
struct JourneysTally(Vec<DealJourney>);

impl JourneysTally {
    fn sorted(mut self) -> Self {
        self.0.sort_unstable_by_key(|journey| journey.deal);
        self
    }
}

impl Tally for JourneysTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self.sorted()
    }
}

impl DealFold for JourneysFold<'_> {
    type Tally = JourneysTally;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> JourneysTally {
        let mut tally = JourneysTally::default();
        let mut on = OnDeal::default();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            tally.0.extend(self.finish(facts.deal, &on));
        });
        tally.sorted()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{AttributionTouch, shards};
    use crate::common::sales;
    use crate::scope::Scope;

    proptest! {
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in sales::records(60),
            cuts in proptest::collection::vec(0_u32..6, 0..6),
            seed in any::<u64>(),
            method in proptest::sample::select(vec!["time-decay", "markov"]),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let touches = Touches::all(&view, AttributionTouch::Asset);
            let fold = JourneysFold::new(&view, &touches, method.parse().unwrap()).unwrap();
            prop_assert!(shards::deals_agree(&fold, &columns, cuts, seed));
        }
    }
}
