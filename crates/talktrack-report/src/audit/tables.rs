//! The tables of an audit, for files that show them one after the other.

use talktrack::analysis::{Answer, AnyAnswer, Row, Summary};

use super::Audit;

/// One answer of an audit, as a table whose row type has been forgotten.
#[derive(Debug, Clone, PartialEq)]
pub struct AuditTable {
    /// What it is called in files: a word such as `unused-by-kind`, different for every table.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// The table with its summary, definition, scope and provenance.
    pub answer: AnyAnswer,
}

impl AuditTable {
    fn of<R: Row, S: Summary + Clone>(
        name: &'static str,
        title: &'static str,
        answer: &Answer<R, S>,
    ) -> Self {
        Self { name, title, answer: answer.clone().into() }
    }
}

impl Audit {
    /// The tables, in the order in which the report shows them.
    pub fn tables(&self) -> Vec<AuditTable> {
        let mut tables = vec![
            AuditTable::of("scorecard", "The shared scorecard", &self.scorecard),
            AuditTable::of("unused", "What goes unused", &self.unused),
            AuditTable::of("unused-by-kind", "What goes unused, by kind", &self.unused_by_kind),
            AuditTable::of("funnel", "The five conversations", &self.funnel),
            AuditTable::of("relevance", "Verdicts and actions", &self.relevance),
            AuditTable::of("matrix", "Made for and used in", &self.matrix),
            AuditTable::of("coverage", "Gaps", &self.coverage),
            AuditTable::of("effect", "What goes with success", &self.effect),
            AuditTable::of("listening", "Recommendations followed", &self.listening),
            AuditTable::of("agreements", "Promises both ways", &self.agreements),
            AuditTable::of("consistency", "One message", &self.consistency),
            AuditTable::of("trend", "Over time", &self.trend),
            AuditTable::of("adoption", "Use by team", &self.adoption),
        ];
        tables.extend(self.reps.as_ref().map(|reps| AuditTable::of("reps", "Use by rep", reps)));
        tables
    }
}
