//! Facts of one deal at the very same moment: ordered by source and id, which are looked up only where
//! the order changes anything.

use std::collections::HashMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::stages::Entered;
use super::{Placement, UNKNOWN};
use crate::analysis::extent::run;
use crate::analysis::{Fold, Shard, Tally};
use crate::columns::{Columns, NONE};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::ledger::{Ledger, Seq};
use crate::model::EventKind;

/// Source and id of an event, as they are ordered.
type Identity = (String, String);

/// Identities of some writes; an event always has one.
fn identities(ledger: &dyn Ledger, writes: Vec<Seq>) -> Result<HashMap<Seq, Identity>> {
    if writes.is_empty() {
        return Ok(HashMap::new());
    }
    let found = ledger.identities(&writes)?;
    Ok(writes.into_iter().zip(found).filter_map(|(seq, one)| Some((seq, one?))).collect())
}

/// Orders stages that a deal entered at the same moment, given stages ordered by deal and time. Returns
/// the identities that were needed.
pub(super) fn settle(
    ledger: &dyn Ledger,
    entered: &mut [Entered],
    means: impl Fn(&Entered) -> u8,
) -> Result<HashMap<Seq, Identity>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    let mut place = 0;
    for run in entered.chunk_by(|one, other| (one.deal, one.at) == (other.deal, other.at)) {
        if run.iter().any(|one| means(one) != means(&run[0])) {
            runs.push(place..place + run.len());
        }
        place += run.len();
    }
    let tied = runs.iter().flat_map(|run| &entered[run.clone()]).map(|one| one.seq()).collect();
    let known = identities(ledger, tied)?;
    for run in runs {
        entered[run].sort_by_key(|one| known.get(&one.seq()));
    }
    Ok(known)
}

/// What facts at the very moment of a stage are in, sorted by their write: those of the span, where it
/// makes a difference whether they came before or after.
pub(super) fn of_facts(
    columns: &Columns,
    placement: &Placement,
    tied: &HashMap<Seq, Identity>,
    entered: &[Entered],
    span: (i64, i64),
    as_of: Seq,
) -> Result<Vec<(Seq, u8)>> {
    if entered.is_empty() {
        return Ok(Vec::new());
    }
    let moments = Moments::of(&placement.at);
    let mut found = run(columns, &TieFold { placement, moments, span }, as_of)?.0;
    found.sort_unstable();
    let stages = |deal: u32, at: i64| {
        let begin = placement.begins[deal as usize] as usize;
        let (ats, _) = placement.stages(deal);
        let bound = |before: &dyn Fn(&i64) -> bool| begin + ats.partition_point(before);
        bound(&|other| *other < at)..bound(&|other| *other <= at)
    };
    let of_stages = found.iter().flat_map(|(_, deal, at)| &entered[stages(*deal, *at)]);
    let mut missing: Vec<Seq> =
        of_stages.map(|one| one.seq()).filter(|seq| !tied.contains_key(seq)).collect();
    missing.extend(found.iter().map(|(seq, ..)| Seq::from(*seq)));
    missing.sort_unstable();
    missing.dedup();
    let more = identities(columns.ledger(), missing)?;
    let identity = |seq: Seq| tied.get(&seq).or_else(|| more.get(&seq));
    let meaning = |(seq, deal, at): (u64, u32, i64)| {
        let seq = Seq::from(seq);
        let run = stages(deal, at);
        // Stages of a run that all mean the same are in no particular order.
        let before = |one: &&Entered| identity(one.seq()) < identity(seq);
        let passed = entered[run.clone()].iter().filter(before).count();
        let last = (run.start + passed).checked_sub(1);
        let own = |last: &usize| *last >= placement.begins[deal as usize] as usize;
        (seq, last.filter(own).map_or(UNKNOWN, |last| placement.means[last]))
    };
    Ok(found.into_iter().map(meaning).collect())
}

/// A set of moments that is quick to ask and sometimes says yes wrongly: a bit per hash.
struct Moments(Vec<u64>);

impl Moments {
    fn of(at: &[i64]) -> Self {
        // Eight bits a moment at least, so that one in eight is asked about in vain.
        let mut bits = Self(vec![0; (at.len() / 8).next_power_of_two()]);
        for at in at {
            let (word, bit) = bits.place(*at);
            bits.0[word] |= bit;
        }
        bits
    }

    #[inline]
    fn place(&self, at: i64) -> (usize, u64) {
        let hash = at.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24;
        let word = usize::try_from(hash >> 6).unwrap_or_default() & (self.0.len() - 1);
        (word, 1 << (hash & 63))
    }

    #[inline]
    fn may_have(&self, at: i64) -> bool {
        let (word, bit) = self.place(at);
        self.0[word] & bit != 0
    }
}

/// Finds facts that would be placed by a stage entered at their very moment.
struct TieFold<'a> {
    placement: &'a Placement,
    moments: Moments,
    span: (i64, i64),
}

/// Write, deal and moment, in no order.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct TieTally(Vec<(u64, u32, i64)>);

impl Tally for TieTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self
    }
}

impl TieFold<'_> {
    /// Whether the stage before the moment and those at it mean different things.
    fn matters(&self, deal: u32, at: i64) -> bool {
        let (ats, means) = self.placement.stages(deal);
        let first = ats.partition_point(|entered| *entered < at);
        let end = ats.partition_point(|entered| *entered <= at);
        let before = first.checked_sub(1).map_or(UNKNOWN, |last| means[last]);
        means[first..end].iter().any(|meaning| *meaning != before)
    }
}

impl Fold for TieFold<'_> {
    type Tally = TieTally;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Deal, Field::Conversation]
    }

    fn span(&self) -> (i64, i64) {
        self.span
    }

    fn fold(&self, shard: &Shard<'_>) -> TieTally {
        const STAGE: u8 = EventKind::Stage.code();
        let mut tally = TieTally(Vec::new());
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let at = facts.at[position];
                if self.moments.may_have(at)
                    && facts.conversation[position] == 0
                    && facts.kind[position] != STAGE
                    && facts.deal[position] != NONE
                    && self.matters(facts.deal[position], at)
                {
                    tally.0.push((facts.seq(position).get(), facts.deal[position], at));
                }
            }
        });
        tally
    }
}
