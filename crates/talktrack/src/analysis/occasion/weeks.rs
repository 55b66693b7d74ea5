//! Weeks in which a rep put something to work in a conversation without naming a deal.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::found::{Found, Occasion};
use crate::analysis::calendar::{Cut, Finder};
use crate::analysis::{Calendar, Fold, Shard, Tally, View};
use crate::columns::NONE;
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::model::{Conversation, EventKind};

/// Uses that name no deal state their conversation, or have none.
pub(super) struct WeeksFold<'a> {
    view: &'a View<'a>,
    weeks: Vec<Cut>,
    fields: Vec<Field>,
}

impl<'a> WeeksFold<'a> {
    pub(super) fn new(view: &'a View<'a>) -> Result<Self> {
        let weeks = Calendar::Week.cuts(view.span())?;
        let fields = view.use_fields(&[Field::Deal, Field::Conversation]);
        Ok(Self { view, weeks, fields })
    }
}

/// When an asset was first put to work by a rep in a conversation of a week, and when last.
type Spell = (i64, i64);

#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Entry>", into = "Vec<Entry>")]
pub(super) struct WeeksTally(BTreeMap<Place, BTreeMap<u32, Spell>>);

/// A rep, a week and a conversation.
type Place = (u32, usize, Conversation);
type Entry = (Place, Vec<(u32, Spell)>);

impl From<Vec<Entry>> for WeeksTally {
    fn from(all: Vec<Entry>) -> Self {
        Self(all.into_iter().map(|(place, assets)| (place, assets.into_iter().collect())).collect())
    }
}

impl From<WeeksTally> for Vec<Entry> {
    fn from(tally: WeeksTally) -> Self {
        tally.0.into_iter().map(|(place, assets)| (place, assets.into_iter().collect())).collect()
    }
}

impl WeeksTally {
    fn add(&mut self, place: Place, asset: u32, spell: Spell) {
        let known = self.0.entry(place).or_default().entry(asset).or_insert(spell);
        *known = (known.0.min(spell.0), known.1.max(spell.1));
    }

    /// Each stands for a conversation from its first use to its last.
    pub(super) fn occasions(self) -> Found {
        let mut found = Found::default();
        for ((rep, _, conversation), assets) in self.0 {
            let start = assets.values().map(|(first, _)| *first).min();
            let end = assets.values().map(|(_, last)| *last).max();
            let one = Occasion {
                deal: NONE,
                conversation,
                result: None,
                start,
                end: end.unwrap_or(i64::MIN),
                owner: None,
                reps: 0..0,
                touches: 0..0,
            };
            found.push(one, &[rep], assets.into_iter().map(|(asset, (at, _))| (asset, rep, at)));
        }
        found
    }
}

impl Tally for WeeksTally {
    fn merge(mut self, other: Self) -> Self {
        for (place, assets) in other.0 {
            assets.into_iter().for_each(|(asset, spell)| self.add(place, asset, spell));
        }
        self
    }
}

impl Fold for WeeksFold<'_> {
    type Tally = WeeksTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> WeeksTally {
        let mut tally = WeeksTally::default();
        let mut finder = Finder::new(&self.weeks);
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                if facts.deal[position] != NONE || !facts.puts_to_work(position) {
                    continue;
                }
                let (rep, at) = (facts.rep[position], facts.at[position]);
                // Filters of assets choose among assets, not among occasions.
                let counts = self.view.span().contains(at)
                    && self.view.has_deal(NONE as usize)
                    && self.view.has_action(facts.code[position])
                    && self.view.has_rep(rep as usize);
                let conversation = Conversation::try_from(facts.conversation[position]).ok();
                let conversation = conversation.filter(|one| self.view.has_conversation(*one));
                let week = finder.find(at).filter(|_| counts);
                if let Some((conversation, week)) = conversation.zip(week) {
                    tally.add((rep, week, conversation), facts.asset[position], (at, at));
                }
            }
        });
        tally
    }
}
