//! What every figure means, what it rests on, and how to get it again.

use crate::audit::{Audit, AuditTable};

pub(super) struct Appendix {
    pub(super) entries: Vec<Entry>,
    pub(super) ledger: String,
    pub(super) seq: u64,
    pub(super) digest: String,
    pub(super) generation: u64,
    pub(super) version: &'static str,
    pub(super) since: String,
    pub(super) until: String,
    pub(super) zone: String,
}

pub(super) struct Entry {
    pub(super) title: &'static str,
    pub(super) name: &'static str,
    pub(super) definition: String,
    pub(super) command: String,
}

pub(super) fn of(audit: &Audit) -> Appendix {
    let from = &audit.unused.provenance;
    let span = &audit.unused.span;
    Appendix {
        entries: audit
            .tables()
            .into_iter()
            .map(|table| Entry {
                title: table.title,
                name: table.name,
                command: command(audit, &table),
                definition: table.answer.definition.text,
            })
            .collect(),
        ledger: from.ledger.clone(),
        seq: from.seq.get(),
        digest: from.digest.to_string(),
        generation: from.generation,
        version: from.version,
        since: span.since.to_string(),
        until: span.until.to_string(),
        zone: span.zone.to_string(),
    }
}

/// How to ask again for a table, exactly: the span as it was resolved, as of the write it rests on.
fn command(audit: &Audit, table: &AuditTable) -> String {
    let question = table.answer.definition.question.replace('_', "-");
    let mut words = vec!["talktrack --db LEDGER".to_owned(), question];
    match table.name {
        "unused-by-kind" => words.push("--by kind".to_owned()),
        "adoption" => words.push("--by team".to_owned()),
        "reps" => words.push("--by rep".to_owned()),
        _ => {}
    }
    let span = &table.answer.span;
    if span.since < span.until {
        words.push(format!("--since {} --until {}", span.since, span.until));
    }
    words.push(format!("--tz {}", span.zone));
    for (option, value) in audit.scope.as_options() {
        match option {
            // Who was asked about stays with whoever asked.
            "rep" => words.push("--rep …".to_owned()),
            "min-reps" if table.name == "reps" => {}
            _ => words.push(format!("--{option} {}", quoted(&value))),
        }
    }
    words.push(format!("--as-of {}", table.answer.provenance.seq.get()));
    words.join(" ")
}

/// A value as a shell takes it.
fn quoted(value: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.=:/".contains(letter);
    if !value.is_empty() && value.chars().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}
