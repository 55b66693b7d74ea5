//! Uses that come as rows of texts, on their way into columns.

use std::collections::HashMap;
use std::hash::Hash;

use uuid::Uuid;

use super::conversation::Conversation;
use super::invalid::Invalid;
use super::key::{AssetKey, DealKey, EventId, RepKey, Source, Word};
use super::reading::TimeReading;
use super::time::Timestamp;
use super::use_texts::UseTexts;
use super::uses::{Ids, Keyed, Uses};
use super::vocabulary::Action;

/// Gathers uses of one source that come as rows of texts: each key is checked once, when it is met first.
///
/// ```
/// use talktrack::model::{Source, TimeReading, UseTexts, UsesBuilder};
///
/// let mut uses = UsesBuilder::new(Source::default(), false);
/// let mut row = UseTexts::default();
/// for (name, text) in [
///     ("type", "use"), ("at", "2026-03-01T09:30:00Z"), ("rep", "ada"), ("asset", "deck"), ("action", "shared"),
/// ] {
///     assert!(row.say(name, Some(text.into())));
/// }
/// assert!(uses.push(&row, &TimeReading::strict()));
/// assert_eq!(uses.finish().len(), 1);
/// ```
#[derive(Debug)]
pub struct UsesBuilder {
    source: Source,
    with_ids: bool,
    ids: Ids,
    at: Vec<Timestamp>,
    rep: Column<RepKey>,
    asset: Column<AssetKey>,
    action: Vec<Action>,
    conversation: Vec<Option<Conversation>>,
    deal: Column<DealKey>,
    account: Column<Word>,
    version: Column<Word>,
    contact: Column<Word>,
    channel: Column<Word>,
}

impl UsesBuilder {
    /// For uses of `source` that all have an id, or that have none.
    pub fn new(source: Source, with_ids: bool) -> Self {
        Self {
            source,
            with_ids,
            ids: if with_ids { Ids::Uuids(Vec::new()) } else { Ids::Derived },
            at: Vec::new(),
            rep: Column::default(),
            asset: Column::default(),
            action: Vec::new(),
            conversation: Vec::new(),
            deal: Column::default(),
            account: Column::default(),
            version: Column::default(),
            contact: Column::default(),
            channel: Column::default(),
        }
    }

    /// The source of all of them.
    pub fn source(&self) -> &str {
        self.source.as_str()
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is none yet.
    pub const fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// Takes the use of a row whose times are read as `times` says. `false` if something is wrong or unusual
    /// about it: then it is not taken, and [`Record::from_fields`](super::Record::from_fields) says what it is.
    pub fn push(&mut self, row: &UseTexts<'_>, times: &TimeReading) -> bool {
        row.is_use()
            && row.has_id() == self.with_ids
            && row.source_or_default() == self.source()
            && self.take(row, times).is_some()
    }

    fn take(&mut self, row: &UseTexts<'_>, times: &TimeReading) -> Option<()> {
        let at = times.read(row.at.as_deref()?).ok()?;
        let action = row.action.as_deref()?.parse().ok()?;
        let conversation = match row.conversation.as_deref() {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        let rep = self.rep.code(Some(row.rep.as_deref()?))?;
        let asset = self.asset.code(Some(row.asset.as_deref()?))?;
        let deal = self.deal.code(row.deal.as_deref())?;
        let account = self.account.code(row.account.as_deref())?;
        let version = self.version.code(row.version.as_deref())?;
        let contact = self.contact.code(row.contact.as_deref())?;
        let channel = self.channel.code(row.channel.as_deref())?;
        if let Some(id) = row.id.as_deref() {
            self.ids.push(id)?;
        }
        // Nothing can be refused from here on.
        let rows = self.at.len();
        self.at.push(at);
        self.action.push(action);
        if conversation.is_some() || !self.conversation.is_empty() {
            self.conversation.resize(rows, None);
            self.conversation.push(conversation);
        }
        self.rep.push(rep, rows);
        self.asset.push(asset, rows);
        self.deal.push(deal, rows);
        self.account.push(account, rows);
        self.version.push(version, rows);
        self.contact.push(contact, rows);
        self.channel.push(channel, rows);
        Some(())
    }

    /// The uses as columns.
    pub fn finish(self) -> Uses {
        let conversation = Some(self.conversation).filter(|column| !column.is_empty());
        Uses {
            source: self.source,
            ids: self.ids,
            at: self.at,
            rep: self.rep.finish(),
            asset: self.asset.finish(),
            action: self.action,
            conversation,
            deal: self.deal.finish_if_filled(),
            account: self.account.finish_if_filled(),
            version: self.version.finish_if_filled(),
            contact: self.contact.finish_if_filled(),
            channel: self.channel.finish_if_filled(),
        }
    }
}

impl Ids {
    /// One more id; none if it cannot be one.
    fn push(&mut self, id: &str) -> Option<()> {
        if let Self::Uuids(uuids) = self {
            match canonical_uuid(id) {
                Some(uuid) => {
                    uuids.push(uuid);
                    return Some(());
                }
                None => *self = Self::Texts(uuids.iter().map(|uuid| (*uuid).into()).collect()),
            }
        }
        if let Self::Texts(texts) = self {
            texts.push(EventId::new(id).ok()?);
        }
        Some(())
    }
}

/// The UUID that `id` is the canonical form of, so that it reads back as it was written.
pub(crate) fn canonical_uuid(id: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(id).ok()?;
    (*id == *uuid.hyphenated().encode_lower(&mut Uuid::encode_buffer())).then_some(uuid)
}

/// A column of keys under way. As long as no row names one, it has no codes.
#[derive(Debug)]
struct Column<K> {
    known: HashMap<K, u32>,
    codes: Vec<u32>,
}

impl<K> Default for Column<K> {
    fn default() -> Self {
        Self { known: HashMap::new(), codes: Vec::new() }
    }
}

impl<K> Column<K>
where
    K: Eq + Hash + std::borrow::Borrow<str> + for<'t> TryFrom<&'t str, Error = Invalid>,
{
    /// The code of a key, which is checked when it is met first; none if it cannot be one.
    fn code(&mut self, text: Option<&str>) -> Option<u32> {
        let Some(text) = text else { return Some(Keyed::<K>::NONE) };
        if let Some(code) = self.known.get(text) {
            return Some(*code);
        }
        let (key, code) = (K::try_from(text).ok()?, u32::try_from(self.known.len()).ok()?);
        self.known.insert(key, code);
        Some(code)
    }

    /// Adds the code of a row that `rows` are before.
    fn push(&mut self, code: u32, rows: usize) {
        if code != Keyed::<K>::NONE || !self.codes.is_empty() {
            self.codes.resize(rows, Keyed::<K>::NONE);
            self.codes.push(code);
        }
    }

    fn finish(self) -> Keyed<K> {
        let mut keys: Vec<_> = self.known.into_iter().collect();
        keys.sort_unstable_by_key(|(_, code)| *code);
        Keyed { keys: keys.into_iter().map(|(key, _)| key).collect(), codes: self.codes }
    }

    fn finish_if_filled(self) -> Option<Keyed<K>> {
        (!self.codes.is_empty()).then(|| self.finish())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value};

    use super::*;
    use crate::model::Record;

    #[test]
    fn a_row_with_every_member_is_the_event_that_its_record_is() {
        let said = [
            ("type", "use"),
            ("id", "e1"),
            ("source", "portal"),
            ("at", "2026-03-01T09:30:00+01:00"),
            ("rep", "ada"),
            ("asset", "deck"),
            ("action", "Shared"),
            ("conversation", "3"),
            ("deal", "d1"),
            ("account", "acme"),
            ("version", "2"),
            ("contact", "cto"),
            ("channel", "mail"),
        ];
        let mut row = UseTexts::default();
        let mut map = Map::new();
        for (name, text) in said {
            assert!(row.say(name, Some(text.into())), "{name}");
            map.insert(name.to_owned(), Value::from(text));
        }
        let plain = UseTexts::default();
        let mut uses = UsesBuilder::new(Source::new("portal").unwrap(), true);
        assert!(!uses.push(&plain, &TimeReading::strict()));
        assert!(uses.push(&row, &TimeReading::strict()));
        let record = Record::from_fields(&map, &TimeReading::strict()).unwrap();
        assert_eq!(uses.finish().event(0).map(Record::from), Some(record));
    }
}
