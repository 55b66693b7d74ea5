//! Each kind of bad row has a reason that says what to do; all of them stand in quarantine.

use talktrack::ledger::QuarantineFilter;
use talktrack::model::{Ambiguous, TimeReading};
use talktrack_exchange::{Format, ImportOptions, import};

use crate::common::{go_on, import_jsonl, refusals, tracker, try_import, use_by};

/// A use, with `field` replaced by `value` or added.
fn use_with(field: &str, value: &str) -> String {
    let mut line: serde_json::Value = serde_json::from_str(&use_by("ada")).unwrap();
    line[field] = serde_json::from_str(value).unwrap();
    line.to_string()
}

fn refused(lines: &[String]) -> String {
    let tracker = tracker();
    let file = lines.join("\n");
    let receipt = import_jsonl(&tracker, &file).receipt;
    assert_eq!((receipt.recorded, receipt.rejected), (0, lines.len() as u64));
    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap();
    for (kept, line) in kept.iter().zip(lines) {
        assert_eq!(kept.raw.as_deref(), Some(line.as_bytes()));
    }
    refusals(&receipt)
}

#[test]
fn words_keys_and_fields() {
    let lines = [
        use_with("conversation", r#""relevant-meting""#),
        use_with("conversation", r#""lunch""#),
        use_with("action", r#""presnted""#),
        use_with("type", r#""us""#),
        use_with("rep", r#""""#),
        use_with("rep", &format!("\"{}\"", "é".repeat(129))),
        use_with("rep", r#""a\u0007b""#),
        use_with("rep", r#"" ada""#),
        use_with("rep", "null"),
        use_with("asset", "true"),
        use_with("conversatoin", r#""relevant-meeting""#),
        use_with("colour\u{1b}", r#""red""#),
        r#"{"typ":"use"}"#.to_owned(),
        r#"{"rep":"ada"}"#.to_owned(),
    ];
    insta::assert_snapshot!(refused(&lines), @r#"
    1: conversation: "relevant-meting" is not known: did you mean relevant-meeting?
    2: conversation: "lunch" is not known; it is one of point-of-view, right-people, relevant-meeting, definition-of-success, tangible-value
    3: action: "presnted" is not known: did you mean presented?
    4: type: "us" is not known: did you mean use?
    5: rep: is empty
    6: rep: is longer than 256 bytes
    7: rep: holds a control character
    8: rep: begins or ends with a space
    9: rep: is missing
    10: asset: is not text
    11: conversatoin: is not a field of use: did you mean conversation?
    12: colour�: is not a field of use; it has type, id, source, at, rep, asset, action, conversation, deal, account, version, contact, channel, attributes
    13: type: is missing: is typ meant?
    14: type: is missing: say what it is, such as use or asset
    "#);
}

#[test]
fn json_that_is_none_or_says_a_thing_twice() {
    let lines = [
        "{".to_owned(),
        r#"{"type":"use",}"#.to_owned(),
        "rep,asset".to_owned(),
        "[1]".to_owned(),
        "\"use\"".to_owned(),
        format!("{} {}", use_by("ada"), use_by("bob")),
        use_by("ada").replace('{', r#"{"rep":"bob","#),
        r#"{"type":"asset","key":"a","tags":{"segment":"x","segment":"y"}}"#.to_owned(),
        r#"{"type":"rating","n":1e999}"#.to_owned(),
        r#"{"type":"use","rep":"\ud800"}"#.to_owned(),
        "[".repeat(60_000),
        "{\"a\":".repeat(10_000),
    ];
    insta::assert_snapshot!(refused(&lines), @r#"
    1: json: cannot be read at column 1: EOF while parsing an object
    2: json: cannot be read at column 15: trailing comma
    3: json: cannot be read at column 1: expected value
    4: json: is not an object such as {"type": "use", …}
    5: json: is not an object such as {"type": "use", …}
    6: json: cannot be read at column 89: trailing characters
    7: rep: stands twice in one object: keep one
    8: segment: stands twice in one object: keep one
    9: json: cannot be read at column 26: number out of range
    10: json: cannot be read at column 28: unexpected end of hex escape
    11: json: cannot be read at column 128: recursion limit exceeded
    12: json: cannot be read at column 636: recursion limit exceeded
    "#);
}

#[test]
fn text_that_is_not_utf8_is_kept_byte_for_byte() {
    let tracker = tracker();
    let line = b"{\"type\":\"rep\",\"key\":\"Ren\xe9\"}";
    let receipt = try_import(&tracker, &line[..], &Format::JsonLines).unwrap().receipt;
    insta::assert_snapshot!(refusals(&receipt), @"1: text: is not UTF-8 at byte 25 of the row: save it as UTF-8");
    assert_eq!(
        tracker.quarantine(QuarantineFilter::Open).unwrap()[0].raw.as_deref(),
        Some(&line[..])
    );
}

#[test]
fn times_that_are_naive_or_nowhere_or_ahead() {
    let lines = [
        use_with("at", r#""2026-03-01T09:30:00""#),
        use_with("at", r#""2026-03-01""#),
        use_with("at", r#""2026-02-30T09:30:00Z""#),
        use_with("at", r#""yesterday""#),
        use_with("at", r#""2126-03-01T09:30:00Z""#),
        use_with("at", "null"),
    ];
    insta::assert_snapshot!(refused(&lines), @"
    1: at: has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in
    2: at: has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in
    3: at: is not a date or time such as 2026-03-01 or 2026-03-01T09:30:00Z
    4: at: is not a date or time such as 2026-03-01 or 2026-03-01T09:30:00Z
    5: at: is more than 24 hours ahead of this machine's clock: check its date, its zone and its format
    6: at: is missing
    ");
}

#[test]
fn naive_times_are_read_in_the_zone_that_the_caller_names() {
    let lines = [
        use_with("at", r#""2026-03-29T02:30:00""#),
        use_with("at", r#""2025-10-26T02:30:00""#),
        use_with("at", r#""2026-03-01T09:30:00""#),
    ]
    .join("\n");
    let berlin = TimeReading::strict().zone("Europe/Berlin".parse().unwrap());
    let run = |times: TimeReading| {
        let options = ImportOptions { times, ..ImportOptions::default() };
        import(&tracker(), lines.as_bytes(), "file", &Format::JsonLines, &options, &mut go_on)
            .unwrap()
            .receipt
    };
    insta::assert_snapshot!(refusals(&run(berlin.clone())), @"
    1: at: does not exist in Europe/Berlin, where clocks are set forward then
    2: at: occurs twice in Europe/Berlin, where clocks are set back then: give an offset, or say whether the earlier or the later is meant
    ");
    assert_eq!(run(berlin.ambiguous(Ambiguous::Later)).recorded, 2);
}

#[test]
fn an_identity_that_is_taken_is_a_conflict_within_a_file_and_across_files() {
    let tracker = tracker();
    let (first, other) = (use_with("id", "\"e1\""), use_with("id", "\"e1\"").replace("ada", "bob"));
    let receipt = import_jsonl(&tracker, format!("{first}\n{other}\n{first}\n")).receipt;
    assert_eq!((receipt.recorded, receipt.duplicates, receipt.rejected), (1, 1, 1));
    insta::assert_snapshot!(refusals(&receipt), @"2: id: an event with this source and id was recorded before and says something else: give it an id of its own, or retract the earlier one first and record it anew");
    assert_eq!(import_jsonl(&tracker, other).receipt.rejected, 1);
}

#[test]
fn what_refers_to_nothing_yet_is_recorded_and_waits() {
    let tracker = tracker();
    let file = r#"{"type":"retraction","at":"2026-03-02T00:00:00Z","event":"e1"}
{"type":"answer","at":"2026-03-02T00:00:00Z","ask":"a1","result":"delivered"}
{"type":"engagement","at":"2026-03-02T00:00:00Z","use":"e1","seconds":3}"#;
    let receipt = import_jsonl(&tracker, file).receipt;
    assert_eq!((receipt.recorded, receipt.rejected), (3, 0));
}

#[test]
fn files_that_are_no_text_say_what_they_are() {
    let refused = |bytes: &[u8]| {
        try_import(&tracker(), bytes, &Format::JsonLines).unwrap_err().to_string() + "\n"
    };
    let utf16: Vec<u8> = use_by("ada").encode_utf16().flat_map(u16::to_le_bytes).collect();
    let all = [
        refused(&utf16),
        refused(b"\xff\xfe\0\0{\0\0\0"),
        refused(b"PK\x03\x04rest"),
        refused(b"PAR1\x15\x04"),
    ];
    insta::assert_snapshot!(all.concat(), @"
    cannot import file: it is not text in UTF-8 (it holds NUL bytes): save it as UTF-8
    cannot import file: it is text in UTF-32: save it as UTF-8
    cannot import file: it is a spreadsheet or a zip archive: save the sheet as CSV in UTF-8, or unpack it first
    cannot import file: it is a Parquet file, which is read from its end: give it as a file, not compressed
    ");
}
