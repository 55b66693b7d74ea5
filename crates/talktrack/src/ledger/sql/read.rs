//! Reading what a ledger holds as rows of numbers, for the columns.

use super::by_write::by_write;
use super::connection::{self as sql, Connection, Failure, Row, storage};
use super::events::{COLUMNS, EventRow};
use super::records::records_between;
use super::value::params;
use super::{catalogue, chunks, names, state};
use crate::error::{Error, Result};
use crate::ledger::chunk::{CHUNK, ChunkFacts, Field, Packed};
use crate::ledger::{Cursor, FactRow, Name, Names, Seq, Sink, State};
use crate::model::{
    Conversation, Currency, Digest, Event, EventId, EventKind, Flat, FlatReference, Source,
    Timestamp,
};

/// Reads what was written after `cursor`; the caller holds a transaction, so that all of it is one
/// snapshot.
pub(super) fn read(
    connection: &dyn Connection,
    cursor: &Cursor,
    sink: &mut dyn Sink,
) -> Result<State> {
    let state = state::load(connection)?;
    let failed = |error: Failure| storage("read the ledger", &error);
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
    connection: &dyn Connection,
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
    connection: &dyn Connection,
    writes: &[Seq],
) -> sql::Result<Vec<Option<(String, String)>>> {
    let select =
        "SELECT seq, source.name, event.id FROM event JOIN source ON source.id = event.source";
    by_write(connection, select, "seq", writes, |row| {
        let id = row.id(2)?.ok_or_else(|| Failure::damaged("an event has no id"))?;
        Ok((row.get(1)?, id.text()))
    })
}

/// The events of these writes.
pub(super) fn events(connection: &dyn Connection, writes: &[Seq]) -> Result<Vec<Option<Event>>> {
    let failed = |error: Failure| storage("read the ledger", &error);
    let dictionaries = dictionaries(connection)?;
    let select = format!("SELECT seq, {COLUMNS} FROM event");
    let read = |row: &Row<'_>| EventRow::from_row(row, 1);
    let found = by_write(connection, &select, "seq", writes, read).map_err(failed)?;
    let one = |row: Option<EventRow>| row.map(|row| event(&row, &dictionaries)).transpose();
    found.into_iter().map(one).collect()
}

pub(super) fn read_names(
    connection: &dyn Connection,
    name: Name,
    known: u32,
    visit: &mut dyn FnMut(&str),
) -> sql::Result<()> {
    let table = names::table(name);
    let sql = format!("SELECT name FROM {table} WHERE id > ?1 ORDER BY id");
    connection.run(&sql, params![known], &mut |row| {
        visit(row.text(0)?);
        Ok(())
    })?;
    Ok(())
}

/// Reads facts that are all in one chunk from their rows.
fn read_rows(
    connection: &dyn Connection,
    after: Seq,
    last: Seq,
    sink: &mut dyn Sink,
) -> Result<()> {
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
    connection: &dyn Connection,
    table: &'static str,
    after: i64,
    currency: Option<Currency>,
    sink: &mut dyn Sink,
) -> Result<()> {
    let failed = |error: Failure| storage("read the catalogue", &error);
    let sql = format!("{} WHERE h.seq > ?1 ORDER BY h.seq", catalogue::select(table));
    let mut broken = None;
    connection
        .run(&sql, params![after], &mut |row| {
            match catalogue::version(table, row, currency)? {
                Ok(version) => {
                    let number = version.id.and_then(|id| u32::try_from(id - 1).ok());
                    sink.version(version.seq, number, version.at, version.content, version.entry);
                }
                Err(invalid) => broken = broken.take().or(Some(invalid)),
            }
            Ok(())
        })
        .map_err(failed)?;
    broken.map_or(Ok(()), |invalid| Err(broken_row(table, &invalid)))
}

/// Pairs of an event and a retraction of it of which at least one is new. A retraction that came
/// before its event applies once the event is there; one of a retraction has no effect.
fn read_retractions(
    connection: &dyn Connection,
    after: i64,
    sink: &mut dyn Sink,
) -> sql::Result<()> {
    let by_retraction = connection.dialect().by_retraction;
    let sql = format!(
        "SELECT e.seq, r.seq FROM event AS r {by_retraction} \
         JOIN event AS e ON e.source = r.ref_source AND e.id = r.ref_id \
         WHERE r.kind = 11 AND e.kind <> 11 AND (r.seq > ?1 OR e.seq > ?1)"
    );
    connection.run(&sql, params![after], &mut |row| {
        let seq = |column| row.get(column).map(|seq: i64| Seq::from(seq.cast_unsigned()));
        sink.retracted(seq(0)?, seq(1)?);
        Ok(())
    })?;
    Ok(())
}

fn read_forgotten(connection: &dyn Connection, after: i64, sink: &mut dyn Sink) -> sql::Result<()> {
    let sql = "SELECT rep FROM forgotten WHERE seq > ?1 ORDER BY seq";
    connection.run(sql, params![after], &mut |row| {
        sink.forgotten(row.get::<u32>(0)?.saturating_sub(1));
        Ok(())
    })?;
    Ok(())
}

/// The state after an earlier write, counted up from the last chunk before it; the caller holds a
/// transaction.
pub(super) fn state_as_of(connection: &dyn Connection, seq: Seq) -> Result<State> {
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
        .one(
            "SELECT EXISTS (SELECT 1 FROM asset_history WHERE cost IS NOT NULL AND seq <= ?1) \
             OR EXISTS (SELECT 1 FROM deal_history WHERE amount IS NOT NULL AND seq <= ?1)",
            params![seq.get().cast_signed()],
            |row| row.get(0),
        )
        .map_err(|error| storage("read the catalogue", &error))?;
    Ok(State { seq, digest, currency: now.currency.filter(|_| priced), ..now })
}

/// Every name, in the order of the numbers.
pub(super) type Dictionaries = Names<Vec<Box<str>>>;

pub(super) fn dictionaries(connection: &dyn Connection) -> Result<Dictionaries> {
    let mut dictionaries = Dictionaries::default();
    for name in Name::ALL {
        read_names(connection, name, 0, &mut |text| dictionaries[name].push(text.into()))
            .map_err(|error| storage("read the ledger", &error))?;
    }
    Ok(dictionaries)
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
