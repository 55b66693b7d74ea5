//! Forgetting a person for good: severed from the facts, in the caller's transaction.

mod finder;
mod hash;
mod identity;
mod mention;
mod refused;
mod rewrite;
mod strip;
mod versions;

use self::finder::Person;
use self::rewrite::Rewrite;
use super::connection::{self as sql, Connection, Failure, storage};
use super::value::params;
use super::{chunks, names, state};
use crate::error::{Error, Result};
use crate::ledger::chunk::CHUNK;
use crate::ledger::{Forgotten, Name, Seq, State};
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

fn failed(error: &Failure) -> Error {
    storage(ATTEMPTED, error)
}

/// What changed: the write, the digest of what it said and of what it says now.
pub(super) type Change = (Seq, Digest, Digest);

/// Who is to be forgotten.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// A rep of the ledger, by number.
    Known(u32),
    /// Somebody whom only refused rows name.
    Refused,
    /// Somebody who was forgotten before.
    Forgotten,
}

/// Finds out who has `key`.
///
/// # Errors
/// [`Error::NotFound`] if the ledger knows nobody of that key.
pub fn find(connection: &dyn Connection, key: &RepKey) -> Result<Who> {
    let number: Option<u32> = connection
        .find("SELECT id FROM rep WHERE name = ?1", params![key.as_str()], |row| row.get(0))
        .map_err(|error| failed(&error))?;
    if let Some(number) = number {
        let forgotten = connection
            .exists("SELECT 1 FROM forgotten WHERE rep = ?1", params![number])
            .map_err(|error| failed(&error))?;
        return Ok(if forgotten { Who::Forgotten } else { Who::Known(number) });
    }
    if let Some(mut hash) = load_hash(connection)? {
        let known = hash.of(Purpose::Key, key.as_str())?;
        let forgotten = connection
            .exists("SELECT 1 FROM forgotten WHERE key_hash = ?1", params![known])
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
pub(super) fn load_hash(connection: &dyn Connection) -> Result<Option<SlowHash>> {
    let salt: Option<[u8; 16]> = connection
        .one("SELECT salt FROM ledger", params![], |row| row.get(0))
        .map_err(|error| failed(&error))?;
    Ok(salt.map(SlowHash::new))
}

/// Severs the person in the caller's transaction, in which facts can be rewritten; old pages of the store
/// can still hold them afterwards.
pub fn sever(
    connection: &dyn Connection,
    who: Who,
    key: &RepKey,
    now: Timestamp,
) -> Result<Forgotten> {
    let state = state::load_to_write(connection)?;
    let number = match who {
        Who::Known(number) => number,
        // A rep without facts, so that somebody whom only refused rows name is remembered as forgotten.
        Who::Refused => names::add(connection, Name::Rep, pseudonym()?.as_str())
            .map_err(|error| failed(&error))?,
        Who::Forgotten => {
            let (generation, seq) = (state.generation, state.seq);
            return Ok(Forgotten { already: true, generation, seq, ..Forgotten::default() });
        }
    };
    rewrite_all(connection, state, number, key, now)
}

/// A name that leads to nobody.
fn pseudonym() -> Result<RepKey> {
    Ok(RepKey::new(format!("forgotten-{}", uuid::Uuid::new_v4()))?)
}

fn rewrite_all(
    connection: &dyn Connection,
    mut state: State,
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
    let mut rewrite = Rewrite::new(connection, number, state.seq, person, hash)?;
    let seq = state.seq.next();
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
        .execute(
            "UPDATE ledger SET generation = ?1, wiping = 1",
            params![state.generation.cast_signed()],
        )
        .map_err(|error| failed(&error))?;
    let generation = state.generation;
    Ok(Forgotten { already: false, events, versions, quarantined, names_kept, generation, seq })
}

/// Brings the digests of the ledger and of its chunks up to date with facts that were rewritten.
fn adjust(connection: &dyn Connection, state: &mut State, changes: &[Change]) -> sql::Result<()> {
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
