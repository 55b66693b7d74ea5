//! Many events at once: sorted by identity, so that the index is filled page by page, and inserted by one
//! statement while a second thread adds up their digests and seals their chunks.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::batch::Batch;
use super::chunks;
use super::connection::{self as sql, Failure, storage};
use super::events::{self, EventRow};
use super::stored_id::StoredId;
use super::value::params;
use super::written::{AddDigests, Written};
use crate::error::{Error, Result};
use crate::ledger::chunk::{CHUNK, ChunkFacts};
use crate::ledger::{Seq, Submission};
use crate::model::{DigestSum, Event, Flat, Record, content_uuid};

/// How many rows of a stream are held to be recorded together.
const SEGMENT: usize = 65_536;
/// Fewer than this are recorded one by one.
const FEW: usize = 4;
/// Fewer than this stay in the order in which they came: for so few, pages of the index are not shared.
pub(super) const MANY: usize = 4_096;

impl Batch<'_> {
    /// Takes all rows of a stream, each whole or not at all.
    pub(super) fn take_all(
        &mut self,
        submissions: &mut dyn Iterator<Item = Submission>,
    ) -> Result<()> {
        if self.severs() {
            // A row is severed by what was recorded before it, and kept as it arrived if it is refused.
            for (submission, place) in submissions.zip(0..) {
                if place % SEGMENT == 0 {
                    self.recording().interrupt.check()?;
                }
                self.take(&submission)?;
            }
            return Ok(());
        }
        let mut segment = Vec::new();
        for submission in submissions {
            segment.push(submission);
            if segment.len() == SEGMENT {
                self.take_segment(&segment)?;
                segment.clear();
            }
        }
        self.take_segment(&segment)
    }

    /// The event of a row that holds nothing else and has no reason of its own to be refused.
    fn one_event<'s>(&self, submission: &'s Submission) -> Option<&'s Event> {
        match submission.content.as_deref() {
            Ok([Record::Event(event)]) if submission.replays.is_none() => {
                self.refuse_ahead(event.at()).is_ok().then_some(event)
            }
            _ => None,
        }
    }

    fn take_segment(&mut self, segment: &[Submission]) -> Result<()> {
        self.recording().interrupt.check()?;
        if segment.len() < FEW {
            return segment.iter().try_for_each(|submission| self.take(submission));
        }
        let mut order = Vec::with_capacity(segment.len());
        // What is looked at row by row, in the order in which the rows came.
        let mut aside = Vec::new();
        for (place, submission) in segment.iter().enumerate() {
            match self.one_event(submission) {
                Some(event) => order.push((event, stored_id(event), place)),
                None => aside.push(place),
            }
        }
        order.sort_unstable_by(|(a, a_id, a_place), (b, b_id, b_place)| {
            (a.source(), a_id, a_place).cmp(&(b.source(), b_id, b_place))
        });
        // The same identity twice in a batch: the first is recorded, then the other is looked at.
        let mut again: Vec<_> = order
            .windows(2)
            .filter(|pair| pair[0].1 == pair[1].1 && pair[0].0.source() == pair[1].0.source())
            .map(|pair| pair[1].2)
            .collect();
        again.sort_unstable();
        if order.len() < MANY {
            order.sort_unstable_by_key(|(_, _, place)| *place);
        }
        let mut rows: Vec<EventRow> = Vec::with_capacity(order.len());
        let mut places: Vec<(&Event, usize)> = Vec::with_capacity(order.len());
        for (event, id, place) in order {
            let again = again.binary_search(&place).is_ok();
            match if again { None } else { self.new_row(event, &id)? } {
                None => aside.push(place),
                Some(row) => {
                    if self.recording().strict {
                        self.note_names(&segment[place]);
                    }
                    rows.push(row);
                    places.push((event, place));
                }
            }
        }
        let digest = |sum: &mut DigestSum, some: &[(usize, &StoredId)]| {
            for (row, id) in some {
                let (event, _) = places[*row];
                let flat = Flat::of_event(event);
                id.with_text(|id| sum.add_row(event.source(), event.at(), &flat, id));
            }
        };
        let (conflicts, ()) = self.insert_rows(rows, &digest, || ())?;
        aside.extend(conflicts.into_iter().map(|row| places[row].1));
        aside.sort_unstable();
        aside.into_iter().try_for_each(|place| self.take(&segment[place]))
    }

    /// Lays out an event; none if it names something new and its identity is taken, so that a refused
    /// event leaves no name.
    fn new_row(&mut self, event: &Event, id: &StoredId) -> Result<Option<EventRow>> {
        let (connection, source, at) = (self.connection(), event.source(), event.at());
        let names = self.names();
        let flat = Flat::of_event(event);
        let mut lay_out = || {
            let find = |name, text: &str| names.find(connection, name, text);
            if let Some(row) = EventRow::of(source, at, flat.clone(), id.clone(), find)? {
                return Ok(Some(row));
            }
            if events::is_taken(connection, names, source, id)? {
                return Ok(None);
            }
            let add = |name, text: &str| names.find_or_add(connection, name, text).map(Some);
            EventRow::of(source, at, flat.clone(), id.clone(), add)
        };
        lay_out().map_err(|error| storage("record", &error))
    }

    /// Inserts rows of which no two have the same identity. Those that are there already count as
    /// duplicates; gives back which are in conflict with what is there, and what was done `meanwhile`
    /// on the second thread.
    pub(super) fn insert_rows<T: Send>(
        &mut self,
        rows: Vec<EventRow>,
        digest: &AddDigests<'_>,
        meanwhile: impl FnOnce() -> T + Send,
    ) -> Result<(Vec<usize>, T)> {
        let failed = |error: Failure| storage("record", &error);
        let rows = Arc::new(rows);
        let tail = self.unsealed().map_err(failed)?;
        let before = (self.state().seq, self.state().digest);
        let connection = self.connection();
        // Nearly always all are new, so both threads take that for granted.
        let (inserted, others) = std::thread::scope(|scope| {
            let all = &rows;
            let others = scope.spawn(move || {
                let written = Written::of(before, tail, all, 0..all.len(), digest);
                (written, meanwhile())
            });
            let inserted = connection.insert_events(&rows, before.0).map_err(failed);
            (inserted, others.join())
        });
        let inserted = inserted?;
        // A panic is a fault of this crate; it is passed on, not hidden.
        let (mut written, done) = others.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut existing = BTreeMap::<usize, EventRow>::new();
        if inserted < rows.len() {
            let there = connection.existing_events(&rows, before.0).map_err(failed)?;
            existing = there.into_iter().collect();
            let tail = self.read_unsealed(before.0).map_err(failed)?;
            let new = (0..rows.len()).filter(|row| !existing.contains_key(row));
            written = Written::of(before, tail, &rows, new, digest);
        }
        self.wrote(&written).map_err(failed)?;
        let events = written.events;
        self.keep_unsealed(written.unsealed);
        if events != inserted as u64 || !self.numbered_on(inserted).map_err(failed)? {
            return Err(Error::storage(
                "record",
                "rows do not follow each other by number; nothing of this batch was recorded: run check",
            ));
        }
        let is_duplicate = |(row, stored): &(usize, EventRow)| rows[*row] == *stored;
        let (duplicates, conflicts): (Vec<_>, Vec<_>) =
            existing.into_iter().partition(is_duplicate);
        self.count_duplicates(duplicates.len());
        Ok((conflicts.into_iter().map(|(row, _)| row).collect(), done))
    }

    /// The facts of the chunk that the next row belongs to: those of the last rows, if nobody wrote since.
    fn unsealed(&mut self) -> sql::Result<ChunkFacts> {
        let last = self.state().seq;
        match self.take_unsealed() {
            Some((seq, facts)) if seq == last => Ok(facts),
            _ => self.read_unsealed(last),
        }
    }

    fn read_unsealed(&self, last: Seq) -> sql::Result<ChunkFacts> {
        let mut facts = ChunkFacts::default();
        let start = Seq::from(chunks::complete(last) * CHUNK);
        chunks::fill(self.connection(), &mut facts, start, last)?;
        Ok(facts)
    }

    /// Whether the last of the rows that were `inserted` has the number of the last write.
    fn numbered_on(&self, inserted: usize) -> sql::Result<bool> {
        if inserted == 0 {
            return Ok(true);
        }
        let greatest: i64 =
            self.connection().one("SELECT max(seq) FROM event", params![], |row| row.get(0))?;
        Ok(greatest.cast_unsigned() == self.state().seq.get())
    }
}

/// The id of an event as it is stored: the one it has, or the one derived from what it says.
pub(super) fn stored_id(event: &Event) -> StoredId {
    if let Some(id) = event.id() {
        return StoredId::of(id.as_str());
    }
    let flat = Flat::of_event(event);
    content_uuid(event.source(), event.at(), &flat).into()
}
