//! `CloudEvents` in and out.

use talktrack_exchange::{ExportFormat, Format, export_as};

use crate::common::{exported, import_jsonl, refusals, tracker, try_import};
use crate::samples;

/// A valid event with a member more, or another value for one.
fn with(member: &str) -> String {
    let name = member.split(':').next().unwrap();
    let members = [
        r#""specversion":"1.0""#,
        r#""id":"e1""#,
        r#""type":"com.example.thing""#,
        r#""source":"https://example.com""#,
    ];
    let others = members.iter().filter(|known| !known.starts_with(name));
    let all: Vec<_> = others.copied().chain([member]).filter(|said| !said.ends_with(':')).collect();
    format!("{{{}}}", all.join(","))
}

fn refused(event: &str) -> String {
    let imported = try_import(&tracker(), event.as_bytes(), &Format::CloudEvents).unwrap();
    assert_eq!((imported.rows, imported.receipt.rejected), (1, 1), "{event}");
    refusals(&imported.receipt)
}

#[test]
fn a_valid_event_that_is_not_ours_is_refused_as_such() {
    for member in [
        r#""subject":"s""#,
        r#""datacontenttype":null,"dataschema":null,"subject":null,"time":null"#,
        r#""datacontenttype":"text/plain","data":"text""#,
        r#""dataschema":"https://example.com/schema""#,
        r#""time":"2018-04-05T17:31:00Z""#,
        r#""time":"2018-04-05T17:31:00.000000000Z""#,
        r#""time":"2018-04-05T18:31:00+01:00""#,
        r##""source":"#fragment""##,
        r#""source":"urn:event:a%20b""#,
        r#""data_base64":"TWE=""#,
        r#""extint":10,"extbool":true,"exttext":"text","exttime":"2023-03-31T15:12:00Z""#,
        r#""extint":-2147483648"#,
    ] {
        let reason = refused(&with(member));
        assert!(
            reason.contains("a valid CloudEvent, and not one of talktrack"),
            "{member} {reason}"
        );
    }
}

#[test]
fn what_is_no_cloud_event_is_refused_with_its_reason() {
    let reasons: Vec<_> = [
        "\"specversion\":",
        r#""specversion":"0.3""#,
        r#""specversion":"""#,
        "\"id\":",
        r#""id":25"#,
        r#""id":{}"#,
        r#""id":null"#,
        r#""type":"""#,
        r#""source":"a b""#,
        r#""source":"a%2""#,
        r#""time":"lunchtime""#,
        r#""time":"2018-04-05T18:31Z""#,
        r#""time":"2018-04-05T18:31:00""#,
        r#""time":"2018-04-05T18:31:00X""#,
        r#""time":"2018-04-05T18:31:00+25:00""#,
        r#""time":"2018-04-05T18:31:00+05""#,
        r#""datacontenttype":"xyz""#,
        r#""datacontenttype":"a b/c""#,
        r#""dataschema":"""#,
        r#""dataschema":"relative""#,
        r#""subject":"""#,
        r#""MyExtension":"bad""#,
        r#""my.extension":"bad""#,
        r#""ext":1.5"#,
        r#""ext":2147483648"#,
        r#""ext":[1]"#,
        r#""data":"x","data_base64":"TWE=""#,
        r#""data_base64":"TWE""#,
    ]
    .iter()
    .map(|member| format!("{member} {}", refused(&with(member))))
    .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r#"
    "specversion": 1: specversion: is missing, and every CloudEvent has one
    "specversion":"0.3" 1: specversion: is not 1.0, the version that is read
    "specversion":"" 1: specversion: is empty
    "id": 1: id: is missing, and every CloudEvent has one
    "id":25 1: id: is not a text
    "id":{} 1: id: is not a text
    "id":null 1: id: is missing, and every CloudEvent has one
    "type":"" 1: type: is empty
    "source":"a b" 1: source: is not a URI reference
    "source":"a%2" 1: source: is not a URI reference
    "time":"lunchtime" 1: time: is not a time of RFC 3339 such as 2026-03-01T09:30:00Z
    "time":"2018-04-05T18:31Z" 1: time: is not a time of RFC 3339 such as 2026-03-01T09:30:00Z
    "time":"2018-04-05T18:31:00" 1: time: is not a time of RFC 3339 such as 2026-03-01T09:30:00Z
    "time":"2018-04-05T18:31:00X" 1: time: is not a time of RFC 3339 such as 2026-03-01T09:30:00Z
    "time":"2018-04-05T18:31:00+25:00" 1: time: is not a time of RFC 3339 such as 2026-03-01T09:30:00Z
    "time":"2018-04-05T18:31:00+05" 1: time: is not a time of RFC 3339 such as 2026-03-01T09:30:00Z
    "datacontenttype":"xyz" 1: datacontenttype: is not a media type such as application/json
    "datacontenttype":"a b/c" 1: datacontenttype: is not a media type such as application/json
    "dataschema":"" 1: dataschema: is empty
    "dataschema":"relative" 1: dataschema: is not a URI
    "subject":"" 1: subject: is empty
    "MyExtension":"bad" 1: MyExtension: is no name of an attribute: they have small letters and digits only
    "my.extension":"bad" 1: my.extension: is no name of an attribute: they have small letters and digits only
    "ext":1.5 1: ext: is neither a text nor true or false nor a whole number of 32 bits
    "ext":2147483648 1: ext: is neither a text nor true or false nor a whole number of 32 bits
    "ext":[1] 1: ext: is neither a text nor true or false nor a whole number of 32 bits
    "data":"x","data_base64":"TWE=" 1: data_base64: stands beside data: an event has one of them
    "data_base64":"TWE" 1: data_base64: is not Base64
    "#);
}

#[test]
fn ours_are_recorded_and_what_is_wrong_with_them_is_told() {
    let tracker = tracker();
    let imported = try_import(&tracker, samples::CLOUD_EVENTS.as_bytes(), &Format::Auto).unwrap();
    assert_eq!((imported.receipt.recorded, imported.receipt.rejected), (3, 1));
    insta::assert_snapshot!(exported(&tracker), @r#"
    {"type":"use","id":"u1","source":"/showroom","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared"}
    {"type":"retraction","id":"r1","source":"/desk","at":"2026-03-02T09:30:00Z","event":"u1","event_source":"/showroom"}
    {"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","tailorable":false,"title":"The deck"}
    "#);

    let ours = |data: &str| {
        format!(r#"{{"specversion":"1.0","id":"e1","type":"talktrack.use","source":"s",{data}}}"#)
    };
    let use_data = r#"{"rep":"ada","asset":"deck","action":"sung"}"#;
    let reasons: Vec<_> = [
        format!(r#""data":{use_data}"#),
        format!(r#""time":"2026-03-01T09:30:00Z","data":{use_data}"#),
        r#""time":"2026-03-01T09:30:00Z""#.to_owned(),
        r#""time":"2026-03-01T09:30:00Z","data_base64":"TWE=""#.to_owned(),
        format!(
            r#""time":"2026-03-01T09:30:00Z","datacontenttype":"text/plain","data":{use_data}"#
        ),
        r#""time":"2026-03-01T09:30:00Z","data":{"at":"2026-03-01T09:30:00Z"}"#.to_owned(),
    ]
    .iter()
    .map(|data| refused(&ours(data)))
    .collect();
    insta::assert_snapshot!(reasons.join("\n"), @r#"
    1: time: is missing
    1: action: "sung" is not known; it is one of opened, downloaded, tailored, presented, shared
    1: data: is not an object of JSON with the fields of the record
    1: data: is not an object of JSON with the fields of the record
    1: data: is not an object of JSON with the fields of the record
    1: data: has a field at, which stands in the attribute time: keep that one
    "#);
}

#[test]
fn a_batch_and_events_in_envelopes_are_events_too() {
    let lines: Vec<_> = samples::CLOUD_EVENTS.lines().collect();
    let batch = format!("[{}]", lines.join(",\n"));
    let wrapped = format!("{{\"kept\":[{{\"event\":{}}}]}}", lines.join("},{\"event\":"));
    let expected = tracker();
    try_import(&expected, samples::CLOUD_EVENTS.as_bytes(), &Format::Auto).unwrap();
    for file in [batch, wrapped] {
        let tracker = tracker();
        let imported = try_import(&tracker, file.as_bytes(), &Format::Auto).unwrap();
        assert_eq!((imported.rows, imported.receipt.recorded), (4, 3), "{}", imported.understood);
        assert_eq!(tracker.state().unwrap().digest, expected.state().unwrap().digest);
    }
}

#[test]
fn a_source_that_is_no_uri_reference_comes_back_as_it_was() {
    let original = tracker();
    let line = r#"{"type":"use","id":"ü 1","source":"our desk","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared"}"#;
    import_jsonl(&original, line);
    let mut file = Vec::new();
    export_as(&original, &mut file, ExportFormat::CloudEvents).unwrap();
    insta::assert_snapshot!(String::from_utf8(file.clone()).unwrap(), @r#"{"data":{"action":"shared","asset":"deck","rep":"ada"},"datacontenttype":"application/json","id":"ü 1","source":"talktrack","specversion":"1.0","talktracksource":"our desk","time":"2026-03-01T09:30:00Z","type":"talktrack.use"}"#);
    let copy = tracker();
    assert_eq!(try_import(&copy, &file[..], &Format::Auto).unwrap().receipt.recorded, 1);
    assert_eq!(exported(&copy), exported(&original));
}

#[test]
fn attributes_that_only_others_know_are_kept() {
    let event = r#"{"specversion":"1.0","id":"e1","type":"talktrack.use","source":"/desk","time":"2026-03-01T09:30:00Z","subject":"ada","traceparent":"00-4bf9-01","sampled":true,"partition":-7,"empty":"","data":{"rep":"ada","asset":"deck","action":"shared"}}"#;
    let original = tracker();
    try_import(&original, event.as_bytes(), &Format::Auto).unwrap();
    insta::assert_snapshot!(exported(&original), @r#"{"type":"use","id":"e1","source":"/desk","at":"2026-03-01T09:30:00Z","rep":"ada","asset":"deck","action":"shared","attributes":{"partition":-7,"sampled":true,"subject":"ada","traceparent":"00-4bf9-01"}}"#);
    let mut file = Vec::new();
    export_as(&original, &mut file, ExportFormat::CloudEvents).unwrap();
    let copy = tracker();
    try_import(&copy, &file[..], &Format::Auto).unwrap();
    let by_lines = tracker();
    import_jsonl(&by_lines, exported(&original));
    for other in [copy, by_lines] {
        assert_eq!(exported(&other), exported(&original));
        assert_eq!(other.state().unwrap().digest, original.state().unwrap().digest);
    }
    let otherwise = event.replace("-7", "-8");
    let conflict = try_import(&original, otherwise.as_bytes(), &Format::Auto).unwrap();
    assert_eq!(conflict.reconciliation.conflicting, 1);
    let again = try_import(&original, event.as_bytes(), &Format::Auto).unwrap();
    assert_eq!(again.receipt.duplicates, 1);

    let forgotten = talktrack::model::RepKey::new("ada").unwrap();
    original.forget(&forgotten).unwrap();
    assert!(!exported(&original).contains("attributes"));
    let again = try_import(&original, event.as_bytes(), &Format::Auto).unwrap();
    assert_eq!((again.receipt.recorded, again.receipt.duplicates), (0, 1));
    assert!(original.check().unwrap().problems.is_empty());
}
