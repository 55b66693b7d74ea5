//! Events as rows of the table `event`.

use super::connection::{self as sql, Connection, Failure, Row};
use super::names::NameCache;
use super::stored_id::StoredId;
use super::value::{FromValue, params};
use crate::ledger::chunk::{CHUNK, ChunkFacts, Field};
use crate::ledger::{Name, Seq};
use crate::model::{Conversation, Event, EventId, Flat, Source, Timestamp};

/// What became of an event that was to be inserted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Inserted {
    New,
    Duplicate,
    Conflict,
}

/// The columns of an event with every name as its number: equal numbers are equal events. Small,
/// because a batch holds up to a million; 0 stands for none.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // the columns are those of `Flat`
pub struct EventRow {
    pub id: StoredId,
    pub at: i64,
    pub extra: Option<Box<str>>,
    pub rare: Option<Box<Rare>>,
    pub source: u32,
    pub rep: u32,
    pub asset: u32,
    pub deal: u32,
    pub word: u32,
    pub kind: u8,
    pub conversation: u8,
    pub code: u8,
}

/// Columns that a use never has.
#[derive(Debug, Clone, PartialEq, Default)]
#[allow(missing_docs)]
pub struct Rare {
    pub number: Option<i64>,
    pub ref_source: u32,
    pub ref_id: Option<StoredId>,
}

/// The columns of an event beside its write, in the order in which rows are read.
pub const COLUMNS: &str = "kind, source, id, at, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra";

const INSERT: &str = "INSERT INTO event (seq, kind, source, id, at, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15) \
     ON CONFLICT (source, id) DO NOTHING";

impl EventRow {
    /// What is stored for a number, of which 0 stands for none.
    pub fn or_null<T: Into<i64>>(number: T) -> Option<i64> {
        Some(number.into()).filter(|number| *number != 0)
    }

    /// From a row that begins with a position in a batch and goes on with [`COLUMNS`].
    pub fn with_position(row: &Row<'_>) -> sql::Result<(usize, Self)> {
        let position = usize::try_from(row.get::<i64>(0)?).unwrap_or_default();
        Ok((position, Self::from_row(row, 1)?))
    }

    /// From a row whose columns from `first` on are [`COLUMNS`].
    pub(super) fn from_row(row: &Row<'_>, first: usize) -> sql::Result<Self> {
        fn or_zero<T: FromValue + Default>(row: &Row<'_>, column: usize) -> sql::Result<T> {
            Ok(row.get::<Option<T>>(column)?.unwrap_or_default())
        }
        let rare = Rare {
            number: row.get(first + 10)?,
            ref_source: or_zero(row, first + 11)?,
            ref_id: row.id(first + 12)?,
        };
        Ok(Self {
            kind: row.get(first)?,
            source: row.get(first + 1)?,
            id: row.id(first + 2)?.ok_or_else(|| Failure::damaged("an event has no id"))?,
            at: row.get(first + 3)?,
            rep: or_zero(row, first + 4)?,
            asset: or_zero(row, first + 5)?,
            deal: or_zero(row, first + 6)?,
            conversation: or_zero(row, first + 7)?,
            code: or_zero(row, first + 8)?,
            word: or_zero(row, first + 9)?,
            rare: (rare != Rare::default()).then(|| Box::new(rare)),
            extra: row.get(first + 13)?,
        })
    }

    /// Lays out an event, taking the number of each name from `number`; nothing if one has none.
    pub(super) fn of(
        source: &Source,
        at: Timestamp,
        flat: Flat<'_>,
        id: StoredId,
        mut number: impl FnMut(Name, &str) -> sql::Result<Option<u32>>,
    ) -> sql::Result<Option<Self>> {
        let mut missing = false;
        let mut numbered = |name: Name, text: Option<&str>| -> sql::Result<u32> {
            let Some(text) = text else { return Ok(0) };
            let id = number(name, text)?;
            missing |= id.is_none();
            Ok(id.unwrap_or_default())
        };
        let rare = Rare {
            number: flat.number,
            ref_source: numbered(Name::Source, flat.reference.map(|reference| reference.source))?,
            ref_id: flat.reference.map(|reference| StoredId::of(reference.id)),
        };
        let row = Self {
            kind: flat.kind.code(),
            source: numbered(Name::Source, Some(source.as_str()))?,
            id,
            at: at.micros(),
            rep: numbered(Name::Rep, flat.rep)?,
            asset: numbered(Name::Asset, flat.asset)?,
            deal: numbered(Name::Deal, flat.deal)?,
            conversation: flat.conversation.map_or(0, Conversation::code),
            code: flat.code.unwrap_or_default(),
            word: numbered(Name::Word, flat.word)?,
            rare: (rare != Rare::default()).then(|| Box::new(rare)),
            extra: flat.extra.map(Into::into),
        };
        Ok((!missing).then_some(row))
    }

    /// The source and the id of the event it refers to.
    pub(super) fn reference(&self) -> Option<(u32, &StoredId)> {
        let rare = self.rare.as_deref()?;
        Some((rare.ref_source, rare.ref_id.as_ref()?))
    }

    pub(in crate::ledger) fn insert(
        &self,
        connection: &dyn Connection,
        seq: Seq,
    ) -> sql::Result<bool> {
        let rare = self.rare.as_deref();
        // Numbered and not named: names would be looked up for every row.
        let changed = connection.execute(
            INSERT,
            params![
                seq.get().cast_signed(),
                self.kind,
                self.source,
                self.id,
                self.at,
                Self::or_null(self.rep),
                Self::or_null(self.asset),
                Self::or_null(self.deal),
                Self::or_null(self.conversation),
                Self::or_null(self.code),
                Self::or_null(self.word),
                rare.and_then(|rare| rare.number),
                rare.and_then(|rare| Self::or_null(rare.ref_source)),
                rare.and_then(|rare| rare.ref_id.as_ref()),
                self.extra,
            ],
        )?;
        Ok(changed == 1)
    }

    /// The row as the write `seq` of a chunk.
    pub(super) fn in_chunk(&self, seq: Seq) -> [i64; Field::ALL.len()] {
        let or_none = |number: i64| if number == 0 { ChunkFacts::NONE } else { number };
        [
            ((seq.get() - 1) % CHUNK).cast_signed(),
            self.kind.into(),
            self.at,
            self.source.into(),
            or_none(self.rep.into()),
            or_none(self.asset.into()),
            or_none(self.deal.into()),
            or_none(self.conversation.into()),
            or_none(self.code.into()),
            or_none(self.word.into()),
            self.rare.as_ref().and_then(|rare| rare.number).unwrap_or(ChunkFacts::NONE),
        ]
    }
}

/// Inserts `event` as the write `seq`, unless its identity is taken.
///
/// New names are added only once it is clear that the event is new: a refused event leaves nothing.
pub(super) fn insert(
    connection: &dyn Connection,
    names: &mut NameCache,
    event: &Event,
    id: &EventId,
    seq: Seq,
) -> sql::Result<Inserted> {
    let (source, stored_id) = (event.source(), StoredId::of(id.as_str()));
    let flat = Flat::of_event(event);
    let known = EventRow::of(source, event.at(), flat.clone(), stored_id.clone(), |name, text| {
        names.find(connection, name, text)
    })?;
    if let Some(row) = known {
        if row.insert(connection, seq)? {
            return Ok(Inserted::New);
        }
        let same = stored(connection, row.source, &row.id)?.is_some_and(|stored| stored == row);
        return Ok(if same { Inserted::Duplicate } else { Inserted::Conflict });
    }
    // A name is new, so no stored event can be equal; one with the same identity is a conflict.
    if is_taken(connection, names, source, &stored_id)? {
        return Ok(Inserted::Conflict);
    }
    let row = EventRow::of(source, event.at(), flat, stored_id, |name, text| {
        names.find_or_add(connection, name, text).map(Some)
    })?;
    match row {
        Some(row) if row.insert(connection, seq)? => Ok(Inserted::New),
        _ => Ok(Inserted::Conflict),
    }
}

/// Whether an event with this identity is there.
pub(super) fn is_taken(
    connection: &dyn Connection,
    names: &mut NameCache,
    source: &Source,
    id: &StoredId,
) -> sql::Result<bool> {
    match names.find(connection, Name::Source, source.as_str())? {
        Some(source) => is_there(connection, source, id),
        None => Ok(false),
    }
}

/// The same by the number of the source.
pub(super) fn is_there(
    connection: &dyn Connection,
    source: u32,
    id: &StoredId,
) -> sql::Result<bool> {
    connection.exists("SELECT 1 FROM event WHERE source = ?1 AND id = ?2", params![source, id])
}

pub(super) fn stored(
    connection: &dyn Connection,
    source: u32,
    id: &StoredId,
) -> sql::Result<Option<EventRow>> {
    let sql = format!("SELECT {COLUMNS} FROM {}", connection.dialect().event_of);
    connection.find(&sql, params![source, id], |row| EventRow::from_row(row, 0))
}

/// The stored event with this identity, if it lost texts when somebody was forgotten.
pub(super) fn severed(
    connection: &dyn Connection,
    source: u32,
    id: &StoredId,
) -> sql::Result<Option<EventRow>> {
    let sql =
        "SELECT 1 FROM event JOIN severed ON severed.seq = event.seq WHERE source = ?1 AND id = ?2";
    let lost = connection.exists(sql, params![source, id])?;
    if lost { stored(connection, source, id) } else { Ok(None) }
}
