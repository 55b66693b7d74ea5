//! Forgetting a person for good: severed from the facts, and the old pages overwritten.
//!
//! It goes in three steps, of which each is whole or not done: nobody may still read the old pages;
//! one transaction severs the person and says that old pages remain; these are overwritten.

mod finder;
mod guards;
mod hash;
mod identity;
mod mention;
mod refused;
mod rewrite;
mod strip;
mod versions;
mod wipe;

use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use self::finder::Person;
use self::rewrite::Rewrite;
use super::turn::Turns;
use super::{Writer, chunks, state, storage};
use crate::error::{Error, Result};
use crate::ledger::chunk::CHUNK;
use crate::ledger::{Forgotten, Seq, State};
use crate::model::{Digest, RepKey, Timestamp};

pub(super) use self::finder::{Finder, StandIn};
pub(super) use self::hash::{Hash, Purpose, SlowHash};
pub(super) use self::identity::{derived, holds};
pub(super) use self::mention::{lengths, stretches};
pub(super) use self::refused::{scrub_context, texts_in};
pub(super) use self::strip::{
    Texts, attributes as strip_attributes, entry as strip_entry, rep_of, texts as strip_texts,
};

const ATTEMPTED: &str = "forget";

fn failed(error: &rusqlite::Error) -> Error {
    storage(ATTEMPTED, error)
}

/// What changed: the write, the digest of what it said and of what it says now.
pub(super) type Change = (Seq, Digest, Digest);

/// Forgets the rep with `key`; `patience` is how long it waits for those who read.
pub(super) fn forget(
    writer: &mut Writer,
    on_file: bool,
    key: &RepKey,
    now: Timestamp,
    patience: Duration,
) -> Result<Forgotten> {
    let Writer { connection, memory, turns, place } = writer;
    let _turn = turns.as_ref().map(Turns::wait).transpose()?;
    place.as_ref().map_or(Ok(()), |place| place.unchanged(ATTEMPTED))?;
    let who = find(connection, key)?;
    if on_file {
        wipe::wait_for_readers(connection, patience)?;
    }
    let severed = sever(connection, &who, key, now, on_file);
    memory.clear();
    let forgotten = severed?;
    if on_file && wipe::is_pending(connection)? {
        wipe::overwrite(connection, patience)?;
    }
    Ok(forgotten)
}

/// Who is to be forgotten.
enum Who {
    /// A rep of the ledger, by number.
    Known(u32),
    /// Somebody whom only refused rows name.
    Refused,
    /// Somebody who was forgotten before.
    Forgotten,
}

fn find(connection: &Connection, key: &RepKey) -> Result<Who> {
    let number: Option<u32> = connection
        .query_row("SELECT id FROM rep WHERE name = ?1", [key.as_str()], |row| row.get(0))
        .optional()
        .map_err(|error| failed(&error))?;
    if let Some(number) = number {
        let forgotten = connection
            .prepare_cached("SELECT 1 FROM forgotten WHERE rep = ?1")
            .and_then(|mut statement| statement.exists([number]))
            .map_err(|error| failed(&error))?;
        return Ok(if forgotten { Who::Forgotten } else { Who::Known(number) });
    }
    if let Some(mut hash) = load_hash(connection)? {
        let known = hash.of(Purpose::Key, key.as_str())?;
        let forgotten = connection
            .prepare_cached("SELECT 1 FROM forgotten WHERE key_hash = ?1")
            .and_then(|mut statement| statement.exists([known]))
            .map_err(|error| failed(&error))?;
        if forgotten {
            return Ok(Who::Forgotten);
        }
    }
    let mut person = Person::new(key.as_str(), &[], key.clone());
    if refused::mentions(connection, &mut person)? {
        return Ok(Who::Refused);
    }
    // The key of a rep can be personal, so the message does not repeat it.
    Err(Error::NotFound("there is no such rep in this ledger: check how the key is written".into()))
}

/// The slow hash with the ledger's salt, if somebody was ever forgotten.
pub(super) fn load_hash(connection: &Connection) -> Result<Option<SlowHash>> {
    let salt: Option<[u8; 16]> = connection
        .query_row("SELECT salt FROM ledger", [], |row| row.get(0))
        .map_err(|error| failed(&error))?;
    Ok(salt.map(SlowHash::new))
}

/// Severs the person in one transaction.
fn sever(
    connection: &mut Connection,
    who: &Who,
    key: &RepKey,
    now: Timestamp,
    on_file: bool,
) -> Result<Forgotten> {
    if let Who::Forgotten = who {
        let state = state::load(connection)?;
        let (generation, seq) = (state.generation, state.seq);
        return Ok(Forgotten { already: true, generation, seq, ..Forgotten::default() });
    }
    // Freed space inside pages is overwritten with zeros from here on.
    wipe::secure_delete(connection)?;
    let transaction = connection
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(|error| failed(&error))?;
    let number = match who {
        Who::Known(number) => *number,
        Who::Refused | Who::Forgotten => stub(&transaction)?,
    };
    let guards = guards::lift(&transaction)?;
    let forgotten = rewrite_all(&transaction, number, key, now)?;
    guards.restore(&transaction)?;
    if on_file {
        transaction.execute("UPDATE ledger SET wiping = 1", []).map_err(|error| failed(&error))?;
    }
    transaction.commit().map_err(|error| failed(&error))?;
    Ok(forgotten)
}

/// A rep without facts, so that somebody whom only refused rows name is remembered as forgotten.
fn stub(connection: &Connection) -> Result<u32> {
    connection
        .execute("INSERT INTO rep (name) VALUES (?1)", [pseudonym()?.as_str()])
        .map_err(|error| failed(&error))?;
    u32::try_from(connection.last_insert_rowid())
        .map_err(|_| Error::storage("forget", "there are more reps than can be numbered"))
}

/// A name that leads to nobody.
fn pseudonym() -> Result<RepKey> {
    Ok(RepKey::new(format!("forgotten-{}", uuid::Uuid::new_v4()))?)
}

fn rewrite_all(
    connection: &Connection,
    number: u32,
    key: &RepKey,
    now: Timestamp,
) -> Result<Forgotten> {
    let hash = match load_hash(connection)? {
        Some(hash) => hash,
        None => SlowHash::new(SlowHash::fresh_salt()),
    };
    let names = versions::names(connection, number)?;
    let person = Person::new(key.as_str(), &names, pseudonym()?);
    let mut state = state::load(connection)?;
    let seq = state.seq.next();
    let mut rewrite = Rewrite::new(connection, number, person, hash)?;
    rewrite.events()?;
    let events = rewrite.changed();
    versions::rewrite(&mut rewrite, state.currency)?;
    let versions = rewrite.changed() - events;
    let quarantined = refused::scrub(connection, &mut rewrite.person)?;
    let names_kept = rewrite.names_kept()?;
    let changes = rewrite.remember(seq, now)?;
    state.seq = seq;
    state.generation += 1;
    adjust(connection, &mut state, &changes).map_err(|error| failed(&error))?;
    state::save(connection, &state)?;
    connection
        .execute("UPDATE ledger SET generation = ?1", params![state.generation.cast_signed()])
        .map_err(|error| failed(&error))?;
    let generation = state.generation;
    Ok(Forgotten { already: false, events, versions, quarantined, names_kept, generation, seq })
}

/// Brings the digests of the ledger and of its chunks up to date with facts that were rewritten.
fn adjust(connection: &Connection, state: &mut State, changes: &[Change]) -> rusqlite::Result<()> {
    for (_, old, new) in changes {
        state.digest = state.digest.minus(*old).plus(*new);
    }
    chunks::adjust(connection, changes)?;
    // Forgetting is a write, and it may be the one that completes a chunk.
    if state.seq.get().is_multiple_of(CHUNK) {
        chunks::seal(connection, state.seq, state.digest)?;
    }
    Ok(())
}
