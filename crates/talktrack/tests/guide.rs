//! The page of the guide that lists every record is written from the declarations.

use crate::common;
use std::path::Path;

use talktrack::model::Record;

/// Run with `UPDATE_DOCS=1` to write the page anew.
#[test]
fn the_guide_lists_every_record_and_field() {
    let mut page = String::from(
        "# Records\n\n\
         What can be recorded: eleven kinds of events, and six kinds of catalogue entries that are put. Each is a\n\
         JSON object with its `type` and these fields; tables have a column per field.\n\n\
         Keys and words are 1 to 256 bytes of UTF-8 without control characters and without a space at either end.\n\
         Text is up to 65,536 bytes. Times are RFC 3339 with an offset, such as `2026-03-01T09:30:00Z`. A conversation\n\
         is its slug, its number or its title. Tags are an object, or columns such as `tag:segment`. A list of\n\
         conversations is a list, or `a|b`. Beside an amount stands its `currency`; a reference to an event of another\n\
         source has that source beside it (`use_source`, `ask_source`, `event_source`).\n\n\
         An event may also carry `attributes`: an object of texts, truth and whole numbers that the systems which it came\n\
         through know, such as `{\"traceparent\": \"00-4bf9-01\"}`. They go out as they came in, and no figure counts by them.\n",
    );
    for (number, name) in Record::types().enumerate() {
        if number == 0 {
            page += "\n## Events\n";
        } else if number == 11 {
            page += "\n## Catalogue entries\n";
        }
        page += &format!("\n### {name}\n\n| field | | form | meaning |\n|---|---|---|---|\n");
        for field in Record::fields(name).unwrap() {
            let required = if field.required { "required" } else { "" };
            let names: Vec<_> = [&[field.name], field.beside]
                .concat()
                .iter()
                .map(|name| format!("`{name}`"))
                .collect();
            let meaning = field.meaning.replace("  ", " ");
            page +=
                &format!("| {} | {required} | {} | {meaning} |\n", names.join(", "), field.form);
        }
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/records.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &page).unwrap();
    }
    let written = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(written == page, "docs/records.md is out of date: run with UPDATE_DOCS=1");
}

/// Whatever a random record writes is a field that the declarations list.
#[test]
fn every_written_field_is_declared() {
    use proptest::strategy::{Strategy, ValueTree};
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..2_000 {
        let record = common::record().new_tree(&mut runner).unwrap().current();
        let written = record.to_fields();
        let declared = Record::fields(written["type"].as_str().unwrap()).unwrap();
        for name in written.keys().filter(|name| *name != "type") {
            let known =
                declared.iter().any(|f| f.name == name || f.beside.contains(&name.as_str()));
            assert!(known, "{name} of {written:?}");
        }
    }
}
