//! The report: one file that opens anywhere.

mod actions;
mod appendix;
mod costs;
mod headline;
mod language;
mod logo;
mod matrix;
mod page;
mod section;
mod sections;
mod table;
mod trend;
mod verdicts;
mod words;

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

pub use self::language::Language;
pub use self::logo::Logo;
pub use self::page::Page;
pub use self::section::Section;
use self::sections::{Body, Chapter};
use self::table::Mark;
use crate::audit::Audit;

const STYLE: &str = include_str!("../assets/report.css");
const SCRIPT: &str = include_str!("../assets/report.js");

#[derive(Template)]
#[template(path = "report.html")]
struct Report<'a> {
    page: &'a Page,
    title: &'a str,
    scope: String,
    filters: &'a [String],
    written: String,
    style: &'static str,
    style_hash: String,
    script: &'static str,
    script_hash: String,
    headline: headline::Headline,
    chapters: Vec<Chapter>,
    appendix: Option<appendix::Appendix>,
}

impl Audit {
    /// The report: one self-contained file that needs no network.
    ///
    /// ```
    /// use talktrack_report::{Audit, AuditOptions, Page};
    ///
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let report = Audit::of(&tracker, &AuditOptions::new())?.to_html(&Page::new().title("Q3 audit"));
    /// assert!(report.contains("<title>Q3 audit</title>"));
    /// # Ok::<(), talktrack::Error>(())
    /// ```
    pub fn to_html(&self, page: &Page) -> String {
        let language = page.language;
        let span = &self.unused.span;
        let report = Report {
            page,
            title: page.title.as_deref().unwrap_or("Content audit"),
            scope: language.span(span),
            filters: &self.unused.filters,
            written: self.unused.provenance.version.to_owned(),
            style: STYLE,
            style_hash: hash(STYLE),
            script: SCRIPT,
            script_hash: hash(SCRIPT),
            headline: headline::of(self, language),
            chapters: sections::of(self, page),
            appendix: page.shows(Section::Appendix).then(|| appendix::of(self)),
        };
        // Writing into a string does not fail, and the template calls nothing that does.
        report.render().unwrap_or_default()
    }
}

/// How a content-security policy names what may run.
fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}
