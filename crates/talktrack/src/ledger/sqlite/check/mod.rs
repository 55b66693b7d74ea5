//! Verifies the file and the promises it makes.

mod facts;
mod file;
mod forgotten;
mod names;
mod quarantine;
mod rows;
mod schema;

use rusqlite::{Connection, Row};

use super::storage;
use crate::error::Result;
use crate::ledger::Findings;

/// How many problems of one kind are worth listing.
const LISTED: usize = 20;

/// One thing that is verified: what it is, in words, and how; it returns the problems.
type Check = (&'static [&'static str], fn(&Connection) -> Result<Vec<String>>);

const CHECKS: [Check; 9] = [
    (&["every page and index of the file (SQLite's integrity check)"], file::integrity),
    (&["the file is as long as it should be, and set up as a ledger"], file::form),
    (&["tables, indexes, triggers and views are those of its schema"], schema::objects),
    (&["codes have their words"], schema::vocabulary),
    (&["every number stands for a name"], names::foreign_keys),
    (&["names are numbered without gaps, and valid"], names::names),
    (&["every row is what recording its fact would write"], rows::rows),
    (&["what was refused is kept as it came"], quarantine::quarantine),
    (
        &["who was forgotten is severed from every fact, and old pages are overwritten"],
        forgotten::forgotten,
    ),
];

/// The caller holds a transaction, so that all of it is one snapshot; it is one that writes if `repair`. A
/// check that fails is a problem by itself, and the others go on.
pub(super) fn check(connection: &Connection, repair: bool) -> Findings {
    let mut findings = Findings::default();
    for (checked, check) in CHECKS {
        findings.checked.extend(checked.iter().map(|words| (*words).to_owned()));
        match check(connection) {
            Ok(problems) => findings.problems.extend(problems.into_iter().take(LISTED)),
            Err(error) => findings.problems.push(error.to_string()),
        }
    }
    if let Err(error) = facts_and_chunks(connection, repair, &mut findings) {
        findings.problems.push(error.to_string());
    }
    findings
}

fn facts_and_chunks(connection: &Connection, repair: bool, findings: &mut Findings) -> Result<()> {
    findings.checked.extend(
        [
            "every fact reads back and is valid",
            "writes are numbered 1, 2, 3, … without gaps",
            "the digest is the sum over the facts",
            "sealed chunks agree with their rows",
        ]
        .map(str::to_owned),
    );
    let (problems, digests) = facts::facts(connection)?;
    findings.problems.extend(problems);
    match digests {
        Some(digests) => super::chunks::check(connection, &digests, repair, findings),
        None => Ok(()),
    }
}

/// The rows of a query, each as `read` gives it.
fn list<T>(
    connection: &Connection,
    sql: &str,
    read: fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    connection
        .prepare(sql)
        .and_then(|mut statement| statement.query_map([], read)?.collect())
        .map_err(|error| storage("check the ledger", &error))
}

/// The texts that a query gives.
fn texts(connection: &Connection, sql: &str) -> Result<Vec<String>> {
    list(connection, sql, |row| row.get(0))
}
