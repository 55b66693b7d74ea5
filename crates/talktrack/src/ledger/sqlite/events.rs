//! Events as rows of the table `event`.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::names::NameCache;
use super::stored_id::StoredId;
use crate::ledger::{Name, Seq};
use crate::model::{Event, EventId, Flat};

/// What became of an event that was to be inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inserted {
    New,
    Duplicate,
    Conflict,
}

/// The columns of an event with every name as its number: equal numbers are equal events.
#[derive(Debug, PartialEq)]
pub(super) struct EventRow {
    pub(super) kind: u8,
    pub(super) source: i64,
    pub(super) id: StoredId,
    pub(super) at: i64,
    pub(super) rep: Option<i64>,
    pub(super) asset: Option<i64>,
    pub(super) deal: Option<i64>,
    pub(super) conversation: Option<u8>,
    pub(super) code: Option<u8>,
    pub(super) word: Option<i64>,
    pub(super) number: Option<i64>,
    pub(super) ref_source: Option<i64>,
    pub(super) ref_id: Option<StoredId>,
    pub(super) extra: Option<String>,
}

pub(super) const COLUMNS: &str = "kind, source, id, at, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra";

const INSERT: &str = "INSERT INTO event (seq, kind, source, id, at, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
     ON CONFLICT (source, id) DO NOTHING";

impl EventRow {
    /// From a row whose columns from `first` on are [`COLUMNS`].
    pub(super) fn from_row(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            kind: row.get(first)?,
            source: row.get(first + 1)?,
            id: row.get(first + 2)?,
            at: row.get(first + 3)?,
            rep: row.get(first + 4)?,
            asset: row.get(first + 5)?,
            deal: row.get(first + 6)?,
            conversation: row.get(first + 7)?,
            code: row.get(first + 8)?,
            word: row.get(first + 9)?,
            number: row.get(first + 10)?,
            ref_source: row.get(first + 11)?,
            ref_id: row.get(first + 12)?,
            extra: row.get(first + 13)?,
        })
    }

    /// Lays out an event, taking the number of each name from `number`.
    pub(super) fn of(
        event: &Event,
        id: &EventId,
        mut number: impl FnMut(Name, &str) -> rusqlite::Result<Option<i64>>,
    ) -> rusqlite::Result<Option<Self>> {
        let flat = Flat::of(event.fact(), event.source());
        let mut missing = false;
        let mut numbered = |name: Name, text: Option<&str>| -> rusqlite::Result<Option<i64>> {
            let Some(text) = text else { return Ok(None) };
            let id = number(name, text)?;
            missing |= id.is_none();
            Ok(id)
        };
        let source = numbered(Name::Source, Some(event.source().as_str()))?;
        let row = Self {
            kind: flat.kind.code(),
            source: source.unwrap_or_default(),
            id: StoredId::of(id.as_str()),
            at: event.at().micros(),
            rep: numbered(Name::Rep, flat.rep)?,
            asset: numbered(Name::Asset, flat.asset)?,
            deal: numbered(Name::Deal, flat.deal)?,
            conversation: flat.conversation.map(crate::model::Conversation::code),
            code: flat.code,
            word: numbered(Name::Word, flat.word)?,
            number: flat.number,
            ref_source: numbered(Name::Source, flat.reference.map(|reference| reference.source))?,
            ref_id: flat.reference.map(|reference| StoredId::of(reference.id)),
            extra: flat.extra.map(String::from),
        };
        Ok((!missing).then_some(row))
    }

    fn insert(&self, connection: &Connection, seq: Seq) -> rusqlite::Result<bool> {
        // Numbered and not named: names would be looked up for every row.
        let changed = connection.prepare_cached(INSERT)?.execute(params![
            seq.get().cast_signed(),
            self.kind,
            self.source,
            self.id,
            self.at,
            self.rep,
            self.asset,
            self.deal,
            self.conversation,
            self.code,
            self.word,
            self.number,
            self.ref_source,
            self.ref_id,
            self.extra,
        ])?;
        Ok(changed == 1)
    }
}

/// Inserts `event` as the write `seq`, unless its identity is taken.
///
/// New names are added only once it is clear that the event is new: a refused event leaves nothing.
pub(super) fn insert(
    connection: &Connection,
    names: &mut NameCache,
    event: &Event,
    id: &EventId,
    seq: Seq,
) -> rusqlite::Result<Inserted> {
    let known = EventRow::of(event, id, |name, text| names.find(connection, name, text))?;
    if let Some(row) = known {
        if row.insert(connection, seq)? {
            return Ok(Inserted::New);
        }
        let same = stored(connection, row.source, &row.id)?.is_some_and(|stored| stored == row);
        return Ok(if same { Inserted::Duplicate } else { Inserted::Conflict });
    }
    // A name is new, so no stored event can be equal; one with the same identity is a conflict.
    if let Some(source) = names.find(connection, Name::Source, event.source().as_str())?
        && stored(connection, source, &StoredId::of(id.as_str()))?.is_some()
    {
        return Ok(Inserted::Conflict);
    }
    let row =
        EventRow::of(event, id, |name, text| names.find_or_add(connection, name, text).map(Some))?;
    match row {
        Some(row) if row.insert(connection, seq)? => Ok(Inserted::New),
        _ => Ok(Inserted::Conflict),
    }
}

pub(super) fn stored(
    connection: &Connection,
    source: i64,
    id: &StoredId,
) -> rusqlite::Result<Option<EventRow>> {
    connection
        .prepare_cached("SELECT kind, source, id, at, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra FROM event WHERE source = ?1 AND id = ?2")?
        .query_row(params![source, id], |row| EventRow::from_row(row, 0))
        .optional()
}

/// The stored event with this identity, if it lost texts when somebody was forgotten.
pub(super) fn severed(
    connection: &Connection,
    source: i64,
    id: &StoredId,
) -> rusqlite::Result<Option<EventRow>> {
    let lost = connection
        .prepare_cached("SELECT 1 FROM event JOIN severed ON severed.seq = event.seq WHERE source = ?1 AND id = ?2")?
        .exists(params![source, id])?;
    if lost { stored(connection, source, id) } else { Ok(None) }
}
