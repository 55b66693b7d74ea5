//! Verifies the file and the promises it makes.

use std::collections::HashSet;

use rusqlite::Connection;

use super::{read, state, storage};
use crate::error::Result;
use crate::ledger::{Findings, Seq};
use crate::model::Digest;

/// How many problems of one kind are worth listing.
const LISTED: usize = 20;

/// The caller holds a transaction, so that all of it is one snapshot.
pub(super) fn check(connection: &Connection) -> Result<Findings> {
    let mut findings = Findings::default();
    integrity(connection, &mut findings)?;
    foreign_keys(connection, &mut findings)?;
    names(connection, &mut findings)?;
    facts(connection, &mut findings)?;
    forgotten(connection, &mut findings)?;
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

/// Reads every fact back through the constructors, counts the sequence and adds up the digest.
fn facts(connection: &Connection, findings: &mut Findings) -> Result<()> {
    findings.checked.push("every fact reads back and is valid".into());
    findings.checked.push("writes are numbered 1, 2, 3, … without gaps".into());
    findings.checked.push("the digest is the sum over the facts".into());
    let state = state::load(connection)?;
    let mut last = Seq::ZERO;
    let mut digest = Digest::EMPTY;
    let mut gaps = Vec::new();
    let forgotten = forgotten_writes(connection)?;
    let read = read::records(connection, &mut |seq, record| {
        while forgotten.contains(&last.next()) {
            last = last.next();
        }
        if seq != last.next() && gaps.len() < LISTED {
            gaps.push(format!("write {seq} follows write {last}"));
        }
        last = seq;
        digest = digest.plus(Digest::of_record(&record));
        Ok(())
    });
    findings.problems.extend(gaps);
    if let Err(error) = read {
        findings.problems.push(error.to_string());
        return Ok(());
    }
    while forgotten.contains(&last.next()) {
        last = last.next();
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
    Ok(())
}

/// The writes that forgot somebody: they have numbers, and are no facts.
fn forgotten_writes(connection: &Connection) -> Result<HashSet<Seq>> {
    connection
        .prepare("SELECT seq FROM forgotten")
        .and_then(|mut statement| {
            statement
                .query_map([], |row| Ok(Seq::from(row.get::<_, i64>(0)?.cast_unsigned())))?
                .collect()
        })
        .map_err(|error| storage("check the ledger", &error))
}

/// What was forgotten left nothing behind, as far as that can be told without knowing who it was.
fn forgotten(connection: &Connection, findings: &mut Findings) -> Result<()> {
    findings
        .checked
        .push("who was forgotten is severed from every fact, and old pages are overwritten".into());
    findings.problems.extend(texts(
        connection,
        "SELECT 'somebody was forgotten, and old pages of the file can still hold them: forget them again, while nobody reads the ledger' \
         FROM ledger WHERE wiping \
         UNION ALL SELECT 'the ledger is of generation ' || generation || ', and ' || forgotten || ' were forgotten' \
         FROM ledger, (SELECT count(*) AS forgotten FROM forgotten) WHERE generation <> forgotten \
         UNION ALL SELECT 'rep ' || rep.id || ' was forgotten and has no pseudonym' \
         FROM forgotten JOIN rep ON rep.id = forgotten.rep WHERE rep.name NOT GLOB 'forgotten-*' \
         UNION ALL SELECT 'rep ' || h.rep || ' was forgotten and has a name' \
         FROM forgotten JOIN rep_history AS h ON h.rep = forgotten.rep WHERE h.name IS NOT NULL \
         UNION ALL SELECT 'write ' || seq || ' lost texts and is no event' \
         FROM severed WHERE seq NOT IN (SELECT seq FROM event)",
    )?);
    Ok(())
}

fn texts(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    connection
        .prepare(sql)
        .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
        .map_err(|error| storage("check the ledger", &error))
}
