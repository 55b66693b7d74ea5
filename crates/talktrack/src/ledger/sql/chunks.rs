//! Chunks in the file: sealed by the writer, read in place of rows, made anew from them.

use super::connection::{self as sql, Connection, Failure, Row, storage};
use super::value::params;
use crate::error::Result;
use crate::ledger::chunk::{CHUNK, Chunk, ChunkFacts, ChunkHead, Damaged, Field, Packed};
use crate::ledger::{Findings, Seq};
use crate::model::{Digest, Timestamp};

/// The number of the last chunk that is complete after the write `seq`.
pub(super) fn complete(seq: Seq) -> u64 {
    seq.get() / CHUNK
}

/// Seals the chunk whose last write is `seq`, from the rows; `digest` is that of everything up to it.
pub(in crate::ledger) fn seal(
    connection: &dyn Connection,
    seq: Seq,
    digest: Digest,
) -> sql::Result<()> {
    let mut facts = ChunkFacts::default();
    fill(connection, &mut facts, Seq::from((complete(seq) - 1) * CHUNK), seq)?;
    Sealed::of(seq, digest, &mut facts).insert(connection)
}

/// Adds the events after `after`, up to `last`, to the chunk they belong to.
pub(super) fn fill(
    connection: &dyn Connection,
    facts: &mut ChunkFacts,
    after: Seq,
    last: Seq,
) -> sql::Result<()> {
    let between = connection.dialect().facts_between;
    connection.run(
        &format!(
            "SELECT seq, kind, at, source, rep, asset, deal, conversation, code, word, number FROM {between}"
        ),
        params![after.get().cast_signed(), last.get().cast_signed()],
        &mut |row| {
            let mut values = [Packed::NONE; Field::ALL.len()];
            for (column, value) in values.iter_mut().enumerate() {
                if let Some(number) = row.get(column)? {
                    *value = number;
                }
            }
            values[0] = (values[0] - 1).rem_euclid(CHUNK.cast_signed());
            facts.push(values);
            Ok(())
        },
    )?;
    Ok(())
}

/// A chunk on its way into the file.
pub(super) struct Sealed {
    head: ChunkHead,
    columns: Vec<(Field, Packed)>,
}

impl Sealed {
    /// Packs the facts of the chunk whose last write is `last`; `digest` is that of everything up to it.
    pub(super) fn of(last: Seq, digest: Digest, facts: &mut ChunkFacts) -> Self {
        let count = u32::try_from(facts.len()).unwrap_or(u32::MAX);
        let head = ChunkHead { number: complete(last), facts: count, times: facts.times(), digest };
        Self { head, columns: facts.take() }
    }
    pub(super) fn insert(&self, connection: &dyn Connection) -> sql::Result<()> {
        let Self { head, columns } = self;
        let (first, last) = head.times.unzip();
        connection.execute(
            "INSERT INTO chunk VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                head.number.cast_signed(),
                head.facts,
                first.map(Timestamp::micros),
                last.map(Timestamp::micros),
                head.digest.to_bytes(),
                head.checksum(),
            ],
        )?;
        for (field, packed) in columns {
            connection.execute(
                "INSERT INTO chunk_column VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![
                    column_id(head.number, *field),
                    head.number.cast_signed(),
                    field.as_str(),
                    packed.base(),
                    packed.step().cast_signed(),
                    packed.width(),
                    packed.checksum((head.number, *field)),
                    packed.data(),
                ],
            )?;
        }
        Ok(())
    }
}

const fn column_id(number: u64, field: Field) -> i64 {
    (number * 16).cast_signed() + field.code() as i64
}

/// The head of a chunk, if it is there and as it was sealed.
pub(super) fn head(connection: &dyn Connection, number: u64) -> Result<Option<ChunkHead>> {
    let time = |row: &Row<'_>, column| -> sql::Result<Option<Timestamp>> {
        Ok(row.get::<Option<i64>>(column)?.and_then(|at| Timestamp::from_micros(at).ok()))
    };
    let found = connection.find(
        "SELECT facts, first_at, last_at, digest, checksum FROM chunk WHERE number = ?1",
        params![number.cast_signed()],
        |row| {
            let times = time(row, 1)?.zip(time(row, 2)?);
            let digest = Digest::from_bytes(row.get(3)?);
            let head = ChunkHead { number, facts: row.get(0)?, times, digest };
            Ok((head, row.get::<i64>(4)?))
        },
    );
    match found {
        Ok(found) => Ok(found
            .filter(|(head, checksum)| i64::from(head.checksum()) == *checksum)
            .map(|(head, _)| head)
            // Columns of one value are as long as the head says: it must not fill the memory.
            .filter(|head| u64::from(head.facts) <= CHUNK)),
        Err(error) => unreadable(&error).map(|Damaged| None),
    }
}

/// A column of a chunk, if it is there and as it was sealed.
pub(super) fn column(
    connection: &dyn Connection,
    head: &ChunkHead,
    field: Field,
) -> Result<Option<Packed>> {
    let found = connection.find(
        "SELECT base, step, width, checksum, data FROM chunk_column WHERE id = ?1",
        params![column_id(head.number, field)],
        |row| {
            let parts = (row.get(0)?, row.get(1)?, row.get(2)?);
            let place = (head.number, field);
            Ok(Packed::from_parts(place, head.facts, parts, row.get(3)?, row.bytes(4)?).ok())
        },
    );
    match found {
        Ok(found) => Ok(found.flatten()),
        Err(error) => unreadable(&error).map(|Damaged| None),
    }
}

/// What is damaged so that the store notices is damaged all the same: the rows are read instead.
fn unreadable(error: &Failure) -> Result<Damaged> {
    if error.is_damage() { Ok(Damaged) } else { Err(storage("read a sealed chunk", error)) }
}

/// Reads columns of a chunk. What is not as it was sealed is read from the rows, and then all columns come.
pub(super) fn read(connection: &dyn Connection, number: u64, fields: &[Field]) -> Result<Chunk> {
    if let Some(chunk) = sealed(connection, number, fields)? {
        return Ok(chunk);
    }
    let (after, last) = (Seq::from((number - 1) * CHUNK), Seq::from(number * CHUNK));
    let mut facts = ChunkFacts::default();
    fill(connection, &mut facts, after, last)
        .map_err(|error| storage("read the ledger", &error))?;
    // The digest is not looked at by those who read facts.
    let Sealed { head, columns } = Sealed::of(last, Digest::EMPTY, &mut facts);
    Ok(Chunk { head, columns })
}

/// Columns of a chunk, if all of them are as they were sealed.
fn sealed(connection: &dyn Connection, number: u64, fields: &[Field]) -> Result<Option<Chunk>> {
    let Some(head) = head(connection, number)? else { return Ok(None) };
    let mut columns = Vec::with_capacity(fields.len());
    for field in fields {
        if *field != Field::Write || u64::from(head.facts) != CHUNK {
            let Some(packed) = column(connection, &head, *field)? else { return Ok(None) };
            columns.push((*field, packed));
        }
    }
    Ok(Some(Chunk { head, columns }))
}

/// Brings the digests of chunks up to date with facts that were rewritten: each with its write, its old
/// digest and its new one. A damaged chunk stays for `check --repair`.
pub(super) fn adjust(
    connection: &dyn Connection,
    changes: &[(Seq, Digest, Digest)],
) -> sql::Result<()> {
    let numbers: Vec<i64> =
        connection.list("SELECT number FROM chunk", params![], |row| row.get(0))?;
    for number in numbers {
        let Ok(Some(mut head)) = head(connection, number.cast_unsigned()) else { continue };
        let last = head.last();
        for (_, old, new) in changes.iter().filter(|(seq, ..)| *seq <= last) {
            head.digest = head.digest.minus(*old).plus(*new);
        }
        connection.execute(
            "UPDATE chunk SET digest = ?2, checksum = ?3 WHERE number = ?1",
            params![number, head.digest.to_bytes(), head.checksum()],
        )?;
    }
    Ok(())
}

/// Compares every chunk with the rows it was made from; `digests` are those up to the end of each.
/// With `repair` what is wrong is made anew.
pub(super) fn check(
    connection: &dyn Connection,
    digests: &[Digest],
    repair: bool,
    findings: &mut Findings,
) -> Result<()> {
    let failed = |error: Failure| storage("check the sealed chunks", &error);
    for (digest, number) in digests.iter().zip(1..) {
        let after = Seq::from((number - 1) * CHUNK);
        let last = Seq::from(number * CHUNK);
        let mut rows = ChunkFacts::default();
        fill(connection, &mut rows, after, last).map_err(failed)?;
        let agrees = head(connection, number)?.is_some_and(|head| head.digest == *digest)
            && sealed(connection, number, &Field::ALL)?.is_some_and(|chunk| {
                ChunkFacts::unpack(chunk.head.facts as usize, &chunk.columns) == rows
            });
        if agrees {
            continue;
        }
        if repair {
            remove(connection, number).map_err(failed)?;
            Sealed::of(last, *digest, &mut rows).insert(connection).map_err(failed)?;
            findings.repaired.push(format!("chunk {number} was made anew"));
        } else {
            findings.problems.push(format!(
                "chunk {number} does not agree with its rows: run check --repair, which makes it anew"
            ));
        }
    }
    let last = (digests.len() as u64).cast_signed();
    let surplus: Vec<i64> = connection
        .list(
            "SELECT chunk FROM chunk_column WHERE chunk NOT BETWEEN 1 AND ?1 \
             OR id NOT BETWEEN chunk * 16 AND chunk * 16 + ?2 \
             UNION SELECT number FROM chunk WHERE number NOT BETWEEN 1 AND ?1",
            params![last, Field::Number.code()],
            |row| row.get(0),
        )
        .map_err(failed)?;
    for number in surplus {
        if repair {
            remove(connection, number.cast_unsigned()).map_err(failed)?;
            findings.repaired.push(format!("chunk {number}, which seals no write, was removed"));
        } else {
            findings.problems.push(format!(
                "chunk {number} seals no write: run check --repair, which removes it"
            ));
        }
    }
    Ok(())
}

fn remove(connection: &dyn Connection, number: u64) -> sql::Result<()> {
    let number = number.cast_signed();
    connection.execute(
        "DELETE FROM chunk_column WHERE chunk = ?1 OR id BETWEEN ?1 * 16 AND ?1 * 16 + 15",
        params![number],
    )?;
    connection.execute("DELETE FROM chunk WHERE number = ?1", params![number]).map(drop)
}
