//! The journeys of decided deals: what was put to work on each of them up to its decision, in order.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::decision::DealDecision;
use super::touches::Touches;
use crate::analysis::held::{HeldReader, OnDeal, PutToWork};
use crate::analysis::life::days;
use crate::analysis::{DealFold, DealShard, Tally, View};
use crate::columns::DealFacts;
use crate::error::Result;
use crate::ledger::Seq;
use crate::stats::{AttributionMethod, Credited, Way};

/// A deal that was decided in the scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DealJourney {
    decided: i64,
    pub(super) won: bool,
    /// Minor units and how many decimals these are, where the deal is won and its amount known.
    amount: Option<(i64, u32)>,
    deal: u32,
    /// Where its touches stand, and of one that is won how long before the decision each was, if that is asked for.
    touches: Range<usize>,
    before: Range<usize>,
    /// Which of the touches have to be put in order yet.
    ties: Vec<Tie>,
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
}

/// The journeys of decided deals.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Journeys {
    all: Vec<DealJourney>,
    /// Those of each, one after the other.
    touches: Vec<u32>,
    /// In microseconds; whoever won nothing has nothing to share out.
    before: Vec<i64>,
}

impl Journeys {
    pub(super) fn all(&self) -> &[DealJourney] {
        &self.all
    }

    /// What one of them touched, in order; a touch that was repeated stands repeatedly.
    pub(super) fn touches(&self, of: &DealJourney) -> &[u32] {
        self.touches.get(of.touches.clone()).unwrap_or_default()
    }

    /// How many microseconds before the decision each touch of one of them was, where that is known.
    pub(super) fn before(&self, of: &DealJourney) -> &[i64] {
        self.before.get(of.before.clone()).unwrap_or_default()
    }

    /// How many days before the decision the touches of all of them were, where that is known.
    pub(super) fn days_before(&self) -> Vec<f64> {
        self.before.iter().map(|before| days(*before)).collect()
    }

    /// The way that the deal of one of them went, worth what it is in minor units; `days` are those before the
    /// decision of all touches.
    pub(super) fn way<'a>(
        &'a self,
        of: &DealJourney,
        days: &'a [f64],
        credited: Credited,
    ) -> Way<'a> {
        let amount = of.amount.map_or(0.0, |(minor, _)| minor as f64);
        let conversions = f64::from(u8::from(of.won));
        Way {
            touches: self.touches(of),
            days_before: days.get(of.before.clone()).unwrap_or_default(),
            won: if credited == Credited::Amount { amount } else { conversions },
            conversions,
            nulls: 1.0 - conversions,
        }
    }

    /// Each touch becomes what `numbers` has in its place.
    pub(super) fn renumber(&mut self, numbers: &[u32]) {
        for touch in &mut self.touches {
            *touch = numbers.get(*touch as usize).copied().unwrap_or_default();
        }
    }

    /// In an order that does not depend on what was recorded first, unless all else is the same: sums over journeys
    /// come out the same to the last digit.
    fn in_order_of_decisions(mut self) -> Self {
        let mut all = std::mem::take(&mut self.all);
        let key = |one: &DealJourney| (one.decided, self.touches(one), self.before(one), one.won);
        all.sort_unstable_by(|one, other| {
            let rest = |one: &DealJourney| (one.amount, one.deal);
            key(one).cmp(&key(other)).then_with(|| rest(one).cmp(&rest(other)))
        });
        Self { all, ..self }
    }

    /// In the order of deals.
    fn sorted(mut self) -> Self {
        if self.all.is_sorted_by_key(|one| one.deal) {
            return self;
        }
        let mut all = std::mem::take(&mut self.all);
        all.sort_unstable_by_key(|one| one.deal);
        let mut sorted = Self::default();
        for one in all {
            let (first, first_before) = (sorted.touches.len(), sorted.before.len());
            sorted.touches.extend_from_slice(self.touches(&one));
            sorted.before.extend_from_slice(self.before(&one));
            let touches = first..sorted.touches.len();
            let before = first_before..sorted.before.len();
            sorted.all.push(DealJourney { touches, before, ..one });
        }
        sorted
    }

    /// Orders touches of one moment by source and id.
    fn order_ties(&mut self, known: &HashMap<Seq, Option<(String, String)>>) {
        for one in &mut self.all {
            for (first, writes) in std::mem::take(&mut one.ties) {
                let touches = self.touches.iter().skip(one.touches.start + first).copied();
                let mut tied: Vec<(Option<_>, u32)> = writes
                    .into_iter()
                    .map(|write| known.get(&Seq::from(u64::from(write))))
                    .zip(touches)
                    .collect();
                tied.sort();
                let places = self.touches.iter_mut().skip(one.touches.start + first);
                places.zip(tied).for_each(|(place, (_, touch))| *place = touch);
            }
        }
    }
}

impl Tally for Journeys {
    fn merge(mut self, mut other: Self) -> Self {
        let after = |range: Range<usize>, offset| range.start + offset..range.end + offset;
        let [touches, before] = [self.touches.len(), self.before.len()];
        self.touches.append(&mut other.touches);
        self.before.append(&mut other.before);
        self.all.extend(other.all.into_iter().map(|one| DealJourney {
            touches: after(one.touches, touches),
            before: after(one.before, before),
            ..one
        }));
        self.sorted()
    }
}

/// Reads the journeys of a scope, with what `method` needs to know of them. Filters narrow what was touched;
/// time does not: a journey begins when it begins.
pub(super) fn journeys(
    view: &View<'_>,
    touches: &Touches<'_>,
    method: AttributionMethod,
) -> Result<Journeys> {
    let fold = JourneysFold::new(view, touches, method)?;
    Ok(view.run_deals_and(&fold, |all| settled(view, all))?.in_order_of_decisions())
}

/// Orders touches of one moment, where that matters.
fn settled(view: &View<'_>, mut journeys: Journeys) -> Result<Journeys> {
    let ties = journeys.all.iter().flat_map(|one| &one.ties);
    let writes = ties.flat_map(|(_, writes)| writes);
    let writes: Vec<Seq> = writes.map(|write| Seq::from(u64::from(*write))).collect();
    if !writes.is_empty() {
        let identities = view.columns().ledger().identities(&writes)?;
        let known = writes.into_iter().zip(identities).collect();
        journeys.order_ties(&known);
    }
    Ok(journeys)
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

    /// Adds the journey of a deal, unless it is open or not one of the scope's.
    fn finish(&self, facts: &DealFacts<'_>, on: &OnDeal, into: &mut Journeys) {
        let deal = facts.deal;
        let Some(decision) = DealDecision::of(on) else { return };
        if !(self.view.span().contains(decision.at) && self.view.has_deal(deal as usize)) {
            return;
        }
        let end = on.uses().partition_point(|used| used.at <= decision.at);
        let uses = on.uses().get(..end).unwrap_or_default();
        let mut reps = uses.iter().map(|used| used.rep).chain(on.owner);
        if !(self.view.has_any_rep(&[]) || reps.any(|rep| self.view.has_rep(rep as usize))) {
            return;
        }
        let lets = |used: &PutToWork| Some(self.touches.of(used)?).filter(|_| self.view.lets(used));
        let (first, first_before) = (into.touches.len(), into.before.len());
        into.touches.extend(uses.iter().filter_map(lets));
        if self.timed && decision.won {
            let timed = uses.iter().filter(|used| lets(used).is_some());
            into.before.extend(timed.map(|used| decision.at.saturating_sub(used.at)));
        }
        let write = |used: &PutToWork| facts.write.get(used.position as usize);
        let won = decision.won.then(|| self.reader.deal(deal)).flatten();
        let amount = won.and_then(|deal| deal.amount);
        into.all.push(DealJourney {
            decided: decision.at,
            won: decision.won,
            amount: amount.map(|amount| (amount.minor(), amount.currency().decimals())),
            deal,
            touches: first..into.touches.len(),
            before: first_before..into.before.len(),
            ties: if self.ordered { ties(uses, lets, write) } else { Vec::new() },
        });
    }
}

/// The touches of one moment that differ, of the touches that these uses are.
fn ties(
    uses: &[PutToWork],
    touch: impl Fn(&PutToWork) -> Option<u32>,
    write: impl Fn(&PutToWork) -> u32,
) -> Vec<Tie> {
    let mut ties = Vec::new();
    if uses.iter().zip(uses.iter().skip(1)).all(|(one, next)| one.at != next.at) {
        return ties;
    }
    let mut first = 0;
    for moment in uses.chunk_by(|one, other| one.at == other.at) {
        let here = || moment.iter().filter_map(|used| Some((touch(used)?, write(used))));
        let mut touches = here().map(|(touch, _)| touch);
        let one = touches.next();
        if touches.any(|other| Some(other) != one) {
            ties.push((first, here().map(|(_, write)| write).collect()));
        }
        first += here().count();
    }
    ties
}

impl DealFold for JourneysFold<'_> {
    type Tally = Journeys;

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &DealShard<'_>) -> Journeys {
        let mut journeys =
            Journeys { touches: Vec::with_capacity(shard.facts()), ..Journeys::default() };
        let mut on = OnDeal::default();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            self.finish(facts, &on, &mut journeys);
        });
        journeys.sorted()
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
