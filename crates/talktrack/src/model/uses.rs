//! Many uses as columns: what a table holds, without an object per row.

use std::borrow::Cow;

use uuid::Uuid;

use super::conversation::Conversation;
use super::event::Event;
use super::facts::Use;
use super::flat::use_extra;
use super::invalid::Invalid;
use super::key::{AssetKey, DealKey, EventId, RepKey, Source, Word};
use super::keyed::Keyed;
use super::time::Timestamp;
use super::vocabulary::Action;

/// The ids of many uses.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Ids {
    /// Each is derived from what the use says: the same use twice is one.
    #[default]
    Derived,
    /// UUIDs.
    Uuids(Vec<Uuid>),
    /// Any texts.
    Texts(Vec<EventId>),
}

/// Many uses as columns, all of one source.
///
/// ```
/// use talktrack::model::{Action, AssetKey, Keyed, RepKey, Uses};
///
/// let rep = Keyed::new(vec![RepKey::new("ada")?], vec![0, 0])?;
/// let asset = Keyed::new(vec![AssetKey::new("deck")?, AssetKey::new("card")?], vec![0, 1])?;
/// let at = vec!["2026-03-01T09:30:00Z".parse()?, "2026-03-02T09:30:00Z".parse()?];
/// let uses = Uses::new(at, rep, asset, vec![Action::Shared, Action::Opened])?;
/// let tracker = talktrack::Tracker::in_memory()?;
/// assert_eq!(tracker.record_uses(&uses)?.recorded, 2);
/// assert_eq!(tracker.record_uses(&uses)?.duplicates, 2);
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Uses {
    pub(super) source: Source,
    pub(super) ids: Ids,
    pub(super) at: Vec<Timestamp>,
    pub(super) rep: Keyed<RepKey>,
    pub(super) asset: Keyed<AssetKey>,
    pub(super) action: Vec<Action>,
    pub(super) conversation: Option<Vec<Option<Conversation>>>,
    pub(super) deal: Option<Keyed<DealKey>>,
    pub(super) account: Option<Keyed<Word>>,
    pub(super) version: Option<Keyed<Word>>,
    pub(super) contact: Option<Keyed<Word>>,
    pub(super) channel: Option<Keyed<Word>>,
}

/// Columns that may be left out; each must have a row per use.
macro_rules! optional_columns {
    ($($(#[$doc:meta])* $name:ident: $type:ty),+ $(,)?) => {
        $( $(#[$doc])*
        ///
        /// # Errors
        /// If the column has not as many rows as there are uses.
        pub fn $name(mut self, $name: Keyed<$type>) -> Result<Self, Invalid> {
            self.as_long(stringify!($name), $name.codes.len())?;
            self.$name = Some($name);
            Ok(self)
        } )+
    };
}

impl Uses {
    /// The columns that every use has.
    ///
    /// # Errors
    /// If they differ in length, or a row has no rep or no asset.
    pub fn new(
        at: Vec<Timestamp>,
        rep: Keyed<RepKey>,
        asset: Keyed<AssetKey>,
        action: Vec<Action>,
    ) -> Result<Self, Invalid> {
        let uses = Self {
            source: Source::default(),
            ids: Ids::Derived,
            at,
            rep,
            asset,
            action,
            conversation: None,
            deal: None,
            account: None,
            version: None,
            contact: None,
            channel: None,
        };
        uses.as_long("rep", uses.rep.codes.len())?;
        uses.as_long("asset", uses.asset.codes.len())?;
        uses.as_long("action", uses.action.len())?;
        if uses.rep.codes.contains(&Keyed::<RepKey>::NONE) {
            return Err(Invalid::new("rep", "is missing in a row"));
        }
        if uses.asset.codes.contains(&Keyed::<AssetKey>::NONE) {
            return Err(Invalid::new("asset", "is missing in a row"));
        }
        Ok(uses)
    }

    fn as_long(&self, column: &'static str, rows: usize) -> Result<(), Invalid> {
        if rows == self.at.len() {
            return Ok(());
        }
        let uses = self.at.len();
        Err(Invalid::new(column, format!("has {rows} rows, and there are {uses} uses")))
    }

    /// The system they come from; `talktrack` unless given.
    pub fn source(mut self, source: Source) -> Self {
        self.source = source;
        self
    }

    /// Their ids; derived from what each says unless given.
    ///
    /// # Errors
    /// If there are not as many as uses.
    pub fn ids(mut self, ids: Ids) -> Result<Self, Invalid> {
        match &ids {
            Ids::Derived => {}
            Ids::Uuids(ids) => self.as_long("id", ids.len())?,
            Ids::Texts(ids) => self.as_long("id", ids.len())?,
        }
        self.ids = ids;
        Ok(self)
    }

    /// The conversations they were in.
    ///
    /// # Errors
    /// If the column has not as many rows as there are uses.
    pub fn conversation(mut self, column: Vec<Option<Conversation>>) -> Result<Self, Invalid> {
        self.as_long("conversation", column.len())?;
        self.conversation = Some(column);
        Ok(self)
    }

    optional_columns! {
        /// The deals they were on.
        deal: DealKey,
        /// The accounts they were with.
        account: Word,
        /// The versions of the assets.
        version: Word,
        /// The contacts at the buyer.
        contact: Word,
        /// The channels they went through.
        channel: Word,
    }

    /// How many there are.
    pub const fn len(&self) -> usize {
        self.at.len()
    }

    /// Whether there is none.
    pub const fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    /// The use in a row, as an event. Its id is there unless it is to be derived.
    pub fn event(&self, row: usize) -> Option<Event> {
        fn of<K: Clone>(column: Option<&Keyed<K>>, row: usize) -> Option<K> {
            column.and_then(|column| column.get(row)).cloned()
        }
        let fact = Use {
            rep: self.rep.get(row)?.clone(),
            asset: self.asset.get(row)?.clone(),
            action: *self.action.get(row)?,
            conversation: self.conversation_of(row),
            deal: of(self.deal.as_ref(), row),
            account: of(self.account.as_ref(), row),
            version: of(self.version.as_ref(), row),
            contact: of(self.contact.as_ref(), row),
            channel: of(self.channel.as_ref(), row),
        };
        let event = Event::new(*self.at.get(row)?, fact).with_source(self.source.clone());
        Some(match &self.ids {
            Ids::Derived => event,
            Ids::Uuids(ids) => event.with_id((*ids.get(row)?).into()),
            Ids::Texts(ids) => event.with_id(ids.get(row)?.clone()),
        })
    }

    pub(crate) fn action_of(&self, row: usize) -> Option<Action> {
        self.action.get(row).copied()
    }

    /// The fields that only are read back.
    pub(crate) fn extra(&self, row: usize) -> Option<Cow<'static, str>> {
        fn word(column: Option<&Keyed<Word>>, row: usize) -> Option<&Word> {
            column.and_then(|column| column.get(row))
        }
        use_extra(
            word(self.account.as_ref(), row),
            word(self.contact.as_ref(), row),
            word(self.channel.as_ref(), row),
        )
    }

    pub(crate) fn conversation_of(&self, row: usize) -> Option<Conversation> {
        self.conversation.as_ref().and_then(|column| column.get(row).copied().flatten())
    }

    /// The system that all of them come from.
    pub const fn source_of_all(&self) -> &Source {
        &self.source
    }

    /// When each of them happened.
    pub const fn times(&self) -> &[Timestamp] {
        self.at.as_slice()
    }

    /// How many name neither a conversation nor a deal, so that no stage can place them.
    pub fn unplaced(&self) -> usize {
        let has_deal = |row| self.deal.as_ref().is_some_and(|column| column.get(row).is_some());
        let is_unplaced = |row: &usize| self.conversation_of(*row).is_none() && !has_deal(*row);
        (0..self.len()).filter(is_unplaced).count()
    }

    /// The rows in the order of their ids, where those are UUIDs; of equal ones the first row first.
    pub(crate) fn by_uuid(&self) -> Option<Vec<u32>> {
        let Ids::Uuids(ids) = &self.ids else { return None };
        let order = 0..u32::try_from(ids.len()).ok()?;
        if ids.is_sorted() {
            return Some(order.collect());
        }
        // Nearly all are told apart by their first half.
        let half = |id: &Uuid| id.as_u64_pair().0;
        let mut order: Vec<_> = ids.iter().map(half).zip(order).collect();
        let id = |row: u32| ids.get(row as usize);
        order.sort_unstable_by(|(one, row), (other, after)| {
            one.cmp(other).then_with(|| (id(*row), row).cmp(&(id(*after), after)))
        });
        Some(order.into_iter().map(|(_, row)| row).collect())
    }

    pub(crate) const fn given_ids(&self) -> &Ids {
        &self.ids
    }

    pub(crate) const fn reps(&self) -> &Keyed<RepKey> {
        &self.rep
    }

    pub(crate) const fn assets(&self) -> &Keyed<AssetKey> {
        &self.asset
    }

    pub(crate) const fn deals(&self) -> Option<&Keyed<DealKey>> {
        self.deal.as_ref()
    }

    pub(crate) const fn versions(&self) -> Option<&Keyed<Word>> {
        self.version.as_ref()
    }
}
