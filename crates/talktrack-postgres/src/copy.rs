//! Many events at once, through `COPY` in its binary form.
//!
//! Nearly always all are new, so they go straight into the table of events. Where one is there already,
//! that is undone, and they go into a temporary table, from which one statement takes those that are new.

use std::cell::Cell;
use std::io::Write;

use postgres::Error;
use postgres::error::SqlState;
use talktrack::ledger::Seq;
use talktrack::ledger::sql::{COLUMNS, EventRow, StoredId};

use crate::session::Session;

/// What a session remembers of how events were inserted.
#[derive(Debug, Default)]
pub(crate) struct Copying {
    /// Whether the last batch held events that were there: the next one then does too, most likely.
    repeated: Cell<bool>,
    /// Whether the rows of the batch are in the temporary table.
    staged: Cell<bool>,
}

/// The temporary table. Its rows go with the transaction.
const STAGE: &str = "CREATE TEMPORARY TABLE IF NOT EXISTS talktrack_incoming (\
     position bigint, kind smallint, source integer, id text COLLATE \"C\", at bigint, rep integer, \
     asset integer, deal integer, conversation smallint, code smallint, word integer, number bigint, \
     ref_source integer, ref_id text COLLATE \"C\", extra text) ON COMMIT DELETE ROWS; \
     TRUNCATE pg_temp.talktrack_incoming";

/// Inserts those of `rows` that are not there yet as the writes after `last`, and gives how many.
pub(crate) fn insert(session: &Session, rows: &[EventRow], last: Seq) -> Result<usize, Error> {
    let copying = &session.copying;
    copying.staged.set(false);
    if rows.is_empty() {
        return Ok(0);
    }
    if !copying.repeated.get() {
        session.script("SAVEPOINT straight")?;
        match copy(session, "event (seq, ", rows, last.get() + 1) {
            Ok(()) => {
                session.script("RELEASE straight")?;
                return Ok(rows.len());
            }
            Err(error) if error.code() == Some(&SqlState::UNIQUE_VIOLATION) => {
                session.script("ROLLBACK TO straight; RELEASE straight")?;
            }
            Err(error) => return Err(error),
        }
    }
    stage(session, rows)?;
    // Each identity is looked up in the index, however many events there are.
    let columns = COLUMNS.split(", ").map(|column| format!("i.{column}")).collect::<Vec<_>>();
    let insert = format!(
        "INSERT INTO event (seq, {COLUMNS}) \
         SELECT {} + row_number() OVER (ORDER BY i.position), {} FROM pg_temp.talktrack_incoming AS i \
         LEFT JOIN LATERAL (SELECT e.seq FROM event AS e \
             WHERE e.source = i.source AND e.id = i.id OFFSET 0) AS there ON true \
         WHERE there.seq IS NULL",
        last.get(),
        columns.join(", ")
    );
    let inserted = session.with(|client| client.execute(&insert, &[]))?;
    copying.repeated.set(inserted < rows.len() as u64);
    Ok(usize::try_from(inserted).unwrap_or(usize::MAX))
}

/// The statement that finds those of `rows` that were there by the write `$1`.
pub(crate) fn existing(session: &Session, rows: &[EventRow]) -> Result<String, Error> {
    if !session.copying.staged.get() {
        stage(session, rows)?;
    }
    let columns = COLUMNS.split(", ").map(|column| format!("e.{column}")).collect::<Vec<_>>();
    Ok(format!(
        "SELECT i.position, {} FROM pg_temp.talktrack_incoming AS i \
         CROSS JOIN LATERAL event_of(i.source, i.id) AS e \
         WHERE e.seq <= ?1",
        columns.join(", ")
    ))
}

fn stage(session: &Session, rows: &[EventRow]) -> Result<(), Error> {
    session.script(STAGE)?;
    copy(session, "pg_temp.talktrack_incoming (position, ", rows, 0)?;
    session.copying.staged.set(true);
    Ok(())
}

/// Copies `rows`, numbered from `first` in the column that `into` ends with.
fn copy(session: &Session, into: &str, rows: &[EventRow], first: u64) -> Result<(), Error> {
    /// How many bytes are handed over at once.
    const PART: usize = 1 << 18;
    let statement = format!("COPY {into}{COLUMNS}) FROM STDIN (FORMAT binary)");
    session.with(|client| {
        let mut writer = client.copy_in(&statement)?;
        let mut buffer = Vec::with_capacity(PART + (1 << 17));
        buffer.extend_from_slice(b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0");
        for (row, number) in rows.iter().zip(first..) {
            push_row(&mut buffer, row, number);
            if buffer.len() >= PART {
                // What fails here is told by `finish`, with what the server says.
                if writer.write_all(&buffer).is_err() {
                    break;
                }
                buffer.clear();
            }
        }
        buffer.extend_from_slice(&(-1_i16).to_be_bytes());
        let _ = writer.write_all(&buffer); // as above
        writer.finish().map(drop)
    })
}

/// A row in the order of [`COLUMNS`], after its number.
fn push_row(out: &mut Vec<u8>, row: &EventRow, number: u64) {
    const FIELDS: i16 = 15;
    let rare = row.rare.as_deref();
    out.extend_from_slice(&FIELDS.to_be_bytes());
    push(out, Some(number.to_be_bytes()));
    push(out, Some(i16::from(row.kind).to_be_bytes()));
    push_id(out, row.source);
    push_text(out, Some(&row.id));
    push(out, Some(row.at.to_be_bytes()));
    push_id(out, row.rep);
    push_id(out, row.asset);
    push_id(out, row.deal);
    push_code(out, row.conversation);
    push_code(out, row.code);
    push_id(out, row.word);
    push(out, rare.and_then(|rare| rare.number).map(i64::to_be_bytes));
    push_id(out, rare.map_or(0, |rare| rare.ref_source));
    push_text(out, rare.and_then(|rare| rare.ref_id.as_ref()));
    push_bytes(out, row.extra.as_deref().map(str::as_bytes));
}

fn push<const N: usize>(out: &mut Vec<u8>, value: Option<[u8; N]>) {
    push_bytes(out, value.as_ref().map(<[u8; N]>::as_slice));
}

/// A number of a name, or a code, of which 0 stands for none.
fn push_id(out: &mut Vec<u8>, id: u32) {
    push(out, (id != 0).then(|| id.to_be_bytes()));
}

fn push_code(out: &mut Vec<u8>, code: u8) {
    push(out, (code != 0).then(|| i16::from(code).to_be_bytes()));
}

fn push_text(out: &mut Vec<u8>, id: Option<&StoredId>) {
    match id {
        Some(id) => id.with_text(|text| push_bytes(out, Some(text.as_bytes()))),
        None => push_bytes(out, None),
    }
}

fn push_bytes(out: &mut Vec<u8>, value: Option<&[u8]>) {
    let length = value.map_or(-1, |value| i32::try_from(value.len()).unwrap_or(i32::MAX));
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(value.unwrap_or_default());
}
