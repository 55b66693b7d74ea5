//! `adoption`: who uses what, how widely, how current, how tailored.

mod uses;

use self::uses::{AdoptionFold, AdoptionTally, Counts};
use super::rep_groups::{RepGroups, ShownGroup, was_there};
use super::{Answer, Definition, Life, Question, Row, View, table};
use crate::error::Result;
use crate::model::{Timestamp, Word, vocabulary};
use crate::stats::gini;

vocabulary! {
    /// What adoption is grouped by.
    AdoptionBy as "by" {
        /// The reps.
        Rep = 1 "rep",
        /// Their teams.
        Team = 2 "team",
    }
}

/// Asks who puts assets to work, how many different ones, and how.
///
/// ```
/// use talktrack::analysis::{Adoption, AdoptionBy};
/// use talktrack::model::{Action, AssetKey, Event, RepKey, Use};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let shared = Use::new(RepKey::new("ada")?, AssetKey::new("deck")?, Action::Shared);
/// tracker.record(Event::new("2026-03-01T09:30:00Z".parse()?, shared))?;
/// let answer = tracker.ask(&Adoption::new().by(AdoptionBy::Rep))?;
/// assert_eq!((answer.rows[0].assets, answer.rows[0].buyer_share), (1, Some(1.0)));
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Adoption {
    by: AdoptionBy,
}

impl Default for Adoption {
    fn default() -> Self {
        Self { by: AdoptionBy::Rep }
    }
}

impl Adoption {
    /// By rep.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a row stands for.
    pub const fn by(mut self, by: AdoptionBy) -> Self {
        self.by = by;
        self
    }

    fn definition(self) -> Definition {
        let rows = match self.by {
            AdoptionBy::Rep => {
                "A row per rep who used anything in the scope, or was with the company at some time in it; who was forgotten is no row, and counts in the summary."
            }
            AdoptionBy::Team => {
                "A row per team, reps being in the team of the scope's end; reps without a team share a row."
            }
        };
        Definition {
            question: "adoption",
            text: format!(
                "Over the uses in the scope that put something to work (any action but opening it): how many different assets, how many uses, and in how many of the five conversations (stated on the use, else inferred from its deal's stage at that time). The buyer share is the share of uses that presented or shared. The current share is that of the version current at the time, and of an asset that had not ended, among uses that name a version of an asset of which the catalogue knew one at that time. The tailored share is that of tailoring among uses of assets that are meant to be tailored. {rows} The Gini coefficient says how unequally these uses are spread over the assets that were live in the scope, those without any use included: 0 if all are used alike, towards 1 as one has all uses."
            ),
        }
    }
}

table! {
    /// How one rep or team puts assets to work. The first column is named after what it groups by.
    AdoptionRow {
        /// The rep or the team; none for reps without a team.
        group: Option<Word>, "";
        /// Different assets that were put to work.
        assets: u64, "assets";
        /// Uses that put something to work.
        uses: u64, "uses";
        /// Conversations in which something was put to work, of the five.
        conversations: u64, "conversations";
        /// Share of these uses that presented or shared.
        buyer_share: Option<f64>, "share";
        /// Share of the current version, of uses that name one; none where no use does.
        current_share: Option<f64>, "share";
        /// Share that tailored, of uses of what is meant to be tailored; none where there is no such use.
        tailored_share: Option<f64>, "share";
        /// The last use that put something to work.
        last_use: Option<Timestamp>, "";
    }
}

table! {
    /// How the uses are spread.
    AdoptionSummary {
        /// Gini coefficient of the uses over the assets live in the scope; none where no asset is.
        gini: Option<f64>, "";
    }
}

impl Question for Adoption {
    type Row = AdoptionRow;
    type Summary = AdoptionSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<AdoptionRow, AdoptionSummary>> {
        let groups = match self.by {
            AdoptionBy::Rep => RepGroups::by_rep(view)?,
            AdoptionBy::Team => RepGroups::by_team(view),
        };
        let tally = view.run(&AdoptionFold::new(view, &groups)?)?;
        let sizes = groups.sizes_of(|rep| {
            let known = view.reps()[rep];
            tally.acted(rep) || known.is_some_and(|known| was_there(view, known))
        });
        let shown = groups.shown(&sizes, view.min_reps())?;
        let rows = shown.into_iter().map(|group| row(&tally, group)).collect();
        let mut columns = AdoptionRow::columns();
        if let Some(first) = columns.first_mut() {
            first.name = self.by.as_str().into();
        }
        let summary = AdoptionSummary { gini: spread(view, &tally)? };
        Ok(view.answer(rows, columns, summary, self.definition()))
    }
}

fn row(tally: &AdoptionTally, shown: ShownGroup) -> AdoptionRow {
    let counts =
        shown.groups.iter().map(|group| tally.counts(*group)).fold(Counts::NONE, Counts::and);
    let share = |part: u64, of: u64| (of > 0).then(|| part as f64 / of as f64);
    AdoptionRow {
        group: shown.name,
        assets: tally.assets(&shown.groups),
        uses: counts.uses,
        conversations: counts.conversations(),
        buyer_share: share(counts.with_buyers, counts.uses),
        current_share: share(counts.current, counts.versioned),
        tailored_share: share(counts.tailored, counts.tailorable),
        last_use: counts.last_use(),
    }
}

fn spread(view: &View<'_>, tally: &AdoptionTally) -> Result<Option<f64>> {
    let lives = Life::of_all(view)?.into_iter().enumerate();
    let live = lives.filter(|(number, life)| {
        life.is_some_and(|life| life.is_live()) && view.has_asset(*number)
    });
    let uses: Vec<f64> = live.map(|(number, _)| tally.uses_of(number) as f64).collect();
    Ok(gini(&uses)?)
}
