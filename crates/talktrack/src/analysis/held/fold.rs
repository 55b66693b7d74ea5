//! Counts what uses and outcomes say of each conversation of each deal, in one dense table.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use crate::analysis::{Fold, Placement, Shard, Tally, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::Field;
use crate::model::{Conversation, EventKind, OutcomeResult};

const CONVERSATIONS: usize = Conversation::ALL.len();
const FIELDS: &[Field] = &[Field::At, Field::Code, Field::Rep, Field::Deal, Field::Conversation];

/// Where a deal's conversation stands in the table; nothing for no deal or no conversation.
#[inline]
pub(super) fn cell(deal: u32, conversation: u8) -> Option<usize> {
    let place = usize::from(conversation).checked_sub(1)?;
    (deal != NONE && place < CONVERSATIONS).then(|| deal as usize * CONVERSATIONS + place)
}

/// A conversation of a deal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    /// The last use put to work; `i64::MIN` if there is none, here and below.
    used: i64,
    /// The latest outcome.
    stated: i64,
    /// The first reps by number, those of lower numbers first; [`NONE`] where there is none.
    reps: [u32; 2],
    /// Which results were stated at that moment, a bit each.
    results: u8,
}

impl Cell {
    pub(super) const EMPTY: Self =
        Self { used: i64::MIN, stated: i64::MIN, reps: [NONE; 2], results: 0 };

    /// Whether there is neither a use nor an outcome.
    pub(super) fn is_empty(&self) -> bool {
        self.used == i64::MIN && self.stated == i64::MIN
    }

    pub(super) fn last_use(&self) -> Option<i64> {
        (self.used != i64::MIN).then_some(self.used)
    }

    /// When the latest outcome was stated, and which; no result where outcomes of one moment
    /// contradict each other.
    pub(super) fn outcome(&self) -> Option<(i64, Option<OutcomeResult>)> {
        let results = OutcomeResult::ALL;
        let mut stated = results.iter().filter(|result| self.results & bit(result.code()) != 0);
        let first = *stated.next()?;
        Some((self.stated, if stated.next().is_some() { None } else { Some(first) }))
    }

    fn state(&mut self, at: i64, results: u8) {
        if at > self.stated {
            (self.stated, self.results) = (at, results);
        } else if at == self.stated {
            self.results |= results;
        }
    }
}

/// Outcomes have few results; a code beyond them is damaged and is no result.
const fn bit(code: u8) -> u8 {
    if code < 8 { 1 << code } else { 0 }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct HeldTally {
    cells: Vec<Cell>,
    /// Reps beyond the first two: cell and rep.
    more: BTreeSet<(usize, u32)>,
}

impl HeldTally {
    /// The five conversations of a deal.
    pub(super) fn of_deal(&self, deal: u32) -> &[Cell] {
        let first = deal as usize * CONVERSATIONS;
        self.cells.get(first..first + CONVERSATIONS).unwrap_or_default()
    }

    /// Who put anything to work or is named on an outcome, by number.
    pub(super) fn reps(&self, cell: usize) -> impl Iterator<Item = u32> + '_ {
        let first = self.cells.get(cell).map_or([NONE; 2], |cell| cell.reps);
        let more = self.more.range((cell, 0)..=(cell, NONE)).map(|(_, rep)| *rep);
        first.into_iter().filter(|rep| *rep != NONE).chain(more)
    }

    /// The lowest numbers stay in the cell, so that what was counted first makes no difference.
    fn add_rep(&mut self, cell: usize, mut rep: u32) {
        let Some(Cell { reps, .. }) = self.cells.get_mut(cell) else { return };
        for known in reps {
            if *known == rep {
                return;
            }
            if rep < *known {
                std::mem::swap(known, &mut rep);
            }
        }
        if rep != NONE {
            self.more.insert((cell, rep));
        }
    }
}

impl Tally for HeldTally {
    fn merge(mut self, other: Self) -> Self {
        for (place, theirs) in other.cells.into_iter().enumerate() {
            if let Some(mine) = self.cells.get_mut(place) {
                mine.used = mine.used.max(theirs.used);
                mine.state(theirs.stated, theirs.results);
            }
            theirs.reps.into_iter().for_each(|rep| self.add_rep(place, rep));
        }
        other.more.into_iter().for_each(|(cell, rep)| self.add_rep(cell, rep));
        self
    }
}

/// Reads uses put to work and outcomes of all times.
pub(super) struct HeldFold<'a> {
    placement: &'a Placement,
    deals: usize,
}

impl<'a> HeldFold<'a> {
    pub(super) const fn new(placement: &'a Placement, deals: usize) -> Self {
        Self { placement, deals }
    }
}

impl Fold for HeldFold<'_> {
    type Tally = HeldTally;

    fn fields(&self) -> &[Field] {
        FIELDS
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use, EventKind::Outcome]
    }

    fn fold(&self, shard: &Shard<'_>) -> HeldTally {
        const OUTCOME: u8 = EventKind::Outcome.code();
        let cells = vec![Cell::EMPTY; self.deals * CONVERSATIONS];
        let mut tally = HeldTally { cells, more: BTreeSet::new() };
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let (deal, at, code) =
                    (facts.deal[position], facts.at[position], facts.code[position]);
                let stated = facts.conversation[position];
                if deal == NONE {
                    continue;
                }
                let place = match facts.kind[position] {
                    OUTCOME => cell(deal, stated),
                    _ if facts.puts_to_work(position) => {
                        let placed = self.placement.place_fact(facts, position);
                        placed.and_then(|(conversation, _)| cell(deal, conversation.code()))
                    }
                    _ => None,
                };
                // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
                let Some((place, found)) =
                    place.and_then(|place| Some((place, tally.cells.get_mut(place)?)))
                else {
                    continue;
                };
                if facts.kind[position] == OUTCOME {
                    found.state(at, bit(code));
                } else {
                    found.used = found.used.max(at);
                }
                tally.add_rep(place, facts.rep[position]);
            }
        });
        tally
    }
}

/// How conversations were decided of which different outcomes were stated at the same latest moment:
/// the last by source and id. Those are looked up only here.
pub(super) fn latest_of_tied(
    view: &View<'_>,
    tally: &HeldTally,
) -> Result<HashMap<usize, OutcomeResult>> {
    let tied = |(_, cell): &(usize, &Cell)| matches!(cell.outcome(), Some((_, None)));
    let cells = tally.cells.iter().enumerate().filter(tied);
    let moments: HashMap<usize, i64> = cells.map(|(place, cell)| (place, cell.stated)).collect();
    if moments.is_empty() {
        return Ok(HashMap::new());
    }
    let outcomes = view.run(&TiedFold { moments })?.0;
    let writes: Vec<Seq> = outcomes.iter().map(|(_, seq, _)| Seq::from(*seq)).collect();
    let identities = view.columns().ledger().identities(&writes)?;
    let mut latest = HashMap::new();
    for ((cell, _, code), identity) in outcomes.into_iter().zip(identities) {
        let best = latest.entry(cell).or_insert((identity.clone(), code));
        if best.0 < identity {
            *best = (identity, code);
        }
    }
    let result = |(cell, (_, code))| Some((cell, OutcomeResult::try_from(code).ok()?));
    Ok(latest.into_iter().filter_map(result).collect())
}

/// Finds the outcomes of some cells at some moments.
struct TiedFold {
    moments: HashMap<usize, i64>,
}

/// Cell, write and result, in no order.
#[derive(Serialize, Deserialize)]
struct TiedTally(Vec<(usize, u64, u8)>);

impl Tally for TiedTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }
}

impl Fold for TiedFold {
    type Tally = TiedTally;

    fn fields(&self) -> &[Field] {
        FIELDS
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Outcome]
    }

    fn fold(&self, shard: &Shard<'_>) -> TiedTally {
        const OUTCOME: u8 = EventKind::Outcome.code();
        let mut tally = TiedTally(Vec::new());
        shard.visit(self, |facts| {
            for position in facts.in_force().filter(|place| facts.kind[*place] == OUTCOME) {
                let place = cell(facts.deal[position], facts.conversation[position]);
                if let Some(place) = place
                    && self.moments.get(&place) == Some(&facts.at[position])
                {
                    tally.0.push((place, facts.seq(position).get(), facts.code[position]));
                }
            }
        });
        tally
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::shards;
    use crate::common::sales;
    use crate::scope::Scope;

    proptest! {
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in sales::records(40),
            cuts in proptest::collection::vec(0_u64..60, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let deals = columns.deals().unwrap().names.len();
            let fold = HeldFold::new(view.placement().unwrap(), deals);
            prop_assert!(shards::agree(&fold, &columns, cuts, seed));
        }
    }
}
