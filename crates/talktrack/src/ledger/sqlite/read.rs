//! Reading what a ledger holds: as rows of numbers for the columns, as records for an export.

use rusqlite::{Connection, Row};

use super::events::{COLUMNS, EventRow};
use super::{catalogue, names, state, storage};
use crate::error::{Error, Result};
use crate::ledger::{Cursor, FactRow, Name, Seq, Sink, State};
use crate::model::{
    Conversation, Currency, Digest, Event, EventId, EventKind, Flat, FlatReference, Money, Put,
    Record, Source, Timestamp,
};

/// Reads what was written after `cursor`; the caller holds a transaction, so that all of it is one
/// snapshot.
pub(super) fn read(connection: &Connection, cursor: &Cursor, sink: &mut dyn Sink) -> Result<State> {
    let state = state::load(connection)?;
    let failed = |error: rusqlite::Error| storage("read the ledger", &error);
    for name in Name::ALL {
        read_names(connection, name, cursor.names[name], &mut |text| sink.name(name, text))
            .map_err(failed)?;
    }
    let after = cursor.seq.get().cast_signed();
    read_facts(connection, after, sink).map_err(failed)?;
    for table in catalogue::TABLES {
        read_versions(connection, table, after, state.currency, sink)?;
    }
    read_retractions(connection, after, sink).map_err(failed)?;
    read_forgotten(connection, after, sink).map_err(failed)?;
    Ok(state)
}

fn read_names(
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

fn read_facts(connection: &Connection, after: i64, sink: &mut dyn Sink) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(
        "SELECT seq, kind, at, source, rep, asset, deal, conversation, code, word, number, extra \
         FROM event WHERE seq > ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([after])?;
    while let Some(row) = rows.next()? {
        sink.fact(FactRow {
            seq: Seq::from(row.get::<_, i64>(0)?.cast_unsigned()),
            kind: coded(row, 1, EventKind::try_from)?
                .ok_or(rusqlite::Error::IntegralValueOutOfRange(1, 0))?,
            at: catalogue::time(row, 2)?,
            source: position(row, 3)?.ok_or(rusqlite::Error::IntegralValueOutOfRange(3, 0))?,
            rep: position(row, 4)?,
            asset: position(row, 5)?,
            deal: position(row, 6)?,
            conversation: coded(row, 7, Conversation::try_from)?,
            code: row.get(8)?,
            word: position(row, 9)?,
            number: row.get(10)?,
            extra: row.get_ref(11)?.as_str_or_null().map_err(rusqlite::Error::from)?,
        });
    }
    Ok(())
}

/// Ids begin at 1 in the file and at 0 in the columns.
fn position(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<u32>> {
    let Some(id) = row.get::<_, Option<i64>>(column)? else { return Ok(None) };
    u32::try_from(id - 1)
        .map(Some)
        .map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, id))
}

fn coded<T>(
    row: &Row<'_>,
    column: usize,
    read: fn(u8) -> std::result::Result<T, crate::model::Invalid>,
) -> rusqlite::Result<Option<T>> {
    let Some(code) = row.get::<_, Option<u8>>(column)? else { return Ok(None) };
    read(code).map(Some).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, code.into()))
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
        if let Some(rep) = position(row, 0)? {
            sink.forgotten(rep);
        }
    }
    Ok(())
}

/// The state after an earlier write, counted up from the first; the caller holds a transaction.
pub(super) fn state_as_of(connection: &Connection, seq: Seq) -> Result<State> {
    let now = state::load(connection)?;
    if seq > now.seq {
        return Err(Error::NotFound(format!(
            "there is no write {seq} in this ledger: its last is {}",
            now.seq
        )));
    }
    let mut then = State { seq, digest: Digest::EMPTY, currency: None, ..now };
    records_until(connection, seq, &mut |_, record| {
        then.digest = then.digest.plus(Digest::of_record(&record));
        if let Record::Put(put) = &record {
            then.currency = then.currency.or(put.entry.money().map(Money::currency));
        }
        Ok(())
    })?;
    Ok(then)
}

/// Visits every write in order; the caller holds a transaction.
pub(super) fn records(
    connection: &Connection,
    visit: &mut dyn FnMut(Seq, Record) -> Result<()>,
) -> Result<()> {
    records_until(connection, Seq::from(i64::MAX.cast_unsigned()), visit)
}

fn records_until(
    connection: &Connection,
    last: Seq,
    visit: &mut dyn FnMut(Seq, Record) -> Result<()>,
) -> Result<()> {
    let failed = |error: rusqlite::Error| storage("read the ledger", &error);
    let currency = state::load(connection)?.currency;
    let dictionaries = dictionaries(connection).map_err(failed)?;
    let last = last.get().cast_signed();
    let places = version_places(connection).map_err(failed)?;
    let mut versions = places.into_iter().take_while(|(seq, _)| *seq <= last).peekable();
    let mut statement = connection
        .prepare_cached(&format!("SELECT seq, {COLUMNS} FROM event WHERE seq <= ?1 ORDER BY seq"))
        .map_err(failed)?;
    let mut rows = statement.query([last]).map_err(failed)?;
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

/// All names, by number.
pub(super) fn dictionaries(
    connection: &Connection,
) -> rusqlite::Result<crate::ledger::Names<Vec<Box<str>>>> {
    let mut dictionaries = crate::ledger::Names::<Vec<Box<str>>>::default();
    for name in Name::ALL {
        read_names(connection, name, 0, &mut |text| dictionaries[name].push(text.into()))?;
    }
    Ok(dictionaries)
}

fn version_places(connection: &Connection) -> rusqlite::Result<Vec<(i64, &'static str)>> {
    let mut places = Vec::new();
    for table in catalogue::TABLES {
        let mut statement = connection.prepare_cached(&format!("SELECT seq FROM {table}"))?;
        let mut rows = statement.query([])?;
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

fn broken_row(table: &str, invalid: &crate::model::Invalid) -> Error {
    Error::storage(
        format!("read table {table}"),
        format!("a row is damaged ({invalid}): run check, and restore the file from a backup"),
    )
}

/// Rebuilds an event from its row, through the checks that let it in.
pub(super) fn event(
    row: &EventRow,
    dictionaries: &crate::ledger::Names<Vec<Box<str>>>,
) -> Result<Event> {
    let name = |name: Name, id: Option<i64>| -> Option<&str> {
        let position = usize::try_from(id? - 1).ok()?;
        dictionaries[name].get(position).map(|text| &**text)
    };
    let build = || {
        let ref_id = row.ref_id.as_ref().map(super::stored_id::StoredId::text);
        let reference = match (name(Name::Source, row.ref_source), ref_id.as_deref()) {
            (Some(source), Some(id)) => Some(FlatReference { source, id }),
            _ => None,
        };
        let flat = Flat {
            kind: EventKind::try_from(row.kind)?,
            rep: name(Name::Rep, row.rep),
            asset: name(Name::Asset, row.asset),
            deal: name(Name::Deal, row.deal),
            conversation: row.conversation.map(Conversation::try_from).transpose()?,
            code: row.code,
            word: name(Name::Word, row.word),
            number: row.number,
            reference,
            extra: row.extra.as_deref().map(Into::into),
        };
        let source = Source::new(name(Name::Source, Some(row.source)).unwrap_or_default())?;
        let at = Timestamp::from_micros(row.at)?;
        Ok(Event::new(at, flat.to_fact()?)
            .with_source(source)
            .with_id(EventId::new(row.id.text())?))
    };
    build().map_err(|invalid| broken_row("event", &invalid))
}
