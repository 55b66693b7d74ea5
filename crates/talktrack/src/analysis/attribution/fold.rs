//! Reads the journeys of decided deals.

use super::decision::DealDecision;
use super::journeys::{DealJourney, Journeys, Part, Tie};
use super::touches::Touches;
use crate::analysis::held::{HeldReader, OnDeal, PutToWork};
use crate::analysis::life::days;
use crate::analysis::{DealFold, DealShard, View};
use crate::columns::{DealFacts, short};
use crate::error::Result;
use crate::stats::AttributionMethod;

/// Reads the journeys of a scope, with what `method` needs to know of them. Filters narrow what was touched;
/// time does not: a journey begins when it begins.
pub(super) fn journeys(
    view: &View<'_>,
    touches: &Touches<'_>,
    method: AttributionMethod,
) -> Result<Journeys> {
    let fold = JourneysFold::new(view, touches, method)?;
    view.run_deals_and(&fold, |all| all.settled(view))
}

/// Finishes each deal that is decided.
struct JourneysFold<'a> {
    view: &'a View<'a>,
    touches: &'a Touches<'a>,
    reader: HeldReader<'a>,
    /// Whether no filter but that of actions narrows what was touched.
    lets_all: bool,
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
        let (reader, lets_all) = (HeldReader::new(view)?, view.lets_all());
        Ok(Self { view, touches, reader, lets_all, ordered, timed })
    }

    /// Adds the journey of a deal, unless it is open or not one of the scope's, and notes the decimals of its amount.
    fn finish(
        &self,
        facts: &DealFacts<'_>,
        on: &OnDeal,
        into: &mut Part,
        decimals: &mut Option<u32>,
    ) {
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
        let lets = |used: &PutToWork| {
            let touch = self.touches.of(used)?;
            let lets = self.view.has_action(used.action());
            (lets && (self.lets_all || self.view.lets(used))).then_some(touch)
        };
        let (first, first_before) = (into.touches.len(), into.before.len());
        into.touches.extend(uses.iter().filter_map(lets));
        if self.timed && decision.won {
            let timed = uses.iter().filter(|used| lets(used).is_some());
            into.before.extend(timed.map(|used| days(decision.at.saturating_sub(used.at))));
        }
        if self.ordered {
            let write = |used: &PutToWork| facts.write.get(used.position as usize);
            let ties = ties(uses, lets, write).into_iter();
            into.ties.extend(ties.map(|(place, writes)| (first + place, writes)));
        }
        let won = decision.won.then(|| self.reader.deal(deal)).flatten();
        let amount = won.and_then(|deal| deal.amount);
        *decimals = amount.map(|amount| amount.currency().decimals()).max(*decimals);
        into.deals.push(DealJourney {
            decided: decision.at,
            won: decision.won,
            amount: amount.map(|amount| amount.minor()),
            deal,
            touches: short(first)..short(into.touches.len()),
            before: short(first_before)..short(into.before.len()),
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
        let mut part = Part { touches: Vec::with_capacity(shard.facts()), ..Part::default() };
        let mut decimals = None;
        let mut on = OnDeal::default();
        shard.visit(self, |facts| {
            self.reader.read(facts, &mut on);
            self.finish(facts, &on, &mut part, &mut decimals);
        });
        Journeys { parts: vec![part], decimals }
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
        #![proptest_config(shards::sample())]
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
