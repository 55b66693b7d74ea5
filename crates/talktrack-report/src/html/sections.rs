//! The chapters below the first screen.

mod lead;

use talktrack::analysis::{Answer, AnyAnswer, Flag, Row, Summary};

use super::language::Language;
use super::matrix::{self, Grid};
use super::page::Page;
use super::section::Section;
use super::table::Draw::{Bar, Forest, Measured, Plain, Points};
use super::table::{self, Choice, TableView};
use super::trend::{self, Chart};
use super::verdicts::{self, Verdicts};
use crate::audit::Audit;

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
const MOST: usize = 30;

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
                shows.most("matrix", "Most used outside what they were made for", outside, MATRIX);
            if audit.matrix.rows.iter().any(|row| row.supported == Some(false)) {
                vec![grid, table]
            } else {
                vec![grid]
            }
        }
        Section::Gaps => {
            let mut gaps = audit.coverage.clone();
            gaps.rows.sort_by_key(|row| row.rank);
            vec![shows.most("coverage", "Gaps, the largest first", gaps, COVERAGE)]
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
    known.rows.truncate(MOST);
    known.rows.sort_by(|one, other| {
        other.adjusted.value.unwrap_or_default().total_cmp(&one.adjusted.value.unwrap_or_default())
    });
    shows.most("effect", "Success with an asset less success without it, in points", known, EFFECT)
}

struct Shows<'a> {
    audit: &'a Audit,
    language: Language,
}

impl Shows<'_> {
    fn all<R: Row, S: Summary + Clone>(
        &self,
        name: &'static str,
        caption: &str,
        answer: &Answer<R, S>,
        columns: &[Choice],
    ) -> Body {
        let answer: AnyAnswer = answer.clone().into();
        Body::Table(table::of(
            name,
            caption,
            &answer,
            columns,
            usize::MAX,
            self.audit,
            self.language,
        ))
    }

    fn most<R: Row, S: Summary>(
        &self,
        name: &'static str,
        caption: &str,
        answer: Answer<R, S>,
        columns: &[Choice],
    ) -> Body {
        Body::Table(table::of(
            name,
            caption,
            &answer.into(),
            columns,
            MOST,
            self.audit,
            self.language,
        ))
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

const SCORECARD: &[Choice] = &[
    ("measure", "Measure", Plain),
    ("period", "Period", Measured),
    ("value", "Value", Measured),
    ("n", "Out of", Plain),
    ("target", "Target", Measured),
    ("reached", "Reached", Plain),
    ("flags", "Remarks", Plain),
];
const FUNNEL: &[Choice] = &[
    ("conversation", "Conversation", Plain),
    ("held", "Held", Bar),
    ("assisted_rate", "Helped by content", Bar),
    ("succeeded", "Succeeded", Plain),
    ("failed", "Failed", Plain),
    ("open", "Open", Plain),
    ("rate", "Success rate", Bar),
    ("median_days", "Days to decide", Plain),
];
const UNUSED: &[Choice] = &[
    ("kind", "Kind", Plain),
    ("eligible", "Assets", Plain),
    ("unused", "Never touched", Plain),
    ("unused_rate", "Share never touched", Bar),
    ("idle", "Never put to work", Plain),
    ("idle_rate", "Share never put to work", Bar),
];
const MATRIX: &[Choice] = &[
    ("asset", "Asset", Plain),
    ("conversation", "Used in", Plain),
    ("uses", "Uses there", Bar),
    ("reps", "Reps", Plain),
    ("deals", "Deals", Plain),
    ("share", "Of its uses", Plain),
];
const COVERAGE: &[Choice] = &[
    ("rank", "Rank", Plain),
    ("conversation", "Conversation", Plain),
    ("segment", "Segment", Plain),
    ("held", "Held", Plain),
    ("assisted_rate", "Helped by content", Bar),
    ("live_assets", "Assets that fit", Plain),
    ("used_assets", "Used", Plain),
    ("open_asks", "Open asks", Plain),
    ("empty_searches", "Searches in vain", Plain),
    ("flags", "Remarks", Plain),
];
const EFFECT: &[Choice] = &[
    ("asset", "Asset", Plain),
    ("adjusted", "Like with like", Forest),
    ("q", "q", Plain),
    ("treated", "With it", Plain),
    ("untreated", "Without it", Plain),
    ("difference", "As it is", Points),
    ("flags", "Remarks", Plain),
];
const LISTENING: &[Choice] = &[
    ("team", "Team", Plain),
    ("recommended", "Recommended", Plain),
    ("with_occasion", "With an occasion", Plain),
    ("followed", "Followed", Plain),
    ("follow_rate", "Share followed", Bar),
    ("success_followed", "Success where followed", Plain),
    ("success_ignored", "Success where ignored", Plain),
    ("flags", "Remarks", Plain),
];
const AGREEMENTS: &[Choice] = &[
    ("answered_by", "Must answer", Plain),
    ("kind", "Kind of ask", Plain),
    ("asked", "Asked", Plain),
    ("in_time", "In time", Plain),
    ("late", "Late", Plain),
    ("overdue", "Past due", Plain),
    ("attainment", "Kept", Bar),
    ("median_days", "Days to answer", Plain),
    ("delivered", "Delivered", Plain),
    ("put_to_work", "Then used", Plain),
];
const CONSISTENCY: &[Choice] = &[
    ("team", "Team", Plain),
    ("uses", "Uses", Plain),
    ("current_share", "Share current", Bar),
    ("current", "Current", Plain),
    ("outdated", "Outdated", Plain),
    ("after_end", "After its end", Plain),
    ("unstated", "Version not stated", Plain),
    ("uncatalogued", "Made by reps", Plain),
];
const TREND: &[Choice] = &[
    ("period", "Month", Plain),
    ("uses", "Uses", Plain),
    ("reps", "Reps", Plain),
    ("assets", "Assets", Plain),
    ("held", "Conversations held", Plain),
    ("succeeded", "Succeeded", Plain),
    ("partial", "Partial", Plain),
];
const ADOPTION: &[Choice] = &[
    ("team", "Team", Plain),
    ("rep", "Rep", Plain),
    ("assets", "Assets", Plain),
    ("uses", "Uses", Bar),
    ("conversations", "Of the five conversations", Plain),
    ("buyer_share", "With buyers", Plain),
    ("current_share", "Current version", Plain),
    ("tailored_share", "Tailored", Plain),
    ("last_use", "Last use", Plain),
];
