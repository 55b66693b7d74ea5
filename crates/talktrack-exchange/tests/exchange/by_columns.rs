//! Uses go in as columns, and everything comes out as if each row had come by itself.

use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Map, Value};
use talktrack::Tracker;
use talktrack::ledger::{Origin, QuarantineFilter, Raw, Receipt, Submission};
use talktrack::model::{Record, TimeReading};
use talktrack_exchange::{Format, ImportOptions, Mapping, import};

use crate::common::{go_on, tracker};

/// Few rows are recorded as they come, so there are many: uses of which each is good and another one.
const MANY: usize = 5_000;

fn filler() -> impl Iterator<Item = Map<String, Value>> {
    (0..MANY).map(|number| {
        let id = format!("f{number}");
        let said = [
            ("type", "use"),
            ("id", &id),
            ("at", "2026-03-01T09:30:00Z"),
            ("rep", "ada"),
            ("asset", "deck"),
            ("action", "shared"),
        ];
        said.into_iter().map(|(name, text)| (name.to_owned(), Value::from(text))).collect()
    })
}

/// The rows, spread among the others. If they are `apart`, no use has the identity of another event: then
/// uses go in as columns.
fn among_others(mut rows: Vec<Map<String, Value>>, apart: bool) -> Vec<Map<String, Value>> {
    for row in &mut rows {
        if apart
            && row["type"] != "use"
            && let Some(Value::String(id)) = row.get_mut("id")
        {
            id.push_str(" of another event");
        }
    }
    let distance = MANY / rows.len().max(1);
    let mut rows = rows.into_iter();
    let spread = filler().enumerate().flat_map(|(place, good)| {
        let row = (place % distance == 0).then(|| rows.next()).flatten();
        row.into_iter().chain([good])
    });
    spread.collect()
}

/// A row of a file: few ids and few words, so that rows repeat and contradict each other.
fn row() -> impl Strategy<Value = Map<String, Value>> {
    let one = |words: &'static [&'static str]| proptest::sample::select(words);
    let kind = one(&["use", "use", "use", "use", "Use", "stage", "training", "asset", "bogus"]);
    let id = one(&["", "e1", "e2", "e3", "e4", "0195a2b4-7c1e-7f00-8000-0123456789ab"]);
    let source = one(&["", "", "talktrack", "portal", " bad"]);
    let at = one(&[
        "2026-03-01T09:30:00Z",
        "2026-03-02T09:30:00+01:00",
        "2926-03-01T00:00:00Z",
        "soon",
        "",
    ]);
    let rep = one(&["ada", "bob", "b\u{f6}b \"x\"", " bad", ""]);
    let action = one(&["shared", "SHARED", "opened", "sung"]);
    let rest = (
        one(&["", "", "d1", "d2"]),
        one(&["", "", "relevant-meeting", "3", "x"]),
        one(&["", "", "mail", "call"]),
        one(&["", "", "", "", "v"]),
    );
    (kind, id, source, at, rep, action, rest).prop_map(
        |(kind, id, source, at, rep, action, (deal, conversation, channel, odd))| {
            let said = match kind {
                "stage" => vec![("deal", "d1"), ("stage", "Won")],
                "training" => vec![("rep", rep), ("asset", "deck"), ("level", "trained")],
                "asset" => vec![("key", "deck"), ("at", "2026-01-01T00:00:00Z")],
                _ => vec![
                    ("rep", rep),
                    ("asset", "deck"),
                    ("action", action),
                    ("deal", deal),
                    ("conversation", conversation),
                    ("channel", channel),
                    ("stage", odd),
                ],
            };
            let own = [("type", kind), ("id", id), ("source", source), ("at", at)];
            let own = own.into_iter().filter(|_| kind != "asset").chain([("type", kind)]);
            own.chain(said)
                .filter(|(_, text)| !text.is_empty())
                .map(|(name, text)| (name.to_owned(), Value::from(text)))
                .collect()
        },
    )
}

/// Everything that an import leaves behind.
type Left = (Receipt, String, Vec<(u64, String, Option<Vec<u8>>)>);

fn left(tracker: &Tracker, receipt: Receipt) -> Left {
    let kept = tracker.quarantine(QuarantineFilter::All).unwrap();
    let kept = kept.into_iter().map(|row| (row.line, row.reason, row.raw)).collect();
    (receipt, tracker.state().unwrap().digest.to_string(), kept)
}

/// The rows recorded by themselves, `size` a commit.
fn one_by_one(rows: &[(u64, Map<String, Value>, String)], size: usize) -> Left {
    let tracker = tracker();
    let origin = Arc::new(Origin { name: "file".into(), ..Origin::default() });
    let submissions = rows.iter().map(|(line, said, text)| Submission {
        origin: Arc::clone(&origin),
        line: *line,
        raw: Raw::Whole(text.clone().into_bytes()),
        content: Record::from_fields(said, &TimeReading::strict()).map(|record| vec![record]),
        replays: None,
    });
    let submissions: Vec<_> = submissions.collect();
    let receipts = submissions.chunks(size).map(|some| tracker.submit(some.to_vec(), false));
    let receipt = receipts.map(Result::unwrap).reduce(Receipt::and).unwrap_or_default();
    left(&tracker, receipt)
}

fn imported(file: &str, format: &Format, size: usize) -> Left {
    let tracker = tracker();
    let options = ImportOptions { batch: size, ..ImportOptions::default() };
    let imported = import(&tracker, file.as_bytes(), "file", format, &options, &mut go_on).unwrap();
    assert_eq!(imported.rows, imported.reconciliation.rows);
    left(&tracker, imported.receipt)
}

proptest! {
    #![proptest_config(Config { cases: 12, ..Config::default() })]

    #[test]
    fn lines_come_to_the_same_as_rows_by_themselves(
        rows in proptest::collection::vec(row(), 1..60),
        size in prop::sample::select(vec![4_500_usize, 10_000]),
        apart in any::<bool>(),
    ) {
        let lines = among_others(rows, apart).into_iter().zip(1..);
        let lines: Vec<_> = lines
            .map(|(said, line)| { let text = Value::from(said.clone()).to_string(); (line, said, text) })
            .collect();
        let file: Vec<_> = lines.iter().map(|(_, _, text)| text.as_str()).collect();
        let file = file.join("\n");
        prop_assert_eq!(imported(&file, &Format::JsonLines, size), one_by_one(&lines, size));
    }

    #[test]
    fn cells_come_to_the_same_as_rows_by_themselves(
        rows in proptest::collection::vec(row(), 1..60),
        size in prop::sample::select(vec![4_500_usize, 10_000]),
        apart in any::<bool>(),
    ) {
        const HEADER: [&str; 13] = [
            "type", "id", "source", "at", "rep", "asset", "action", "deal", "conversation", "channel",
            "stage", "level", "key",
        ];
        let mut file = HEADER.join(",");
        let mut lines = Vec::new();
        for (said, line) in among_others(rows, apart).into_iter().zip(2..) {
            let cell = |name: &&str| match said.get(*name).and_then(Value::as_str) {
                Some(text) => format!("\"{}\"", text.replace('"', "\"\"")),
                None => String::new(),
            };
            let text = HEADER.iter().map(cell).collect::<Vec<_>>().join(",");
            write!(file, "\n{text}").unwrap();
            // Spaces around cells say nothing.
            let trimmed = said.into_iter().map(|(name, text)| {
                (name, Value::from(text.as_str().unwrap_or_default().trim()))
            });
            lines.push((line, trimmed.collect(), text));
        }
        let format = Format::Csv(Mapping::identity());
        prop_assert_eq!(
            without_reasons(imported(&file, &format, size)),
            without_reasons(one_by_one(&lines, size))
        );
    }
}

/// Of several faults of a row, cells and records name another one first.
fn without_reasons((receipt, digest, kept): Left) -> impl PartialEq + std::fmt::Debug {
    let kept: Vec<_> = kept.into_iter().map(|(line, _, raw)| (line, raw)).collect();
    (receipt.recorded, receipt.duplicates, receipt.rejected, receipt.seq, digest, kept)
}

#[test]
fn a_use_and_another_event_of_one_identity_are_taken_in_the_order_of_the_file() {
    let used = r#"{"type":"use","id":"e","rep":"ada","asset":"deck","action":"shared","at":"2026-03-01T09:30:00Z"}"#;
    let stage = r#"{"type":"stage","id":"e","deal":"d","stage":"Won","at":"2026-03-01T09:30:00Z"}"#;
    for (first, second) in [(used, stage), (stage, used)] {
        let file = format!("{first}\n{second}\n");
        let (receipt, _, kept) = imported(&file, &Format::JsonLines, 10);
        assert_eq!((receipt.recorded, receipt.conflicts()), (1, 1));
        assert_eq!(kept[0].2.as_deref(), Some(second.as_bytes()));
    }
}

#[test]
fn a_name_that_only_refused_uses_name_is_not_left_over() {
    let tracker = tracker();
    let import = |rows: &[Map<String, Value>]| {
        let lines: Vec<_> = rows.iter().map(|row| Value::from(row.clone()).to_string()).collect();
        let (file, options) = (lines.join("\n"), ImportOptions::default());
        let format = Format::JsonLines;
        let done = import(&tracker, file.as_bytes(), "file", &format, &options, &mut go_on);
        let receipt = done.unwrap().receipt;
        let assets = tracker.uncatalogued_assets().unwrap();
        (receipt.recorded, receipt.duplicates, receipt.conflicts(), assets)
    };
    let many = MANY as u64;
    let mut rows: Vec<_> = filler().collect();
    assert_eq!(import(&rows), (many, 0, 0, 1));
    // Nothing but a refused use names the brochure.
    rows[7]["asset"] = "brochure".into();
    assert_eq!(import(&rows), (0, many - 1, 1, 1));
    // Now one that is recorded names it too.
    rows[8]["asset"] = "brochure".into();
    rows[8]["id"] = "another".into();
    assert_eq!(import(&rows), (1, many - 2, 1, 2));
    assert_eq!(tracker.check().unwrap().problems, Vec::<String>::new());
}
