//! Everything that is named exists, and nothing happens before what it depends on.

#![allow(clippy::unwrap_used)] // helpers are tests too, though clippy cannot tell

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{Told, small, tell};
use talktrack::model::{
    Action, Audience, Entry, Event, EventKind, Fact, Reference, Source, Timestamp,
};

fn by_identity(told: &Told) -> BTreeMap<(Source, String), &Event> {
    let identity = |event: &Event| (event.source().clone(), event.id().unwrap().to_string());
    told.events.iter().map(|event| (identity(event), event)).collect()
}

#[test]
fn every_event_has_an_identity_of_its_own() {
    let told = tell(&small());
    assert_eq!(by_identity(&told).len(), told.events.len());
    let sources: BTreeSet<_> = told.events.iter().map(|event| event.source().as_str()).collect();
    assert_eq!(sources, ["academy", "crm", "showroom"].into());
}

#[test]
fn references_lead_to_earlier_events_of_the_right_kind() {
    let told = tell(&small());
    let events = by_identity(&told);
    let mut across = 0;
    for event in &told.events {
        let Some(Reference { id, source }) = event.fact().reference() else { continue };
        across += usize::from(source.is_some());
        let source = source.as_ref().unwrap_or(event.source()).clone();
        let target = events[&(source, id.to_string())];
        assert!(target.at() < event.at(), "{event:?}");
        match (event.fact().kind(), target.fact()) {
            (EventKind::Engagement, Fact::Use(used)) => assert_eq!(used.action, Action::Shared),
            (EventKind::Answer, Fact::Ask(_)) | (EventKind::Retraction, Fact::Use(_)) => {}
            (kind, other) => panic!("{kind} refers to {other:?}"),
        }
    }
    assert!(across > 20, "{across} references name another source");
}

#[test]
fn everybody_and_everything_named_is_in_the_catalogue_but_what_reps_made() {
    let told = tell(&small());
    let uncatalogued = |key: &str| key.starts_with("own-");
    for event in &told.events {
        let flat = talktrack::model::Flat::of(event.fact(), event.source());
        assert!(flat.rep.is_none_or(|rep| told.reps.contains_key(rep)), "{event:?}");
        assert!(flat.deal.is_none_or(|deal| told.deals.contains_key(deal)), "{event:?}");
        let known = |asset: &str| told.assets.contains_key(asset) != uncatalogued(asset);
        assert!(flat.asset.is_none_or(known), "{event:?}");
        if let Fact::Stage(entry) = event.fact() {
            assert!(told.stages.contains_key(&entry.stage));
        }
    }
    assert!(told.uses().any(|(_, used)| uncatalogued(used.asset.as_str())));
    for asset in told.assets.values() {
        assert!(asset.replaced_by.as_ref().is_none_or(|key| told.assets.contains_key(key)));
    }
    for deal in told.deals.values() {
        assert!(told.reps.contains_key(deal.owner.as_ref().unwrap()));
    }
    let teams: BTreeSet<_> = told.reps.values().filter_map(|rep| rep.team.clone()).collect();
    for event in &told.events {
        if let Fact::Recommendation(advice) = event.fact()
            && let Audience::Team(team) = &advice.audience
        {
            assert!(teams.contains(team));
        }
    }
}

#[test]
fn nothing_happens_outside_the_watch_or_a_reps_time_or_before_publication() {
    let told = tell(&small().days(400));
    let time = |text: &str| text.parse::<Timestamp>().unwrap();
    let (start, end) = (time("2024-01-01T00:00:00Z"), time("2025-02-04T00:00:00Z"));
    for event in &told.events {
        assert!((start..end).contains(&event.at()), "{event:?}");
    }
    let last = told.events.iter().map(Event::at).max().unwrap();
    assert!(end.micros() - last.micros() < 5 * 24 * 3_600_000_000, "the last is {last}");
    for (event, used) in told.uses() {
        let rep = &told.reps[&used.rep];
        assert!(rep.started_at.unwrap() <= event.at());
        let published = told.assets.get(&used.asset).and_then(|asset| asset.published_at);
        assert!(published.is_none_or(|published| published <= event.at()), "{event:?}");
    }
}

#[test]
fn the_catalogue_changes_in_order_and_keeps_to_one_currency() {
    let told = tell(&small());
    let mut last: BTreeMap<String, (Timestamp, usize)> = BTreeMap::new();
    for put in &told.puts {
        let at = put.at.unwrap();
        let key = match &put.entry {
            Entry::Asset(asset) => asset.key.to_string(),
            Entry::Rep(rep) => rep.key.to_string(),
            _ => continue,
        };
        let (before, versions) = last.entry(key).or_insert((at, 0));
        assert!(*versions == 0 || *before < at, "{put:?}");
        (*before, *versions) = (at, *versions + 1);
    }
    assert!(last.values().filter(|(_, versions)| *versions > 1).count() > 20);
    let currencies: BTreeSet<_> = told
        .puts
        .iter()
        .filter_map(|put| put.entry.money())
        .map(|money| money.currency().as_str().to_owned())
        .collect();
    assert_eq!(currencies, ["EUR".to_owned()].into());
}
