//! Where facts take place, seen through the filter by conversation, against a few obvious lines.

use crate::common;
use std::collections::BTreeMap;

use crate::common::sales;
use proptest::prelude::*;
use talktrack::analysis::Unused;
use talktrack::model::{Conversation, Fact, Record, TimeReading};
use talktrack::{Scope, Tracker};

/// How often each asset was used.
fn uses(tracker: &Tracker, scope: Scope) -> BTreeMap<String, u64> {
    let answer = tracker.within(scope).ask(&Unused::new()).unwrap();
    let used = answer.rows.into_iter().filter(|row| row.uses > 0);
    used.map(|row| (row.asset.to_string(), row.uses)).collect()
}

proptest! {
    #[test]
    fn the_filter_lets_through_what_takes_place_in_the_conversation(
        records in sales::records(60),
        since in proptest::option::of(common::moment()),
    ) {
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let (events, puts) = common::in_force(&records);
        let map = sales::stage_map(&puts);
        for &conversation in Conversation::ALL {
            let mut scope = Scope::new().conversation(conversation);
            let mut expected = BTreeMap::new();
            if let Some(since) = since {
                scope = scope.since(since);
            }
            for event in events.iter().filter(|event| since.is_none_or(|since| event.at() >= since)) {
                if let Fact::Use(usage) = event.fact()
                    && sales::placed(event, &events, &map).is_some_and(|(placed, _)| placed == conversation)
                {
                    *expected.entry(usage.asset.to_string()).or_insert(0) += 1;
                }
            }
            prop_assert_eq!(uses(&tracker, scope), expected);
        }
    }
}

fn tracker(lines: &str) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        lines.lines().map(|line| Record::from_json(line.trim(), &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

#[test]
fn the_stage_map_is_read_as_of_the_end_of_the_scope() {
    let tracker = tracker(
        r#"{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Qualify","means":"relevant-meeting"}
{"type":"stage-map","at":"2026-03-01T00:00:00Z","stage":"Qualify","means":"right-people"}
{"type":"stage","id":"1","at":"2026-01-10T00:00:00Z","deal":"d","stage":"Qualify"}
{"type":"use","id":"2","at":"2026-02-01T00:00:00Z","rep":"ada","asset":"deck","action":"shared","deal":"d"}"#,
    );
    let asked = |until: &str, conversation: Conversation| {
        let scope = Scope::new().conversation(conversation);
        uses(&tracker, scope.since_text("2026-02-01").unwrap().until_text(until).unwrap()).len()
    };
    assert_eq!(asked("2026-02-15", Conversation::RelevantMeeting), 1);
    assert_eq!(asked("2026-02-15", Conversation::RightPeople), 0);
    assert_eq!(asked("2026-04-01", Conversation::RelevantMeeting), 0);
    assert_eq!(asked("2026-04-01", Conversation::RightPeople), 1);
}

#[test]
fn a_use_at_the_moment_of_a_stage_is_ordered_by_source_and_id() {
    let tracker = tracker(
        r#"{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Qualify","means":"relevant-meeting"}
{"type":"stage","id":"m","source":"crm","at":"2026-01-10T00:00:00Z","deal":"d","stage":"Qualify"}
{"type":"use","id":"a","source":"crm","at":"2026-01-10T00:00:00Z","rep":"ada","asset":"before","action":"shared","deal":"d"}
{"type":"use","id":"z","source":"crm","at":"2026-01-10T00:00:00Z","rep":"ada","asset":"after","action":"shared","deal":"d"}
{"type":"use","id":"a","source":"mail","at":"2026-01-10T00:00:00Z","rep":"ada","asset":"later","action":"shared","deal":"d"}"#,
    );
    let placed = uses(&tracker, Scope::new().conversation(Conversation::RelevantMeeting));
    assert_eq!(placed.into_keys().collect::<Vec<_>>(), ["after", "later"]);
}
