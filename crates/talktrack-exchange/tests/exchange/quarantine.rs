//! What was refused can be listed, mended and replayed.

use talktrack::Tracker;
use talktrack::ledger::{QuarantineFilter, Receipt};
use talktrack::model::{Action, AssetKey, Event, EventId, RepKey, TimeReading, Use};
use talktrack_exchange::{Error, Format, ImportOptions, Mapping, import, replay};

use crate::common::{exported, go_on, import_csv, import_jsonl, refusals, tracker, use_by};

fn mend(tracker: &Tracker, number: u64, text: &str) -> Receipt {
    replay(tracker, QuarantineFilter::Number(number), Some(text.as_bytes())).unwrap()
}

fn counts(receipt: &Receipt) -> (u64, u64, u64) {
    (receipt.recorded, receipt.duplicates, receipt.rejected)
}

fn deals() -> Mapping {
    Mapping::from_toml(
        r#"
        delimiter = ";"
        timezone = "Europe/Berlin"
        time_format = "%d.%m.%Y"
        [[record]]
        type = "deal"
        fields = { key = "id", opened_at = "opened", account = "account" }
        "#,
    )
    .unwrap()
}

#[test]
fn a_row_of_csv_is_mended_as_csv_or_as_json() {
    let tracker = tracker();
    let receipt = import_csv(
        &tracker,
        "id;opened;account\nd1;32.01.2026;Acme\nd2;x;Acme\nd3;01.01.2026;Acme\n",
        &deals(),
    )
    .receipt;
    assert_eq!(counts(&receipt), (1, 0, 2));
    let numbers: Vec<_> = receipt.rejections.iter().map(|r| r.quarantined).collect();

    assert_eq!(counts(&mend(&tracker, numbers[0], "d1;31.01.2026;\"Acme; Inc\"")), (1, 0, 0));
    assert!(exported(&tracker).contains("2026-01-30T23:00:00Z"));
    // In JSON, times are read as the import was told, not as the mapping says.
    let json = r#"{"type":"deal","key":"d2","opened_at":"2026-01-31T00:00:00Z"}"#;
    assert_eq!(counts(&mend(&tracker, numbers[1], json)), (1, 0, 0));
    assert!(tracker.quarantine(QuarantineFilter::Open).unwrap().is_empty());

    let again = replay(&tracker, QuarantineFilter::Number(numbers[0]), None).unwrap_err();
    insta::assert_snapshot!(again, @"number 1 in quarantine was recorded already: there is nothing left to replay");
    assert_eq!(counts(&replay(&tracker, QuarantineFilter::All, None).unwrap()), (0, 0, 0));
}

#[test]
fn a_mended_row_that_is_still_bad_stays_with_its_new_reason() {
    let tracker = tracker();
    let number =
        import_csv(&tracker, "id;opened;account\nd1;x;Acme\n", &deals()).receipt.rejections[0]
            .quarantined;
    let reasons: String = [
        "d1;x",
        "d1;31.01.2026;Acme\nd2;31.01.2026;Acme",
        "",
        "\n",
        "d1;31.01.2026;\"Acme",
        "{\"type\":\"deal\"}",
        "{",
    ]
    .iter()
    .map(|text| refusals(&mend(&tracker, number, text)) + "\n")
    .collect();
    insta::assert_snapshot!(reasons, @"
    2: row: has 2 cells, and the header has 3: is a delimiter or a quote missing?
    2: row: is not one row of the file it comes from
    2: row: is not one row of the file it comes from
    2: row: is not one row of the file it comes from
    2: row: opens a quote on line 2 that is never closed, so that all that follows is taken for its text: close it, or double the quotes inside a quoted cell
    2: key: is missing
    2: json: cannot be read at column 1: EOF while parsing an object
    ");
    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap().remove(0);
    assert_eq!(kept.raw.as_deref(), Some(&b"d1;x;Acme"[..]), "the row as it came stays");
    assert!(kept.reason.starts_with("json"));
}

#[test]
fn rows_are_replayed_with_the_times_that_their_import_named() {
    let tracker = tracker();
    let line = use_by("ada").replace("Z\"", "\"").replace("shared", "shaped");
    let times = TimeReading::strict().zone("Asia/Tokyo".parse().unwrap());
    let options = ImportOptions { times, ..ImportOptions::default() };
    let number =
        import(&tracker, line.as_bytes(), "file", &Format::JsonLines, &options, &mut go_on)
            .unwrap()
            .receipt
            .rejections[0]
            .quarantined;
    let pretty = line.replace("shaped", "shared").replace(',', ",\n ");
    assert_eq!(counts(&mend(&tracker, number, &pretty)), (1, 0, 0));
    assert!(exported(&tracker).contains("2026-03-01T00:30:00Z"));
}

#[test]
fn a_replay_records_what_has_become_good() {
    let tracker = tracker();
    let euros = r#"{"type":"deal","key":"a","amount":"1","currency":"EUR"}"#;
    let file = format!("{euros}\n{}\n{{\n", euros.replace("EUR", "USD"));
    assert_eq!(counts(&import_jsonl(&tracker, file).receipt), (1, 0, 2));
    // Nothing has changed: both rows are refused again, and keep their numbers.
    assert_eq!(counts(&replay(&tracker, QuarantineFilter::Open, None).unwrap()), (0, 0, 2));
    assert_eq!(tracker.quarantine(QuarantineFilter::All).unwrap().len(), 2);
}

#[test]
fn a_row_too_long_to_be_kept_says_so_until_its_text_is_given() {
    let tracker = tracker();
    let long = use_by("ada").replace("shared", "shaped") + &" ".repeat(70_000);
    let receipt = import_jsonl(&tracker, long).receipt;
    let before = tracker.quarantine(QuarantineFilter::Open).unwrap();
    let number = receipt.rejections[0].quarantined;
    for filter in [QuarantineFilter::Open, QuarantineFilter::Number(number)] {
        let left = replay(&tracker, filter, None).unwrap();
        assert_eq!(counts(&left), (0, 0, 1));
        insta::allow_duplicates! { insta::assert_snapshot!(refusals(&left), @"1: row: is 70087 bytes long, too long to have been kept: mend it in its file and import that again, or give its mended text") };
    }
    assert_eq!(tracker.quarantine(QuarantineFilter::Open).unwrap(), before);
    assert_eq!(counts(&mend(&tracker, number, &use_by("ada"))), (1, 0, 0));
}

#[test]
fn what_came_as_values_is_replayed_too() {
    let tracker = tracker();
    let event = |rep: &str| {
        let usage =
            Use::new(RepKey::new(rep).unwrap(), AssetKey::new("deck").unwrap(), Action::Shared);
        Event::new("2026-01-01T00:00:00Z".parse().unwrap(), usage)
            .with_id(EventId::new("e1").unwrap())
    };
    let receipt = tracker.record_all([event("ada"), event("bob")]).unwrap();
    assert_eq!(counts(&receipt), (1, 0, 1));
    assert_eq!(counts(&replay(&tracker, QuarantineFilter::Open, None).unwrap()), (0, 0, 1));
    let number = receipt.rejections[0].quarantined;
    assert_eq!(counts(&mend(&tracker, number, &use_by("bob"))), (1, 0, 0));
}

#[test]
fn misuse_is_told() {
    let tracker = tracker();
    let without_number = replay(&tracker, QuarantineFilter::Open, Some(b"{}")).unwrap_err();
    assert!(matches!(without_number, Error::MendedWithoutNumber));
    let nothing_there = replay(&tracker, QuarantineFilter::Number(7), None).unwrap_err();
    assert!(matches!(nothing_there, Error::Core(talktrack::Error::NotFound(_))));
}
