//! `matrix` against a reference of a few obvious lines, and on a small case worked out by hand.

use crate::common;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::sales;
use proptest::prelude::*;
use talktrack::analysis::{Matrix, MatrixRow, Placements};
use talktrack::model::{Action, Conversation, Fact, Record, TimeReading, Timestamp};
use talktrack::{Scope, Tracker};

type Cell = (u64, BTreeSet<String>, BTreeSet<String>);

/// Uses, reps and deals by asset and conversation; and how many uses were placed how.
fn reference(
    records: &[Record],
    contains: impl Fn(Timestamp) -> bool,
) -> (BTreeMap<(String, Conversation), Cell>, [u64; 3]) {
    let (events, puts) = common::in_force(records);
    let map = sales::stage_map(&puts);
    let mut cells: BTreeMap<_, Cell> = BTreeMap::new();
    let mut counts = [0; 3];
    for event in &events {
        let Fact::Use(usage) = event.fact() else { continue };
        if usage.action == Action::Opened || !contains(event.at()) {
            continue;
        }
        let Some((conversation, stated)) = sales::placed(event, &events, &map) else {
            counts[2] += 1;
            continue;
        };
        counts[usize::from(!stated)] += 1;
        let cell = cells.entry((usage.asset.to_string(), conversation)).or_default();
        cell.0 += 1;
        cell.1.insert(usage.rep.to_string());
        cell.2.extend(usage.deal.as_ref().map(ToString::to_string));
    }
    (cells, counts)
}

proptest! {
    #[test]
    fn agrees_with_the_reference(
        records in sales::records(60),
        since in proptest::option::of(0_i64..12),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let start = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().micros();
        let since = since
            .map(|day| Timestamp::from_micros(start + day * 86_400_000_000).unwrap());
        let scope = since.map_or(Scope::new(), |since| Scope::new().since(since));
        let answer = tracker.within(scope).ask(&Matrix::new()).unwrap();
        let (cells, counts) = reference(&records, |at| since.is_none_or(|since| at >= since));
        prop_assert_eq!(answer.rows.len(), cells.len());
        let (_, puts) = common::in_force(&records);
        for (row, ((asset, conversation), (uses, reps, deals))) in answer.rows.iter().zip(&cells) {
            let of_asset = cells.iter().filter(|((other, _), _)| other == asset);
            let placed: u64 = of_asset.map(|(_, cell)| cell.0).sum();
            let supports = puts.iter().find_map(|put| match &put.entry {
                talktrack::model::Entry::Asset(found) if found.key.as_str() == asset => Some(found.supports),
                _ => None,
            });
            let supports = supports.filter(|supports| !supports.is_empty());
            prop_assert_eq!(row, &MatrixRow {
                asset: asset.as_str().into(),
                conversation: *conversation,
                supported: supports.map(|supports| supports.contains(*conversation)),
                uses: *uses,
                reps: reps.len() as u64,
                deals: deals.len() as u64,
                share: *uses as f64 / placed as f64,
            });
        }
        let [stated, inferred, unplaced] = counts;
        prop_assert_eq!(answer.summary, Placements { stated, inferred, unplaced });
    }
}

fn tracker(lines: &str) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        lines.lines().map(|line| Record::from_json(line.trim(), &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

/// The example of the reference page.
const COMPANY: &str = r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","supports":["relevant-meeting"]}
{"type":"asset","at":"2026-01-01T00:00:00Z","key":"mail"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Scoping","means":"definition-of-success"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Lost","means":"lost"}
{"type":"use","id":"1","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"deck","action":"presented","conversation":"relevant-meeting","deal":"d1"}
{"type":"stage","id":"2","at":"2026-02-02T00:00:00Z","deal":"d1","stage":"Scoping"}
{"type":"use","id":"3","at":"2026-02-03T00:00:00Z","rep":"ada","asset":"deck","action":"shared","deal":"d1"}
{"type":"use","id":"4","at":"2026-02-04T00:00:00Z","rep":"bob","asset":"deck","action":"shared","deal":"d1"}
{"type":"use","id":"5","at":"2026-02-05T00:00:00Z","rep":"bob","asset":"deck","action":"opened","deal":"d1"}
{"type":"use","id":"6","at":"2026-02-06T00:00:00Z","rep":"bob","asset":"mail","action":"shared","conversation":"right-people"}
{"type":"stage","id":"7","at":"2026-02-07T00:00:00Z","deal":"d1","stage":"Lost"}
{"type":"use","id":"8","at":"2026-02-08T00:00:00Z","rep":"bob","asset":"mail","action":"shared","deal":"d1"}"#;

#[test]
fn a_small_company_worked_out_by_hand() {
    let answer = tracker(COMPANY).ask(&Matrix::new()).unwrap();
    let shown = |row: &MatrixRow| {
        let supported = row.supported.map_or("-", |supported| if supported { "yes" } else { "no" });
        let MatrixRow { asset, conversation, uses, reps, deals, share, .. } = row;
        format!("{asset} {conversation} {supported} {uses} {reps} {deals} {share:.2}")
    };
    assert_eq!(
        answer.rows.iter().map(shown).collect::<Vec<_>>(),
        [
            "deck relevant-meeting yes 1 1 1 0.33",
            "deck definition-of-success no 2 2 1 0.67",
            "mail right-people - 1 1 0 1.00",
        ]
    );
    assert_eq!(answer.summary, Placements { stated: 2, inferred: 2, unplaced: 1 });
}

#[test]
fn where_nothing_can_be_placed_there_is_no_row_and_the_summary_says_why() {
    let answer = tracker(
        r#"{"type":"use","id":"1","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"deck","action":"presented","deal":"d1"}"#,
    )
    .ask(&Matrix::new())
    .unwrap();
    assert!(answer.rows.is_empty());
    assert_eq!(answer.summary, Placements { stated: 0, inferred: 0, unplaced: 1 });
    assert!(Tracker::in_memory().unwrap().ask(&Matrix::new()).unwrap().rows.is_empty());
}
