//! Reading from a cursor gives what was written after it.

use std::collections::BTreeSet;

use proptest::prelude::*;
use talktrack::ledger::{Cursor, FactRow, Name, Seq, Sink, State};
use talktrack::model::{Digest, Entry, Timestamp};

use crate::common;
use crate::store::Store;

/// What a ledger hands over.
#[derive(Default)]
pub(super) struct Log {
    pub(super) names: Vec<(Name, String)>,
    pub(super) facts: Vec<FactRow>,
    pub(super) versions: Vec<(Seq, String)>,
    pub(super) retracted: BTreeSet<(Seq, Seq)>,
    pub(super) forgotten: BTreeSet<u32>,
}

impl Sink for Log {
    fn name(&mut self, dictionary: Name, text: &str) {
        self.names.push((dictionary, text.to_owned()));
    }

    fn fact(&mut self, row: FactRow) {
        self.facts.push(row);
    }

    fn version(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    ) {
        self.versions.push((seq, format!("{number:?} {at} {content} {entry:?}")));
    }

    fn retracted(&mut self, target: Seq, by: Seq) {
        self.retracted.insert((target, by));
    }

    fn forgotten(&mut self, rep: u32) {
        self.forgotten.insert(rep);
    }
}

impl Log {
    /// The names of a dictionary, in order.
    pub(super) fn names_of(&self, dictionary: Name) -> Vec<String> {
        let of = self.names.iter().filter(|(name, _)| *name == dictionary);
        of.map(|(_, text)| text.clone()).collect()
    }

    /// Where a reader stands who stood at `cursor` and read this.
    pub(super) fn cursor(&self, mut cursor: Cursor, state: &State) -> Cursor {
        cursor.seq = state.seq;
        for (name, _) in &self.names {
            cursor.names[*name] += 1;
        }
        cursor
    }

    fn extend(&mut self, later: Self) {
        self.names.extend(later.names);
        self.facts.extend(later.facts);
        self.versions.extend(later.versions);
        self.retracted.extend(later.retracted);
        self.forgotten.extend(later.forgotten);
    }

    /// Everything, one dictionary after the other: several take turns, and so do kinds of entries.
    fn shown(mut self) -> String {
        self.names.sort_by_key(|(name, _)| *name);
        self.versions.sort_by_key(|(seq, _)| *seq);
        let Self { names, facts, versions, retracted, forgotten } = self;
        format!("{names:?}\n{facts:?}\n{versions:?}\n{retracted:?}\n{forgotten:?}")
    }
}

/// Readers who come often and one who comes at the end have read the same.
pub fn what_is_read_in_steps_is_what_is_read_at_once<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        records in common::records(40),
        size in 1_usize..15,
    )| {
        let store = S::create();
        let (tracker, ledger) = (store.tracker(), store.open());
        let (mut cursor, mut steps) = (Cursor::default(), Log::default());
        let (mut deals_cursor, mut deals) = (Cursor::default(), Log::default());
        for batch in records.chunks(size) {
            tracker.record_all(batch.to_vec()).unwrap();
            let mut news = Log::default();
            let state = ledger.read(&cursor, &mut news).unwrap();
            prop_assert_eq!(&state, &tracker.state().unwrap());
            cursor = news.cursor(cursor, &state);
            steps.extend(news);
            let mut news = Log::default();
            let state = ledger.read_deals(&deals_cursor, &mut news).unwrap();
            deals_cursor = news.cursor(deals_cursor, &state);
            deals.extend(news);
        }
        let [mut at_once, mut all_deals, mut nothing] = [(); 3].map(|()| Log::default());
        ledger.read(&Cursor::default(), &mut at_once).unwrap();
        ledger.read_deals(&Cursor::default(), &mut all_deals).unwrap();
        ledger.read(&cursor, &mut nothing).unwrap();
        prop_assert!(at_once.facts.is_sorted_by_key(|fact| fact.seq));
        prop_assert_eq!(steps.shown(), at_once.shown());
        prop_assert_eq!(deals.shown(), all_deals.shown());
        prop_assert_eq!(nothing.shown(), Log::default().shown());
    });
}
