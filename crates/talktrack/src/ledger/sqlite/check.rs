//! Verifies the file and the promises it makes.

use rusqlite::Connection;

use super::{chunks, read, state, storage};
use crate::error::Result;
use crate::ledger::chunk::CHUNK;
use crate::ledger::{Findings, Seq};
use crate::model::Digest;

/// How many problems of one kind are worth listing.
const LISTED: usize = 20;

/// The caller holds a transaction, so that all of it is one snapshot; it is one that writes if `repair`.
pub(super) fn check(connection: &Connection, repair: bool) -> Result<Findings> {
    let mut findings = Findings::default();
    integrity(connection, &mut findings)?;
    foreign_keys(connection, &mut findings)?;
    names(connection, &mut findings)?;
    if let Some(digests) = facts(connection, &mut findings)? {
        chunks::check(connection, &digests, repair, &mut findings)?;
    }
    Ok(findings)
}

fn integrity(connection: &Connection, findings: &mut Findings) -> Result<()> {
    findings.checked.push("every page and index of the file (SQLite's integrity check)".into());
    let problems: Vec<String> = texts(connection, &format!("PRAGMA integrity_check({LISTED})"))?;
    findings.problems.extend(problems.into_iter().filter(|problem| problem != "ok"));
    Ok(())
}

fn foreign_keys(connection: &Connection, findings: &mut Findings) -> Result<()> {
    findings.checked.push("every number stands for a name".into());
    let broken = texts(
        connection,
        "SELECT 'table ' || \"table\" || ', row ' || rowid || ': names a ' || parent || ' that is not there' \
         FROM pragma_foreign_key_check",
    )?;
    findings.problems.extend(broken.into_iter().take(LISTED));
    Ok(())
}

fn names(connection: &Connection, findings: &mut Findings) -> Result<()> {
    findings.checked.push("names are numbered without gaps".into());
    for table in ["source", "word", "asset", "rep", "deal"] {
        let gaps = texts(
            connection,
            &format!(
                "SELECT 'table {table}: numbers have gaps' \
                 FROM (SELECT count(*) AS names, coalesce(max(id), 0) AS greatest FROM {table}) WHERE names <> greatest"
            ),
        )?;
        findings.problems.extend(gaps);
    }
    Ok(())
}

/// Reads every fact back through the constructors, counts the sequence and adds up the digest; gives the
/// digest up to the end of each chunk, if all of them could be read.
fn facts(connection: &Connection, findings: &mut Findings) -> Result<Option<Vec<Digest>>> {
    findings.checked.push("every fact reads back and is valid".into());
    findings.checked.push("writes are numbered 1, 2, 3, … without gaps".into());
    findings.checked.push("the digest is the sum over the facts".into());
    let state = state::load(connection)?;
    let mut last = Seq::ZERO;
    let mut digest = Digest::EMPTY;
    let mut gaps = Vec::new();
    let mut digests = Vec::new();
    let read = read::records(connection, &mut |seq, record| {
        if seq != last.next() && gaps.len() < LISTED {
            gaps.push(format!("write {seq} follows write {last}"));
        }
        last = seq;
        digest = digest.plus(Digest::of_record(&record));
        if seq.get().is_multiple_of(CHUNK) {
            digests.push(digest);
        }
        Ok(())
    });
    findings.problems.extend(gaps);
    if let Err(error) = read {
        findings.problems.push(error.to_string());
        return Ok(None);
    }
    if last != state.seq {
        findings
            .problems
            .push(format!("the last write is {last}, and the ledger says {}", state.seq));
    }
    if digest != state.digest {
        findings.problems.push(format!(
            "the digest of the facts is {digest}, and the ledger says {}",
            state.digest
        ));
    }
    Ok(Some(digests))
}

fn texts(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    connection
        .prepare(sql)
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .map_err(|error| storage("check the ledger", &error))
}
