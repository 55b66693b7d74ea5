//! Verifies the promises a ledger makes.

mod facts;
mod forgotten;
mod names;
mod quarantine;
mod rows;

use std::collections::BTreeSet;

use super::connection::{self as sql, Connection, Row, storage};
use super::value::params;
use super::vocabulary::vocabulary;
use crate::error::Result;
use crate::ledger::Findings;

/// How many problems of one kind are worth listing.
const LISTED: usize = 20;

/// One thing that is verified: what it is, in words, and how; it returns the problems.
pub type Check = (&'static [&'static str], fn(&dyn Connection) -> Result<Vec<String>>);

const CHECKS: [Check; 4] = [
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
pub fn check(connection: &dyn Connection, own: &[Check], repair: bool) -> Findings {
    let mut findings = Findings::default();
    for (checked, check) in own.iter().copied().chain(CHECKS) {
        findings.checked.extend(checked.iter().map(|words| (*words).to_owned()));
        match apart(connection, check) {
            Ok(problems) => findings.problems.extend(problems.into_iter().take(LISTED)),
            Err(error) => findings.problems.push(error.to_string()),
        }
    }
    if let Err(error) = facts_and_chunks(connection, repair, &mut findings) {
        findings.problems.push(error.to_string());
    }
    findings
}

/// A check by itself: where it fails, the transaction goes on with the next one.
fn apart(
    connection: &dyn Connection,
    check: fn(&dyn Connection) -> Result<Vec<String>>,
) -> Result<Vec<String>> {
    let run = |sql| connection.run_script(sql).map_err(|error| storage("check the ledger", &error));
    run("SAVEPOINT one_check")?;
    let checked = check(connection);
    if checked.is_err() {
        run("ROLLBACK TO one_check")?;
    }
    run("RELEASE one_check")?;
    checked
}

fn facts_and_chunks(
    connection: &dyn Connection,
    repair: bool,
    findings: &mut Findings,
) -> Result<()> {
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
    connection: &dyn Connection,
    sql: &str,
    read: fn(&Row<'_>) -> sql::Result<T>,
) -> Result<Vec<T>> {
    connection.list(sql, params![], read).map_err(|error| storage("check the ledger", &error))
}

/// The texts that a query gives.
fn texts(connection: &dyn Connection, sql: &str) -> Result<Vec<String>> {
    list(connection, sql, |row| row.get(0))
}

/// The problems with a table of words: each with its field and its code.
pub fn compare_vocabulary(found: &BTreeSet<(String, i64, String)>) -> Vec<String> {
    let expected: BTreeSet<_> = vocabulary()
        .into_iter()
        .map(|(field, code, word)| (field.to_owned(), i64::from(code), word))
        .collect();
    let missing = expected
        .difference(found)
        .map(|(field, code, word)| format!("table vocabulary: {field} {code} is not {word}"));
    let added = found.difference(&expected).map(|(_, code, _)| {
        format!("table vocabulary: a word for code {code} is damaged or not known")
    });
    missing.chain(added).collect()
}
