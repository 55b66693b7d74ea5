//! Rewrites the events that name or mention a person, and remembers what is needed to recognise
//! the originals.

use std::collections::{HashMap, HashSet};

use super::finder::{Finder, IN_NOTES, Person};
use super::hash::{Purpose, SlowHash};
use super::{Change, Texts, derived, failed, identity, strip_attributes, strip_texts};
use crate::error::Result;
use crate::ledger::chunk::CHUNK;
use crate::ledger::sql::connection::{self as sql, Connection};
use crate::ledger::sql::events::{COLUMNS, EventRow};
use crate::ledger::sql::read;
use crate::ledger::sql::stored_id::StoredId;
use crate::ledger::sql::value::params;
use crate::ledger::{Name, Names, Seq};
use crate::model::{Digest, Event, EventId, EventKind, Fact, Flat, Reference, Source, Timestamp};

/// The source and the id of an event.
type Identity = (u32, StoredId);

/// A rewriting under way, inside a transaction.
pub(super) struct Rewrite<'a> {
    pub(super) connection: &'a dyn Connection,
    pub(super) number: u32,
    /// The last write.
    last: i64,
    pub(super) person: Person,
    pub(super) changes: Vec<Change>,
    hash: SlowHash,
    dictionaries: Names<Vec<Box<str>>>,
    renames: HashMap<Identity, Rename>,
    /// The person's asks: answers to them were written to the person.
    asks: HashSet<Identity>,
    severed: Vec<Seq>,
}

/// A new id, with the kind and time of the event that has it, if there is one.
struct Rename {
    id: EventId,
    of: Option<(u8, i64)>,
}

/// What changes in a stored event.
struct Update {
    seq: Seq,
    id: StoredId,
    ref_id: Option<StoredId>,
    extra: Option<Box<str>>,
}

impl<'a> Rewrite<'a> {
    pub(super) fn new(
        connection: &'a dyn Connection,
        number: u32,
        last: Seq,
        person: Person,
        hash: SlowHash,
    ) -> Result<Self> {
        Ok(Self {
            connection,
            number,
            last: last.get().cast_signed(),
            person,
            hash,
            dictionaries: read::dictionaries(connection)?,
            changes: Vec::new(),
            renames: HashMap::new(),
            asks: HashSet::new(),
            severed: Vec::new(),
        })
    }

    /// How many writes were rewritten so far.
    pub(super) const fn changed(&self) -> u64 {
        self.changes.len() as u64
    }

    /// How many names of other things mention the person.
    pub(super) fn names_kept(&mut self) -> Result<u64> {
        let mut kept = 0;
        for dictionary in [Name::Source, Name::Word, Name::Asset, Name::Deal] {
            for name in &self.dictionaries[dictionary] {
                // Told at any length: whoever reads it can look.
                let mentions =
                    self.person.whole(name)?.is_some() || !self.person.find(name, 1)?.is_empty();
                kept += u64::from(mentions);
            }
        }
        Ok(kept)
    }

    /// Rewrites the events.
    pub(super) fn events(&mut self) -> Result<()> {
        let id_is_text = self.connection.dialect().id_is_text;
        self.scan(id_is_text, Self::note_identity)?;
        let mut updates = Vec::new();
        let condition = format!("extra IS NOT NULL OR ref_id IS NOT NULL OR {id_is_text}");
        self.scan(&condition, |rewrite, seq, row| {
            updates.extend(rewrite.event(seq, row)?);
            Ok(())
        })?;
        for Update { seq, id, ref_id, extra } in updates {
            self.connection
                .execute(
                    "UPDATE event SET id = ?2, ref_id = ?3, extra = ?4 WHERE seq = ?1",
                    params![seq.get().cast_signed(), id, ref_id, extra],
                )
                .map_err(|error| failed(&error))?;
        }
        Ok(())
    }

    /// Visits the events of the person and those that meet the `condition`, a chunk's worth at a time.
    fn scan(
        &mut self,
        condition: &str,
        mut visit: impl FnMut(&mut Self, Seq, &EventRow) -> Result<()>,
    ) -> Result<()> {
        let sql = format!(
            "SELECT seq, {COLUMNS} FROM event \
             WHERE seq > ?2 AND seq <= ?3 AND (rep = ?1 OR {condition})"
        );
        let mut after = 0;
        while after < self.last {
            let end = after + CHUNK.cast_signed();
            let rows: Vec<(i64, EventRow)> = self
                .connection
                .list(&sql, params![self.number, after, end], |row| {
                    Ok((row.get(0)?, EventRow::from_row(row, 1)?))
                })
                .map_err(|error| failed(&error))?;
            for (seq, stored) in rows {
                visit(self, Seq::from(seq.cast_unsigned()), &stored)?;
            }
            after = end;
        }
        Ok(())
    }

    /// Notes the ids that tell who it was, and the person's asks.
    fn note_identity(&mut self, _seq: Seq, row: &EventRow) -> Result<()> {
        let own = row.rep == self.number;
        if own && row.kind == EventKind::Ask.code() {
            self.asks.insert((row.source, row.id.clone()));
        }
        let tells = match &row.id {
            StoredId::Text(id) => self.tells(id, own)?,
            StoredId::Uuid(_) => {
                let event = read::event(row, &self.dictionaries)?;
                event.id().is_some_and(|id| derived(&event, id))
            }
        };
        if tells {
            let id = self.hash.id(&row.id.text())?;
            let of = Some((row.kind, row.at));
            self.renames.insert((row.source, row.id.clone()), Rename { id, of });
        }
        Ok(())
    }

    fn tells(&mut self, id: &str, own: bool) -> Result<bool> {
        let key = self.person.key.clone();
        let least = if own { 1 } else { IN_NOTES };
        identity::tells(id, &key, &mut self.person, least)
    }

    /// The new id of the event that `row` refers to, if it gets one. It may not be in the ledger.
    fn new_reference(&mut self, row: &EventRow) -> Result<Option<EventId>> {
        let Some((source, id)) = row.reference() else { return Ok(None) };
        let target = (source, id.clone());
        if let Some(rename) = self.renames.get(&target) {
            return Ok(Some(rename.id.clone()));
        }
        let StoredId::Text(text) = id else { return Ok(None) };
        if !self.tells(text, false)? {
            return Ok(None);
        }
        let id = self.hash.id(text)?;
        self.renames.insert(target, Rename { id: id.clone(), of: None });
        Ok(Some(id))
    }

    /// Notes what a stored event says without the person; gives what is to be written, if anything.
    fn event(&mut self, seq: Seq, row: &EventRow) -> Result<Option<Update>> {
        let own = row.rep == self.number;
        let target = row.reference().map(|(source, id)| (source, id.clone()));
        let answers_own = row.kind == EventKind::Answer.code()
            && target.is_some_and(|target| self.asks.contains(&target));
        let new_id = self.renames.get(&(row.source, row.id.clone())).map(|new| new.id.clone());
        let new_reference = self.new_reference(row)?;
        // JSON escapes what a plain look would miss.
        let mentions = match &row.extra {
            None => false,
            Some(extra) => extra.contains('\\') || !self.person.find(extra, 1)?.is_empty(),
        };
        if !(own || answers_own || mentions || new_id.is_some() || new_reference.is_some()) {
            return Ok(None);
        }
        let old = read::event(row, &self.dictionaries)?;
        let mut fact = old.fact().clone();
        let which = if own || answers_own { Texts::All } else { Texts::Mentioning };
        let mut lost_texts = strip_texts(&mut fact, which, &mut self.person)?;
        let carried = strip_attributes(old.attributes(), which, &mut self.person)?;
        lost_texts |= carried != *old.attributes();
        if !(own || lost_texts || new_id.is_some() || new_reference.is_some()) {
            return Ok(None);
        }
        if own && let Some(rep) = super::rep_of(&mut fact) {
            *rep = self.person.pseudonym.clone();
        }
        let id = new_id.or_else(|| old.id().cloned()).unwrap_or_else(EventId::fresh);
        let new =
            with_reference(&old, fact, new_reference).with_attributes(carried).with_id(id.clone());
        let digest = |event: &Event| event.id().map(|id| Digest::of_event(event, id));
        if let (Some(before), Some(after)) = (digest(&old), digest(&new)) {
            self.changes.push((seq, before, after));
        }
        if lost_texts {
            self.severed.push(seq);
        }
        let flat = Flat::of_event(&new);
        let update = Update {
            seq,
            id: StoredId::of(id.as_str()),
            ref_id: flat.reference.map(|reference| StoredId::of(reference.id)),
            extra: flat.extra.map(Into::into),
        };
        let same = update.id == row.id
            && update.ref_id.as_ref() == row.reference().map(|(_, id)| id)
            && update.extra == row.extra;
        Ok((!same).then_some(update))
    }

    /// Writes down who was forgotten and how to recognise what named them; gives what changed.
    pub(super) fn remember(mut self, seq: Seq, now: Timestamp) -> Result<Vec<Change>> {
        let seq = seq.get().cast_signed();
        let key_hash = self.hash.of(Purpose::Key, &self.person.key)?;
        let mut words = Vec::new();
        for word in self.person.words() {
            let length = u32::try_from(word.chars().count()).unwrap_or(u32::MAX);
            words.push((self.hash.of(Purpose::Word, &word)?, length));
        }
        let write = || -> sql::Result<()> {
            let all = self.connection;
            all.execute("UPDATE ledger SET salt = ?1", params![self.hash.salt()])?;
            let pseudonym = self.person.pseudonym.as_str();
            all.execute("UPDATE rep SET name = ?2 WHERE id = ?1", params![self.number, pseudonym])?;
            all.execute(
                "INSERT INTO forgotten (seq, rep, at, key_hash) VALUES (?1, ?2, ?3, ?4)",
                params![seq, self.number, now.micros(), key_hash],
            )?;
            for (hash, length) in words {
                // Two people can have one name: then its mentions stand for the first.
                all.execute(
                    "INSERT INTO forgotten_word (hash, rep, length) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                    params![hash, self.number, length],
                )?;
            }
            for severed in &self.severed {
                all.execute(
                    "INSERT INTO severed (seq) VALUES (?1) ON CONFLICT DO NOTHING",
                    params![severed.get().cast_signed()],
                )?;
            }
            for ((source, _), rename) in &self.renames {
                let (kind, at) = rename.of.unzip();
                all.execute(
                    "INSERT INTO renamed (source, id, kind, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
                    params![source, StoredId::of(rename.id.as_str()), kind, at],
                )?;
            }
            Ok(())
        };
        write().map_err(|error| failed(&error))?;
        Ok(self.changes)
    }
}

/// The event with `fact` in place of what it said, and the id that it refers to where that is new.
fn with_reference(old: &Event, mut fact: Fact, id: Option<EventId>) -> Event {
    if let (Some(id), Some(reference)) = (id, fact.reference_mut()) {
        *reference = Reference { id, source: reference.source.clone() };
    }
    let source: Source = old.source().clone();
    Event::new(old.at(), fact).with_source(source)
}
