//! The ledger's facts as columns, with names as dense numbers, brought up to date from the last
//! write that was read.

mod catalogue;
mod facts;

use std::collections::BTreeSet;

use crate::error::Result;
use crate::ledger::{Cursor, FactRow, Ledger, Name, Names, Seq, Sink, State};
use crate::model::{Digest, Entry, Timestamp};

pub use catalogue::Catalogue;
pub use facts::{Facts, NONE};

/// Everything that questions are asked of, in memory.
#[derive(Debug, Clone)]
pub struct Columns {
    state: State,
    names: Names<Vec<Box<str>>>,
    facts: Facts,
    catalogue: Catalogue,
    forgotten: BTreeSet<u32>,
}

impl Columns {
    /// Reads all of `ledger`.
    pub fn load(ledger: &dyn Ledger) -> Result<Self> {
        let mut columns = Self {
            state: State {
                ledger: String::new(),
                seq: Seq::ZERO,
                digest: Digest::EMPTY,
                currency: None,
                generation: 0,
            },
            names: Names::default(),
            facts: Facts::default(),
            catalogue: Catalogue::default(),
            forgotten: BTreeSet::new(),
        };
        columns.state = ledger.read(&Cursor::default(), &mut columns)?;
        Ok(columns)
    }

    /// Reads what was written since; everything, if somebody was forgotten since.
    pub fn refresh(&mut self, ledger: &dyn Ledger) -> Result<()> {
        let mut cursor = Cursor { seq: self.state.seq, ..Cursor::default() };
        for name in Name::ALL {
            // A dictionary is numbered with 32 bits; the reader fails on a greater number.
            cursor.names[name] = u32::try_from(self.names[name].len()).unwrap_or(u32::MAX);
        }
        let generation = self.state.generation;
        self.state = ledger.read(&cursor, self)?;
        if self.state.generation != generation {
            // What was read before says what is forgotten now.
            *self = Self::load(ledger)?;
        }
        Ok(())
    }

    /// The state of the ledger that the columns show.
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// The names of a dictionary; a name's position is its number.
    pub fn names(&self, name: Name) -> &[Box<str>] {
        &self.names[name]
    }

    /// The facts.
    pub const fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The catalogue with its history.
    pub const fn catalogue(&self) -> &Catalogue {
        &self.catalogue
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

impl Sink for Columns {
    fn name(&mut self, dictionary: Name, text: &str) {
        self.names[dictionary].push(text.into());
        self.catalogue.grow(dictionary);
    }

    fn fact(&mut self, row: FactRow<'_>) {
        self.facts.push(&row);
    }

    fn version(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    ) {
        self.catalogue.insert(seq, number, at, content, entry);
    }

    fn retracted(&mut self, target: Seq, by: Seq) {
        self.facts.retract(target, by);
    }

    fn forgotten(&mut self, rep: u32) {
        self.forgotten.insert(rep);
    }
}
