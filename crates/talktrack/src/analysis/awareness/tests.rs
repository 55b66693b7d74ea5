//! Awareness against a few obvious lines.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::analysis::shards;
use crate::common;
use crate::ledger::Name;
use crate::model::{Audience, Event, Fact, Record, Timestamp};
use crate::scope::Scope;

/// Who knows what since when, and who was trained: rep and asset.
type Known = BTreeMap<(String, String), Timestamp>;

fn note(known: &mut Known, rep: &str, asset: &str, at: Timestamp) {
    let first = known.entry((rep.to_owned(), asset.to_owned())).or_insert(at);
    *first = at.min(*first);
}

fn expected(events: &[&Event]) -> (Known, Known) {
    let (mut aware, mut trained) = (Known::new(), Known::new());
    for event in events {
        let (rep, asset) = match event.fact() {
            Fact::Use(of) => (&of.rep, Some(&of.asset)),
            Fact::Training(of) => (&of.rep, Some(&of.asset)),
            Fact::Search(of) => (&of.rep, of.opened.as_ref()),
            Fact::Recommendation(of) => match &of.audience {
                Audience::Rep(rep) => (rep, Some(&of.asset)),
                Audience::Team(_) | Audience::Everyone => continue,
            },
            _ => continue,
        };
        let Some(asset) = asset else { continue };
        note(&mut aware, rep.as_str(), asset.as_str(), event.at());
        if let Fact::Training(of) = event.fact()
            && of.level != TrainingLevel::Introduced
        {
            note(&mut trained, rep.as_str(), asset.as_str(), event.at());
        }
    }
    (aware, trained)
}

proptest! {
    #[test]
    fn it_is_the_first_time_of_any_kind_before_the_scope_ends(
        records in common::records(60),
        until in proptest::option::of(common::moment()),
        cuts in proptest::collection::vec(0_u64..60, 0..6),
        seed in any::<u64>(),
    ) {
        let (mut events, _) = common::in_force(&records);
        let scope = match until {
            Some(until) => Scope::new().until(until),
            None => Scope::new(),
        };
        events.retain(|event| until.is_none_or(|until| event.at() < until));
        let (aware, trained) = expected(&events);
        let columns = shards::columns(records.clone());
        let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
        let found = view.run(&AwarenessFold { view: &view }).unwrap();
        let known = |of: &dyn Fn(u32) -> Vec<(u32, i64)>| -> Known {
            let assets = (0_u32..).zip(columns.names(Name::Asset));
            let pairs = assets.flat_map(|(number, asset)| {
                let named = |(rep, at): (u32, i64)| {
                    let rep = view.rep_key(rep as usize).to_owned();
                    ((rep, asset.to_string()), Timestamp::from_micros(at).unwrap())
                };
                of(number).into_iter().map(named).collect::<Vec<_>>()
            });
            pairs.collect()
        };
        prop_assert_eq!(known(&|asset| found.aware(asset)), aware);
        prop_assert_eq!(known(&|asset| found.trained(asset)), trained);
        let fold = AwarenessFold { view: &view };
        prop_assert!(shards::agree(&fold, &columns, cuts, seed));
    }
}

#[test]
fn what_was_retracted_or_told_to_everyone_makes_nobody_aware() {
    let lines = r#"{"type":"use","id":"u","at":"2026-01-01T00:00:00Z","rep":"ada","asset":"deck","action":"opened"}
{"type":"retraction","id":"r","at":"2026-01-02T00:00:00Z","event":"u"}
{"type":"recommendation","id":"e","at":"2026-01-03T00:00:00Z","asset":"deck","everyone":true}
{"type":"training","id":"t","at":"2026-01-04T00:00:00Z","rep":"bob","asset":"deck","level":"introduced"}"#;
    let read = |line| Record::from_json(line, &crate::model::TimeReading::strict()).unwrap();
    let columns = shards::columns(lines.lines().map(read).collect());
    let scope = Scope::new();
    let view = View::new(&columns, &scope, columns.state().clone()).unwrap();
    let found = view.run(&AwarenessFold { view: &view }).unwrap();
    let bob = columns.number(Name::Rep, "bob").unwrap();
    let who: Vec<u32> = found.aware(0).into_iter().map(|(rep, _)| rep).collect();
    assert_eq!((who, found.trained(0)), (vec![bob], vec![]));
}
