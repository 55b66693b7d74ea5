//! The uses as columns, straight from those that questions read.

use crate::analysis::View;
use crate::columns::{NONE, Slice};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::ledger::{Name, Seq};
use crate::model::{Action, Conversation, EventKind, Keyed};

/// What is read of the ledger, beside what the filters look at.
const FIELDS: [Field; 8] = [
    Field::At,
    Field::Source,
    Field::Rep,
    Field::Asset,
    Field::Code,
    Field::Conversation,
    Field::Deal,
    Field::Word,
];

/// Uses as columns, in the order in which they were recorded: what questions count by. Words stand there
/// once, and rows name them by number.
#[derive(Debug, Clone, PartialEq)]
pub struct UseColumns {
    /// When each happened, in microseconds since 1970-01-01T00:00:00Z.
    pub at: Vec<i64>,
    /// The words, by the name of the field that they are in.
    pub words: Vec<(&'static str, Keyed<Box<str>>)>,
}

/// Columns as they stand in the ledger, with the numbers of its dictionaries.
#[derive(Default)]
struct Raw {
    at: Vec<i64>,
    source: Vec<u32>,
    rep: Vec<u32>,
    asset: Vec<u32>,
    action: Vec<u32>,
    conversation: Vec<u32>,
    deal: Vec<u32>,
    version: Vec<u32>,
}

impl Raw {
    fn push(&mut self, facts: &Slice, position: usize) {
        // Codes begin at 1, as names do in the file.
        let word = |code: u8| if code == 0 { NONE } else { u32::from(code) - 1 };
        self.at.push(facts.at[position]);
        self.source.push(facts.source[position]);
        self.rep.push(facts.rep[position]);
        self.asset.push(facts.asset[position]);
        self.action.push(word(facts.code[position]));
        self.conversation.push(word(facts.conversation[position]));
        self.deal.push(facts.deal[position]);
        self.version.push(facts.word[position]);
    }

    fn append(&mut self, mut other: Self) {
        self.at.append(&mut other.at);
        self.source.append(&mut other.source);
        self.rep.append(&mut other.rep);
        self.asset.append(&mut other.asset);
        self.action.append(&mut other.action);
        self.conversation.append(&mut other.conversation);
        self.deal.append(&mut other.deal);
        self.version.append(&mut other.version);
    }
}

impl UseColumns {
    pub(super) fn of(view: &View<'_>) -> Result<Self> {
        let columns = view.columns();
        let facts = columns.facts();
        let fields = view.use_fields(&FIELDS);
        let (since, until) = (view.span().since.micros(), view.span().until.micros());
        let needed = |part: usize| {
            let times = facts.times(part);
            facts.may_have(part, EventKind::Use.code())
                && times
                    .is_some_and(|(first, last)| first.micros() < until && since <= last.micros())
        };
        facts.require(columns.ledger(), &fields, needed)?;
        let parts: Vec<usize> = (0..facts.parts()).filter(|part| needed(*part)).collect();
        let read = |parts: &[usize]| {
            let (mut raw, mut slice) = (Raw::default(), Slice::default());
            for part in parts {
                facts.slice(*part, &fields, (Seq::ZERO, view.seq()), view.seq(), &mut slice);
                for position in slice.in_force().filter(|place| view.has_use(&slice, *place)) {
                    raw.push(&slice, position);
                }
            }
            raw
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let share = parts.len().div_ceil(cores).max(1);
        let mut raw = Raw::default();
        std::thread::scope(|scope| {
            let all: Vec<_> =
                parts.chunks(share).map(|parts| scope.spawn(move || read(parts))).collect();
            for one in all {
                raw.append(one.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
        });
        let actions: Vec<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
        let conversations: Vec<&str> = Conversation::ALL.iter().map(|one| one.as_str()).collect();
        let words = vec![
            ("source", keyed(raw.source, columns.names(Name::Source))?),
            ("rep", keyed(raw.rep, columns.names(Name::Rep))?),
            ("asset", keyed(raw.asset, columns.names(Name::Asset))?),
            ("action", keyed(raw.action, &actions)?),
            ("conversation", keyed(raw.conversation, &conversations)?),
            ("deal", keyed(raw.deal, &columns.deals()?.names)?),
            ("version", keyed(raw.version, columns.names(Name::Word))?),
        ];
        Ok(Self { at: raw.at, words })
    }
}

/// Numbers of a dictionary as numbers of those of its names that occur, which keep their order.
fn keyed<T: AsRef<str>>(mut numbers: Vec<u32>, names: &[T]) -> Result<Keyed<Box<str>>> {
    let mut codes = vec![NONE; names.len()];
    for number in &numbers {
        if let Some(code) = codes.get_mut(*number as usize) {
            *code = 0;
        }
    }
    let mut words = Vec::new();
    for (code, name) in codes.iter_mut().zip(names).filter(|(code, _)| **code == 0) {
        *code = u32::try_from(words.len()).unwrap_or(NONE);
        words.push(name.as_ref().into());
    }
    for number in &mut numbers {
        // A number beyond the dictionary is damage, which `check` tells.
        *number = codes.get(*number as usize).copied().unwrap_or(NONE);
    }
    Ok(Keyed::new(words, numbers)?)
}
