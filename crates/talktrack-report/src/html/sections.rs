//! The chapters below the first screen.

mod columns;
mod lead;

use talktrack::analysis::{Answer, AnyAnswer, Coverage, Flag, Row, Summary};

use super::language::Language;
use super::matrix::{self, Grid};
use super::page::Page;
use super::section::Section;
use super::table::{self, Choice, TableView};
use super::trend::{self, Chart};
use super::verdicts::{self, Verdicts};
use crate::audit::Audit;

use self::columns::{
    ADOPTION, AGREEMENTS, CONSISTENCY, COVERAGE, EFFECT, FUNNEL, LISTENING, MATRIX, SCORECARD,
    TREND, UNUSED,
};

pub(super) struct Chapter {
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What it says, in sentences that need no table.
    pub(super) lead: String,
    /// What must not be read into it.
    pub(super) caution: Option<&'static str>,
    pub(super) body: Vec<Body>,
}

/// What a chapter shows.
pub(super) enum Body {
    Table(TableView),
    Verdicts(Verdicts),
    Matrix(Grid),
    Trend(Chart),
}

/// Rows of a table that people look through by eye; the workbook and the command have all.
const MOST: usize = 20;

pub(super) fn of(audit: &Audit, page: &Page) -> Vec<Chapter> {
    let shown = Section::ALL.iter().filter(|section| page.shows(**section));
    shown.filter_map(|section| chapter(audit, *section, page.language)).collect()
}

fn chapter(audit: &Audit, section: Section, language: Language) -> Option<Chapter> {
    let Some(lead) = lead::of(audit, section, language) else {
        return (section != Section::Appendix).then(|| Chapter {
            id: section.as_str(),
            title: section.title(),
            lead: lead::nothing(section).to_owned(),
            caution: None,
            body: Vec::new(),
        });
    };
    Some(Chapter {
        id: section.as_str(),
        title: section.title(),
        lead,
        caution: caution(section),
        body: body(audit, section, language),
    })
}

fn body(audit: &Audit, section: Section, language: Language) -> Vec<Body> {
    let shows = Shows { audit, language };
    match section {
        Section::Scorecard => vec![shows.all(
            "scorecard",
            "Each measure, and its target",
            &audit.scorecard,
            SCORECARD,
        )],
        Section::Funnel => vec![shows.all(
            "funnel",
            "Each conversation: held, helped, succeeded",
            &audit.funnel,
            FUNNEL,
        )],
        Section::Verdicts => vec![Body::Verdicts(verdicts::of(audit, language))],
        Section::Unused => vec![shows.all(
            "unused-by-kind",
            "Unused and idle assets by kind",
            &audit.unused_by_kind,
            UNUSED,
        )],
        Section::Matrix => {
            let mut outside = audit.matrix.clone();
            outside.rows.retain(|row| row.supported == Some(false));
            outside.rows.sort_by_key(|row| std::cmp::Reverse(row.uses));
            let grid = Body::Matrix(matrix::grid(audit, language));
            let table =
                shows.first("matrix", "Most used outside what they were made for", outside, MATRIX);
            if audit.matrix.rows.iter().any(|row| row.supported == Some(false)) {
                vec![grid, table]
            } else {
                vec![grid]
            }
        }
        Section::Gaps => {
            let mut gaps = audit.coverage.clone();
            gaps.rows.sort_by_key(|row| row.rank);
            let tag = audit.gaps_by();
            let columns: Vec<Choice<'_>> = COVERAGE
                .iter()
                .map(|choice| match choice.0 {
                    Coverage::SEGMENT if tag != Coverage::SEGMENT => (tag, tag, choice.2),
                    _ => *choice,
                })
                .collect();
            vec![shows.first("coverage", "Gaps, the largest first", gaps, &columns)]
        }
        Section::Effects => vec![effects(audit, &shows)],
        Section::Recommendations => {
            vec![shows.all("listening", "Recommendations by team", &audit.listening, LISTENING)]
        }
        Section::Promises => vec![shows.all(
            "agreements",
            "Asks and answers, by the side that must answer",
            &audit.agreements,
            AGREEMENTS,
        )],
        Section::Consistency => vec![shows.all(
            "consistency",
            "Versions in use, by team",
            &audit.consistency,
            CONSISTENCY,
        )],
        Section::Trend => {
            let chart = trend::chart(audit, language).map(Body::Trend);
            let table = shows.all("trend", "Each month", &audit.trend, TREND);
            chart.into_iter().chain([table]).collect()
        }
        Section::Teams => {
            let teams = shows.all("adoption", "Use by team", &audit.adoption, ADOPTION);
            let reps =
                audit.reps.as_ref().map(|reps| shows.all("reps", "Use by rep", reps, ADOPTION));
            [teams].into_iter().chain(reps).collect()
        }
        Section::Appendix => Vec::new(),
    }
}

/// The surest effects, ordered from success to failure.
fn effects(audit: &Audit, shows: &Shows<'_>) -> Body {
    let mut known = audit.effect.clone();
    known.rows.retain(|row| row.adjusted.value.is_some() && !row.flags.contains(&Flag::TooFew));
    known.rows.sort_by(|one, other| {
        let sure = |q: Option<f64>| q.unwrap_or(1.0);
        sure(one.q).total_cmp(&sure(other.q))
    });
    let of = known.rows.len();
    known.rows.truncate(MOST);
    known.rows.sort_by(|one, other| {
        other.adjusted.value.unwrap_or_default().total_cmp(&one.adjusted.value.unwrap_or_default())
    });
    let caption = "Success with an asset less success without it, in points";
    shows.some("effect", caption, known, EFFECT, ("The surest", of))
}

struct Shows<'a> {
    audit: &'a Audit,
    language: Language,
}

impl Shows<'_> {
    /// The whole answer.
    fn all<R: Row, S: Summary + Clone>(
        &self,
        name: &'static str,
        caption: &str,
        answer: &Answer<R, S>,
        columns: &[Choice<'_>],
    ) -> Body {
        let answer: AnyAnswer = answer.clone().into();
        Body::Table(table::of(name, caption, &answer, columns, self.audit, self.language))
    }

    /// The first rows of an answer.
    fn first<R: Row, S: Summary>(
        &self,
        name: &'static str,
        caption: &str,
        mut answer: Answer<R, S>,
        columns: &[Choice<'_>],
    ) -> Body {
        let of = answer.rows.len();
        answer.rows.truncate(MOST);
        self.some(name, caption, answer, columns, ("The first", of))
    }

    /// Rows of an answer: which these are, and of how many.
    fn some<R: Row, S: Summary>(
        &self,
        name: &'static str,
        caption: &str,
        answer: Answer<R, S>,
        columns: &[Choice<'_>],
        (which, of): (&str, usize),
    ) -> Body {
        let shown = answer.rows.len();
        let question = answer.definition.question.replace('_', "-");
        let mut table =
            table::of(name, caption, &answer.into(), columns, self.audit, self.language);
        table.more = (shown < of).then(|| {
            format!(
                "{which} {} of {}; \u{201c}talktrack {question}\u{201d} and the workbook have all.",
                self.language.count(shown as u64),
                self.language.count(of as u64),
            )
        });
        Body::Table(table)
    }
}

const fn caution(section: Section) -> Option<&'static str> {
    match section {
        Section::Effects => Some(
            "This is association, not cause. Good reps choose good assets, and easy deals get more attention; what could be held equal (conversation, segment, the deal\u{2019}s owner) was. Grey lines cannot be told from no difference; blue goes with success, orange with failure. To know for sure, let chance decide who gets an asset.",
        ),
        Section::Recommendations => Some(
            "Success beside followed and ignored advice is a description. It does not show that the advice made the difference.",
        ),
        Section::Gaps => Some(
            "Where use is not recorded, a conversation looks unassisted. Ask the reps before making something new.",
        ),
        _ => None,
    }
}
