//! The facts and what the ledger says of them.

use rusqlite::Connection;

use super::super::{read, state};
use super::LISTED;
use crate::error::Result;
use crate::ledger::Seq;
use crate::ledger::chunk::CHUNK;
use crate::model::Digest;

/// Reads every fact back through the constructors, counts the sequence and adds up the digest. Gives the
/// problems and, if all could be read, the digest up to the end of each chunk.
pub(super) fn facts(connection: &Connection) -> Result<(Vec<String>, Option<Vec<Digest>>)> {
    let state = state::load(connection)?;
    let mut last = Seq::ZERO;
    let mut digest = Digest::EMPTY;
    let mut problems = Vec::new();
    let mut digests = Vec::new();
    let read = read::records(connection, &mut |seq, record| {
        if seq != last.next() && problems.len() < LISTED {
            problems.push(format!("write {seq} follows write {last}"));
        }
        last = seq;
        digest = digest.plus(Digest::of_record(&record));
        if seq.get().is_multiple_of(CHUNK) {
            digests.push(digest);
        }
        Ok(())
    });
    if let Err(error) = read {
        problems.push(error.to_string());
        return Ok((problems, None));
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
