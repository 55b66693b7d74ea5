//! A batch as a virtual table, so that one statement inserts all of it.
#![allow(unsafe_code)] // SQLite calls virtual tables through C structures; nothing else here is unsafe

use std::borrow::Cow;
use std::ffi::{CStr, c_int};
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::vtab::{
    Context, Filters, IndexInfo, Module, VTab, VTabConnection, VTabCursor, sqlite3_vtab,
    sqlite3_vtab_cursor,
};
use rusqlite::{Connection, Result};

use crate::ledger::sql::EventRow;

/// The rows that the table `incoming` of a connection shows, behind a lock that is never waited for.
#[derive(Debug, Clone, Default)]
pub(super) struct Incoming(Arc<Mutex<Shown>>);

/// The rows from a position on.
#[derive(Debug, Clone, Default)]
struct Shown {
    rows: Arc<Vec<EventRow>>,
    start: usize,
}

const MODULE: Module<IncomingTable> = Module::eponymous_only_module();

impl Incoming {
    /// Makes the table `incoming` known to `connection`.
    pub(super) fn attach(connection: &Connection) -> Result<Self> {
        let incoming = Self::default();
        connection.create_module(c"incoming", &MODULE, Some(incoming.clone()))?;
        Ok(incoming)
    }

    /// Shows `rows` from `start` on.
    pub(super) fn show(&self, rows: &Arc<Vec<EventRow>>, start: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) =
            Shown { rows: Arc::clone(rows), start };
    }

    /// Shows nothing any more, so that the rows are not kept.
    pub(super) fn hide(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Shown::default();
    }
}

// SQLite wants its own fields first, in C's order.
#[repr(C)]
struct IncomingTable {
    base: sqlite3_vtab,
    rows: Incoming,
}

// SAFETY: `base` is the first field of a `repr(C)` struct, which is all that SQLite asks for.
unsafe impl VTab<'_> for IncomingTable {
    type Aux = Incoming;
    type Cursor = IncomingCursor;

    fn connect(
        _: &mut VTabConnection,
        aux: Option<&Incoming>,
        _: &[u8],
        _: &[u8],
        _: &[u8],
        _: &[&[u8]],
    ) -> Result<(Cow<'static, CStr>, Self)> {
        let columns = c"CREATE TABLE incoming (position, kind, source, id, at, rep, asset, deal, conversation, code, word, number, ref_source, ref_id, extra)";
        let table = Self { base: sqlite3_vtab::default(), rows: aux.cloned().unwrap_or_default() };
        Ok((Cow::Borrowed(columns), table))
    }

    fn best_index(&self, info: &mut IndexInfo) -> Result<bool> {
        info.set_estimated_cost(1e6);
        info.set_estimated_rows(1_000_000);
        Ok(true)
    }

    fn open(&mut self) -> Result<IncomingCursor> {
        let Shown { rows, start } =
            self.rows.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Ok(IncomingCursor { base: sqlite3_vtab_cursor::default(), rows, start, position: start })
    }
}

#[repr(C)]
struct IncomingCursor {
    base: sqlite3_vtab_cursor,
    rows: Arc<Vec<EventRow>>,
    start: usize,
    position: usize,
}

// SAFETY: as above.
unsafe impl VTabCursor for IncomingCursor {
    fn filter(&mut self, _: c_int, _: Option<&str>, _: &Filters<'_>) -> Result<()> {
        self.position = self.start;
        Ok(())
    }

    fn next(&mut self) -> Result<()> {
        self.position += 1;
        Ok(())
    }

    fn eof(&self) -> bool {
        self.position >= self.rows.len()
    }

    fn column(&self, out: &mut Context, column: c_int) -> Result<()> {
        let Some(row) = self.rows.get(self.position) else { return Ok(()) };
        let rare = row.rare.as_deref();
        match column {
            0 => out.set_result(self.rowid()?),
            1 => out.set_result(row.kind),
            2 => out.set_result(row.source),
            3 => out.set_result(&row.id),
            4 => out.set_result(row.at),
            5 => out.set_result(EventRow::or_null(row.rep)),
            6 => out.set_result(EventRow::or_null(row.asset)),
            7 => out.set_result(EventRow::or_null(row.deal)),
            8 => out.set_result(EventRow::or_null(row.conversation)),
            9 => out.set_result(EventRow::or_null(row.code)),
            10 => out.set_result(EventRow::or_null(row.word)),
            11 => out.set_result(rare.and_then(|rare| rare.number)),
            12 => out.set_result(rare.and_then(|rare| EventRow::or_null(rare.ref_source))),
            13 => out.set_result(rare.and_then(|rare| rare.ref_id.as_ref())),
            _ => out.set_result(row.extra.as_deref()),
        }
    }

    fn rowid(&self) -> Result<i64> {
        Ok((self.position as u64).cast_signed())
    }
}
