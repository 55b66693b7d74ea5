//! Uses that come as rows of texts, on their way into columns.

use uuid::Uuid;

use super::conversation::Conversation;
use super::key::{EventId, Source};
use super::key_list::{NOWHERE, UseKeys};
use super::reading::TimeReading;
use super::time::Timestamp;
use super::use_texts::{UseMember, UseTexts};
use super::uses::{Ids, Uses};
use super::vocabulary::Action;

/// Gathers uses of one source that come as rows of texts, with the lists that their keys are in.
#[derive(Debug)]
pub(super) struct UsesBuilder {
    source: Source,
    with_ids: bool,
    ids: Ids,
    at: Vec<Timestamp>,
    rep: Column,
    asset: Column,
    action: Vec<Action>,
    conversation: Vec<Option<Conversation>>,
    deal: Column,
    account: Column,
    version: Column,
    contact: Column,
    channel: Column,
}

impl UsesBuilder {
    /// For uses of `source` that all have an id, or that have none. About `rows` are expected.
    pub(super) fn new(source: Source, with_ids: bool, rows: usize) -> Self {
        let ids = if with_ids { Ids::Uuids(Vec::with_capacity(rows)) } else { Ids::Derived };
        Self {
            source,
            with_ids,
            ids,
            at: Vec::with_capacity(rows),
            rep: Column::of(rows),
            asset: Column::of(rows),
            action: Vec::with_capacity(rows),
            conversation: Vec::new(),
            deal: Column::of(rows),
            account: Column::of(rows),
            version: Column::of(rows),
            contact: Column::of(rows),
            channel: Column::of(rows),
        }
    }

    /// The source of all of them.
    pub(super) fn source(&self) -> &str {
        self.source.as_str()
    }

    /// Takes the use of a row whose times are read as `times` says. `false` if something is wrong or unusual
    /// about it: then it is not taken, and [`Record::from_fields`](super::Record::from_fields) says what it is.
    pub(super) fn push(
        &mut self,
        row: &UseTexts<'_>,
        times: &TimeReading,
        keys: &mut UseKeys,
    ) -> bool {
        row.is_use()
            && row.has_id() == self.with_ids
            && row.source_or_default() == self.source()
            && self.take(row, times, keys).is_some()
    }

    fn take(&mut self, row: &UseTexts<'_>, times: &TimeReading, keys: &mut UseKeys) -> Option<()> {
        let at = times.read(row.get(UseMember::At)?).ok()?;
        let action = row.get(UseMember::Action)?.parse().ok()?;
        let conversation = match row.get(UseMember::Conversation) {
            Some(text) => Some(text.parse().ok()?),
            None => None,
        };
        let rep = keys.rep.place(row.get(UseMember::Rep)?)?;
        let asset = keys.asset.place(row.get(UseMember::Asset)?)?;
        let deal = keys.deal.place_or_none(row.get(UseMember::Deal))?;
        let account = keys.account.place_or_none(row.get(UseMember::Account))?;
        let version = keys.version.place_or_none(row.get(UseMember::Version))?;
        let contact = keys.contact.place_or_none(row.get(UseMember::Contact))?;
        let channel = keys.channel.place_or_none(row.get(UseMember::Channel))?;
        if let Some(id) = row.get(UseMember::Id) {
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

    /// The uses as columns, whose keys are in the lists that they were pushed with.
    pub(super) fn finish(self, keys: &UseKeys) -> Uses {
        let list = keys.number();
        let conversation = Some(self.conversation).filter(|column| !column.is_empty());
        Uses {
            source: self.source,
            ids: self.ids,
            at: self.at,
            rep: keys.rep.column(list, self.rep.places),
            asset: keys.asset.column(list, self.asset.places),
            action: self.action,
            conversation,
            deal: keys.deal.column_if_filled(list, self.deal.places),
            account: keys.account.column_if_filled(list, self.account.places),
            version: keys.version.column_if_filled(list, self.version.places),
            contact: keys.contact.column_if_filled(list, self.contact.places),
            channel: keys.channel.column_if_filled(list, self.channel.places),
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

/// The UUID that `id` is the canonical form of, so that it reads back as it was written: 32 digits in small
/// letters, with a hyphen before the fifth, the seventh, the ninth and the eleventh pair.
pub(crate) fn canonical_uuid(id: &str) -> Option<Uuid> {
    let mut rest = <&[u8; 36]>::try_from(id.as_bytes()).ok()?.as_slice();
    let mut uuid = [0; 16];
    for (place, byte) in uuid.iter_mut().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            rest = rest.strip_prefix(b"-")?;
        }
        let (pair, after) = rest.split_first_chunk::<2>()?;
        let [high, low] = pair.map(|digit| DIGITS[usize::from(digit)]);
        if high | low > 0xf {
            return None;
        }
        (*byte, rest) = (high << 4 | low, after);
    }
    Some(Uuid::from_bytes(uuid))
}

/// What each byte is worth as a hexadecimal digit in small letters; more than 15 if it is none.
const DIGITS: [u8; 256] = {
    let mut digits = [0xff; 256];
    let mut digit = 0;
    while digit < 16 {
        digits[b"0123456789abcdef"[digit as usize] as usize] = digit;
        digit += 1;
    }
    digits
};

/// A column of keys under way: the place of each in its list. As long as no row names one, it is empty.
#[derive(Debug)]
struct Column {
    places: Vec<u32>,
    /// How many rows are expected.
    expected: usize,
}

impl Column {
    const fn of(expected: usize) -> Self {
        Self { places: Vec::new(), expected }
    }

    /// Adds the place of a row that `rows` are before.
    fn push(&mut self, place: u32, rows: usize) {
        if self.places.is_empty() {
            if place == NOWHERE {
                return;
            }
            self.places.reserve(self.expected);
        }
        self.places.resize(rows, NOWHERE);
        self.places.push(place);
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
            assert!(row.say(UseMember::named(name).unwrap(), Some(text.into())), "{name}");
            map.insert(name.to_owned(), Value::from(text));
        }
        let plain = UseTexts::default();
        let mut uses = UsesBuilder::new(Source::new("portal").unwrap(), true, 1);
        let mut keys = UseKeys::default();
        assert!(!uses.push(&plain, &TimeReading::strict(), &mut keys));
        assert!(uses.push(&row, &TimeReading::strict(), &mut keys));
        let record = Record::from_fields(&map, &TimeReading::strict()).unwrap();
        assert_eq!(uses.finish(&keys).event(0).map(Record::from), Some(record));
    }
}
