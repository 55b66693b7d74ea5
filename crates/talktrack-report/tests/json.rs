//! The audit as JSON says what the questions say.
#![allow(clippy::unwrap_used)] // this is test code

mod companies;

use serde_json::{Value, json, to_value};
use talktrack::analysis::{AnyAnswer, Question, Relevance, Unused};
use talktrack_report::{Audit, AuditOptions};

#[test]
fn every_table_is_there_as_the_question_gives_it() {
    for tracker in [companies::nothing(), companies::one_use(), companies::company(40)] {
        let audit = Audit::of(&tracker, &AuditOptions::new()).unwrap();
        let whole: Value = serde_json::from_str(&audit.to_json()).unwrap();
        let tables = whole["tables"].as_array().unwrap();
        assert_eq!(tables.len(), audit.tables().len());
        for (shown, table) in tables.iter().zip(audit.tables()) {
            let mut expected = to_value(&table.answer).unwrap();
            expected["name"] = json!(table.name);
            expected["title"] = json!(table.title);
            assert_eq!(shown, &expected);
        }
        let asked = |question: &str| tables.iter().find(|table| table["name"] == question).unwrap();
        same(asked("unused"), &tracker, &Unused::new());
        same(asked("relevance"), &tracker, &Relevance::new());
    }
}

fn same<Q: Question>(shown: &Value, tracker: &talktrack::Tracker, question: &Q) {
    let answer: AnyAnswer = tracker.ask(question).unwrap().into();
    let expected = to_value(&answer).unwrap();
    for field in ["rows", "summary", "columns", "definition", "scope", "provenance"] {
        assert_eq!(shown[field], expected[field], "{field}");
    }
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
