//! Reading what a ledger holds: as rows of numbers for the columns, as records for an export.

use rusqlite::{Connection, OptionalExtension};

use super::events::{COLUMNS, EventRow};
use super::stored_id::StoredId;
use super::{catalogue, chunks, names, state, storage};
use crate::error::{Error, Result};
use crate::ledger::chunk::{CHUNK, ChunkFacts, Field, Packed};
use crate::ledger::{Cursor, FactRow, Name, Names, Seq, Sink, State};
use crate::model::{
    Conversation, Currency, Digest, Event, EventId, EventKind, Flat, FlatReference, Put, Record,
    Source, Timestamp,
};

/// Reads what was written after `cursor`; the caller holds a transaction, so that all of it is one
/// snapshot.
pub(super) fn read(connection: &Connection, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
    let state = state::load(connection)?;
    let failed = |error: rusqlite::Error| storage("read the ledger", &error);
    for name in Name::ALL {
        if name != Name::Deal {
            read_names(connection, name, cursor.names[name], &mut |text| sink.name(name, text))
                .map_err(failed)?;
        }
    }
    let sealed = Seq::from(chunks::complete(state.seq) * CHUNK);
    read_rows(connection, cursor.seq.max(sealed), state.seq, sink)?;
    let after = cursor.seq.get().cast_signed();
    for table in catalogue::TABLES {
        if table != catalogue::DEALS {
            read_versions(connection, table, after, state.currency, sink)?;
        }
    }
    read_retractions(connection, after, sink).map_err(failed)?;
    read_forgotten(connection, after, sink).map_err(failed)?;
    Ok(state)
}

/// Reads the deals that were written after `cursor`, as above.
pub(super) fn read_deals(
    connection: &Connection,
    cursor: &Cursor,
    sink: &mut dyn Sink,
) -> Result<State> {
    let state = state::load(connection)?;
    let name = |text: &str| sink.name(Name::Deal, text);
    read_names(connection, Name::Deal, cursor.names[Name::Deal], &mut { name })
        .map_err(|error| storage("read the ledger", &error))?;
    let after = cursor.seq.get().cast_signed();
    read_versions(connection, catalogue::DEALS, after, state.currency, sink)?;
    Ok(state)
}

/// The source and the id of events, for those that are asked for.
pub(super) fn identities(
    connection: &Connection,
    writes: &[Seq],
) -> rusqlite::Result<Vec<Option<(String, String)>>> {
    let mut statement = connection.prepare_cached(
        "SELECT source.name, event.id FROM event JOIN source ON source.id = event.source WHERE seq = ?1",
    )?;
    let identity = |seq: &Seq| {
        statement
            .query_row([seq.get().cast_signed()], |row| {
                Ok((row.get(0)?, row.get::<_, StoredId>(1)?.text()))
            })
            .optional()
    };
    writes.iter().map(identity).collect()
}

/// The events of these writes.
pub(super) fn events(connection: &Connection, writes: &[Seq]) -> Result<Vec<Option<Event>>> {
    let failed = |error: rusqlite::Error| storage("read the ledger", &error);
    let dictionaries = dictionaries(connection)?;
    let sql = format!("SELECT {COLUMNS} FROM event WHERE seq = ?1");
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut one = |seq: &Seq| {
        let row = statement.query_row([seq.get().cast_signed()], |row| EventRow::from_row(row, 0));
        let stored = row.optional().map_err(failed)?;
        stored.map(|stored| event(&stored, &dictionaries)).transpose()
    };
    writes.iter().map(&mut one).collect()
}

pub(super) fn read_names(
    connection: &Connection,
    name: Name,
    known: u32,
    visit: &mut dyn FnMut(&str),
) -> rusqlite::Result<()> {
    let table = names::table(name);
    let sql = format!("SELECT name FROM {table} WHERE id > ?1 ORDER BY id");
    let mut statement = connection.prepare_cached(&sql)?;
    let mut rows = statement.query([known])?;
    while let Some(row) = rows.next()? {
        visit(row.get_ref(0)?.as_str()?);
    }
    Ok(())
}

/// Reads facts that are all in one chunk from their rows.
fn read_rows(connection: &Connection, after: Seq, last: Seq, sink: &mut dyn Sink) -> Result<()> {
    let mut facts = ChunkFacts::default();
    chunks::fill(connection, &mut facts, after, last)
        .map_err(|error| storage("read the ledger", &error))?;
    let first = Seq::from(chunks::complete(after) * CHUNK + 1);
    facts.rows().try_for_each(|row| {
        sink.fact(fact(first, row)?);
        Ok(())
    })
}

/// The fact of a row of [`Field::ALL`], in the chunk whose first write is `first`.
fn fact(first: Seq, row: [i64; Field::ALL.len()]) -> Result<FactRow> {
    let broken = || {
        let advice = "a fact is damaged: run check, and restore the file from a backup";
        Error::storage("read the ledger", advice)
    };
    let [write, kind, at, source, rep, asset, deal, conversation, code, word, number] = row;
    // Ids begin at 1 in the file and at 0 in the columns.
    let position = |id: i64| match id {
        Packed::NONE => Ok(None),
        id => u32::try_from(id - 1).map(Some).map_err(|_| broken()),
    };
    let small = |code: i64| match code {
        Packed::NONE => Ok(None),
        code => u8::try_from(code).map(Some).map_err(|_| broken()),
    };
    let conversation = small(conversation)?.map(Conversation::try_from).transpose();
    Ok(FactRow {
        seq: Seq::from(first.get() + write.cast_unsigned()),
        kind: small(kind)?.and_then(|kind| EventKind::try_from(kind).ok()).ok_or_else(broken)?,
        at: Timestamp::from_micros(at).map_err(|_| broken())?,
        source: position(source)?.ok_or_else(broken)?,
        rep: position(rep)?,
        asset: position(asset)?,
        deal: position(deal)?,
        conversation: conversation.map_err(|_| broken())?,
        code: small(code)?,
        word: position(word)?,
        number: (number != Packed::NONE).then_some(number),
    })
}

fn read_versions(
    connection: &Connection,
    table: &'static str,
    after: i64,
    currency: Option<Currency>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let failed = |error: rusqlite::Error| storage("read the catalogue", &error);
    let sql = format!("{} WHERE h.seq > ?1 ORDER BY h.seq", catalogue::select(table));
    let mut statement = connection.prepare_cached(&sql).map_err(failed)?;
    let mut rows = statement.query([after]).map_err(failed)?;
    while let Some(row) = rows.next().map_err(failed)? {
        let version = catalogue::version(table, row, currency)
            .map_err(failed)?
            .map_err(|invalid| broken_row(table, &invalid))?;
        let number = version.id.and_then(|id| u32::try_from(id - 1).ok());
        sink.version(version.seq, number, version.at, version.content, version.entry);
    }
    Ok(())
}

/// Pairs of an event and a retraction of it of which at least one is new. A retraction that came
/// before its event applies once the event is there; one of a retraction has no effect.
fn read_retractions(
    connection: &Connection,
    after: i64,
    sink: &mut dyn Sink,
) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT e.seq, r.seq FROM event AS r INDEXED BY event_retraction \
         JOIN event AS e ON e.source = r.ref_source AND e.id = r.ref_id \
         WHERE r.kind = 11 AND e.kind <> 11 AND (r.seq > ?1 OR e.seq > ?1)",
    )?;
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        let seq = |column| row.get(column).map(|seq: i64| Seq::from(seq.cast_unsigned()));
        sink.retracted(seq(0)?, seq(1)?);
    }
    Ok(())
}

fn read_forgotten(
    connection: &Connection,
    after: i64,
    sink: &mut dyn Sink,
) -> rusqlite::Result<()> {
    let mut statement =
        connection.prepare_cached("SELECT rep FROM forgotten WHERE seq > ?1 ORDER BY seq")?;
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        sink.forgotten(row.get::<_, u32>(0)?.saturating_sub(1));
    }
    Ok(())
}

/// The state after an earlier write, counted up from the last chunk before it; the caller holds a
/// transaction.
pub(super) fn state_as_of(connection: &Connection, seq: Seq) -> Result<State> {
    let now = state::load(connection)?;
    if seq > now.seq {
        return Err(Error::NotFound(format!(
            "there is no write {seq} in this ledger: its last is {}",
            now.seq
        )));
    }
    let (mut digest, mut after) = (Digest::EMPTY, Seq::ZERO);
    if let Some(number) = Some(chunks::complete(seq)).filter(|number| *number > 0)
        && let Some(head) = chunks::head(connection, number)?
    {
        (digest, after) = (head.digest, head.last());
    }
    records_between(connection, after, seq, &mut |_, record| {
        digest = digest.plus(Digest::of_record(&record));
        Ok(())
    })?;
    let priced: bool = connection
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM asset_history WHERE cost IS NOT NULL AND seq <= ?1) \
             OR EXISTS (SELECT 1 FROM deal_history WHERE amount IS NOT NULL AND seq <= ?1)",
        )
        .and_then(|mut any| any.query_row([seq.get().cast_signed()], |row| row.get(0)))
        .map_err(|error| storage("read the catalogue", &error))?;
    Ok(State { seq, digest, currency: now.currency.filter(|_| priced), ..now })
}

/// Visits every write in order; the caller holds a transaction.
pub(super) fn records(
    connection: &Connection,
    visit: &mut dyn FnMut(Seq, Record) -> Result<()>,
) -> Result<()> {
    records_between(connection, Seq::ZERO, Seq::from(i64::MAX.cast_unsigned()), visit)
}

/// Visits the writes after `after`, up to `last`.
fn records_between(
    connection: &Connection,
    after: Seq,
    last: Seq,
    visit: &mut dyn FnMut(Seq, Record) -> Result<()>,
) -> Result<()> {
    let failed = |error: rusqlite::Error| storage("read the ledger", &error);
    let currency = state::load(connection)?.currency;
    let dictionaries = dictionaries(connection)?;
    let span = [after, last].map(|seq| seq.get().cast_signed());
    let mut versions = version_places(connection, span).map_err(failed)?.into_iter().peekable();
    let mut statement = connection
        .prepare_cached(&format!(
            "SELECT seq, {COLUMNS} FROM event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq"
        ))
        .map_err(failed)?;
    let mut rows = statement.query(span).map_err(failed)?;
    loop {
        let row = rows.next().map_err(failed)?;
        let event_seq = match row {
            Some(row) => row.get::<_, i64>(0).map_err(failed)?,
            None => i64::MAX,
        };
        while let Some((seq, table)) = versions.next_if(|(seq, _)| *seq < event_seq) {
            let put = one_version(connection, table, seq, currency)?;
            visit(Seq::from(seq.cast_unsigned()), Record::Put(put))?;
        }
        let Some(row) = row else { return Ok(()) };
        let stored = EventRow::from_row(row, 1).map_err(failed)?;
        let event = event(&stored, &dictionaries)?;
        visit(Seq::from(event_seq.cast_unsigned()), Record::Event(event))?;
    }
}

/// Every name, in the order of the numbers.
pub(super) type Dictionaries = Names<Vec<Box<str>>>;

pub(super) fn dictionaries(connection: &Connection) -> Result<Dictionaries> {
    let mut dictionaries = Dictionaries::default();
    for name in Name::ALL {
        read_names(connection, name, 0, &mut |text| dictionaries[name].push(text.into()))
            .map_err(|error| storage("read the ledger", &error))?;
    }
    Ok(dictionaries)
}

fn version_places(
    connection: &Connection,
    span: [i64; 2],
) -> rusqlite::Result<Vec<(i64, &'static str)>> {
    let mut places = Vec::new();
    for table in catalogue::TABLES {
        let sql = format!("SELECT seq FROM {table} WHERE seq > ?1 AND seq <= ?2");
        let mut statement = connection.prepare_cached(&sql)?;
        let mut rows = statement.query(span)?;
        while let Some(row) = rows.next()? {
            places.push((row.get(0)?, table));
        }
    }
    places.sort_unstable();
    Ok(places)
}

fn one_version(
    connection: &Connection,
    table: &'static str,
    seq: i64,
    currency: Option<Currency>,
) -> Result<Put> {
    let sql = format!("{} WHERE h.seq = ?1", catalogue::select(table));
    let version = connection
        .prepare_cached(&sql)
        .and_then(|mut statement| {
            statement.query_row([seq], |row| catalogue::version(table, row, currency))
        })
        .map_err(|error| storage("read the catalogue", &error))?
        .map_err(|invalid| broken_row(table, &invalid))?;
    Ok(Put { at: Some(version.at), entry: version.entry })
}

pub(super) fn broken_row(table: &str, invalid: &crate::model::Invalid) -> Error {
    Error::storage(
        format!("read table {table}"),
        format!("a row is damaged ({invalid}): run check, and restore the file from a backup"),
    )
}

/// Rebuilds an event from its row, through the checks that let it in.
pub(super) fn event(row: &EventRow, dictionaries: &Dictionaries) -> Result<Event> {
    let name = |name: Name, id: u32| -> Option<&str> {
        let position = id.checked_sub(1)? as usize;
        dictionaries[name].get(position).map(|text| &**text)
    };
    let build = || {
        let rare = row.rare.as_deref().cloned().unwrap_or_default();
        let ref_id = rare.ref_id.as_ref().map(super::stored_id::StoredId::text);
        let reference = match (name(Name::Source, rare.ref_source), ref_id.as_deref()) {
            (Some(source), Some(id)) => Some(FlatReference { source, id }),
            _ => None,
        };
        let flat = Flat {
            kind: EventKind::try_from(row.kind)?,
            rep: name(Name::Rep, row.rep),
            asset: name(Name::Asset, row.asset),
            deal: name(Name::Deal, row.deal),
            conversation: match row.conversation {
                0 => None,
                code => Some(Conversation::try_from(code)?),
            },
            code: Some(row.code).filter(|code| *code != 0),
            word: name(Name::Word, row.word),
            number: rare.number,
            reference,
            extra: row.extra.as_deref().map(Into::into),
        };
        let source = Source::new(name(Name::Source, row.source).unwrap_or_default())?;
        let at = Timestamp::from_micros(row.at)?;
        Ok(Event::new(at, flat.to_fact()?)
            .with_attributes(flat.attributes()?)
            .with_source(source)
            .with_id(EventId::new(row.id.text())?))
    };
    build().map_err(|invalid| broken_row("event", &invalid))
}
