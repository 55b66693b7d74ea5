//! The deals by number: many, and few questions need them.

use std::sync::Arc;

use crate::error::Result;
use crate::ledger::{Cursor, FactRow, Ledger, Name, Seq, Sink};
use crate::model::{Deal, Digest, Entry, History, Timestamp};

/// Every deal with its history; one without versions is a stub that the catalogue does not know.
#[derive(Debug, Clone, Default)]
pub struct Deals {
    /// Keys; a key's position is its number.
    pub names: Vec<Box<str>>,
    /// Versions, by number.
    pub histories: Vec<History<Deal>>,
    seq: Seq,
}

impl Deals {
    /// The deals as they are now, given those that were read before.
    pub(super) fn refreshed(mut deals: Arc<Self>, ledger: &dyn Ledger) -> Result<Arc<Self>> {
        let mut cursor = Cursor { seq: deals.seq, ..Cursor::default() };
        cursor.names[Name::Deal] = u32::try_from(deals.names.len()).unwrap_or(u32::MAX);
        let mut news = News(&mut deals);
        let state = ledger.read_deals(&cursor, &mut news)?;
        Arc::make_mut(&mut deals).seq = state.seq;
        Ok(deals)
    }
}

/// Takes what is new, and copies what others share only if there is any.
struct News<'a>(&'a mut Arc<Deals>);

impl Sink for News<'_> {
    fn name(&mut self, _: Name, text: &str) {
        let deals = Arc::make_mut(self.0);
        deals.names.push(text.into());
        deals.histories.push(History::default());
    }

    fn version(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    ) {
        let history =
            number.and_then(|number| Arc::make_mut(self.0).histories.get_mut(number as usize));
        if let (Some(history), Entry::Deal(deal)) = (history, entry) {
            history.insert(at, content, seq.get(), deal);
        }
    }

    fn fact(&mut self, _: FactRow) {}

    fn retracted(&mut self, _: Seq, _: Seq) {}

    fn forgotten(&mut self, _: u32) {}
}
