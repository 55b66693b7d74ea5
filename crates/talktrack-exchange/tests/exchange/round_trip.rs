//! An import of an export is the identity, and the order of files makes no difference.

use proptest::prelude::*;
use proptest::test_runner::Config;
use serde_json::{Map, Value, json};
use talktrack::model::{Record, TimeReading, Timestamp};
use talktrack_exchange::{
    ExportFormat, Format, ImportOptions, Mapping, export_as, export_to, import, import_path,
};

use crate::common::{exported, go_on, import_csv, import_jsonl, tracker, try_import};

/// Texts with what breaks formats: quotes, delimiters, line ends, formulas, other scripts.
fn text() -> impl Strategy<Value = String> {
    proptest::sample::select(vec![
        "plain",
        "a \"b\" c",
        "x,y;z",
        "=1+2",
        "日本 ✓",
        "é",
        "{\"a\":1}",
    ])
    .prop_map(str::to_owned)
}

fn note() -> impl Strategy<Value = String> {
    (text(), text()).prop_map(|(first, second)| format!("{first}\n{second}\r\n\ttab "))
}

fn key() -> impl Strategy<Value = String> {
    prop_oneof![text(), "[a-c]", "[0-9a-f]{32}"]
}

fn time() -> impl Strategy<Value = String> {
    (1_500_000_000_000_000..1_750_000_000_000_000_i64)
        .prop_map(|micros| Timestamp::from_micros(micros).unwrap().to_string())
}

/// A field that is there or not.
fn maybe(value: impl Strategy<Value = String>) -> impl Strategy<Value = Value> {
    proptest::option::of(value).prop_map(|value| value.map_or(Value::Null, Value::String))
}

fn record() -> impl Strategy<Value = Record> {
    let conversation = || proptest::sample::select(vec!["right-people", "tangible-value"]);
    let use_event = (key(), key(), maybe(key()), maybe(note()), conversation()).prop_map(
        |(rep, asset, deal, contact, conversation)| {
            let contact = contact.as_str().map(|text| text.replace(['\n', '\r', '\t'], " "));
            json!({"type": "use", "rep": rep, "asset": asset, "action": "shared", "deal": deal,
                   "contact": contact.map(|text| text.trim().to_owned()), "conversation": conversation})
        },
    );
    let others = prop_oneof![
        (key(), key(), note(), maybe(key()), 1..=5).prop_map(|(rep, asset, note, deal, rating)| {
            json!({"type": "feedback", "rep": rep, "asset": asset, "rating": rating, "note": note, "deal": deal})
        }),
        (key(), maybe(text())).prop_map(|(event, reason)| json!({"type": "retraction", "event": event, "reason": reason})),
        (key(), 0..1000_u32, 0..100_u32).prop_map(|(used, millis, pages)| {
            json!({"type": "engagement", "use": used, "use_source": "other", "seconds": f64::from(millis) / 8.0, "pages": pages})
        }),
        (key(), key(), key()).prop_map(|(asset, team, until)| {
            let everyone = until.len() % 2 == 0;
            if everyone {
                json!({"type": "recommendation", "asset": asset, "everyone": true})
            } else {
                json!({"type": "recommendation", "asset": asset, "team": team})
            }
        }),
    ];
    let put = prop_oneof![
        (key(), note(), text(), 0..9_999_999_u32).prop_map(|(key, title, tag, cost)| {
            json!({"type": "asset", "key": key, "title": title, "tags": {"segment": tag}, "supports": [1, 4],
                   "cost": format!("{}.{:02}", cost / 100, cost % 100), "currency": "EUR"})
        }),
        (key(), maybe(note()), maybe(text())).prop_map(|(key, name, team)| json!({"type": "rep", "key": key, "name": name, "team": team})),
        (key(), maybe(key()), time()).prop_map(|(key, owner, opened)| json!({"type": "deal", "key": key, "owner": owner, "opened_at": opened})),
        (text(), conversation()).prop_map(|(stage, means)| json!({"type": "stage-map", "stage": stage, "means": means})),
        (text(), 0..90_u32).prop_map(|(kind, days)| json!({"type": "agreement", "kind": kind, "answered_by": "marketing", "days": days})),
        (text(), 0..90_u32).prop_map(|(tag, value)| json!({"type": "target", "measure": "succeeded", "period": "month", "value": value, "tags": {"region": tag}})),
    ];
    let event = (prop_oneof![use_event, others], maybe(key()), maybe(text()));
    let event = event.prop_map(|(mut event, id, source)| {
        event["id"] = id;
        event["source"] = source;
        event
    });
    (prop_oneof![event, put], time()).prop_map(|(mut record, at)| {
        record["at"] = Value::from(at);
        let numbered = record["supports"].as_array().map(|list| {
            list.iter().map(|number| Value::from(number.to_string())).collect::<Value>()
        });
        if let Some(numbered) = numbered {
            record["supports"] = numbered;
        }
        Record::from_fields(record.as_object().unwrap(), &TimeReading::strict()).unwrap()
    })
}

/// The records as a table with one column for each field that any of them has.
fn as_csv(records: &[Record]) -> String {
    let rows: Vec<Map<String, Value>> = records
        .iter()
        .map(|record| {
            let mut row = record.to_fields();
            if let Some(Value::Object(tags)) = row.remove("tags") {
                row.extend(tags.into_iter().map(|(key, value)| (format!("tag:{key}"), value)));
            }
            row
        })
        .collect();
    let mut columns: Vec<&str> =
        rows.iter().flat_map(|row| row.keys().map(String::as_str)).collect();
    columns.sort_unstable();
    columns.dedup();
    let line = |cells: Vec<String>| cells.join(",") + "\r\n";
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let mut file = line(columns.iter().map(|column| quoted(column)).collect());
    for row in &rows {
        let cell = |column: &&str| match row.get(*column) {
            None => String::new(),
            Some(Value::String(text)) => quoted(text),
            Some(Value::Array(list)) => {
                list.iter().map(|value| value.as_str().unwrap()).collect::<Vec<_>>().join("|")
            }
            Some(value) => value.to_string(),
        };
        file += &line(columns.iter().map(cell).collect());
    }
    file
}

/// What a table of trimmed cells can hold.
fn trimmed(record: &Record) -> Record {
    let mut fields = record.to_fields();
    for value in fields.values_mut() {
        if let Value::String(text) = value {
            *text = text.trim().to_owned();
        }
    }
    Record::from_fields(&fields, &TimeReading::strict()).unwrap()
}

proptest! {
    #![proptest_config(Config { cases: 40, ..Config::default() })]

    #[test]
    fn an_import_of_an_export_is_the_identity(records in proptest::collection::vec(record(), 0..40)) {
        let original = tracker();
        original.record_all(records).unwrap();
        let file = exported(&original);
        for options in [
            ImportOptions { batch: 3, ..ImportOptions::default() },
            ImportOptions::default(),
        ] {
            let copy = tracker();
            let imported =
                import(&copy, file.as_bytes(), "export", &Format::JsonLines, &options, &mut go_on)
                    .unwrap();
            prop_assert_eq!(imported.receipt.rejected, 0);
            prop_assert_eq!(exported(&copy), file.clone());
            let (ours, theirs) = (original.state().unwrap(), copy.state().unwrap());
            prop_assert_eq!((ours.seq, ours.digest), (theirs.seq, theirs.digest));
            prop_assert_eq!(import_jsonl(&copy, &file).receipt.recorded, 0);
        }
    }

    #[test]
    fn cloud_events_give_an_equal_ledger(records in proptest::collection::vec(record(), 1..40)) {
        let original = tracker();
        original.record_all(records).unwrap();
        let mut file = Vec::new();
        export_as(&original, &mut file, ExportFormat::CloudEvents).unwrap();
        let copy = tracker();
        let imported = try_import(&copy, &file[..], &Format::Auto).unwrap();
        prop_assert_eq!(imported.receipt.rejected, 0, "{:?}", imported.receipt.rejections);
        prop_assert_eq!(exported(&copy), exported(&original));
        let (ours, theirs) = (original.state().unwrap(), copy.state().unwrap());
        prop_assert_eq!((ours.seq, ours.digest), (theirs.seq, theirs.digest));
    }

    #[test]
    fn tables_by_column_give_an_equal_ledger(
        records in proptest::collection::vec(record(), 1..40),
        format in proptest::sample::select(vec![ExportFormat::Parquet, ExportFormat::Arrow]),
    ) {
        let original = tracker();
        original.record_all(records).unwrap();
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("export");
        let written = export_to(&original, &folder, format).unwrap();
        let copy = tracker();
        let options = ImportOptions::default();
        let imported =
            import_path(&copy, &folder, "export", &Format::Auto, &options, &mut go_on).unwrap();
        prop_assert_eq!(imported.receipt.rejected, 0, "{:?}", imported.receipt.rejections);
        prop_assert_eq!(imported.rows, written);
        let (ours, theirs) = (original.state().unwrap(), copy.state().unwrap());
        prop_assert_eq!((ours.seq, ours.digest), (theirs.seq, theirs.digest));
    }

    #[test]
    fn a_table_records_what_its_records_record(records in proptest::collection::vec(record(), 1..20)) {
        let records: Vec<_> = records.iter().map(trimmed).collect();
        let direct = tracker();
        let expected = direct.record_all(records.clone()).unwrap();
        let by_table = tracker();
        let imported = import_csv(&by_table, as_csv(&records), &Mapping::identity());
        prop_assert_eq!(imported.receipt.recorded, expected.recorded, "{:?}", imported.receipt.rejections);
        prop_assert_eq!(exported(&by_table), exported(&direct));
    }

    #[test]
    fn no_bytes_make_it_panic(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        text in "[\\[\\]{}\":,a-c\r\n;= \\\\]{0,200}",
    ) {
        for file in [&bytes[..], text.as_bytes(), format!("type,key\n{text}").as_bytes()] {
            let named = Format::NAMES.iter().map(|name| Format::of(Some(name), None).unwrap());
            for format in named {
                let _ = import(&tracker(), file, "f", &format, &ImportOptions::default(), &mut go_on);
            }
        }
        let _ = Mapping::from_toml(&text);
    }
}
