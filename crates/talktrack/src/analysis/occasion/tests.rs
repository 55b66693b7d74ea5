//! Occasions against the definition, one pair of an asset and a conversation at a time.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use proptest::prelude::*;

use super::*;
use crate::analysis::{Calendar, shards};
use crate::columns::Columns;
use crate::common::{self, held, sales};
use crate::ledger::Name;
use crate::model::{
    Action, Asset, Conversation, Entry, Event, Fact, Flat, Put, Record, Timestamp, Use,
};
use crate::scope::Scope;

/// The deal, or else the rep; the conversation, and from when to when.
type Place = (Option<String>, Option<String>, Conversation, (Timestamp, Timestamp));

/// When an asset was first put to work in an occasion, and by which reps at that moment.
type First = (Timestamp, BTreeSet<String>);

struct Company<'r> {
    records: &'r [Record],
    events: Vec<&'r Event>,
    puts: Vec<&'r Put>,
}

impl<'r> Company<'r> {
    fn of(records: &'r [Record]) -> Self {
        let (mut events, puts) = common::in_force(records);
        events.sort_by_key(|event| sales::order(event));
        Self { records, events, puts }
    }

    fn assets(&self) -> impl Iterator<Item = &Asset> {
        self.puts.iter().filter_map(|put| match &put.entry {
            Entry::Asset(asset) => Some(&**asset),
            _ => None,
        })
    }

    fn put_to_work(&self) -> impl Iterator<Item = (&Event, &Use)> {
        self.events.iter().filter_map(|event| match event.fact() {
            Fact::Use(of) if of.action != Action::Opened => Some((*event, of)),
            _ => None,
        })
    }

    fn is_live(&self, asset: &Asset, (from, end): (Timestamp, Timestamp)) -> bool {
        let named = |event: &&&Event| Flat::of_event(event).asset == Some(asset.key.as_str());
        let first = || self.events.iter().filter(named).map(|event| event.at()).min();
        let since = self.events.iter().map(|event| event.at()).min().unwrap();
        let born = asset.published_at.or_else(first).unwrap_or(since);
        let ended = |at: Timestamp| asset.retired_at.is_some_and(|retired| retired <= at);
        // Live at the later of the two beginnings, if that is not too late.
        let moment = born.max(from);
        moment <= end && !ended(moment)
    }

    /// Every occasion, with what was put to work in it.
    fn occasions(&self) -> BTreeMap<Place, BTreeMap<String, First>> {
        let map = sales::stage_map(&self.puts);
        let mut all = BTreeMap::new();
        for one in held::expected(self.records) {
            let uses = self.put_to_work().filter(|(event, of)| {
                of.deal.as_ref().is_some_and(|deal| deal.as_str() == one.deal)
                    && sales::placed(event, &self.events, &map)
                        .is_some_and(|placed| placed.0 == one.conversation)
            });
            let touched = first_uses(uses);
            all.insert((Some(one.deal), None, one.conversation, (one.from, one.end)), touched);
        }
        let mut weeks: BTreeMap<_, Vec<(&Event, &Use)>> = BTreeMap::new();
        for (event, of) in self.put_to_work().filter(|(_, of)| of.deal.is_none()) {
            if let Some(conversation) = of.conversation {
                let week = event.at().to_utc().date_naive().iso_week();
                let key = (of.rep.to_string(), week.year(), week.week(), conversation);
                weeks.entry(key).or_default().push((event, of));
            }
        }
        for ((rep, _, _, conversation), uses) in weeks {
            let span = (uses[0].0.at(), uses[uses.len() - 1].0.at());
            let place = (None, Some(rep), conversation, span);
            all.insert(place, first_uses(uses.into_iter()));
        }
        all
    }

    fn is_occasion_for(&self, asset: &Asset, (deal, _, conversation, span): &Place) -> bool {
        let deals = held::deals(&self.puts);
        let tagged = |key: &str| deals.values().any(|deal| deal.tags.get(key).is_some());
        let fits = match deal {
            Some(deal) => {
                let deal = deals.get(deal.as_str());
                !deal.is_some_and(|deal| deal.tags.contradict(&asset.tags))
            }
            None => asset.tags.iter().all(|(key, _)| !tagged(key)),
        };
        let supports = asset.supports;
        fits && (supports.is_empty() || supports.contains(*conversation))
            && self.is_live(asset, *span)
    }
}

fn first_uses<'e>(uses: impl Iterator<Item = (&'e Event, &'e Use)>) -> BTreeMap<String, First> {
    let mut all: BTreeMap<String, First> = BTreeMap::new();
    for (event, of) in uses {
        let first = all.entry(of.asset.to_string()).or_insert((event.at(), BTreeSet::new()));
        if first.0 == event.at() {
            first.1.insert(of.rep.to_string());
        }
    }
    all
}

/// An occasion as the reference knows it.
fn place(view: &View<'_>, columns: &Columns, occasions: &Occasions<'_>, one: &Occasion) -> Place {
    let at = |micros| Timestamp::from_micros(micros).unwrap();
    let deals = &columns.deals().unwrap().names;
    let deal = deals.get(one.deal as usize).map(ToString::to_string);
    let rep = || view.rep_key(occasions.reps(one)[0] as usize).to_owned();
    let rep = deal.is_none().then(rep);
    (deal, rep, one.conversation, (at(one.from), at(one.end)))
}

proptest! {
    #![proptest_config(shards::sample())]
    #[test]
    fn they_are_what_the_definition_says(records in sales::records(50)) {
        let columns = shards::columns(records.clone());
        let scope = Scope::new();
        let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
        let occasions = Occasions::of(&view).unwrap();
        let company = Company::of(&records);
        let expected = company.occasions();
        let places: Vec<Place> =
            occasions.all().iter().map(|one| place(&view, &columns, &occasions, one)).collect();
        let distinct: BTreeSet<&Place> = places.iter().collect();
        prop_assert_eq!(distinct.len(), places.len(), "each occasion once");
        prop_assert_eq!(distinct, expected.keys().collect::<BTreeSet<_>>());
        for asset in company.assets() {
            let number = columns.number(Name::Asset, asset.key.as_str()).unwrap() as usize;
            let mut visited = BTreeSet::new();
            if let Some(fit) = occasions.fit(number) {
                occasions.visit(fit, |position, one| {
                    assert_eq!(&occasions.all()[position], one);
                    visited.insert(&places[position]);
                });
            }
            let suits = |place: &&Place| company.is_occasion_for(asset, place);
            prop_assert_eq!(visited, expected.keys().filter(suits).collect::<BTreeSet<_>>());
        }
        for (number, key) in columns.names(Name::Asset).iter().enumerate() {
            let touches = |one| occasions.found.touches(number, one);
            for one in Conversation::ALL.iter().copied() {
                prop_assert!(touches(one).map(|(position, _)| position).is_sorted());
                prop_assert!(touches(one).all(|(position, _)| occasions.all()[position].conversation == one));
            }
            let mut left: BTreeMap<&Place, &First> = expected
                .iter()
                .filter_map(|(place, touched)| Some((place, touched.get(&**key)?)))
                .collect();
            for (position, touch) in Conversation::ALL.iter().copied().flat_map(touches) {
                let (at, reps) = left.remove(&places[position]).unwrap();
                prop_assert_eq!(touch.at, at.micros());
                prop_assert!(reps.contains(view.rep_key(touch.rep as usize)));
            }
            prop_assert!(left.is_empty(), "put to work, and not found: {left:?}");
        }
    }

    #[test]
    fn shards_merged_in_any_order_equal_the_whole(
        records in sales::records(50),
        cuts in proptest::collection::vec(0_u64..60, 0..6),
        seed in any::<u64>(),
    ) {
        let columns = shards::columns(records);
        let scope = Scope::new();
        let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
        let weeks = Calendar::Week.cuts(view.span()).unwrap();
        let fold = stand_ins::StandInFold { view: &view, weeks: &weeks };
        prop_assert!(shards::agree(&fold, &columns, cuts.clone(), seed));
        let cuts = cuts.iter().map(|cut| u32::try_from(cut / 10).unwrap()).collect();
        prop_assert!(shards::deals_agree(&DealsFold::new(&view, &()).unwrap(), &columns, cuts, seed));
    }
}
