//! Reading what a ledger holds as records, for an export.

use super::connection::{Connection, Failure, storage};
use super::events::{COLUMNS, EventRow};
use super::read::{Dictionaries, broken_row, dictionaries, event};
use super::value::params;
use super::{catalogue, chunks, state};
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::CHUNK;
use crate::model::{Currency, Put, Record};

/// Visits every write in order; the caller holds a transaction.
pub(in crate::ledger) fn records(
    connection: &dyn Connection,
    visit: &mut dyn FnMut(Seq, Record) -> Result<()>,
) -> Result<()> {
    records_between(connection, Seq::ZERO, Seq::from(i64::MAX.cast_unsigned()), visit)
}

/// Visits the writes after `after`, up to `last`, a chunk's worth at a time: a store may hand over all rows
/// of an answer at once.
pub(super) fn records_between(
    connection: &dyn Connection,
    after: Seq,
    last: Seq,
    visit: &mut dyn FnMut(Seq, Record) -> Result<()>,
) -> Result<()> {
    let state = state::load(connection)?;
    let dictionaries = dictionaries(connection)?;
    let last = last.min(greatest(connection)?);
    let mut after = after;
    while after < last {
        let end = Seq::from((chunks::complete(after) + 1) * CHUNK).min(last);
        for (seq, record) in some_records(connection, after, end, state.currency, &dictionaries)? {
            visit(seq, record)?;
        }
        after = end;
    }
    Ok(())
}

/// The last write that is there, whatever the ledger says of itself.
fn greatest(connection: &dyn Connection) -> Result<Seq> {
    let mut greatest = 0;
    for table in catalogue::TABLES.into_iter().chain(["event"]) {
        let sql = format!("SELECT coalesce(max(seq), 0) FROM {table}");
        let last: i64 = connection
            .one(&sql, params![], |row| row.get(0))
            .map_err(|error| storage("read the ledger", &error))?;
        greatest = greatest.max(last);
    }
    Ok(Seq::from(greatest.cast_unsigned()))
}

/// The writes after `after`, up to `last`, in order.
fn some_records(
    connection: &dyn Connection,
    after: Seq,
    last: Seq,
    currency: Option<Currency>,
    dictionaries: &Dictionaries,
) -> Result<Vec<(Seq, Record)>> {
    let failed = |error: Failure| storage("read the ledger", &error);
    let span = [after, last].map(|seq| seq.get().cast_signed());
    let sql = format!("SELECT seq, {COLUMNS} FROM event WHERE seq > ?1 AND seq <= ?2 ORDER BY seq");
    let rows: Vec<(i64, EventRow)> = connection
        .list(&sql, params![span[0], span[1]], |row| Ok((row.get(0)?, EventRow::from_row(row, 1)?)))
        .map_err(failed)?;
    let mut records = Vec::with_capacity(rows.len());
    for (seq, row) in rows {
        records.push((Seq::from(seq.cast_unsigned()), event(&row, dictionaries)?.into()));
    }
    for table in catalogue::TABLES {
        let sql = format!("{} WHERE h.seq > ?1 AND h.seq <= ?2", catalogue::select(table));
        let versions: Vec<_> = connection
            .list(&sql, params![span[0], span[1]], |row| catalogue::version(table, row, currency))
            .map_err(|error| storage("read the catalogue", &error))?;
        for version in versions {
            let version = version.map_err(|invalid| broken_row(table, &invalid))?;
            let put = Put { at: Some(version.at), entry: version.entry };
            records.push((version.seq, Record::Put(put)));
        }
    }
    records.sort_by_key(|(seq, _)| *seq);
    Ok(records)
}
