//! The forgotten people, as far as they can be recognised.

use std::collections::{HashMap, HashSet};

use super::failed;
use crate::error::Result;
use crate::ledger::Name;
use crate::ledger::sql::connection::{self as sql, Connection};
use crate::ledger::sql::forget::{Finder, Hash, Purpose, SlowHash, lengths};
use crate::ledger::sql::names::NameCache;
use crate::ledger::sql::value::params;
use crate::model::RepKey;

/// The forgotten people, as far as they can be recognised.
#[derive(Debug)]
pub(super) struct People {
    pub(super) hash: SlowHash,
    keys: HashMap<Hash, RepKey>,
    words: HashMap<Hash, RepKey>,
    pub(super) lengths: Vec<usize>,
    /// Their numbers.
    pub(super) reps: HashSet<u32>,
    /// Source, kind and time of events of others whose id told who it was.
    pub(super) moments: HashSet<(u32, u8, i64)>,
    /// Sources with references to such ids that no event has yet.
    pub(super) dangling: HashSet<u32>,
    /// How many hashes the batch computed for refused rows.
    pub(super) spent_on_rows: u64,
    /// Hashes of refused rows whose text is not kept; read when it is first asked for.
    pub(super) withheld: Option<HashSet<Hash>>,
}

pub(super) fn load(connection: &dyn Connection, hash: SlowHash) -> sql::Result<People> {
    let pseudonyms = |statement: &str| -> sql::Result<HashMap<Hash, RepKey>> {
        let mut all = HashMap::new();
        connection.run(statement, params![], &mut |row| {
            if let Ok(pseudonym) = RepKey::new(row.get::<String>(1)?) {
                all.insert(row.get(0)?, pseudonym);
            }
            Ok(())
        })?;
        Ok(all)
    };
    let (mut moments, mut dangling) = (HashSet::new(), HashSet::new());
    connection.run("SELECT DISTINCT source, kind, at FROM renamed", params![], &mut |row| {
        match (row.get(1)?, row.get(2)?) {
            (Some(kind), Some(at)) => {
                moments.insert((row.get(0)?, kind, at));
            }
            _ => {
                dangling.insert(row.get(0)?);
            }
        }
        Ok(())
    })?;
    let reps = connection.list("SELECT rep FROM forgotten", params![], |row| row.get(0))?;
    let words: Vec<u32> =
        connection
            .list("SELECT DISTINCT length FROM forgotten_word", params![], |row| row.get(0))?;
    Ok(People {
        hash,
        keys: pseudonyms(
            "SELECT key_hash, name FROM forgotten JOIN rep ON rep.id = forgotten.rep",
        )?,
        words: pseudonyms(
            "SELECT hash, name FROM forgotten_word AS word JOIN rep ON rep.id = word.rep",
        )?,
        lengths: lengths(words.into_iter().map(|length| length as usize)),
        reps: reps.into_iter().collect(),
        moments,
        dangling,
        spent_on_rows: 0,
        withheld: None,
    })
}

/// Finds forgotten people by their hashes.
pub(super) struct Arriving<'a> {
    pub(super) connection: &'a dyn Connection,
    pub(super) names: &'a mut NameCache,
    pub(super) people: &'a mut People,
}

impl Finder for Arriving<'_> {
    fn rep(&mut self, key: &str) -> Result<Option<RepKey>> {
        let known = self.names.find(self.connection, Name::Rep, key);
        if known.map_err(|error| failed(&error))?.is_some() {
            return Ok(None);
        }
        let hash = self.people.hash.of(Purpose::Key, key)?;
        Ok(self.people.keys.get(&hash).cloned())
    }

    fn lengths(&self) -> &[usize] {
        &self.people.lengths
    }

    fn person(&mut self, letters: &[char]) -> Result<Option<RepKey>> {
        let word: String = letters.iter().collect();
        let hash = self.people.hash.of(Purpose::Word, &word)?;
        Ok(self.people.words.get(&hash).cloned())
    }
}
