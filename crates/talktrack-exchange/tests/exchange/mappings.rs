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
        field("opened_at = { column = \"a\", time_format = \"%Q\" }"),
        field("\"tag:\" = \"x\""),
        "[[record]\n".to_owned(),
        "a = ".to_owned(),
    ];
    let all: String =
        wrong.iter().map(|text| Mapping::from_toml(text).unwrap_err().to_string() + "\n").collect();
    insta::assert_snapshot!(all, @r#"
    the mapping cannot be used: line 1: delimter is not known here: did you mean delimiter?
    the mapping cannot be used: delimiter: is not one character such as ",", ";" or "\t"
    the mapping cannot be used: timezone: is not a time zone of the IANA database: did you mean Europe/Berlin?
    the mapping cannot be used: time_format: "dd-mm-yy" is not known; it is one of iso, unix, unix-ms, a pattern of strftime such as %d-%m-%y
    the mapping cannot be used: time_format: does not tell a date: it needs a day, a month and a year
    the mapping cannot be used: ambiguous: "first" is not known; it is one of refuse, earlier, later
    the mapping cannot be used: line 1: invalid type: integer `3`, expected a sequence
    the mapping cannot be used: line 1: type is missing
    the mapping cannot be used: record 1 (del): type: "del" is not known: did you mean deal?
    the mapping cannot be used: record 1: type: "del" is not known: did you mean deal?
    the mapping cannot be used: line 2: colum is not known here: did you mean column?
    the mapping cannot be used: record 1: shoe is not a field of any record; there can be account, action, amount, answered_by, ask, ask_source, asked_by, asset, at, attributes, campaign, channel, contact, conversation, cost, currency, days, deal, event, event_source, everyone, expires_at, hits, id, key, kind, left_at, level, link, means, measure, name, needed_by, note, opened, opened_at, owner, pages, period, published_at, query, rating, reason, region, rep, replaced_by, result, retired_at, role, seconds, source, stage, started_at, supports, tags, tailorable, team, title, until, use, use_source, value, version
    the mapping cannot be used: line 1: fields is missing
    the mapping cannot be used: record 1 (deal): key is missing: say which column it is, or give a constant
    the mapping cannot be used: line 3: wen is not known here: did you mean when?
    the mapping cannot be used: record 1 (deal): when: says one of in = [..], not_in = [..] and present = true
    the mapping cannot be used: record 1 (deal): when: says one of in = [..], not_in = [..] and present = true
    the mapping cannot be used: record 1 (deal): amont is not a field of deal: did you mean amount?
    the mapping cannot be used: line 3: colunm is not known here: did you mean column?
    the mapping cannot be used: record 1 (deal): account: has neither a column nor a constant
    the mapping cannot be used: record 1 (deal): account: has both a column and a constant: keep one
    the mapping cannot be used: record 1 (deal): account: is a constant, so there is nothing to translate with values
    the mapping cannot be used: record 1 (deal): account: only = true lets the listed values pass, and values lists none
    the mapping cannot be used: record 1 (deal): account: does not hold a time, so it has no timezone, time_format or ambiguous
    the mapping cannot be used: record 1 (deal): account: values lists "x ", and cells have no spaces at their ends when they are compared
    the mapping cannot be used: record 1 (deal): opened_at: time_format: is not a pattern of strftime such as %d-%m-%y or %Y-%m-%d %H:%M
    the mapping cannot be used: record 1 (deal): tag: is not a field of deal: did you mean tags?
    the mapping cannot be used: line 1: unclosed array table, expected `]`
    the mapping cannot be used: line 1: string values must be quoted, expected literal string
    "#);
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
    insta::assert_snapshot!(refusals(&imported.receipt), @"6: owner (column team): is not among the values that the mapping lists");
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
    insta::assert_snapshot!(refusals(&refused), @"2: opened_at (column opened): has no time zone: end it with Z or an offset such as +01:00, or name the zone it is in");
}

#[test]
fn gaps_and_repeated_hours_name_their_column() {
    let text = "timezone = \"Europe/Berlin\"\n[[record]]\ntype = \"stage\"\nfields = { deal = \"id\", stage = \"to\", at = \"on\" }";
    let file = "id,to,on\nd,New,2026-03-29 02:30\nd,New,2025-10-26 02:30\n,New,2025-10-25\n";
    let receipt = import_csv(&tracker(), file, &mapping(text)).receipt;
    insta::assert_snapshot!(refusals(&receipt), @"
    2: at (column on): does not exist in Europe/Berlin, where clocks are set forward then
    3: at (column on): occurs twice in Europe/Berlin, where clocks are set back then: give an offset, or say whether the earlier or the later is meant
    4: deal (column id): is missing
    ");
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
    insta::assert_snapshot!(refusals(&receipt), @"
    4: type (column what): is not among the values that the mapping lists
    5: rep (column who): is missing
    ");
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
