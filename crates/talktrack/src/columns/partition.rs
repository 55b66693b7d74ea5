//! Some of the facts of a ledger that is spread over many places.
//!
//! The catalogue, and the facts that are few by nature, are everywhere: they are a ledger of their own, the
//! [`Base`]. The others come in [`Piece`]s, such as parts of files, and each piece is in one place. The two
//! together look like a ledger to the questions.

mod base;
mod piece;
mod share;

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

pub use self::base::Base;
pub use self::piece::{Identity, Piece, Unpacked};
pub use self::share::Share;
use super::NONE;
use super::in_force::short;
use crate::error::{Error, Result};
use crate::ledger::chunk::{CHUNK, Chunk, ChunkFacts, ChunkHead, Field, Packed};
use crate::ledger::{
    Cursor, Findings, Forgotten, Ledger, QuarantineFilter, Quarantined, Receipt, Recording,
    RowBatch, Seq, Sink, State, Submission,
};
use crate::model::{
    Digest, Event, EventKind, FeedbackReason, Record, RepKey, Tags, Timestamp, Uses,
};

/// The base and some pieces as one ledger. Its chunks are those of the base, with the facts that are counted
/// here, and then those of the pieces, which need not be full.
#[derive(Debug)]
struct Partition {
    base: Arc<Base>,
    share: Share,
    /// With the numbers of their chunks.
    pieces: Vec<(Box<dyn Piece>, Range<u64>)>,
    state: State,
}

impl Partition {
    fn new(base: Arc<Base>, pieces: Vec<Box<dyn Piece>>, share: Share) -> Self {
        let mut next = base.chunks() + 1;
        let numbered = |piece: Box<dyn Piece>| {
            let first = next;
            next += (piece.facts() as u64).div_ceil(CHUNK);
            (piece, first..next)
        };
        let pieces = pieces.into_iter().map(numbered).collect();
        // A number of a deal is known by being below that of the last write.
        let chunks = (next - 1).max(base.deals().div_ceil(CHUNK));
        let state = State { seq: Seq::from(chunks * CHUNK), ..base.state().clone() };
        Self { base, share, pieces, state }
    }

    /// The facts of the pieces that the base says were wrong, by their writes.
    fn retracted(&self) -> Result<Vec<(Seq, Seq)>> {
        let mut retracted = Vec::new();
        if self.base.targets().is_empty() {
            return Ok(retracted);
        }
        for (piece, chunks) in &self.pieces {
            for row in 0..piece.facts() {
                let by =
                    piece.identity(row)?.and_then(|one| self.base.targets().get(&one).copied());
                retracted.extend(by.map(|by| (first(chunks.start, row), by)));
            }
        }
        Ok(retracted)
    }

    /// The piece and the row of a write; nothing for one of the base.
    fn row(&self, write: Seq) -> Option<(&dyn Piece, usize)> {
        let before = write.get().checked_sub(1)?;
        let chunk = before / CHUNK + 1;
        let next = self.pieces.partition_point(|(_, chunks)| chunks.end <= chunk);
        let (piece, chunks) = self.pieces.get(next).filter(|(_, all)| all.contains(&chunk))?;
        let row = usize::try_from(before - (chunks.start - 1) * CHUNK).ok()?;
        (row < piece.facts()).then_some((&**piece, row))
    }

    /// What the base says of writes of its own, and `of_piece` of others.
    fn looked_up<T>(
        &self,
        writes: &[Seq],
        of_base: impl Fn(&[Seq]) -> Result<Vec<T>>,
        of_piece: impl Fn(Seq) -> Result<T>,
    ) -> Result<Vec<T>> {
        let is_own = |write: &&Seq| **write <= self.base.state().seq;
        let own: Vec<Seq> = writes.iter().filter(is_own).copied().collect();
        let mut known = of_base(&own)?.into_iter();
        let one = |write: &Seq| match is_own(&write).then(|| known.next()).flatten() {
            Some(known) => Ok(known),
            None => of_piece(*write),
        };
        writes.iter().map(one).collect()
    }

    /// The facts of a chunk of the base that are counted here.
    fn chunk_of_base(&self, number: u64) -> Chunk {
        let mut own = ChunkFacts::default();
        let deal = |row: &[i64; Field::ALL.len()]| {
            let [.., deal, _, _, _, _] = row;
            u32::try_from(deal.wrapping_sub(1)).unwrap_or(NONE)
        };
        let rows = self.base.chunk(number).into_iter().flat_map(ChunkFacts::rows);
        rows.filter(|row| self.share.has(deal(row))).for_each(|row| own.push(row));
        let (facts, times) = (own.len(), own.times());
        Chunk { head: head(number, facts, times), columns: own.take() }
    }

    /// Visits chunks of a piece.
    fn chunks_of_piece(
        &self,
        piece: &dyn Piece,
        chunks: &Range<u64>,
        numbers: &[u64],
        fields: &[Field],
        visit: &(dyn Fn(Chunk) + Sync),
    ) -> Result<()> {
        let mut fields: Vec<Field> = fields.to_vec();
        fields.retain(|field| !matches!(field, Field::Kind | Field::Write));
        // When a part of the facts happened is known from all of them, unless some do not hold.
        let exact = !self.base.targets().is_empty();
        if exact && !fields.contains(&Field::At) {
            fields.push(Field::At);
        }
        let whole = if exact { None } else { piece.times()? };
        let chunk = |number: u64, part: &Unpacked| {
            let begin = length((number - chunks.start) * CHUNK);
            let facts = piece.facts().saturating_sub(begin).min(length(CHUNK));
            let at = part.iter().find(|(field, _)| *field == Field::At);
            let times = match at.filter(|_| exact) {
                Some((_, at)) => times(at),
                None => whole,
            };
            let mut columns: Vec<(Field, Packed)> =
                part.iter().map(|(field, values)| (*field, Packed::of(values))).collect();
            columns.push((Field::Kind, Packed::of(&vec![piece.kind().code().into(); facts])));
            if facts < length(CHUNK) {
                let writes: Vec<i64> = (0..).take(facts).collect();
                columns.push((Field::Write, Packed::of(&writes)));
            }
            visit(Chunk { head: head(number, facts, times), columns });
        };
        if fields.is_empty() {
            numbers.iter().for_each(|number| chunk(*number, &[]));
            return Ok(());
        }
        let mut number = chunks.start;
        piece.columns(&self.base, &fields, &mut |part| {
            if numbers.contains(&number) {
                chunk(number, part);
            }
            number += 1;
        })
    }
}

fn length(facts: u64) -> usize {
    usize::try_from(facts).unwrap_or(usize::MAX)
}

/// The write of a row of a piece whose first chunk has this number.
fn first(chunk: u64, row: usize) -> Seq {
    Seq::from((chunk - 1) * CHUNK + 1 + row as u64)
}

fn head(number: u64, facts: usize, times: Option<(Timestamp, Timestamp)>) -> ChunkHead {
    let facts = short(facts);
    ChunkHead { number, facts, times, digest: Digest::EMPTY }
}

fn times(at: &[i64]) -> Option<(Timestamp, Timestamp)> {
    let moment = |at: Option<&i64>| Timestamp::from_micros(*at?).ok();
    moment(at.iter().min()).zip(moment(at.iter().max()))
}

/// What cannot be done with facts that are spread over many places.
fn refused<T>(attempted: &'static str) -> Result<T> {
    Err(Error::ReadOnly { attempted })
}

impl Ledger for Partition {
    fn state(&self) -> Result<State> {
        Ok(self.state.clone())
    }

    fn state_as_of(&self, _: Seq) -> Result<State> {
        refused("go back to an earlier write")
    }

    fn record(&self, _: Submission, _: Recording) -> Result<Receipt> {
        refused("record")
    }

    fn record_all(&self, _: &mut dyn Iterator<Item = Submission>, _: Recording) -> Result<Receipt> {
        refused("record")
    }

    fn record_uses(&self, _: &Uses, _: Recording) -> Result<Receipt> {
        refused("record")
    }

    fn record_rows(&self, _: RowBatch, _: Recording) -> Result<Receipt> {
        refused("record")
    }

    /// Nothing is ever new.
    fn read(&self, _: &Cursor, _: &mut dyn Sink) -> Result<State> {
        self.state()
    }

    fn read_deals(&self, _: &Cursor, _: &mut dyn Sink) -> Result<State> {
        self.state()
    }

    fn chunks(
        &self,
        numbers: &[u64],
        fields: &[Field],
        visit: &(dyn Fn(Chunk) + Sync),
    ) -> Result<()> {
        let of_base = numbers.iter().filter(|number| **number <= self.base.chunks());
        of_base.for_each(|number| visit(self.chunk_of_base(*number)));
        for (piece, chunks) in &self.pieces {
            let own: Vec<u64> =
                numbers.iter().copied().filter(|one| chunks.contains(one)).collect();
            if !own.is_empty() {
                self.chunks_of_piece(&**piece, chunks, &own, fields, visit)?;
            }
        }
        let last = self.pieces.last().map_or(self.base.chunks() + 1, |(_, chunks)| chunks.end);
        for number in numbers.iter().filter(|number| **number >= last) {
            let columns = ChunkFacts::default().take();
            visit(Chunk { head: head(*number, 0, None), columns });
        }
        Ok(())
    }

    fn identities(&self, writes: &[Seq]) -> Result<Vec<Option<Identity>>> {
        let of_piece = |write| match self.row(write) {
            Some((piece, row)) => piece.identity(row),
            None => Ok(None),
        };
        self.looked_up(writes, |own| self.base.ledger().identities(own), of_piece)
    }

    fn events(&self, writes: &[Seq]) -> Result<Vec<Option<Event>>> {
        self.looked_up(writes, |own| self.base.ledger().events(own), |_| Ok(None))
    }

    fn references(&self, writes: &[Seq]) -> Result<Vec<Option<Seq>>> {
        // What pieces refer to are uses that are here too.
        let target = |write| match self.row(write) {
            Some((piece, row)) => piece.reference(row),
            None => Ok(None),
        };
        let targets = writes.iter().map(|write| target(*write)).collect::<Result<Vec<_>>>()?;
        let wanted = targets.iter().flatten().map(|target| (target, None));
        let mut found: HashMap<&Identity, Option<Seq>> = wanted.collect();
        let uses = self.pieces.iter().filter(|(piece, _)| piece.kind() == EventKind::Use);
        for (piece, chunks) in uses.filter(|_| !found.is_empty()).collect::<Vec<_>>() {
            for row in 0..piece.facts() {
                if let Some(identity) = piece.identity(row)?
                    && let Some(place) = found.get_mut(&identity)
                {
                    *place = Some(first(chunks.start, row));
                }
            }
        }
        let of_write: HashMap<Seq, Option<Seq>> = writes
            .iter()
            .zip(&targets)
            .map(|(write, target)| (*write, target.as_ref().and_then(|one| *found.get(one)?)))
            .collect();
        let of_piece = |write| Ok(of_write.get(&write).copied().flatten());
        self.looked_up(writes, |own| self.base.ledger().references(own), of_piece)
    }

    fn tags(&self, writes: &[Seq]) -> Result<Vec<Tags>> {
        self.looked_up(writes, |own| self.base.ledger().tags(own), |_| Ok(Tags::new()))
    }

    fn reasons(&self, writes: &[Seq]) -> Result<Vec<Option<FeedbackReason>>> {
        self.looked_up(writes, |own| self.base.ledger().reasons(own), |_| Ok(None))
    }

    fn uncatalogued_assets(&self) -> Result<u64> {
        refused("count what the catalogue does not describe")
    }

    fn stages_entered(&self) -> Result<Vec<String>> {
        refused("list stages")
    }

    fn unmapped_stages(&self, stages: &[String]) -> Result<Vec<String>> {
        self.base.ledger().unmapped_stages(stages)
    }

    fn records(&self, _: &mut dyn FnMut(Seq, Record) -> Result<()>) -> Result<()> {
        refused("list records")
    }

    fn quarantine(&self, _: QuarantineFilter, _: u64, _: usize) -> Result<Vec<Quarantined>> {
        Ok(Vec::new())
    }

    fn forget(&self, _: &RepKey, _: Timestamp) -> Result<Forgotten> {
        refused("forget anybody")
    }

    fn check(&self, _: bool) -> Result<Findings> {
        refused("check")
    }
}
