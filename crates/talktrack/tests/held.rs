//! Held conversations against a few obvious lines, and what the rules say in cases worked out by hand.

use crate::common;
use std::sync::Arc;

use crate::common::{held, sales};
use proptest::prelude::*;
use talktrack::Scope;
use talktrack::analysis::View;
use talktrack::columns::Columns;
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack::ledger::{Ledger, Recording, Submission};
use talktrack::model::{Conversation, OutcomeResult, Record, TimeReading, Timestamp};

fn columns(records: Vec<Record>) -> Columns {
    let ledger = SqliteLedger::in_memory().unwrap();
    let recording = Recording::plain();
    let receipt = ledger.record_all(&mut Submission::number_all(records), recording).unwrap();
    assert_eq!(receipt.rejected, 0);
    Columns::load(Arc::new(ledger)).unwrap()
}

fn found(columns: &Columns, scope: &Scope) -> Vec<held::Expected> {
    let view = View::new(columns, scope, columns.state().clone()).unwrap();
    let all = view.held().unwrap();
    let at = |micros| Timestamp::from_micros(micros).unwrap();
    let mut found: Vec<_> = all
        .all()
        .iter()
        .map(|one| held::Expected {
            deal: columns.deals().unwrap().names[one.deal as usize].to_string(),
            conversation: one.conversation,
            result: one.result,
            start: one.start.map(at),
            from: at(one.from),
            end: at(one.end),
            assisted: one.assisted,
            reps: all.reps(one).iter().map(|rep| view.rep_key(*rep as usize).to_owned()).collect(),
        })
        .collect();
    found.sort_by_key(|one| (one.deal.clone(), one.conversation));
    found
}

proptest! {
    #[test]
    fn agree_with_the_reference(records in sales::records(60)) {
        let expected = held::expected(&records);
        prop_assert_eq!(found(&columns(records), &Scope::new()), expected);
    }

    #[test]
    fn belong_to_the_scope_that_contains_their_end(
        records in sales::records(60),
        since in 0_i64..12,
        days in 1_i64..6,
    ) {
        const DAY: i64 = 86_400_000_000;
        let start = "2026-01-01T00:00:00Z".parse::<Timestamp>().unwrap().micros();
        let [since, until] = [since, since + days]
            .map(|day| Timestamp::from_micros(start + day * DAY).unwrap());
        let columns = columns(records.clone());
        let rep = common::REPS[0];
        let scope = Scope::new().since(since).until(until);
        let mut expected = held::expected(&records);
        expected.retain(|one| since <= one.end && one.end < until);
        prop_assert_eq!(found(&columns, &scope), expected.clone());
        expected.retain(|one| one.reps.contains(rep) && one.conversation == Conversation::RelevantMeeting);
        let known = columns.number(talktrack::ledger::Name::Rep, rep).is_some();
        if known {
            let scope = scope.rep(rep.parse().unwrap()).conversation(Conversation::RelevantMeeting);
            prop_assert_eq!(found(&columns, &scope), expected);
        }
    }
}

const STAGE_MAP: &str = r#"{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Meet","means":"relevant-meeting"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Define","means":"definition-of-success"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Won","means":"won"}
{"type":"stage-map","at":"2026-01-01T00:00:00Z","stage":"Lost","means":"lost"}
"#;

/// What is held on a deal that enters these stages, one a day, and of which these lines are known.
fn story(stages: &[&str], lines: &str) -> Vec<String> {
    let entered = (1..).zip(stages).map(|(day, stage)| {
        format!(r#"{{"type":"stage","id":"s{day}","at":"2026-01-{day:02}T00:00:00Z","deal":"d","stage":"{stage}"}}"#)
    });
    let entered: Vec<String> = entered.collect();
    let lines = format!("{STAGE_MAP}{}\n{lines}", entered.join("\n"));
    let lines = lines.lines().filter(|line| !line.is_empty());
    let records = lines.map(|line| Record::from_json(line, &TimeReading::strict()).unwrap());
    let day = |at: Timestamp| at.to_string()[8..10].to_owned();
    let shown = |one: held::Expected| {
        let result = one.result.map_or("open", OutcomeResult::as_str);
        format!(
            "{} {} {}-{}",
            one.conversation,
            result,
            one.start.map_or("?".into(), day),
            day(one.end)
        )
    };
    found(&columns(records.collect()), &Scope::new()).into_iter().map(shown).collect()
}

#[test]
fn stages_decide_what_nobody_stated() {
    assert_eq!(
        story(&["Meet", "Define", "Won"], ""),
        ["relevant-meeting succeeded 01-02", "definition-of-success succeeded 02-03"]
    );
    assert_eq!(
        story(&["Meet", "Lost"], ""),
        ["relevant-meeting failed 01-02"],
        "what was skipped is neither held nor decided"
    );
    assert_eq!(
        story(&["Define", "Meet"], ""),
        ["relevant-meeting open 02-02", "definition-of-success open 01-01"],
        "moving back decides nothing"
    );
    assert_eq!(
        story(&["Meet", "Define", "Meet", "Define", "Lost"], ""),
        ["relevant-meeting succeeded 01-04", "definition-of-success failed 02-05"],
        "the latest decision holds"
    );
    assert_eq!(story(&["Meet", "Lost", "Won", "Won"], ""), ["relevant-meeting succeeded 01-03"]);
    assert_eq!(
        story(&["Meet", "On hold", "Define"], ""),
        ["relevant-meeting succeeded 01-03", "definition-of-success open 03-03"]
    );
    assert!(story(&["Won"], "").is_empty(), "a deal in no conversation holds none");
}

#[test]
fn what_was_stated_holds_and_making_the_value_tangible_is_won_where_it_is_held() {
    let failed = r#"{"type":"outcome","id":"o","at":"2026-01-09T00:00:00Z","deal":"d","conversation":3,"result":"failed"}"#;
    assert_eq!(
        story(&["Meet", "Define"], failed),
        ["relevant-meeting failed 01-09", "definition-of-success open 02-02"]
    );
    let shown = r#"{"type":"use","id":"u","at":"2026-01-09T00:00:00Z","rep":"ada","asset":"roi","action":"shared","deal":"d","conversation":5}"#;
    assert_eq!(
        story(&["Meet", "Won"], shown),
        ["relevant-meeting succeeded 01-02", "tangible-value succeeded 02-02"]
    );
    assert_eq!(story(&[], shown), ["tangible-value open ?-09"]);
    let opened = shown.replace("shared", "opened");
    assert!(story(&[], &opened).is_empty(), "looking at an asset is no conversation");
}
