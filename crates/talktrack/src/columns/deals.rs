//! The deals by number: many, and few questions need them.

use std::collections::HashMap;
use std::sync::Arc;

use super::in_force::short;
use crate::error::Result;
use crate::ledger::{Cursor, FactRow, Ledger, Name, Seq, Sink};
use crate::model::{Deal, Digest, Entry, History, RepKey, Timestamp};

/// Every deal with its history; one without versions is a stub that the catalogue does not know.
#[derive(Debug, Clone, Default)]
pub struct Deals {
    /// Keys; a key's position is its number.
    pub names: Vec<Box<str>>,
    /// Versions, by number.
    pub histories: Vec<History<Deal>>,
    /// What passes over all deals ask of each, by number: what histories hold lies elsewhere in memory for every deal.
    glances: Vec<Glance>,
    /// Everybody who ever owned one, numbered in the order in which they came up.
    owners: HashMap<RepKey, u32>,
    seq: Seq,
}

/// What is known of a deal at a glance.
#[derive(Debug, Clone, Copy, Default)]
enum Glance {
    #[default]
    Nothing,
    /// It has one version, put by this write.
    Always(u64, DealNow),
    /// Its history has to be asked.
    Changes,
}

/// What passes over all deals ask of each.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct DealNow {
    /// The number of its owner among the owners of deals.
    pub(crate) owner: Option<u32>,
    pub(crate) opened_at: Option<Timestamp>,
}

impl Deals {
    /// Adds a deal of which nothing but the key is known.
    pub(super) fn push(&mut self, key: &str) {
        self.names.push(key.into());
        self.histories.push(History::default());
        self.glances.push(Glance::Nothing);
    }

    fn insert(&mut self, number: u32, at: Timestamp, content: Digest, write: u64, deal: Deal) {
        let place = number as usize;
        let Some((history, glance)) =
            self.histories.get_mut(place).zip(self.glances.get_mut(place))
        else {
            return;
        };
        if let Some(owner) = deal.owner.as_ref().filter(|owner| !self.owners.contains_key(*owner)) {
            // As many as the ledger can number.
            let number = short(self.owners.len());
            self.owners.insert(owner.clone(), number);
        }
        *glance = match glance {
            Glance::Nothing => Glance::Always(write, now(&self.owners, &deal)),
            Glance::Always(..) | Glance::Changes => Glance::Changes,
        };
        history.insert(at, content, write, deal);
    }

    /// Who owns a deal and when it was opened, by the version that holds at `at`, of those that the first `writes`
    /// writes put.
    #[inline]
    pub(crate) fn now(&self, number: u32, at: Timestamp, writes: u64) -> DealNow {
        match self.glances.get(number as usize) {
            Some(Glance::Always(write, now)) if *write <= writes => *now,
            Some(Glance::Changes) => {
                let holding = self.holding(number, at, writes);
                holding.map(|deal| now(&self.owners, deal)).unwrap_or_default()
            }
            Some(Glance::Nothing | Glance::Always(..)) | None => DealNow::default(),
        }
    }

    /// The version of a deal that holds at `at`, of those that the first `writes` writes put.
    pub(crate) fn holding(&self, number: u32, at: Timestamp, writes: u64) -> Option<&Deal> {
        self.histories.get(number as usize)?.holding(at, writes)
    }

    /// What `of` says of everybody who ever owned a deal, by the owner's number.
    pub(crate) fn of_owners<T: Clone + Default>(&self, of: impl Fn(&RepKey) -> T) -> Vec<T> {
        let mut all = vec![T::default(); self.owners.len()];
        for (key, number) in &self.owners {
            if let Some(one) = all.get_mut(*number as usize) {
                *one = of(key);
            }
        }
        all
    }

    /// The deals as they are now, given those that were read before.
    pub(super) fn refreshed(mut deals: Arc<Self>, ledger: &dyn Ledger) -> Result<Arc<Self>> {
        let mut cursor = Cursor { seq: deals.seq, ..Cursor::default() };
        cursor.names[Name::Deal] = short(deals.names.len());
        let mut news = News(&mut deals);
        let state = ledger.read_deals(&cursor, &mut news)?;
        Arc::make_mut(&mut deals).seq = state.seq;
        Ok(deals)
    }
}

fn now(owners: &HashMap<RepKey, u32>, deal: &Deal) -> DealNow {
    let owner = deal.owner.as_ref().and_then(|owner| owners.get(owner).copied());
    DealNow { owner, opened_at: deal.opened_at }
}

/// Takes what is new, and copies what others share only if there is any.
struct News<'a>(&'a mut Arc<Deals>);

impl Sink for News<'_> {
    fn name(&mut self, _: Name, text: &str) {
        Arc::make_mut(self.0).push(text);
    }

    fn version(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    ) {
        if let (Some(number), Entry::Deal(deal)) = (number, entry) {
            Arc::make_mut(self.0).insert(number, at, content, seq.get(), deal);
        }
    }

    fn fact(&mut self, _: FactRow) {}

    fn retracted(&mut self, _: Seq, _: Seq) {}

    fn forgotten(&mut self, _: u32) {}
}
