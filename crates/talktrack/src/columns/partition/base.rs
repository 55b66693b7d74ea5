//! What every place has of a ledger that is spread over many: the catalogue, and the facts that are few.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use super::{Identity, Partition, Piece, Share};
use crate::columns::{Columns, Facts};
use crate::error::Result;
use crate::ledger::chunk::{CHUNK, ChunkFacts, Field};
use crate::ledger::{Ledger, Name, Names, Seq, State};
use crate::model::{Digest, EventKind, Fact};

/// A ledger of the catalogue and of facts that are few by nature, read once; and the names of everything that
/// facts elsewhere name, so that a name has the same number everywhere.
#[derive(Debug)]
pub struct Base {
    /// Without facts.
    columns: Columns,
    /// All facts, chunk by chunk.
    facts: Vec<ChunkFacts>,
    numbers: Names<HashMap<Box<str>, u32>>,
    deals: u64,
    /// What it says was wrong, with the write that says so.
    targets: HashMap<Identity, Seq>,
}

impl Base {
    /// Reads `ledger`, and adds names that it does not know; `label` says of what it is a part.
    pub fn load(ledger: &Arc<dyn Ledger>, label: &str, more: &Names<Vec<String>>) -> Result<Self> {
        let mut columns = Columns::load(Arc::clone(ledger))?;
        let facts = facts(&**ledger, &columns)?;
        let targets = targets(&**ledger, &facts)?;
        let mut deals = columns.deals()?.clone();
        for name in Name::ALL {
            let catalogue = Arc::make_mut(&mut columns.catalogue);
            for text in &more[name] {
                if name == Name::Deal {
                    deals.push(text);
                } else {
                    Arc::make_mut(&mut columns.names[name]).push(text.as_str().into());
                    catalogue.grow(name);
                }
            }
        }
        let mut numbers: Names<HashMap<Box<str>, u32>> = Names::default();
        for name in Name::ALL {
            let all = if name == Name::Deal { &deals.names } else { &*columns.names[name] };
            numbers[name] = all.iter().cloned().zip(0..).collect();
        }
        let known = deals.names.len() as u64;
        columns.deals = OnceLock::from(Arc::new(deals));
        columns.facts = columns.facts.without_parts();
        label.clone_into(&mut columns.state.ledger);
        columns.state.digest = Digest::EMPTY;
        Ok(Self { columns, facts, numbers, deals: known, targets })
    }

    /// The number of a name.
    pub fn number(&self, name: Name, text: &str) -> Option<u32> {
        self.numbers[name].get(text).copied()
    }

    /// The base with pieces of the facts that are elsewhere, for a step of a question.
    pub fn with(self: &Arc<Self>, pieces: Vec<Box<dyn Piece>>, share: Share) -> Result<Columns> {
        let partition = Partition::new(Arc::clone(self), pieces, share);
        let (state, retracted) = (partition.state()?, partition.retracted()?);
        let whole_deals = matches!(share, Share::Deals { .. });
        let ledger = Arc::new(partition);
        // What another partition said of its pieces is of other facts with the same writes.
        let details = Arc::default();
        let mut columns = Columns { ledger, state, details, whole_deals, ..self.columns.clone() };
        columns.facts.seal(&*columns.ledger, columns.state.seq.get() / CHUNK)?;
        for (target, by) in retracted {
            columns.facts.retract(target, by);
        }
        Ok(columns)
    }

    /// The base without any facts, where questions are planned and answered; so many `facts` are elsewhere.
    pub fn outline(&self, facts: u64) -> Columns {
        // Its writes are other facts than those of the base.
        let mut columns = Columns { details: Arc::default(), ..self.columns.clone() };
        columns.state.seq = Seq::from(columns.state.seq.get() + facts);
        columns
    }

    pub(super) fn ledger(&self) -> &dyn Ledger {
        self.columns.ledger()
    }

    pub(super) const fn state(&self) -> &State {
        self.columns.state()
    }

    pub(super) const fn targets(&self) -> &HashMap<Identity, Seq> {
        &self.targets
    }

    /// How many deals there are anywhere.
    pub(super) const fn deals(&self) -> u64 {
        self.deals
    }

    /// How many chunks its facts fill.
    pub(super) fn chunks(&self) -> u64 {
        self.facts.len() as u64
    }

    pub(super) fn chunk(&self, number: u64) -> Option<&ChunkFacts> {
        self.facts.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }
}

/// All facts of a ledger, chunk by chunk.
fn facts(ledger: &dyn Ledger, columns: &Columns) -> Result<Vec<ChunkFacts>> {
    let complete = columns.state.seq.get() / CHUNK;
    let numbers: Vec<u64> = (1..=complete).collect();
    let found = Mutex::new(vec![ChunkFacts::default(); numbers.len()]);
    ledger.chunks(&numbers, &Field::ALL, &|chunk| {
        let facts = ChunkFacts::unpack(chunk.head.facts as usize, &chunk.columns);
        let place = usize::try_from(chunk.head.number - 1).unwrap_or(usize::MAX);
        let mut found = found.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = found.get_mut(place) {
            *place = facts;
        }
    })?;
    let mut all = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    if !columns.state.seq.get().is_multiple_of(CHUNK) {
        all.push(Facts::tail(&columns.facts).clone());
    }
    Ok(all)
}

/// What the facts say was wrong, wherever it is.
fn targets(ledger: &dyn Ledger, facts: &[ChunkFacts]) -> Result<HashMap<Identity, Seq>> {
    const RETRACTION: u8 = EventKind::Retraction.code();
    let mut writes = Vec::new();
    for (chunk, facts) in (0..).zip(facts) {
        let kinds = facts.column(Field::Kind).iter().zip(facts.column(Field::Write));
        let own = kinds.filter(|(kind, _)| **kind == i64::from(RETRACTION));
        writes.extend(own.map(|(_, write)| Seq::from(chunk * CHUNK + 1 + write.unsigned_abs())));
    }
    let mut targets = HashMap::new();
    for (by, event) in writes.iter().zip(ledger.events(&writes)?) {
        let Some(event) = event else { continue };
        if let Fact::Retraction(retraction) = event.fact() {
            let source = retraction.event.source.as_ref().unwrap_or_else(|| event.source());
            let identity = (source.to_string(), retraction.event.id.to_string());
            targets.entry(identity).or_insert(*by);
        }
    }
    Ok(targets)
}
