//! The ledger's facts as columns, with names as dense numbers, brought up to date from the last
//! write that was read.

mod catalogue;
mod deal_index;
mod deals;
mod details;
mod facts;
mod in_force;
mod partition;
mod relay;
mod slice;

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};

pub use self::catalogue::Catalogue;
pub use self::deal_index::{DealFacts, DealIndex, Entered};
pub(crate) use self::deal_index::{Says, Turn};
pub use self::deals::Deals;
pub use self::facts::{Facts, NONE};
pub use self::in_force::InForce;
pub(crate) use self::in_force::short;
pub use self::partition::{Base, Identity, Piece, Share, Unpacked};
pub use self::relay::{Reached, Reads, Relay, Step, Tallies};
pub use self::slice::Slice;

use self::details::Details;
use crate::error::Result;
use crate::ledger::chunk::{CHUNK, ChunkFacts, Field};
use crate::ledger::{Cursor, FactRow, Ledger, Name, Names, Seq, Sink, State};
use crate::model::{Conversation, Digest, Entry, FeedbackReason, Timestamp};

/// Everything that questions are asked of. Cheap to clone: what it holds is shared.
///
/// Columns of facts, the deals, the index by deal and details of facts are read or built when a question first
/// needs them.
#[derive(Debug, Clone)]
pub struct Columns {
    ledger: Arc<dyn Ledger>,
    state: State,
    names: Names<Arc<Vec<Box<str>>>>,
    facts: Facts,
    catalogue: Arc<Catalogue>,
    deals: OnceLock<Arc<Deals>>,
    deal_index: OnceLock<DealIndex>,
    details: Arc<Details>,
    forgotten: BTreeSet<u32>,
    /// The step that a question is at which is answered in steps.
    relay: Option<Arc<Relay>>,
    /// Whether they are some of the deals, and no facts about these are anywhere else.
    whole_deals: bool,
}

impl Columns {
    /// Reads `ledger`.
    pub fn load(ledger: Arc<dyn Ledger>) -> Result<Self> {
        let state = State {
            ledger: String::new(),
            seq: Seq::ZERO,
            digest: Digest::EMPTY,
            currency: None,
            generation: 0,
        };
        let mut columns = Self {
            ledger,
            state,
            names: Names::default(),
            facts: Facts::default(),
            catalogue: Arc::default(),
            deals: OnceLock::new(),
            deal_index: OnceLock::new(),
            details: Arc::default(),
            forgotten: BTreeSet::new(),
            relay: None,
            whole_deals: false,
        };
        columns.read_news()?;
        Ok(columns)
    }

    /// Reads what was written since; everything, if somebody was forgotten since.
    pub fn refresh(&mut self) -> Result<()> {
        let generation = self.state.generation;
        self.read_news()?;
        if self.state.generation != generation {
            // What was read before says what is forgotten now.
            *self = Self::load(Arc::clone(&self.ledger))?;
        }
        Ok(())
    }

    fn read_news(&mut self) -> Result<()> {
        let ledger = Arc::clone(&self.ledger);
        let mut cursor = Cursor { seq: self.state.seq, ..Cursor::default() };
        for name in Name::ALL {
            // A dictionary is numbered with 32 bits; the reader fails on a greater number.
            cursor.names[name] = u32::try_from(self.names[name].len()).unwrap_or(u32::MAX);
        }
        let mut news = News { columns: self, tail: Vec::new() };
        let state = ledger.read(&cursor, &mut news)?;
        let tail = news.tail;
        self.facts.seal(&*ledger, state.seq.get() / CHUNK)?;
        tail.into_iter().for_each(|row| self.facts.push(row));
        if state.seq != self.state.seq
            && let Some(deals) = self.deals.take()
        {
            self.deals = OnceLock::from(Deals::refreshed(deals, &*ledger)?);
        }
        if state.seq != self.state.seq
            && let Some(index) = self.deal_index.take()
            && let Some(index) = index.refreshed(&self.facts, &*ledger, state.seq)?
        {
            self.deal_index = OnceLock::from(index);
        }
        self.state = state;
        Ok(())
    }

    /// The state of the ledger that the columns show.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The ledger they come from.
    pub fn ledger(&self) -> &dyn Ledger {
        &*self.ledger
    }

    /// The names of a dictionary; a name's position is its number. Those of deals are with the
    /// [`Deals`].
    pub fn names(&self, name: Name) -> &[Box<str>] {
        &self.names[name]
    }

    /// The facts.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The catalogue with its history, but for the deals.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The deals with their history. They may know of later writes than the state does.
    pub fn deals(&self) -> Result<&Deals> {
        if let Some(deals) = self.deals.get() {
            return Ok(deals);
        }
        let deals = Deals::refreshed(Arc::default(), &*self.ledger)?;
        Ok(self.deals.get_or_init(|| deals))
    }

    /// The facts that name a deal, by deal.
    pub fn deal_index(&self) -> Result<&DealIndex> {
        self.need_together();
        if let Some(index) = self.deal_index.get() {
            return Ok(index);
        }
        let index = DealIndex::build(&self.facts, &*self.ledger, self.state.seq)?;
        Ok(self.deal_index.get_or_init(|| index))
    }

    /// The reasons that these pieces of feedback give, in the order of `writes`; none for what has none.
    pub(crate) fn reasons(&self, writes: &[Seq]) -> Result<Vec<Option<FeedbackReason>>> {
        self.details.reasons(&*self.ledger, writes)
    }

    /// The writes of the events that these refer to, as [`Ledger::references`] says: some may be later ones
    /// than the state knows.
    pub(crate) fn references(&self, writes: &[Seq]) -> Result<Vec<Option<Seq>>> {
        self.details.references(&*self.ledger, writes)
    }

    /// The same columns, for one step of a question.
    #[must_use]
    pub fn relayed(&self, relay: Arc<Relay>) -> Self {
        Self { relay: Some(relay), ..self.clone() }
    }

    /// Notes that a question needs the facts about a deal together, or such as refer to each other.
    pub(crate) fn need_together(&self) {
        if let Some(relay) = &self.relay {
            relay.need_together();
        }
    }

    /// Whether all facts about each deal that facts here name are here.
    pub(crate) const fn has_whole_deals(&self) -> bool {
        self.whole_deals
    }

    /// The step that a question is at which is answered in steps.
    pub(crate) fn relay(&self) -> Option<&Relay> {
        self.relay.as_deref()
    }

    /// Which facts held after the write `as_of`.
    pub fn in_force(&self, as_of: Seq) -> InForce {
        self.facts.in_force(as_of, self.state.seq)
    }

    /// The numbers of reps who were forgotten: they count in totals and are never a row.
    pub const fn forgotten_reps(&self) -> &BTreeSet<u32> {
        &self.forgotten
    }

    /// The number of `text` in a dictionary.
    pub fn number(&self, name: Name, text: &str) -> Option<u32> {
        let position = self.names[name].iter().position(|known| &**known == text)?;
        u32::try_from(position).ok()
    }
}

/// Takes what is new into columns.
struct News<'a> {
    columns: &'a mut Columns,
    /// Facts that are not sealed; what is new before them may be.
    tail: Vec<[i64; Field::ALL.len()]>,
}

impl Sink for News<'_> {
    fn name(&mut self, dictionary: Name, text: &str) {
        Arc::make_mut(&mut self.columns.names[dictionary]).push(text.into());
        Arc::make_mut(&mut self.columns.catalogue).grow(dictionary);
    }

    fn fact(&mut self, row: FactRow) {
        let write = row.seq.get() - 1;
        let id =
            |number: Option<u32>| number.map_or(ChunkFacts::NONE, |number| i64::from(number) + 1);
        self.tail.push([
            (write % CHUNK).cast_signed(),
            row.kind.code().into(),
            row.at.micros(),
            id(Some(row.source)),
            id(row.rep),
            id(row.asset),
            id(row.deal),
            row.conversation.map_or(ChunkFacts::NONE, |one| Conversation::code(one).into()),
            row.code.map_or(ChunkFacts::NONE, i64::from),
            id(row.word),
            row.number.unwrap_or(ChunkFacts::NONE),
        ]);
    }

    fn version(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    ) {
        Arc::make_mut(&mut self.columns.catalogue).insert(seq, number, at, content, entry);
    }

    fn retracted(&mut self, target: Seq, by: Seq) {
        self.columns.facts.retract(target, by);
    }

    fn forgotten(&mut self, rep: u32) {
        self.columns.forgotten.insert(rep);
    }
}
