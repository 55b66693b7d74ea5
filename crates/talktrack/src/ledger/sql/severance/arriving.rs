//! What an arriving record says without forgotten people.

use super::failed;
use super::people::Arriving;
use crate::error::Result;
use crate::ledger::Name;
use crate::ledger::sql::catalogue;
use crate::ledger::sql::connection;
use crate::ledger::sql::events::{self, EventRow};
use crate::ledger::sql::forget::{
    Finder, Texts, derived, holds, rep_of, strip_attributes, strip_entry, strip_texts,
};
use crate::ledger::sql::stored_id::StoredId;
use crate::ledger::sql::value::{Value, params};
use crate::model::{
    Digest, Event, EventId, EventKind, Fact, Put, Reference, RepKey, Timestamp, content_id,
};

impl Arriving<'_> {
    pub(super) fn event(&mut self, event: &Event) -> Result<Option<Event>> {
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
        let mut attributes = event.attributes().clone();
        if own.is_some() || self.answers_forgotten(&fact, event)? {
            texts = strip_texts(&mut fact, Texts::All, self)?;
            attributes = strip_attributes(&attributes, Texts::All, self)?;
            texts |= attributes != *event.attributes();
        }
        if own.is_none() && new_id.is_none() && !renamed && !texts {
            return Ok(None);
        }
        let severed = Event::new(event.at(), fact)
            .with_source(event.source().clone())
            .with_attributes(attributes);
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
                .execute(
                    "INSERT INTO renamed (source, id, kind, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                    params![source, StoredId::of(new.as_str()), kind, event.at().micros()],
                )
                .map_err(|error| failed(&error))?;
            return Ok(Some(new));
        }
        Ok(self.is_renamed(source, &new)?.then_some(new))
    }

    /// The id that stands for the one that `event` refers to.
    fn new_reference(&mut self, event: &Event) -> Result<Option<EventId>> {
        let Some(Reference { id, source }) = event.fact().reference() else { return Ok(None) };
        if !is_replaceable(id.as_str()) {
            return Ok(None);
        }
        let source = source.as_ref().unwrap_or(event.source());
        let Some(source) = self.source(source.as_str())? else { return Ok(None) };
        let any = self
            .exists("SELECT 1 FROM renamed WHERE source = ?1 LIMIT 1", params![source])
            .map_err(|error| failed(&error))?;
        if !any || self.is_stored(source, id.as_str())? {
            return Ok(None);
        }
        let new = self.people.hash.id(id.as_str())?;
        Ok(self.is_renamed(source, &new)?.then_some(new))
    }

    /// Whether `fact` answers what a forgotten person asked.
    fn answers_forgotten(&mut self, fact: &Fact, event: &Event) -> Result<bool> {
        let Fact::Answer(answer) = fact else { return Ok(false) };
        let source = answer.ask.source.as_ref().unwrap_or(event.source()).as_str();
        let Some(source) = self.source(source)? else { return Ok(false) };
        let ask = events::stored(self.connection, source, &StoredId::of(answer.ask.id.as_str()));
        let ask = ask.map_err(|error| failed(&error))?;
        let own = |ask: EventRow| {
            ask.kind == EventKind::Ask.code() && self.people.reps.contains(&ask.rep)
        };
        Ok(ask.is_some_and(own))
    }

    pub(super) fn put(&mut self, put: &Put, now: Timestamp) -> Result<Option<Put>> {
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

    fn source(&mut self, name: &str) -> Result<Option<u32>> {
        self.names.find(self.connection, Name::Source, name).map_err(|error| failed(&error))
    }

    fn is_stored(&self, source: u32, id: &str) -> Result<bool> {
        self.exists(
            "SELECT 1 FROM event WHERE source = ?1 AND id = ?2",
            params![source, StoredId::of(id)],
        )
        .map_err(|error| failed(&error))
    }

    fn is_renamed(&self, source: u32, id: &EventId) -> Result<bool> {
        self.exists(
            "SELECT 1 FROM renamed WHERE source = ?1 AND id = ?2",
            params![source, StoredId::of(id.as_str())],
        )
        .map_err(|error| failed(&error))
    }

    fn exists(&self, sql: &str, of: &[Value<'_>]) -> connection::Result<bool> {
        self.connection.exists(sql, of)
    }
}

/// Only texts and UUIDs made of content are ever replaced.
fn is_replaceable(id: &str) -> bool {
    match StoredId::of(id) {
        StoredId::Text(_) => true,
        StoredId::Uuid(bytes) => bytes[6] >> 4 == 8,
    }
}
