//! The facts and what the ledger says of them.

use std::collections::HashSet;

use super::super::connection::Connection;
use super::super::{records, state};
use super::{LISTED, list};
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::CHUNK;
use crate::model::Digest;

/// Reads every fact back through the constructors, counts the sequence and adds up the digest. Gives the
/// problems and, if all could be read, the digest up to the end of each chunk.
pub(super) fn facts(connection: &dyn Connection) -> Result<(Vec<String>, Option<Vec<Digest>>)> {
    let state = state::load(connection)?;
    let mut last = Seq::ZERO;
    let mut digest = Digest::EMPTY;
    let mut problems = Vec::new();
    let mut digests = Vec::new();
    let forgotten = forgotten_writes(connection)?;
    let read = records::records(connection, &mut |seq, record| {
        while forgotten.contains(&last.next()) {
            last = last.next();
            note(last, digest, &mut digests);
        }
        if seq != last.next() && problems.len() < LISTED {
            problems.push(format!("write {seq} follows write {last}"));
        }
        last = seq;
        digest = digest.plus(Digest::of_record(&record));
        note(seq, digest, &mut digests);
        Ok(())
    });
    if let Err(error) = read {
        problems.push(error.to_string());
        return Ok((problems, None));
    }
    while forgotten.contains(&last.next()) {
        last = last.next();
        note(last, digest, &mut digests);
    }
    if last != state.seq {
        problems.push(format!("the last write is {last}, and the ledger says {}", state.seq));
    }
    if digest != state.digest {
        problems.push(format!(
            "the digest of the facts is {digest}, and the ledger says {}",
            state.digest
        ));
    }
    Ok((problems, Some(digests)))
}

/// Keeps the digest up to the end of each chunk.
fn note(seq: Seq, digest: Digest, digests: &mut Vec<Digest>) {
    if seq.get().is_multiple_of(CHUNK) {
        digests.push(digest);
    }
}

/// The writes that forgot somebody: they have numbers, and are no facts.
fn forgotten_writes(connection: &dyn Connection) -> Result<HashSet<Seq>> {
    let writes = list(connection, "SELECT seq FROM forgotten", |row| row.get::<i64>(0))?;
    Ok(writes.into_iter().map(|seq| Seq::from(seq.cast_unsigned())).collect())
}
