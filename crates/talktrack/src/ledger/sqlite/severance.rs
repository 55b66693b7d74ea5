//! Arriving rows are severed from forgotten people before anything else sees them.
//!
//! While nobody is forgotten this costs nothing. Afterwards each unknown key of a rep is hashed, once
//! per writer; what is stored already is not looked at.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::catalogue;
use super::events::EventRow;
use super::forget::{
    Finder, Hash, Purpose, SlowHash, Texts, derived, holds, lengths, load_hash, rep_of,
    strip_entry, strip_texts,
};
use super::names::NameCache;
use super::storage;
use super::stored_id::StoredId;
use crate::error::Result;
use crate::ledger::{Name, Submission};
use crate::model::{
    Digest, Event, EventId, EventKind, Fact, Flat, Put, Record, RepKey, Timestamp, content_id,
};

/// What the writer knows of forgotten people.
#[derive(Debug, Default)]
pub(super) struct Severance {
    generation: u64,
    pub(super) people: Option<People>,
}

/// The forgotten people, as far as they can be recognised.
#[derive(Debug)]
pub(super) struct People {
    pub(super) hash: SlowHash,
    keys: HashMap<Hash, RepKey>,
    words: HashMap<Hash, RepKey>,
    pub(super) lengths: Vec<usize>,
    /// Their numbers.
    reps: HashSet<i64>,
    /// Source, kind and time of events of others whose id told who it was.
    moments: HashSet<(i64, u8, i64)>,
    /// Sources with references to such ids that no event has yet.
    dangling: HashSet<i64>,
    /// Hashes of refused rows whose text is not kept; read when it is first asked for.
    pub(super) withheld: Option<HashSet<Hash>>,
}

fn failed(error: &rusqlite::Error) -> crate::Error {
    storage("record", error)
}

impl Severance {
    pub(super) const fn generation(&self) -> u64 {
        self.generation
    }

    pub(super) fn load(connection: &Connection, generation: u64) -> Result<Self> {
        let Some(hash) = load_hash(connection)? else {
            return Ok(Self { generation, people: None });
        };
        let people = load(connection, hash).map_err(|error| failed(&error))?;
        Ok(Self { generation, people: Some(people) })
    }

    /// The row without forgotten people; `None` if it names none.
    pub(super) fn sever(
        &mut self,
        connection: &Connection,
        names: &mut NameCache,
        now: Timestamp,
        row: &Submission,
    ) -> Result<Option<Submission>> {
        let (Some(people), Ok(records)) = (&mut self.people, &row.content) else { return Ok(None) };
        let mut arriving = Arriving { connection, names, people };
        let mut severed = Vec::new();
        let mut any = false;
        for record in records {
            let other = match record {
                Record::Event(event) => arriving.event(event)?.map(Record::Event),
                Record::Put(put) => arriving.put(put, now)?.map(Record::Put),
            };
            any |= other.is_some();
            severed.push(other.unwrap_or_else(|| record.clone()));
        }
        Ok(any.then(|| Submission { content: Ok(severed), ..row.clone() }))
    }

    /// Whether the stored event with the same identity lost texts and is the same otherwise.
    pub(super) fn agrees(
        &self,
        connection: &Connection,
        names: &mut NameCache,
        event: &Event,
        id: &EventId,
    ) -> rusqlite::Result<bool> {
        if self.people.is_none() {
            return Ok(false);
        }
        let known = EventRow::of(event, id, |name, text| names.find(connection, name, text))?;
        let Some(arrived) = known else { return Ok(false) };
        let Some(stored) = super::events::severed(connection, arrived.source, &arrived.id)? else {
            return Ok(false);
        };
        let agree = texts_agree(stored.extra.as_deref(), arrived.extra.as_deref());
        Ok(agree && EventRow { extra: None, ..stored } == EventRow { extra: None, ..arrived })
    }
}

/// Whether texts differ only by what forgetting took.
fn texts_agree(stored: Option<&str>, arrived: Option<&str>) -> bool {
    use serde_json::Value;
    fn agree(stored: &Value, arrived: &Value) -> bool {
        match (stored, arrived) {
            (Value::Object(stored), Value::Object(arrived)) => {
                stored.iter().all(|(name, value)| {
                    arrived.get(name).is_some_and(|arrived| agree(value, arrived))
                }) && arrived
                    .keys()
                    .all(|name| stored.contains_key(name) || name == "note" || name == "reason")
            }
            (Value::String(stored), Value::String(arrived)) => {
                stored == arrived || stored.contains("forgotten")
            }
            _ => stored == arrived,
        }
    }
    let object =
        |text: Option<&str>| -> Option<Value> { serde_json::from_str(text.unwrap_or("{}")).ok() };
    object(stored).zip(object(arrived)).is_some_and(|(stored, arrived)| agree(&stored, &arrived))
}

fn load(connection: &Connection, hash: SlowHash) -> rusqlite::Result<People> {
    let pseudonyms = |sql: &str| -> rusqlite::Result<HashMap<Hash, RepKey>> {
        let mut statement = connection.prepare(sql)?;
        let mut rows = statement.query([])?;
        let mut all = HashMap::new();
        while let Some(row) = rows.next()? {
            if let Ok(pseudonym) = RepKey::new(row.get::<_, String>(1)?) {
                all.insert(row.get(0)?, pseudonym);
            }
        }
        Ok(all)
    };
    let mut renamed = connection.prepare("SELECT DISTINCT source, kind, at FROM renamed")?;
    let mut rows = renamed.query([])?;
    let (mut moments, mut dangling) = (HashSet::new(), HashSet::new());
    while let Some(row) = rows.next()? {
        match (row.get(1)?, row.get(2)?) {
            (Some(kind), Some(at)) => {
                moments.insert((row.get(0)?, kind, at));
            }
            _ => {
                dangling.insert(row.get(0)?);
            }
        }
    }
    Ok(People {
        hash,
        keys: pseudonyms(
            "SELECT key_hash, name FROM forgotten JOIN rep ON rep.id = forgotten.rep",
        )?,
        words: pseudonyms(
            "SELECT hash, name FROM forgotten_word AS word JOIN rep ON rep.id = word.rep",
        )?,
        lengths: lengths(
            connection
                .prepare("SELECT DISTINCT length FROM forgotten_word")?
                .query_map([], |row| row.get::<_, u32>(0))?
                .collect::<rusqlite::Result<Vec<_>>>()?
                .into_iter()
                .map(|length| length as usize),
        ),
        reps: connection
            .prepare("SELECT rep FROM forgotten")?
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?,
        moments,
        dangling,
        withheld: None,
    })
}

/// Finds forgotten people by their hashes.
pub(super) struct Arriving<'a> {
    pub(super) connection: &'a Connection,
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

impl Arriving<'_> {
    fn event(&mut self, event: &Event) -> Result<Option<Event>> {
        let mut fact = event.fact().clone();
        let mut own = None;
        if let Some(rep) = rep_of(&mut fact)
            && let Some(pseudonym) = self.rep(rep.as_str())?
        {
            own = Some(std::mem::replace(rep, pseudonym));
        }
        let id = event.id().cloned().unwrap_or_else(|| content_id(event));
        let new_id = self.new_id(event, &id, own.as_ref())?;
        let new_reference = self.new_reference(event)?;
        let renamed = new_reference.is_some();
        if let (Some(id), Some(reference)) = (new_reference, fact.reference_mut()) {
            reference.id = id;
        }
        let mut texts = false;
        if own.is_some() || self.answers_forgotten(&fact, event)? {
            texts = strip_texts(&mut fact, Texts::All, self)?;
        }
        if own.is_none() && new_id.is_none() && !renamed && !texts {
            return Ok(None);
        }
        let severed = Event::new(event.at(), fact).with_source(event.source().clone());
        Ok(Some(severed.with_id(new_id.unwrap_or(id))))
    }

    /// The id that stands for one that tells who it was.
    fn new_id(
        &mut self,
        event: &Event,
        id: &EventId,
        own: Option<&RepKey>,
    ) -> Result<Option<EventId>> {
        let source = self.source(event.source().as_str())?;
        let tells = own.is_some_and(|key| derived(event, id) || holds(id.as_str(), key.as_str()));
        let kind = event.fact().kind().code();
        let known = source.is_some_and(|source| {
            self.people.moments.contains(&(source, kind, event.at().micros()))
                || (self.people.dangling.contains(&source) && is_replaceable(id.as_str()))
        });
        if !(tells || known) {
            return Ok(None);
        }
        if let Some(source) = source
            && self.is_stored(source, id.as_str())?
        {
            return Ok(None);
        }
        let new = self.people.hash.id(id.as_str())?;
        let Some(source) = source else { return Ok(Some(new)) };
        if tells {
            // References to it may arrive later.
            self.connection
                .prepare_cached("INSERT INTO renamed (source, id, kind, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING")
                .and_then(|mut statement| {
                    statement.execute(params![source, StoredId::of(new.as_str()), kind, event.at().micros()])
                })
                .map_err(|error| failed(&error))?;
            return Ok(Some(new));
        }
        Ok(self.is_renamed(source, &new)?.then_some(new))
    }

    /// The id that stands for the one that `event` refers to.
    fn new_reference(&mut self, event: &Event) -> Result<Option<EventId>> {
        let flat = Flat::of(event.fact(), event.source());
        let Some(reference) = flat.reference.filter(|reference| is_replaceable(reference.id))
        else {
            return Ok(None);
        };
        let Some(source) = self.source(reference.source)? else { return Ok(None) };
        let any = self
            .exists("SELECT 1 FROM renamed WHERE source = ?1 LIMIT 1", params![source])
            .map_err(|error| failed(&error))?;
        if !any || self.is_stored(source, reference.id)? {
            return Ok(None);
        }
        let new = self.people.hash.id(reference.id)?;
        Ok(self.is_renamed(source, &new)?.then_some(new))
    }

    /// Whether `fact` answers what a forgotten person asked.
    fn answers_forgotten(&mut self, fact: &Fact, event: &Event) -> Result<bool> {
        let Fact::Answer(answer) = fact else { return Ok(false) };
        let source = answer.ask.source.as_ref().unwrap_or(event.source()).as_str();
        let Some(source) = self.source(source)? else { return Ok(false) };
        let ask =
            super::events::stored(self.connection, source, &StoredId::of(answer.ask.id.as_str()));
        let ask = ask.map_err(|error| failed(&error))?;
        let own = |ask: EventRow| {
            ask.kind == EventKind::Ask.code()
                && ask.rep.is_some_and(|rep| self.people.reps.contains(&rep))
        };
        Ok(ask.is_some_and(own))
    }

    fn put(&mut self, put: &Put, now: Timestamp) -> Result<Option<Put>> {
        let at = put.at.unwrap_or(now);
        let content = Digest::of_entry(&put.entry);
        let versions = catalogue::history(self.connection, self.names, &put.entry)
            .map_err(|error| failed(&error))?;
        // What is stored as it is names nobody who is forgotten.
        if versions.has(at, &content) || versions.holding(at, u64::MAX) == Some(&content) {
            return Ok(None);
        }
        let mut entry = put.entry.clone();
        Ok(strip_entry(&mut entry, self)?.then_some(Put { at: put.at, entry }))
    }

    fn source(&mut self, name: &str) -> Result<Option<i64>> {
        self.names.find(self.connection, Name::Source, name).map_err(|error| failed(&error))
    }

    fn is_stored(&self, source: i64, id: &str) -> Result<bool> {
        self.exists(
            "SELECT 1 FROM event WHERE source = ?1 AND id = ?2",
            params![source, StoredId::of(id)],
        )
        .map_err(|error| failed(&error))
    }

    fn is_renamed(&self, source: i64, id: &EventId) -> Result<bool> {
        self.exists(
            "SELECT 1 FROM renamed WHERE source = ?1 AND id = ?2",
            params![source, StoredId::of(id.as_str())],
        )
        .map_err(|error| failed(&error))
    }

    fn exists(&self, sql: &str, of: impl rusqlite::Params) -> rusqlite::Result<bool> {
        self.connection.prepare_cached(sql)?.exists(of)
    }
}

/// Only texts and UUIDs made of content are ever replaced.
fn is_replaceable(id: &str) -> bool {
    match StoredId::of(id) {
        StoredId::Text(_) => true,
        StoredId::Uuid(bytes) => bytes[6] >> 4 == 8,
    }
}
