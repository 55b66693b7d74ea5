//! `first_use`: how long until an asset, or an introduction, is put to work.

mod assets;
mod introductions;
mod waits;

use self::waits::Waits;
use super::by;
use super::{Answer, By, Definition, Estimate, Flag, LEVEL, Question, Row, View, table};
use crate::error::Result;
use crate::model::{Invalid, Word, vocabulary};
use crate::stats::{LogRank, kaplan_meier, logrank};

vocabulary! {
    /// What waits for its first use.
    FirstUseUnit as "unit" {
        /// An asset, from its publication.
        Asset = 1 "asset",
        /// A rep and an asset, from when the rep first got to know it.
        Introduction = 2 "introduction",
    }
}

/// Asks how long it takes until something is put to work, where for some it has not happened yet.
///
/// ```
/// use talktrack::analysis::{By, FirstUse, FirstUseUnit};
/// use talktrack::model::{Action, Asset, AssetKey, Event, RepKey, Use};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let deck = AssetKey::new("deck")?;
/// tracker.put(Asset::new(deck.clone()).published_at("2026-01-01T00:00:00Z".parse()?))?;
/// let shared = Use::new(RepKey::new("ada")?, deck, Action::Shared);
/// tracker.record(Event::new("2026-01-05T00:00:00Z".parse()?, shared))?;
/// let scope = talktrack::Scope::new().since_text("2026-01-01")?.until_text("2026-02-01")?;
/// let answer = tracker.within(scope).ask(&FirstUse::new())?;
/// assert_eq!((answer.summary[0].n, answer.summary[0].median.value), (1, Some(4.0)));
/// let question = FirstUse::new().unit(FirstUseUnit::Introduction).by(By::Team);
/// assert_eq!(tracker.ask(&question)?.rows.len(), 0, "nobody was introduced to anything");
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FirstUse {
    unit: FirstUseUnit,
    by: Option<By>,
}

impl Default for FirstUse {
    fn default() -> Self {
        Self { unit: FirstUseUnit::Asset, by: None }
    }
}

impl FirstUse {
    /// Of assets, all together.
    pub fn new() -> Self {
        Self::default()
    }

    /// What waits.
    pub fn unit(mut self, unit: FirstUseUnit) -> Self {
        self.unit = unit;
        self
    }

    /// A curve per group instead of one of all, and whether the groups differ. Teams are groups of
    /// introductions only: an asset is published to all of them.
    pub fn by(mut self, by: By) -> Self {
        self.by = Some(by);
        self
    }

    fn definition(&self) -> Definition {
        let unit = match self.unit {
            FirstUseUnit::Asset => {
                "Days from an asset's publication to the first use that put it to work (any action but opening it). Only assets of the catalogue that were published in the scope count; those without a date of publication are left out (flag undated). An asset that was not put to work is censored at its end or at the end of the scope."
            }
            FirstUseUnit::Introduction => {
                "Days from when a rep first got to know an asset (the first introduction, training, certification or recommendation by name) to that rep's first use that put it to work (any action but opening it): one wait per rep and asset, if it began in the scope. A wait without a use is censored at the asset's end, at the rep's leaving or at the end of the scope."
            }
        };
        let test = match self.unit {
            FirstUseUnit::Asset => "chi2 and p are those of the log-rank test",
            FirstUseUnit::Introduction => {
                "chi2 and p are those of the log-rank test, its variance clustered by rep"
            }
        };
        let groups = self.by.as_ref().map_or_else(String::new, |by| {
            let several = match by {
                By::Conversation => "; an asset made for several counts in each",
                _ => "; those without one share a group",
            };
            format!(" A curve per {}{several}; {test}, the same in every row.", by.name())
        });
        Definition {
            question: "first_use",
            text: format!(
                "{unit} A use before the wait began counts as day 0; what had ended before it began does not count. Survival is the share that still waits, by Kaplan and Meier, with log-log bands at 95%; the median is the first day with a survival of ½ or less, with the interval that inverts the bands.{groups}"
            ),
        }
    }
}

table! {
    /// What the curve of a group says of one time. The first column is named after what it groups by.
    FirstUseRow {
        /// The group; none where all are one, or for those without one.
        group: Option<Word>, "";
        /// Days since the wait began.
        days: f64, "days";
        /// How many still waited just before.
        at_risk: u64, "waits";
        /// How many were put to work then.
        events: u64, "waits";
        /// How many were lost to view then.
        censored: u64, "waits";
        /// The share that still waited just after.
        survival: Estimate, "share";
    }
}

table! {
    /// What the curve of a group comes to.
    FirstUseSummary {
        /// The group; none where all are one, or for those without one.
        group: Option<Word>, "";
        /// How many waited.
        n: u64, "waits";
        /// How many were put to work.
        events: u64, "waits";
        /// The days after which half were put to work; none if that was not reached.
        median: Estimate, "days";
        /// The log-rank statistic of all groups.
        chi2: Option<f64>, "";
        /// The probability of one as large by chance.
        p: Option<f64>, "";
        /// too few: nobody waited; few-reps: fewer than five reps stand behind the curve; undated: assets
        /// without a date of publication are left out.
        flags: Vec<Flag>, "";
    }
}

impl Question for FirstUse {
    type Row = FirstUseRow;
    type Summary = Vec<FirstUseSummary>;

    fn answer(&self, view: &View<'_>) -> Result<Answer<FirstUseRow, Vec<FirstUseSummary>>> {
        if let Some(by) = &self.by {
            by::check(view, by)?;
            if (by, self.unit) == (&By::Team, FirstUseUnit::Asset) {
                let why = "is team, which goes with unit introduction: an asset is published to all teams";
                return Err(Invalid::new("by", why).into());
            }
        }
        let waits = match self.unit {
            FirstUseUnit::Asset => assets::waits(view)?,
            FirstUseUnit::Introduction => introductions::waits(view)?,
        };
        let groups = waits.grouped(view, self.by.as_ref())?;
        let test = compare(&waits, &groups)?;
        let (mut rows, mut summary) = (Vec::new(), Vec::new());
        for group in groups {
            let (durations, events) = waits.of(&group.members);
            let curve = kaplan_meier(&durations, &events, LEVEL)?;
            rows.extend(curve.rows.iter().map(|row| FirstUseRow {
                group: group.name.clone(),
                days: row.days,
                at_risk: row.at_risk,
                events: row.events,
                censored: row.censored,
                survival: Estimate { value: Some(row.survival), low: row.low, high: row.high },
            }));
            summary.push(FirstUseSummary {
                n: group.members.len() as u64,
                events: events.iter().filter(|happened| **happened).count() as u64,
                median: Estimate::median(&curve),
                chi2: test.chi2,
                p: test.p,
                flags: waits.flags(&group),
                group: group.name,
            });
        }
        let mut columns = FirstUseRow::columns();
        if let (Some(first), Some(by)) = (columns.first_mut(), &self.by) {
            first.name = by.name().to_owned().into();
        }
        Ok(view.answer(rows, columns, summary, self.definition()))
    }
}

/// Whether the groups differ.
fn compare(waits: &Waits, groups: &[waits::Group]) -> Result<LogRank> {
    let members: Vec<usize> = groups.iter().flat_map(|group| group.members.clone()).collect();
    let labels: Vec<usize> = groups
        .iter()
        .enumerate()
        .flat_map(|(label, group)| std::iter::repeat_n(label, group.members.len()))
        .collect();
    let (durations, events) = waits.of(&members);
    let reps = waits.reps_of(&members);
    Ok(logrank(&durations, &events, &labels, reps.as_deref())?)
}
