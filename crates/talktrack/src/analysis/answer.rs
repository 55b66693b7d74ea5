//! An answer: rows, a summary, the definition, the scope and the provenance.

use super::table::{Column, Row, Table};
use crate::ledger::{Seq, State};
use crate::model::Digest;
use crate::scope::Span;

/// What a figure means, in words.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Definition {
    /// The question, as it is called everywhere.
    pub question: &'static str,
    /// How the figures are defined, with the thresholds that were used.
    pub text: String,
}

/// Which facts an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provenance {
    /// The ledger's own id.
    pub ledger: String,
    /// The last write that was read.
    pub seq: Seq,
    /// The digest of the facts up to it.
    pub digest: Digest,
    /// Of the digest: how many people were forgotten before. Digests of one generation can be
    /// compared; figures do not change with it.
    pub generation: u64,
    /// The version of talktrack that answered.
    pub version: &'static str,
}

impl From<&State> for Provenance {
    fn from(state: &State) -> Self {
        Self {
            ledger: state.ledger.clone(),
            seq: state.seq,
            digest: state.digest,
            generation: state.generation,
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// What an answer says as a whole: a row, or a list of rows where it has several parts.
pub trait Summary {
    /// Whether it is a list, even if that happens to hold one row.
    const IS_LIST: bool;
    /// Its rows.
    fn table(&self) -> Table;
}

impl<R: Row> Summary for R {
    const IS_LIST: bool = false;
    fn table(&self) -> Table {
        Table::of(R::columns(), std::slice::from_ref(self))
    }
}

impl<R: Row> Summary for Vec<R> {
    const IS_LIST: bool = true;
    fn table(&self) -> Table {
        Table::of(R::columns(), self)
    }
}

/// The answer to a question.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer<R, S> {
    /// The rows.
    pub rows: Vec<R>,
    /// What they come to.
    pub summary: S,
    /// The columns of the rows, as they are called in this answer.
    pub columns: Vec<Column>,
    /// What the figures mean.
    pub definition: Definition,
    /// The span of time that was asked about, as it was resolved.
    pub span: Span,
    /// The filters of the scope, in words; empty where there are none.
    pub filters: Vec<String>,
    /// Which facts it rests on.
    pub provenance: Provenance,
}

/// An answer whose row type has been forgotten: what files, screens and other languages show.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyAnswer {
    /// The rows.
    pub table: Table,
    /// One row, or a table without columns where there is no summary; or a list of rows.
    pub summary: Table,
    /// Whether the summary is a list of rows, even if that happens to hold one.
    pub summary_is_list: bool,
    /// What the figures mean.
    pub definition: Definition,
    /// The span of time that was asked about.
    pub span: Span,
    /// The filters of the scope, in words; empty where there are none.
    pub filters: Vec<String>,
    /// Which facts it rests on.
    pub provenance: Provenance,
}

impl<R: Row, S: Summary> From<Answer<R, S>> for AnyAnswer {
    fn from(answer: Answer<R, S>) -> Self {
        Self {
            table: Table::of(answer.columns, &answer.rows),
            summary: answer.summary.table(),
            summary_is_list: S::IS_LIST,
            definition: answer.definition,
            span: answer.span,
            filters: answer.filters,
            provenance: answer.provenance,
        }
    }
}
