//! The question that is put to everybody: per asset its uses, distinct reps, first and last use, and how
//! many uses each conversation has. Written against the public interface, as a host would.

use serde::{Deserialize, Serialize};
use talktrack::Result;
use talktrack::analysis::{
    Answer, Column, ColumnKind, Definition, Fold, NoSummary, Question, Row, Shard, Tally, Value,
    View,
};
use talktrack::ledger::chunk::Field;
use talktrack::model::EventKind;

/// Asks for the audit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Audit;

/// One asset that was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct AssetRow {
    pub(crate) asset: Box<str>,
    pub(crate) uses: u64,
    pub(crate) reps: u64,
    pub(crate) first: i64,
    pub(crate) last: i64,
    /// Uses without a conversation, then those of each.
    pub(crate) by_conversation: [u64; 6],
}

impl Row for AssetRow {
    fn columns() -> Vec<Column> {
        let names =
            ["asset", "uses", "reps", "first", "last", "none", "c1", "c2", "c3", "c4", "c5"];
        let column = |name: &'static str| {
            let kind = if name == "asset" { ColumnKind::Text } else { ColumnKind::Integer };
            Column { name: name.into(), kind, unit: "", meaning: "" }
        };
        names.into_iter().map(column).collect()
    }

    fn values(&self) -> Vec<Value> {
        let count = |number: u64| Value::Integer(number.cast_signed());
        let mut values = vec![Value::Text(self.asset.clone()), count(self.uses), count(self.reps)];
        values.extend([Value::Integer(self.first), Value::Integer(self.last)]);
        values.extend(self.by_conversation.map(count));
        values
    }
}

struct AuditFold {
    assets: usize,
    /// Words of 64 reps that a set of reps takes.
    words: usize,
}

/// Per asset, but the reps, which are bits.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct Usage {
    first: i64,
    last: i64,
    by_conversation: [u32; 6],
}

#[derive(Debug, Serialize, Deserialize)]
struct AuditTally {
    usage: Vec<Usage>,
    reps: Vec<u64>,
}

impl Tally for AuditTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.usage.iter_mut().zip(other.usage) {
            mine.first = mine.first.min(theirs.first);
            mine.last = mine.last.max(theirs.last);
            for (mine, theirs) in mine.by_conversation.iter_mut().zip(theirs.by_conversation) {
                *mine += theirs;
            }
        }
        for (mine, theirs) in self.reps.iter_mut().zip(other.reps) {
            *mine |= theirs;
        }
        self
    }
}

impl Fold for AuditFold {
    type Tally = AuditTally;

    fn fields(&self) -> &[Field] {
        &[Field::At, Field::Rep, Field::Asset, Field::Conversation]
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn fold(&self, shard: &Shard<'_>) -> AuditTally {
        const USE: u8 = EventKind::Use.code();
        let unused = Usage { first: i64::MAX, last: i64::MIN, by_conversation: [0; 6] };
        let mut usage = vec![unused; self.assets];
        let mut reps = vec![0_u64; self.assets * self.words];
        let mut count = |asset: u32, rep: u32, at: i64, conversation: u8| {
            let (asset, rep) = (asset as usize, rep as usize);
            let Some(usage) = usage.get_mut(asset) else { return };
            usage.first = usage.first.min(at);
            usage.last = usage.last.max(at);
            usage.by_conversation[usize::from(conversation).min(5)] += 1;
            if let Some(word) = reps.get_mut(asset * self.words + rep / 64) {
                *word |= 1 << (rep % 64);
            }
        };
        shard.visit(self, |facts| {
            let rows = facts.asset.iter().zip(&facts.rep).zip(&facts.at).zip(&facts.conversation);
            let all = facts.all_in_force() && facts.kind.iter().all(|kind| *kind == USE);
            for (position, (((asset, rep), at), conversation)) in rows.enumerate() {
                if all || (facts.kind[position] == USE && facts.is_in_force(position)) {
                    count(*asset, *rep, *at, *conversation);
                }
            }
        });
        AuditTally { usage, reps }
    }
}

impl Question for Audit {
    type Row = AssetRow;
    type Summary = NoSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<AssetRow, NoSummary>> {
        let fold = AuditFold { assets: view.assets().len(), words: view.reps().len().div_ceil(64) };
        let tally = view.run(&fold)?;
        let mut rows = Vec::new();
        for (number, usage) in tally.usage.iter().enumerate() {
            let by_conversation = usage.by_conversation.map(u64::from);
            let uses = by_conversation.iter().sum();
            if uses == 0 {
                continue;
            }
            let reps = &tally.reps[number * fold.words..(number + 1) * fold.words];
            rows.push(AssetRow {
                asset: view.asset_key(number).into(),
                uses,
                reps: reps.iter().map(|word| u64::from(word.count_ones())).sum(),
                first: usage.first,
                last: usage.last,
                by_conversation,
            });
        }
        rows.sort_by(|a, b| a.asset.cmp(&b.asset));
        let text =
            "Per asset: uses, distinct reps, first and last use, uses by conversation.".into();
        let definition = Definition { question: "audit", text };
        Ok(view.answer(rows, AssetRow::columns(), NoSummary, definition))
    }
}
