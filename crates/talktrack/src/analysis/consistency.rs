//! `consistency`: one message or twenty; is what reps use current, outdated, expired or their own?

use serde::{Deserialize, Serialize};

use super::rep_groups::RepGroups;
use super::standing::{Standing, Standings};
use super::{Answer, Definition, Fold, NoSummary, Question, Row, Shard, Tally, View, table};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{EventKind, Word, vocabulary};

vocabulary! {
    /// What consistency is grouped by.
    ConsistencyBy as "by" {
        /// The teams of those who used something.
        Team = 1 "team",
        /// The assets.
        Asset = 2 "asset",
    }
}

/// Asks which share of uses was of the version that was current at the time.
///
/// ```
/// use talktrack::analysis::{Consistency, ConsistencyBy};
/// use talktrack::model::{Action, AssetKey, Event, RepKey, Use};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let own = Use::new(RepKey::new("ada")?, AssetKey::new("own.pptx")?, Action::Presented);
/// tracker.record(Event::new("2026-03-01T09:30:00Z".parse()?, own))?;
/// let answer = tracker.ask(&Consistency::new().by(ConsistencyBy::Asset))?;
/// assert_eq!((answer.rows[0].uncatalogued, answer.rows[0].current_share), (1, Some(0.0)));
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consistency {
    by: ConsistencyBy,
}

impl Default for Consistency {
    fn default() -> Self {
        Self { by: ConsistencyBy::Team }
    }
}

impl Consistency {
    /// By team.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a row stands for.
    pub const fn by(mut self, by: ConsistencyBy) -> Self {
        self.by = by;
        self
    }

    fn definition(self) -> Definition {
        let rows = match self.by {
            ConsistencyBy::Team => {
                "A row per team that used anything, reps being in the team of the scope's end; reps without a team share a row."
            }
            ConsistencyBy::Asset => "A row per asset that was used.",
        };
        Definition {
            question: "consistency",
            text: format!(
                "Every use in the scope, of any action, is the first of these that holds: uncatalogued (the catalogue does not know the asset), after_end (the asset was retired, had expired or its successor was published), unstated (the use names no version, or the catalogue knew none at that time), outdated (it names another version than the catalogue's of that time), current. The current share is current ÷ (uses − unstated). {rows}"
            ),
        }
    }
}

table! {
    /// How consistent the uses of a team or of an asset are. The first column is named after what it
    /// groups by.
    ConsistencyRow {
        /// The team or the asset; none for reps without a team.
        group: Option<Word>, "";
        /// Actions in the scope, of any kind.
        uses: u64, "uses";
        /// Uses of the version that was current at the time.
        current: u64, "uses";
        /// Uses of another version than the one that was current at the time.
        outdated: u64, "uses";
        /// Uses of an asset that was retired, had expired or was replaced.
        after_end: u64, "uses";
        /// Uses that name no version, or of an asset of which none was known at the time.
        unstated: u64, "uses";
        /// Uses of what the catalogue does not know.
        uncatalogued: u64, "uses";
        /// Current ÷ (uses − unstated); none where nothing is left to divide by.
        current_share: Option<f64>, "share";
    }
}

/// Uses by what they were of.
type Counts = [u64; Standing::COUNT];

impl ConsistencyRow {
    fn new(group: Option<Word>, counts: Counts) -> Self {
        let of = |standing: Standing| counts[standing as usize];
        let uses: u64 = counts.iter().sum();
        let current = of(Standing::Current);
        let stated = uses - of(Standing::Unstated);
        Self {
            group,
            uses,
            current,
            outdated: of(Standing::Outdated),
            after_end: of(Standing::AfterEnd),
            unstated: of(Standing::Unstated),
            uncatalogued: of(Standing::Uncatalogued),
            current_share: (stated > 0).then(|| current as f64 / stated as f64),
        }
    }
}

impl Question for Consistency {
    type Row = ConsistencyRow;
    type Summary = NoSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<ConsistencyRow, NoSummary>> {
        let rows = match self.by {
            ConsistencyBy::Team => by_team(view)?,
            ConsistencyBy::Asset => by_asset(view)?,
        };
        let mut columns = ConsistencyRow::columns();
        if let Some(first) = columns.first_mut() {
            first.name = self.by.as_str().into();
        }
        Ok(view.answer(rows, columns, NoSummary, self.definition()))
    }
}

fn by_team(view: &View<'_>) -> Result<Vec<ConsistencyRow>> {
    let teams = RepGroups::by_team(view);
    let fold = StandingFold::new(view, Into::Teams(&teams));
    let tally = view.run(&fold)?;
    let sizes = teams.sizes(view, |rep| tally.acted[rep]);
    let mut rows = Vec::new();
    for shown in teams.shown(&sizes, view.min_reps())? {
        let mut counts = Counts::default();
        for group in shown.groups {
            for (count, of_group) in counts.iter_mut().zip(tally.counts[group]) {
                *count += of_group;
            }
        }
        rows.push(ConsistencyRow::new(shown.name, counts));
    }
    rows.retain(|row| row.uses > 0);
    Ok(rows)
}

fn by_asset(view: &View<'_>) -> Result<Vec<ConsistencyRow>> {
    let tally = view.run(&StandingFold::new(view, Into::Assets))?;
    let mut used: Vec<(usize, Counts)> = tally.counts.into_iter().enumerate().collect();
    used.retain(|(_, counts)| counts.iter().any(|count| *count > 0));
    used.sort_by_key(|(number, _)| view.asset_key(*number));
    let row = |(number, counts): (usize, Counts)| {
        Ok(ConsistencyRow::new(Some(Word::new(view.asset_key(number))?), counts))
    };
    used.into_iter().map(row).collect()
}

/// What uses are counted by.
enum Into<'a> {
    Teams(&'a RepGroups),
    Assets,
}

struct StandingFold<'a> {
    view: &'a View<'a>,
    fields: Vec<Field>,
    standings: Standings,
    into: Into<'a>,
}

impl<'a> StandingFold<'a> {
    fn new(view: &'a View<'a>, into: Into<'a>) -> Self {
        let fields = view.use_fields(&[Field::Rep, Field::Word]);
        Self { view, fields, standings: Standings::of(view), into }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct StandingTally {
    counts: Vec<Counts>,
    /// Which reps used anything.
    acted: Vec<bool>,
}

impl Tally for StandingTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.counts.iter_mut().flatten().zip(other.counts.iter().flatten()) {
            *mine += theirs;
        }
        for (mine, theirs) in self.acted.iter_mut().zip(other.acted) {
            *mine |= theirs;
        }
        self
    }
}

impl Fold for StandingFold<'_> {
    type Tally = StandingTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> StandingTally {
        let groups = match self.into {
            Into::Teams(teams) => teams.len(),
            Into::Assets => self.view.assets().len(),
        };
        let mut tally = StandingTally {
            counts: vec![Counts::default(); groups],
            acted: vec![false; self.view.reps().len()],
        };
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if !self.view.has_use(facts, position) {
                    continue;
                }
                let asset = facts.asset[position] as usize;
                let rep = facts.rep[position];
                let group = match self.into {
                    Into::Teams(teams) => teams.of_rep(rep),
                    Into::Assets => Some(asset),
                };
                let (word, at) = (facts.word[position], facts.at[position]);
                // Numbers are in range unless the file is damaged, and then `check` tells, not a panic.
                if let Some(counts) = group.and_then(|group| tally.counts.get_mut(group)) {
                    counts[self.standings.of_use(asset, word, at) as usize] += 1;
                }
                if let Some(acted) = tally.acted.get_mut(rep as usize) {
                    *acted = true;
                }
            }
        });
        tally
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::shards;
    use crate::common;
    use crate::scope::Scope;

    proptest! {
        #![proptest_config(shards::sample())]
        #[test]
        fn shards_merged_in_any_order_equal_the_whole(
            records in common::records(40),
            cuts in proptest::collection::vec(0_u64..40, 0..6),
            seed in any::<u64>(),
        ) {
            let columns = shards::columns(records);
            let scope = Scope::new();
            let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
            let teams = RepGroups::by_team(&view);
            for into in [Into::Teams(&teams), Into::Assets] {
                let fold = StandingFold::new(&view, into);
                prop_assert!(shards::agree(&fold, &columns, cuts.clone(), seed));
            }
        }
    }
}
