//! Parquet and Arrow IPC: what goes out comes in again, and a mapping reads any other table.

use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, DictionaryArray, Float64Array, RecordBatch, StringArray, TimestampMicrosecondArray,
};
use arrow_ipc::writer::{FileWriter, IpcWriteOptions, StreamWriter};
use parquet::arrow::ArrowWriter;
use talktrack::Tracker;
use talktrack::ledger::{Interrupt, QuarantineFilter};
use talktrack_exchange::{
    Error, ExportFormat, Format, ImportOptions, Imported, Mapping, export_to, import_path, replay,
};

use crate::common::{exported, go_on, import_jsonl, refusals, tracker, try_import};

pub(crate) const EVERYTHING: &str = r#"{"type":"rep","key":"ada","name":"Ada ","team":"EMEA","at":"2026-01-01T00:00:00Z"}
{"type":"asset","key":"deck","title":"a \"b\", c\nd","kind":"deck","supports":["relevant-meeting","tangible-value"],"cost":"12.50","currency":"EUR","tags":{"segment":"enterprise","x y":"1"},"at":"2026-01-02T00:00:00Z"}
{"type":"asset","key":"deck","title":"second version","at":"2026-02-02T00:00:00.000001Z"}
{"type":"deal","key":"d1","owner":"ada","amount":"1000.00","currency":"EUR","at":"2026-01-02T00:00:00Z"}
{"type":"stage-map","stage":"Demo","means":"relevant-meeting","at":"2026-01-02T00:00:00Z"}
{"type":"use","id":"u1","source":"showroom","at":"2026-03-01T09:30:00.123456Z","rep":"ada","asset":"deck","action":"shared","deal":"d1","attributes":{"traceparent":"00-4b","sampled":true,"n":3}}
{"type":"use","at":"2026-04-01T09:30:00Z","rep":"bob","asset":"one|two","action":"presented"}
{"type":"engagement","use":"u1","use_source":"showroom","seconds":12.125,"pages":3,"at":"2026-03-02T09:30:00Z"}
{"type":"stage","deal":"d1","stage":"Demo","at":"2026-03-02T09:30:00Z"}
{"type":"feedback","rep":"ada","asset":"deck","rating":4,"note":" kept as it is ","at":"2026-03-02T09:30:00Z"}
{"type":"recommendation","asset":"deck","everyone":true,"at":"2026-03-02T09:30:00Z"}
{"type":"retraction","event":"u9","event_source":"other","at":"2026-03-02T09:30:00Z"}
{"type":"outcome","deal":"d1","conversation":"tangible-value","result":"succeeded","at":"2026-05-02T09:30:00Z"}
{"type":"training","rep":"ada","asset":"deck","level":"certified","at":"2026-01-20T09:30:00Z"}
{"type":"ask","id":"a1","kind":"collateral","asked_by":"sales","rep":"ada","tags":{"segment":"small"},"needed_by":"2026-04-01T00:00:00Z","at":"2026-03-02T09:30:00Z"}
{"type":"answer","ask":"a1","result":"delivered","asset":"deck","at":"2026-03-09T09:30:00Z"}
{"type":"search","rep":"ada","query":"roi, \"small\"","hits":0,"tags":{"segment":"small"},"at":"2026-03-02T09:30:00Z"}
{"type":"agreement","kind":"collateral","answered_by":"marketing","days":10,"at":"2026-01-02T00:00:00Z"}
{"type":"target","measure":"succeeded","period":"month","value":60.5,"tags":{"segment":"enterprise"},"at":"2026-01-02T00:00:00Z"}
{"type":"target","measure":"succeeded","period":"month","value":12,"team":"EMEA","at":"2026-01-02T00:00:00Z"}
"#;

fn import_from(tracker: &Tracker, path: &Path, format: &Format) -> Result<Imported, Error> {
    import_path(tracker, path, "tables", format, &ImportOptions::default(), &mut go_on)
}

fn sorted(text: &str) -> Vec<&str> {
    let mut lines: Vec<_> = text.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn an_exported_folder_gives_an_equal_ledger() {
    let original = tracker();
    assert_eq!(import_jsonl(&original, EVERYTHING).receipt.rejected, 0);
    for format in [ExportFormat::Parquet, ExportFormat::Arrow] {
        let place = tempfile::tempdir().unwrap();
        let folder = place.path().join("tables");
        assert_eq!(export_to(&original, &folder, format).unwrap(), 20);
        assert!(matches!(export_to(&original, &folder, format), Err(Error::Exists(_))));
        for _ in 0..2 {
            let copy = tracker();
            let imported = import_from(&copy, &folder, &Format::Auto).unwrap();
            assert_eq!(refusals(&imported.receipt), "");
            assert_eq!((imported.rows, imported.receipt.recorded), (20, 20));
            assert_eq!(sorted(&exported(&copy)), sorted(&exported(&original)));
            assert_eq!(copy.state().unwrap().digest, original.state().unwrap().digest);
            assert_eq!(import_from(&copy, &folder, &Format::Auto).unwrap().receipt.recorded, 0);
        }
    }
}

#[test]
fn a_folder_has_a_table_for_each_type_and_a_folder_for_each_month() {
    let original = tracker();
    import_jsonl(&original, EVERYTHING);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("tables");
    export_to(&original, &folder, ExportFormat::Parquet).unwrap();
    for file in [
        "use/month=2026-03/part-0.parquet",
        "use/month=2026-04/part-0.parquet",
        "asset/month=2026-01/part-0.parquet",
        "stage-map/month=2026-01/part-0.parquet",
    ] {
        let one = tracker();
        let imported = import_from(&one, &folder.join(file), &Format::Auto).unwrap();
        assert_eq!(imported.receipt.recorded, 1, "{file}");
    }
}

#[test]
fn a_csv_is_safe_to_open_in_a_spreadsheet() {
    let original = tracker();
    let line = r#"{"type":"asset","key":"deck","title":"=1+1","kind":"a, b","supports":["relevant-meeting","tangible-value"],"at":"2026-01-02T00:00:00Z"}"#;
    import_jsonl(&original, line);
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("sheets");
    assert_eq!(export_to(&original, &folder, ExportFormat::Csv).unwrap(), 1);
    let file = folder.join("asset/month=2026-01/part-0.csv");
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.contains(",'=1+1,"), "{text}");
    let copy = tracker();
    import_from(&copy, &folder, &Format::Auto).unwrap();
    let said = exported(&original).replace("=1+1", "'=1+1");
    assert_eq!(exported(&copy), said);
}

#[test]
fn an_export_that_fails_leaves_nothing_behind() {
    let original = tracker();
    import_jsonl(&original, EVERYTHING);
    let stopped = original.interruptible(Interrupt::when(|| true));
    let place = tempfile::tempdir().unwrap();
    for name in ExportFormat::NAMES {
        let path = place.path().join(name);
        let failed = export_to(&stopped, &path, name.parse().unwrap()).unwrap_err();
        assert!(matches!(failed, Error::Core(talktrack::Error::Interrupted)), "{name}: {failed}");
        assert!(!path.exists(), "{name}");
    }
}

fn write_parquet(table: &RecordBatch, path: &Path) {
    let file = File::create(path).unwrap();
    let mut writer = ArrowWriter::try_new(file, table.schema(), None).unwrap();
    writer.write(table).unwrap();
    writer.close().unwrap();
}

fn table() -> RecordBatch {
    let people: DictionaryArray<Int32Type> =
        [Some("ada"), Some("ada"), Some("bob"), Some("")].into_iter().collect();
    let at = vec![Some(1_772_357_400_000_000), None, Some(1_772_357_400_000_001), Some(0)];
    let columns: [(&str, ArrayRef); 4] = [
        ("Who", Arc::new(people)),
        ("When", Arc::new(TimestampMicrosecondArray::from(at))),
        ("What", Arc::new(StringArray::from(vec!["deck"; 4]))),
        ("Size", Arc::new(Float64Array::from(vec![1.5; 4]))),
    ];
    RecordBatch::try_from_iter(columns).unwrap()
}

const MAPPING: &str = r#"
time_format = "%d.%m.%Y"
decimal = ","

[[record]]
type = "use"
[record.fields]
rep = "Who"
at = "When"
asset = "What"
action = { constant = "shared" }
"#;

#[test]
fn a_mapping_reads_any_table_and_naive_times_need_their_zone() {
    let place = tempfile::tempdir().unwrap();
    let parquet = place.path().join("table");
    write_parquet(&table(), &parquet);
    let naive = Format::of(None, Some(Mapping::from_toml(MAPPING).unwrap())).unwrap();
    let refused = tracker();
    let imported = import_from(&refused, &parquet, &naive).unwrap();
    insta::assert_snapshot!(refusals(&imported.receipt), @r"
    1: at (column When): has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in
    2: at (column When): is missing
    3: at (column When): has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in
    4: at (column When): has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in
    ");

    let mapping = format!("timezone = \"Europe/Berlin\"\n{MAPPING}");
    let zoned = Format::of(None, Some(Mapping::from_toml(&mapping).unwrap())).unwrap();
    let tracker = tracker();
    let imported = import_from(&tracker, &parquet, &zoned).unwrap();
    assert_eq!(imported.understood, "Parquet, as its mapping says");
    assert_eq!(imported.notes, ["columns left out, because nothing is read from them: Size"]);
    assert_eq!(imported.receipt.recorded, 2);
    assert!(exported(&tracker).contains("2026-03-01T08:30:00.000001Z"), "{}", exported(&tracker));
    insta::assert_snapshot!(refusals(&imported.receipt), @r"
    2: at (column When): is missing
    4: rep (column Who): is missing
    ");
    // What was refused is read again as it was read first.
    let again = replay(&tracker, QuarantineFilter::Open, None).unwrap();
    let reasons = |rejections: &[talktrack::ledger::Rejection]| {
        rejections.iter().map(|rejection| rejection.reason.clone()).collect::<Vec<_>>()
    };
    assert_eq!(reasons(&again.rejections), reasons(&imported.receipt.rejections));
}

#[test]
fn files_and_streams_of_arrow_are_read_packed_or_not() {
    let zoned = format!("timezone = \"UTC\"\n{MAPPING}");
    let format = Format::Csv(Mapping::from_toml(&zoned).unwrap());
    let mut ledgers = Vec::new();
    let packings =
        [None, Some(arrow_ipc::CompressionType::LZ4_FRAME), Some(arrow_ipc::CompressionType::ZSTD)];
    for packing in packings {
        let options = || IpcWriteOptions::default().try_with_compression(packing).unwrap();
        let (mut file, mut stream) = (Vec::new(), Vec::new());
        let schema = table().schema();
        let mut writer = FileWriter::try_new_with_options(&mut file, &schema, options()).unwrap();
        writer.write(&table()).unwrap();
        writer.finish().unwrap();
        let mut writer =
            StreamWriter::try_new_with_options(&mut stream, &schema, options()).unwrap();
        writer.write(&table()).unwrap();
        writer.write(&table()).unwrap();
        writer.finish().unwrap();
        for bytes in [file, stream] {
            let tracker = tracker();
            let imported = try_import(&tracker, &bytes[..], &format).unwrap();
            assert_eq!(imported.receipt.recorded, 2, "{}", refusals(&imported.receipt));
            assert_eq!(imported.bytes, bytes.len() as u64);
            ledgers.push(tracker.state().unwrap().digest);
            for cut in [9, 40, bytes.len() / 2, bytes.len() - 8] {
                let cut_off = try_import(&self::tracker(), &bytes[..cut], &format);
                // The end of a stream need not be marked.
                let is_whole = bytes.starts_with(&[0xff; 4]) && cut == bytes.len() - 8;
                assert_eq!(matches!(cut_off, Err(Error::Damaged { .. })), !is_whole, "{cut_off:?}");
            }
        }
    }
    ledgers.dedup();
    assert_eq!(ledgers.len(), 1);
}

#[test]
fn what_is_not_whole_is_refused_as_a_file() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("broken.parquet");
    std::fs::write(&path, b"PAR1 and then nothing").unwrap();
    let broken = import_from(&tracker(), &path, &Format::Auto).unwrap_err();
    assert!(matches!(broken, Error::Damaged { .. }), "{broken}");
    let piped = try_import(&tracker(), &b"PAR1 and then more"[..], &Format::Auto).unwrap_err();
    assert!(piped.to_string().contains("give it as a file"), "{piped}");
    let other = try_import(&tracker(), &b"{}"[..], &Format::of(Some("arrow"), None).unwrap());
    assert!(matches!(other, Err(Error::Unrecognised { .. })));
    let no_stream = b"ARROW1\0\0\x04\0\0\0\xf2\xff\xff\xff\x14\0\0\0";
    let no_stream = try_import(&tracker(), &no_stream[..], &Format::Auto).unwrap_err();
    assert!(no_stream.to_string().contains("write it as a stream"), "{no_stream}");
    let empty = place.path().join("empty");
    std::fs::create_dir(&empty).unwrap();
    assert!(import_from(&tracker(), &empty, &Format::Auto).is_err());
}

#[test]
fn a_vendors_table_is_recognised_by_its_columns() {
    let csv = crate::samples::SHOWPAD_USERS;
    let rows: Vec<Vec<&str>> = csv.lines().map(|line| line.split(',').collect()).collect();
    let columns = rows[0].iter().enumerate().map(|(place, name)| {
        let cells: StringArray = rows[1..].iter().map(|row| Some(row[place])).collect();
        (*name, Arc::new(cells) as ArrayRef)
    });
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("users");
    write_parquet(&batch, &path);
    let (from_parquet, from_csv) = (tracker(), tracker());
    let imported = import_from(&from_parquet, &path, &Format::Auto).unwrap();
    try_import(&from_csv, csv.as_bytes(), &Format::Auto).unwrap();
    insta::assert_snapshot!(imported.understood, @"Parquet, with the columns of a Showpad export of users: 9 columns known, not used: isActive, externalId");
    assert_eq!(from_parquet.state().unwrap().digest, from_csv.state().unwrap().digest);
}

#[test]
fn a_huge_field_refuses_its_row_alone() {
    let huge = "x".repeat(100 << 20);
    let columns: [(&str, ArrayRef); 3] = [
        ("type", Arc::new(StringArray::from(vec!["rep"; 3]))),
        ("key", Arc::new(StringArray::from(vec!["ada", "bob", "eve"]))),
        ("name", Arc::new(StringArray::from(vec!["Ada", &huge, "Eve"]))),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("table");
    write_parquet(&batch, &path);
    let mut stream = Vec::new();
    let mut writer = StreamWriter::try_new(&mut stream, &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    let (from_parquet, from_arrow) = (tracker(), tracker());
    for (tracker, imported) in [
        (&from_parquet, import_from(&from_parquet, &path, &Format::Auto)),
        (&from_arrow, try_import(&from_arrow, &stream[..], &Format::Auto)),
    ] {
        let receipt = imported.unwrap().receipt;
        assert_eq!((receipt.recorded, receipt.rejected), (2, 1));
        let kept = tracker.quarantine(QuarantineFilter::Open).unwrap().remove(0);
        assert_eq!((kept.line, kept.length), (2, (100 << 20) + 8));
        assert!(kept.reason.contains("the longest that is read is 1 MiB"), "{}", kept.reason);
    }
}
