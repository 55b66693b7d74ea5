//! Occasions against the definition, one pair of an asset and a conversation at a time.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::analysis::{Calendar, shards};
use crate::columns::Columns;
use crate::common::{self, held, sales};
use crate::ledger::Name;
use crate::model::{Action, Asset, Entry, Event, Fact, Put, Record, Timestamp};
use crate::scope::Scope;

/// Asset, deal or rep, and conversation, with the first time that it was put to work there.
type Pairs = BTreeSet<(String, String, Conversation)>;

struct Company<'r> {
    events: Vec<&'r Event>,
    puts: Vec<&'r Put>,
}

impl<'r> Company<'r> {
    fn of(records: &'r [Record]) -> Self {
        let (events, puts) = common::in_force(records);
        Self { events, puts }
    }

    fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.puts.iter().filter_map(|put| match &put.entry {
            Entry::Asset(asset) => Some(&**asset),
            _ => None,
        })
    }

    fn is_live(&self, asset: &Asset, from: Timestamp, end: Timestamp) -> bool {
        let named = |event: &&&Event| {
            crate::model::Flat::of(event.fact(), event.source()).asset == Some(asset.key.as_str())
        };
        let first = || self.events.iter().filter(named).map(|event| event.at()).min();
        let since = self.events.iter().map(|event| event.at()).min().unwrap();
        let born = asset.published_at.or_else(first).unwrap_or(since);
        let ended = |at: Timestamp| asset.retired_at.is_some_and(|retired| retired <= at);
        // Live at the later of the two beginnings, if that is not too late.
        let moment = born.max(from);
        moment <= end && !ended(moment)
    }

    fn on_deals(&self, records: &[Record]) -> Pairs {
        let deals = held::deals(&self.puts);
        let mut all = Pairs::new();
        for one in held::expected(records) {
            let tags = deals.get(one.deal.as_str()).map(|deal| &deal.tags);
            for asset in self.assets() {
                let supports = asset.supports;
                if (supports.is_empty() || supports.contains(one.conversation))
                    && !tags.is_some_and(|tags| tags.contradict(&asset.tags))
                    && self.is_live(asset, one.from, one.end)
                {
                    all.insert((asset.key.to_string(), one.deal.clone(), one.conversation));
                }
            }
        }
        all
    }

    /// By rep, ISO week and conversation: from when to when something was put to work without a deal, and
    /// what.
    fn without_deals(
        &self,
    ) -> BTreeMap<(String, u32, Conversation), (Timestamp, Timestamp, BTreeSet<String>)> {
        use chrono::Datelike;
        let mut all = BTreeMap::new();
        for event in &self.events {
            if let Fact::Use(of) = event.fact()
                && of.action != Action::Opened
                && of.deal.is_none()
                && let Some(conversation) = of.conversation
            {
                let week = event.at().to_utc().date_naive().iso_week().week();
                let at = event.at();
                let one = all.entry((of.rep.to_string(), week, conversation)).or_insert((
                    at,
                    at,
                    BTreeSet::new(),
                ));
                (one.0, one.1) = (one.0.min(at), one.1.max(at));
                one.2.insert(of.asset.to_string());
            }
        }
        all
    }
}

fn asset_numbers(columns: &Columns) -> Vec<(u32, String)> {
    (0..).zip(columns.names(Name::Asset).iter().map(ToString::to_string)).collect()
}

proptest! {
    #[test]
    fn on_deals_they_are_what_the_definition_says(records in sales::records(50)) {
        let columns = shards::columns(records.clone());
        let scope = Scope::new();
        let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
        let occasions = Occasions::of(&view).unwrap();
        let deals = &columns.deals().unwrap().names;
        let mut found = Pairs::new();
        let mut counted = Vec::new();
        for one in view.held().unwrap().all() {
            let class = occasions.class(one.conversation, one.deal);
            counted.push((one.deal, class, (one.from, one.end)));
            for (number, asset) in asset_numbers(&columns) {
                if occasions.has(number, class, (one.from, one.end)) {
                    found.insert((asset, deals[one.deal as usize].to_string(), one.conversation));
                }
            }
        }
        prop_assert_eq!(&found, &Company::of(&records).on_deals(&records));
        let counts = OccasionCounts::of(counted);
        for (number, asset) in asset_numbers(&columns) {
            let mut expected: BTreeMap<u32, u64> = BTreeMap::new();
            for (_, deal, _) in found.iter().filter(|(other, ..)| *other == asset) {
                let deal = deals.iter().position(|name| **name == **deal).unwrap();
                *expected.entry(u32::try_from(deal).unwrap()).or_default() += 1;
            }
            let each: BTreeMap<u32, u64> =
                counts.each(&occasions, number).map(|(deal, count)| (*deal, count)).collect();
            prop_assert_eq!(&each, &expected);
            for deal in 0..4 {
                let count = counts.count(&occasions, number, &deal);
                prop_assert_eq!(count, expected.get(&deal).copied().unwrap_or_default());
            }
        }
    }

    #[test]
    fn weeks_of_reps_stand_in_where_uses_name_no_deal(
        records in sales::records(50),
        cuts in proptest::collection::vec(0_u64..60, 0..6),
        seed in any::<u64>(),
    ) {
        let columns = shards::columns(records.clone());
        let scope = Scope::new();
        let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
        let occasions = Occasions::of(&view).unwrap();
        let stand_ins = StandIns::of(&view).unwrap();
        let company = Company::of(&records);
        let expected = company.without_deals();
        let at = |micros| Timestamp::from_micros(micros).unwrap();
        prop_assert_eq!(stand_ins.all().count(), expected.len());
        let deals = held::deals(&company.puts);
        let tagged = |key: &str| deals.values().any(|deal| deal.tags.get(key).is_some());
        for one in stand_ins.all() {
            let rep = view.rep_key(one.rep as usize).to_owned();
            let (from, end) = (at(one.under_way.0), at(one.under_way.1));
            let names: BTreeSet<String> =
                one.first_uses().map(|(asset, _)| view.asset_key(asset as usize).to_owned()).collect();
            let this = (from, end, names);
            let mut ours = expected.iter().filter(|((other, _, conversation), _)| {
                *other == rep && *conversation == one.conversation
            });
            prop_assert!(ours.any(|(_, other)| *other == this));
            let class = occasions.class(one.conversation, NONE);
            for asset in company.assets() {
                let number = columns.number(Name::Asset, asset.key.as_str()).unwrap();
                let supports = asset.supports.is_empty() || asset.supports.contains(one.conversation);
                let untagged = asset.tags.iter().all(|(key, _)| !tagged(key));
                prop_assert_eq!(
                    occasions.has(number, class, one.under_way),
                    supports && untagged && company.is_live(asset, from, end)
                );
            }
        }
        let weeks = Calendar::Week.cuts(view.span()).unwrap();
        let fold = stand_ins::StandInFold { view: &view, weeks: &weeks };
        prop_assert!(shards::agree(&fold, &columns, cuts, seed));
    }
}
