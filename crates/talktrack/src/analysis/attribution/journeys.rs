//! The journeys of decided deals: what was put to work on each of them up to its decision, in order.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::{Tally, View};
use crate::error::Result;
use crate::ledger::Seq;
use crate::stats::{Credited, Way};

/// A deal that was decided in the scope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DealJourney {
    pub(super) decided: i64,
    /// In minor units, where the deal is won and its amount known.
    pub(super) amount: Option<i64>,
    pub(super) deal: u32,
    pub(super) won: bool,
    /// Where its touches stand, and of one that is won how long before the decision each was, if that is asked for.
    pub(super) touches: Range<u32>,
    pub(super) before: Range<u32>,
}

impl DealJourney {
    /// Whether it was won and nobody knows what it was worth.
    pub(super) const fn lacks_amount(&self) -> bool {
        self.won && self.amount.is_none()
    }
}

/// The journeys of some deals, which were read together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Part {
    pub(super) deals: Vec<DealJourney>,
    /// Those of each, one after the other.
    pub(super) touches: Vec<u32>,
    /// In days; whoever won nothing has nothing to share out.
    pub(super) before: Vec<f64>,
    /// Which of the touches have to be put in order yet.
    pub(super) ties: Vec<Tie>,
}

/// Touches of one moment that differ: the first one's place, and the writes that they were recorded by.
pub(super) type Tie = (usize, Vec<u32>);

/// The journeys of decided deals.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Journeys {
    pub(super) parts: Vec<Part>,
    /// How many decimals minor units are, where any amount is known; the ledger has one currency.
    pub(super) decimals: Option<u32>,
}

/// One of them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Journey<'a> {
    pub(super) deal: &'a DealJourney,
    part: &'a Part,
}

impl<'a> Journey<'a> {
    /// What it touched, in order; a touch that was repeated stands repeatedly.
    pub(super) fn touches(&self) -> &'a [u32] {
        of(&self.part.touches, &self.deal.touches)
    }

    /// How many days before the decision each touch was, where that is known.
    fn before(&self) -> &'a [f64] {
        of(&self.part.before, &self.deal.before)
    }

    /// What orders days, for they are not negative.
    fn bits(&self) -> impl Iterator<Item = u64> + 'a {
        self.before().iter().map(|days| days.to_bits())
    }

    fn compare(&self, other: &Self) -> Ordering {
        let rest = |one: &Self| (one.deal.won, one.deal.amount, one.deal.deal);
        let decided = self.deal.decided.cmp(&other.deal.decided);
        decided
            .then_with(|| self.touches().cmp(other.touches()))
            .then_with(|| self.bits().cmp(other.bits()))
            .then_with(|| rest(self).cmp(&rest(other)))
    }

    /// The way that its deal went, worth what it is in minor units.
    pub(super) fn way(&self, credited: Credited) -> Way<'a> {
        let amount = self.deal.amount.map_or(0.0, |minor| minor as f64);
        let conversions = f64::from(u8::from(self.deal.won));
        Way {
            touches: self.touches(),
            days_before: self.before(),
            won: if credited == Credited::Amount { amount } else { conversions },
            conversions,
            nulls: 1.0 - conversions,
        }
    }
}

fn of<'a, T>(all: &'a [T], range: &Range<u32>) -> &'a [T] {
    all.get(range.start as usize..range.end as usize).unwrap_or_default()
}

impl Part {
    pub(super) fn journeys(&self) -> impl Iterator<Item = Journey<'_>> {
        self.deals.iter().map(|deal| Journey { deal, part: self })
    }

    /// Orders touches of one moment by source and id.
    fn order_ties(&mut self, known: &HashMap<Seq, Option<(String, String)>>) {
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

impl Journeys {
    /// How many minor units make one of the amounts' currency.
    pub(super) fn units(&self) -> Option<f64> {
        self.decimals.map(|decimals| 10_f64.powi(decimals.cast_signed()))
    }

    /// All of them, in an order that does not depend on what was recorded first, unless all else is the same: sums over
    /// journeys come out the same to the last digit.
    pub(super) fn in_order_of_decisions(&self) -> Vec<Journey<'_>> {
        let mut all: Vec<_> = self.parts.iter().flat_map(Part::journeys).collect();
        all.sort_unstable_by(Journey::compare);
        all
    }

    /// Orders touches of one moment, where that matters.
    pub(super) fn settled(mut self, view: &View<'_>) -> Result<Self> {
        let ties = self.parts.iter().flat_map(|part| &part.ties);
        let writes = ties.flat_map(|(_, writes)| writes);
        let writes: Vec<Seq> = writes.map(|write| Seq::from(u64::from(*write))).collect();
        if !writes.is_empty() {
            let identities = view.columns().ledger().identities(&writes)?;
            let known = writes.into_iter().zip(identities).collect();
            self.parts.iter_mut().for_each(|part| part.order_ties(&known));
        }
        Ok(self)
    }
}

impl Tally for Journeys {
    fn merge(mut self, mut other: Self) -> Self {
        self.parts.append(&mut other.parts);
        Self { decimals: self.decimals.max(other.decimals), ..self }
    }
}

/// Two are equal if they tell the same of each deal, in whatever parts they were read.
#[cfg(test)]
impl PartialEq for Journeys {
    fn eq(&self, other: &Self) -> bool {
        let all = |journeys: &Self| {
            let told = |part: &Part, one: Journey<'_>| {
                let ours = one.deal.touches.start as usize..one.deal.touches.end as usize;
                let ties = part.ties.iter().filter(|(first, _)| ours.contains(first));
                let ties: Vec<_> =
                    ties.map(|(first, writes)| (first - ours.start, writes.clone())).collect();
                let DealJourney { deal, decided, won, amount, .. } = *one.deal;
                let before: Vec<u64> = one.bits().collect();
                (deal, decided, won, amount, one.touches().to_vec(), before, ties)
            };
            let told = |part| Part::journeys(part).map(move |one| told(part, one));
            let mut all: Vec<_> = journeys.parts.iter().flat_map(told).collect();
            all.sort_unstable();
            (all, journeys.decimals)
        };
        all(self) == all(other)
    }
}
