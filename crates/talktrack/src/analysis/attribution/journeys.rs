//! The journeys of decided deals: what was put to work on each of them up to its decision, in order.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::life::days;
use crate::analysis::{Tally, View};
use crate::error::Result;
use crate::ledger::Seq;
use crate::stats::{Credited, Way};

/// A deal that was decided in the scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DealJourney {
    pub(super) decided: i64,
    pub(super) won: bool,
    /// Minor units and how many decimals these are, where the deal is won and its amount known.
    pub(super) amount: Option<(i64, u32)>,
    pub(super) deal: u32,
    /// Where its touches stand, and of one that is won how long before the decision each was, if that is asked for.
    pub(super) touches: Range<usize>,
    pub(super) before: Range<usize>,
    /// Which of the touches have to be put in order yet.
    pub(super) ties: Vec<Tie>,
}

/// Touches of one moment that differ: the first one's place, and the writes that they were recorded by.
pub(super) type Tie = (usize, Vec<u32>);

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
    pub(super) all: Vec<DealJourney>,
    /// Those of each, one after the other.
    pub(super) touches: Vec<u32>,
    /// In microseconds; whoever won nothing has nothing to share out.
    pub(super) before: Vec<i64>,
}

impl Journeys {
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
    pub(super) fn in_order_of_decisions(mut self) -> Self {
        let mut all = std::mem::take(&mut self.all);
        let key = |one: &DealJourney| (one.decided, self.touches(one), self.before(one), one.won);
        all.sort_unstable_by(|one, other| {
            let rest = |one: &DealJourney| (one.amount, one.deal);
            key(one).cmp(&key(other)).then_with(|| rest(one).cmp(&rest(other)))
        });
        Self { all, ..self }
    }

    /// In the order of deals.
    pub(super) fn sorted(mut self) -> Self {
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

    /// Orders touches of one moment, where that matters.
    pub(super) fn settled(mut self, view: &View<'_>) -> Result<Self> {
        let ties = self.all.iter().flat_map(|one| &one.ties);
        let writes = ties.flat_map(|(_, writes)| writes);
        let writes: Vec<Seq> = writes.map(|write| Seq::from(u64::from(*write))).collect();
        if !writes.is_empty() {
            let identities = view.columns().ledger().identities(&writes)?;
            let known = writes.into_iter().zip(identities).collect();
            self.order_ties(&known);
        }
        Ok(self)
    }

    /// By source and id.
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
