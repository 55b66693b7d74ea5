//! The index by deal after whatever was recorded, retracted and asked in between.

use std::sync::Arc;

use crate::common::sales;
use proptest::prelude::*;
use talktrack::Scope;
use talktrack::analysis::{HeldConversation, Matrix, Question, View};
use talktrack::columns::Columns;
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::ledger::{Ledger, Recording, Seq, Submission};
use talktrack::model::{Record, Timestamp};

fn record(ledger: &dyn Ledger, records: Vec<Record>) {
    let recording = Recording::plain();
    ledger.record_all(&mut Submission::number_all(records), recording).unwrap();
}

/// What is held, by whom, and where uses take place.
fn asked(columns: &Columns, scope: &Scope, seq: Seq) -> (Vec<String>, String) {
    let state = columns.ledger().state_as_of(seq).unwrap();
    let view = View::new(columns, scope, state).unwrap();
    let held = view.held().unwrap();
    let shown = |one: &HeldConversation| {
        let HeldConversation { deal, conversation, result, start, end, assisted, lead, .. } = one;
        let reps = held.reps(one);
        format!("{deal} {conversation} {result:?} {start:?} {end} {assisted} {lead:?} {reps:?}")
    };
    let matrix = Matrix::new().answer(&view).unwrap();
    let matrix = format!("{:?} {:?}", matrix.rows, matrix.summary);
    (held.all().iter().map(shown).collect(), matrix)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn brought_up_to_date_it_is_what_a_new_one_is(
        records in sales::records(60),
        cuts in proptest::collection::vec(0_usize..90, 0..5),
        since in 0_i64..12,
        days in 1_i64..6,
    ) {
        const DAY: i64 = 86_400_000_000;
        let start = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().micros();
        let [since, until] = [since, since + days]
            .map(|day| Timestamp::from_micros(start + day * DAY).unwrap());
        let ledger = Arc::new(SqliteLedger::in_memory().unwrap());
        let mut columns = Columns::load(Arc::clone(&ledger) as Arc<dyn Ledger>).unwrap();
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(records.len())).collect();
        cuts.extend([0, records.len()]);
        cuts.sort_unstable();
        let mut before = Vec::new();
        for cut in cuts.windows(2) {
            record(&*ledger, records[cut[0]..cut[1]].to_vec());
            columns.refresh().unwrap();
            let fresh = Columns::load(Arc::clone(&ledger) as Arc<dyn Ledger>).unwrap();
            let seq = columns.state().seq;
            for scope in [Scope::new(), Scope::new().since(since).until(until)] {
                prop_assert_eq!(asked(&columns, &scope, seq), asked(&fresh, &scope, seq));
            }
            before.push((seq, asked(&fresh, &Scope::new(), seq)));
        }
        for (seq, then) in before {
            prop_assert_eq!(asked(&columns, &Scope::new(), seq), then);
        }
    }
}
