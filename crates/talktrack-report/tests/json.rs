//! The audit as JSON says what the questions say.
#![allow(clippy::unwrap_used)] // this is test code

mod companies;
mod questions;

use serde_json::{Value, json, to_value};
use talktrack::Scope;
use talktrack::analysis::Coverage;
use talktrack_report::{Audit, AuditOptions, Page};

#[test]
fn every_table_is_there_as_the_question_gives_it() {
    for tracker in [companies::nothing(), companies::one_use(), companies::company(40)] {
        let audit = Audit::of(&tracker, &AuditOptions::new()).unwrap();
        let whole: Value = serde_json::from_str(&audit.to_json()).unwrap();
        let tables = whole["tables"].as_array().unwrap();
        let answers = questions::answers(&tracker, &Scope::new());
        assert_eq!(tables.len(), answers.len());
        for ((shown, table), (name, answer)) in tables.iter().zip(audit.tables()).zip(answers) {
            let mut expected = to_value(&answer).unwrap();
            expected["name"] = json!(name);
            expected["title"] = json!(table.title);
            assert_eq!(shown, &expected);
        }
    }
}

#[test]
fn gaps_are_by_the_tag_that_is_asked_for() {
    let tracker = companies::company(40);
    let options = AuditOptions::new().gaps_by("industry".parse().unwrap());
    let audit = Audit::of(&tracker, &options).unwrap();
    let narrow = tracker.within(Scope::new().min_reps(3));
    let question = Coverage::new().by("industry".parse().unwrap());
    assert_eq!(audit.coverage, narrow.ask(&question).unwrap());
    let page = audit.to_html(&Page::new());
    assert!(page.contains("data-column=\"industry\"") && page.contains("coverage --by industry"));
    let unknown = AuditOptions::new().gaps_by("industri".parse().unwrap());
    let refused = Audit::of(&tracker, &unknown).unwrap_err().to_string();
    assert!(refused.contains("did you mean industry"), "{refused}");
}

#[test]
fn fields_stand_in_the_order_that_is_documented() {
    let audit = Audit::of(&companies::one_use(), &AuditOptions::new()).unwrap();
    let text = audit.to_json();
    let first = &text[..text.find("\"name\": \"unused\"").unwrap()];
    let fields = [
        "tables",
        "name",
        "title",
        "question",
        "definition",
        "scope",
        "provenance",
        "columns",
        "summary_columns",
        "summary",
        "rows",
    ];
    let places: Vec<_> = fields.map(|field| first.find(&format!("\"{field}\":"))).into();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
}
