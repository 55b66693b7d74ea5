//! The tables of sealed chunks, overwritten with arbitrary values.

use std::cell::RefCell;

use rusqlite::types::{ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, params};
use talktrack::analysis::Unused;
use talktrack::ledger::Seq;
use talktrack::ledger::chunk::{CHUNK, Field};
use talktrack::model::{Action, AssetKey, Digest, Keyed, RepKey, Timestamp, Uses};
use talktrack::{Scope, Tracker};

use crate::bytes::Bytes;
use crate::packed::checksum;
use crate::scratch::Scratch;

/// Columns of the tables that can be overwritten, number and checksum included.
const CELLS: [(&str, &str); 14] = [
    ("chunk", "number"),
    ("chunk", "facts"),
    ("chunk", "first_at"),
    ("chunk", "last_at"),
    ("chunk", "digest"),
    ("chunk", "checksum"),
    ("chunk_column", "id"),
    ("chunk_column", "chunk"),
    ("chunk_column", "field"),
    ("chunk_column", "base"),
    ("chunk_column", "step"),
    ("chunk_column", "width"),
    ("chunk_column", "checksum"),
    ("chunk_column", "data"),
];

thread_local! {
    static LEDGER: RefCell<Sealed> = RefCell::new(Sealed::new());
}

/// A ledger with a sealed chunk, and what it tells while that is whole.
struct Sealed {
    scratch: Scratch,
    told: Told,
}

/// What is read from a ledger: the facts as a hash, and the digest after the first chunk.
type Told = (String, Digest);

/// Whatever the tables of chunks hold, the ledger tells what its rows say. Where even the checksums are
/// made to be right, nobody can know: it tells something or gives an error, and does not panic.
///
/// Bit 0 of the first byte says whether checksums are made right. Then come cells: which one, which row,
/// as what, how long, and the value.
pub fn holds(input: &[u8]) {
    let mut bytes = Bytes(input);
    let forged = !bytes.byte().is_multiple_of(2);
    LEDGER.with_borrow(|sealed| {
        let outside = &sealed.scratch.outside;
        while !bytes.is_empty() {
            overwrite(outside, &mut bytes);
        }
        if forged {
            make_checksums_right(outside).expect("checksums");
        }
        let told = tell(&sealed.scratch);
        if forged {
            // Questions get what no check has let through.
            let _ = Tracker::open_read_only(sealed.scratch.path())
                .and_then(|tracker| tracker.ask(&Unused::new()));
        }
        sealed.restore().expect("chunks as they were");
        match told {
            Ok(told) => assert!(forged || told == sealed.told, "the chunk tells something else"),
            Err(error) => assert!(forged, "{error}"),
        }
    });
}

fn overwrite(outside: &Connection, bytes: &mut Bytes<'_>) {
    let (table, column) = CELLS[usize::from(bytes.byte()) % CELLS.len()];
    let row = bytes.byte() % 12;
    let kind = bytes.byte();
    let value = match kind % 4 {
        0 => ToSqlOutput::Owned(Value::Integer(bytes.byte().cast_signed().into())),
        1 => ToSqlOutput::Owned(Value::Integer(bytes.number())),
        kind => {
            let length = usize::from(bytes.byte());
            let piece = bytes.piece(length);
            let value = if kind == 2 { ValueRef::Blob(piece) } else { ValueRef::Text(piece) };
            ToSqlOutput::Borrowed(value)
        }
    };
    let row = format!(
        "(SELECT rowid FROM {table} ORDER BY rowid LIMIT 1 OFFSET {row} % (SELECT max(1, count(*)) FROM {table}))"
    );
    let sql = format!("UPDATE {table} SET {column} = ?1 WHERE rowid = {row}");
    // What the schema itself refuses cannot be there.
    let _ = outside.prepare_cached(&sql).and_then(|mut update| update.execute([value]));
}

/// As somebody would who forges a chunk.
fn make_checksums_right(outside: &Connection) -> rusqlite::Result<()> {
    let mut columns =
        outside.prepare_cached("SELECT id, base, step, width, data FROM chunk_column")?;
    let mut rows = columns.query([])?;
    while let Some(row) = rows.next()? {
        let id: i64 = row.get(0)?;
        let field = usize::try_from(id.rem_euclid(16)).ok().and_then(|code| Field::ALL.get(code));
        if let (Some(field), Ok(data)) = (field, row.get_ref(4)?.as_blob()) {
            let chunk = id.div_euclid(16).cast_unsigned();
            let sum = checksum(chunk, *field, (row.get(1)?, row.get(2)?, row.get(3)?), data);
            outside
                .execute("UPDATE chunk_column SET checksum = ?2 WHERE id = ?1", params![id, sum])?;
        }
    }
    let mut heads =
        outside.prepare_cached("SELECT number, facts, first_at, last_at, digest FROM chunk")?;
    let mut rows = heads.query([])?;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        let mut sum = crc32fast::Hasher::new();
        sum.update(&number.to_le_bytes());
        sum.update(&row.get::<_, i64>(1)?.to_le_bytes()[..4]);
        for column in [2, 3] {
            sum.update(&row.get::<_, Option<i64>>(column)?.unwrap_or(i64::MIN).to_le_bytes());
        }
        sum.update(row.get_ref(4)?.as_blob().unwrap_or_default());
        let sum = sum.finalize();
        outside
            .execute("UPDATE chunk SET checksum = ?2 WHERE number = ?1", params![number, sum])?;
    }
    Ok(())
}

impl Sealed {
    fn new() -> Self {
        let scratch = Scratch::new(record);
        scratch
            .outside
            .execute_batch(
                "CREATE TEMP TABLE chunk_before AS SELECT * FROM chunk;
                 CREATE TEMP TABLE chunk_column_before AS SELECT * FROM chunk_column;",
            )
            .expect("a copy of the chunks");
        let told = tell(&scratch).expect("a whole ledger");
        Self { scratch, told }
    }

    fn restore(&self) -> rusqlite::Result<()> {
        self.scratch.outside.execute_batch(
            "BEGIN;
             DELETE FROM chunk_column; DELETE FROM chunk;
             INSERT INTO chunk SELECT * FROM chunk_before;
             INSERT INTO chunk_column SELECT * FROM chunk_column_before;
             COMMIT;",
        )
    }
}

/// A chunk and a few uses more.
fn record(tracker: &Tracker) {
    let uses = u32::try_from(CHUNK).expect("small") + 10;
    let reps = (0..7).map(|rep| RepKey::new(format!("rep-{rep}"))).collect::<Result<_, _>>();
    let assets =
        (0..300).map(|asset| AssetKey::new(format!("asset-{asset}"))).collect::<Result<_, _>>();
    let at =
        |second: u32| Timestamp::from_micros(1_767_225_600_000_000 + i64::from(second) * 1_000_000);
    let uses = Uses::new(
        (0..uses).map(at).collect::<Result<_, _>>().expect("times"),
        Keyed::new(reps.expect("keys"), (0..uses).map(|row| row % 7).collect()).expect("codes"),
        Keyed::new(assets.expect("keys"), (0..uses).map(|row| row % 300).collect()).expect("codes"),
        (0..uses).map(|_| Action::Shared).collect(),
    );
    tracker.record_uses(&uses.expect("columns")).expect("a receipt");
}

/// Asks of all there is, and of what was there when the chunk was sealed, as whoever opens the ledger does.
fn tell(scratch: &Scratch) -> talktrack::Result<Told> {
    let tracker = Tracker::open_read_only(scratch.path())?;
    let now = tracker.ask(&Unused::new())?;
    let then = tracker.within(Scope::new().as_of(Seq::from(CHUNK))).ask(&Unused::new())?;
    Ok((format!("{:?} {:?}", now.rows, then.rows), then.provenance.digest))
}
