//! What a ledger holds, as tables: the facts and the catalogue that answers are made from.
//!
//! They show what is in the scope: of facts, those that happened in its span and that its filters let
//! through, retracted ones left out; of the catalogue, the versions that hold at its end.

mod records;
mod uses;

pub use records::value;
pub use uses::UseColumns;

use crate::analysis::Table;
use crate::error::Result;
use crate::model::{EntryKind, EventKind};
use crate::tracker::Tracker;

impl Tracker {
    /// The uses in the tracker's scope, as columns.
    ///
    /// ```
    /// use talktrack::model::{Action, AssetKey, Event, RepKey, Use};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let used = Use::new(RepKey::new("ada")?, AssetKey::new("deck")?, Action::Shared);
    /// tracker.record(Event::new("2026-03-01T09:30:00Z".parse()?, used))?;
    /// let uses = tracker.uses()?;
    /// let (name, reps) = &uses.words[1];
    /// assert_eq!((uses.at.len(), *name, &*reps.keys()[0]), (1, "rep", "ada"));
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn uses(&self) -> Result<UseColumns> {
        self.look(UseColumns::of)
    }

    /// The events of a kind in the tracker's scope with all that they say, a row each, in the order in which
    /// they were recorded. A filter leaves out events that do not name what it asks for.
    ///
    /// ```
    /// use talktrack::model::{DealKey, Event, EventKind, StageEntry, Word};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let demo = StageEntry::new(DealKey::new("d1")?, Word::new("Demo")?);
    /// tracker.record(Event::new("2026-03-01T09:30:00Z".parse()?, demo))?;
    /// assert_eq!(tracker.events(EventKind::Stage)?.rows.len(), 1);
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn events(&self, kind: EventKind) -> Result<Table> {
        self.look(|view| records::events(view, kind))
    }

    /// The assets, reps or deals of the catalogue as they hold at the end of the tracker's scope, a row each,
    /// in the order of their keys. Forgotten people are left out.
    ///
    /// ```
    /// use talktrack::model::{EntryKind, Rep, RepKey};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// tracker.put(Rep::new(RepKey::new("ada")?))?;
    /// assert_eq!(tracker.entries(EntryKind::Rep)?.rows.len(), 1);
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn entries(&self, kind: EntryKind) -> Result<Table> {
        self.look(|view| records::entries(view, kind))
    }
}
