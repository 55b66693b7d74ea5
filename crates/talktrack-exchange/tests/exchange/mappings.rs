//! What a mapping file can say, and what it says when it is wrong.

use talktrack::model::TimeReading;
use talktrack_exchange::{Format, ImportOptions, Mapping, import};

use crate::common::{exported, go_on, import_csv, refusals, tracker};

fn mapping(text: &str) -> Mapping {
    Mapping::from_toml(text).unwrap()
}

#[test]
fn slips_are_told_with_their_place_and_the_near_miss() {
    let record = |rest: &str| format!("[[record]]\ntype = \"deal\"\n{rest}");
    let field = |rest: &str| record(&format!("fields = {{ key = \"id\", {rest} }}"));
    let wrong = [
        "delimter = \";\"".to_owned(),
        "delimiter = \"::\"".to_owned(),
        "timezone = \"Europe/Berln\"".to_owned(),
        "time_format = \"dd-mm-yy\"".to_owned(),
        "time_format = \"%H:%M\"".to_owned(),
        "ambiguous = \"first\"".to_owned(),
        "record = 3".to_owned(),
        "[[record]]\nfields = {}".to_owned(),
        "[[record]]\ntype = \"del\"\nfields = {}".to_owned(),
        "[[record]]\ntype = { column = \"t\", values = { Opp = \"del\" } }\nfields = {}".to_owned(),
        "[[record]]\ntype = { colum = \"t\" }\nfields = {}".to_owned(),
        "[[record]]\ntype = { column = \"t\" }\nfields = { shoe = \"s\" }".to_owned(),
        record(""),
        record("fields = { account = \"account\" }"),
        record("wen = { column = \"x\" }\nfields = { key = \"id\" }"),
        record("when = { column = \"x\" }\nfields = { key = \"id\" }"),
        record(
            "when = { column = \"x\", in = [\"a\"], present = true }\nfields = { key = \"id\" }",
        ),
        field("amont = \"value\""),
        field("account = { colunm = \"a\" }"),
        field("account = { }"),
        field("account = { column = \"a\", constant = \"b\" }"),
        field("account = { constant = \"b\", only = true }"),
        field("account = { column = \"a\", only = true }"),
        field("account = { column = \"a\", timezone = \"UTC\" }"),
        field("account = { column = \"a\", values = { \"x \" = \"y\" } }"),
        field("opened_at = { column = \"a\", time_format = \"%q\" }"),
        field("\"tag:\" = \"x\""),
        "[[record]\n".to_owned(),
        "a = ".to_owned(),
    ];
    let all: String =
        wrong.iter().map(|text| Mapping::from_toml(text).unwrap_err().to_string() + "\n").collect();
    insta::assert_snapshot!(all, @"");
}

#[test]
fn translations_fill_in_drop_and_refuse() {
    let mapping = mapping(
        r#"
        [[record]]
        type = "asset"
        [record.fields]
        key = "id"
        kind = { column = "kind", values = { "PPT" = "deck", "n/a" = "", "" = "unknown" } }
        owner = { column = "team", only = true, values = { "M" = "marketing" } }
        tailorable = { constant = true }
        "tag:region" = { constant = "EMEA" }
        supports = { constant = ["relevant-meeting", "tangible-value"] }
        published_at = { constant = 2026-01-01T00:00:00Z }
        "#,
    );
    let tracker = tracker();
    let imported =
        import_csv(&tracker, "id,kind,team\na,PPT,M\nb,n/a,\nc,,M\nd,memo,M\ne,memo,X\n", &mapping);
    insta::assert_snapshot!(refusals(&imported.receipt), @"");
    let all = exported(&tracker);
    let kinds: Vec<_> = all
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|line| (line["key"].clone(), line["kind"].clone()))
        .map(|(key, kind)| format!("{key} {kind}"))
        .collect();
    assert_eq!(kinds, [r#""a" "deck""#, r#""b" null"#, r#""c" "unknown""#, r#""d" "memo""#]);
    assert!(all.contains(r#""supports":["relevant-meeting","tangible-value"]"#), "{all}");
    assert!(all.contains(r#""tailorable":true"#) && all.contains("2026-01-01T00:00:00Z"), "{all}");
}

#[test]
fn times_are_read_as_the_field_or_the_file_or_the_caller_says() {
    let mapping = mapping(
        r#"
        time_format = "%d.%m.%Y %H:%M"
        [[record]]
        type = "deal"
        [record.fields]
        key = "id"
        opened_at = "opened"
        [[record]]
        type = "stage"
        [record.fields]
        deal = "id"
        stage = { constant = "New" }
        at = { column = "entered", time_format = "unix-ms" }
        [[record]]
        type = "stage"
        [record.fields]
        deal = "id"
        stage = { constant = "Old" }
        at = { column = "left", time_format = "iso", timezone = "Asia/Tokyo" }
        "#,
    );
    let file = "id,opened,entered,left\nd,01.03.2026 10:00,1767225600000,2026-01-02\n";
    let tracker = tracker();
    let berlin = TimeReading::strict().zone("Europe/Berlin".parse().unwrap());
    let options = ImportOptions { times: berlin, ..ImportOptions::default() };
    let format = Format::Csv(mapping.clone());
    import(&tracker, file.as_bytes(), "file", &format, &options, &mut go_on).unwrap();
    let all = exported(&tracker);
    assert!(all.contains(r#""opened_at":"2026-03-01T09:00:00Z""#), "{all}");
    assert!(all.contains(r#""at":"2026-01-01T00:00:00Z","deal":"d""#), "{all}");
    assert!(all.contains(r#""at":"2026-01-01T15:00:00Z","deal":"d""#), "{all}");
    // Without the caller's zone, what is naive is refused, and the row with all its records.
    let refused = import_csv(&tracker, file, &mapping).receipt;
    assert_eq!((refused.recorded, refused.duplicates), (0, 0));
    insta::assert_snapshot!(refusals(&refused), @"");
}

#[test]
fn gaps_and_repeated_hours_name_their_column() {
    let text = "timezone = \"Europe/Berlin\"\n[[record]]\ntype = \"stage\"\nfields = { deal = \"id\", stage = \"to\", at = \"on\" }";
    let file = "id,to,on\nd,New,2026-03-29 02:30\nd,New,2025-10-26 02:30\n,New,2025-10-25\n";
    let receipt = import_csv(&tracker(), file, &mapping(text)).receipt;
    insta::assert_snapshot!(refusals(&receipt), @"");
    let earlier = format!("ambiguous = \"earlier\"\n{text}");
    assert_eq!(import_csv(&tracker(), file, &mapping(&earlier)).receipt.recorded, 1);
}

#[test]
fn the_type_can_stand_in_a_column() {
    let mapping = mapping(
        r#"
        [[record]]
        type = { column = "what", only = true, values = { "Viewed" = "use", "Sent" = "use", "Noise" = "" } }
        when = { column = "what", not_in = ["Noise"] }
        [record.fields]
        rep = "who"
        asset = "file"
        action = { column = "what", values = { "Viewed" = "opened", "Sent" = "shared" } }
        at = "when"
        "#,
    );
    let file = "who,file,what,when\nada,deck,Viewed,2026-01-01T00:00:00Z\nada,deck,Noise,\nada,deck,Sung,2026-01-01T00:00:00Z\n,deck,Sent,2026-01-01T00:00:00Z\n";
    let receipt = import_csv(&tracker(), file, &mapping).receipt;
    assert_eq!(receipt.recorded, 1);
    insta::assert_snapshot!(refusals(&receipt), @"");
}

#[test]
fn a_row_is_recorded_whole_or_refused_whole() {
    let mapping = mapping(
        "[[record]]\ntype = \"rep\"\nfields = { key = \"rep\" }\n[[record]]\ntype = \"asset\"\nfields = { key = \"asset\" }",
    );
    let tracker = tracker();
    let receipt = import_csv(&tracker, "rep,asset\nada,deck\nbob,\n", &mapping).receipt;
    assert_eq!((receipt.recorded, receipt.rejected), (2, 1));
    assert!(!exported(&tracker).contains("bob"));
}
