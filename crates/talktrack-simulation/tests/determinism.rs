//! The same settings give the same records, whenever, wherever and in whatever company of deals.

#![allow(clippy::unwrap_used)] // helpers are tests too, though clippy cannot tell

mod common;

use std::collections::BTreeSet;

use common::small;
use talktrack::model::{Event, Fact, Record};
use talktrack_simulation::{Company, Settings};

fn lines(settings: &Settings) -> Vec<String> {
    let company = Company::new(settings).unwrap();
    company.records().map(|record| serde_json::to_string(&record).unwrap()).collect()
}

fn digest(settings: &Settings) -> blake3::Hash {
    let mut hasher = blake3::Hasher::new();
    for line in lines(settings) {
        hasher.update(line.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize()
}

#[test]
fn the_same_settings_give_the_same_records() {
    assert_eq!(digest(&small().seed(7)), digest(&small().seed(7)));
    assert_ne!(digest(&small().seed(7)), digest(&small().seed(8)));

    let company = Company::new(&small()).unwrap();
    assert!(company.records().eq(company.records()));
    assert_eq!(company.realised(), company.realised());
}

/// Numbers that would differ if this machine, or a new version of a library, drew otherwise. They
/// change whenever the simulation is changed on purpose, and then only then.
#[test]
fn the_company_of_seed_7_is_what_it_always_was() {
    let company = Company::new(&small().seed(7)).unwrap();
    let realised = company.realised();
    let times = company.events().map(|event| event.at().micros()).fold(0_i64, i64::wrapping_add);
    let found = (company.records().count(), times, realised.uses, realised.succeeded, realised.won);
    assert_eq!(found, (6044, -8_822_949_915_038_358_057, 1911, 428, 49));
}

#[test]
fn a_deal_is_the_same_however_many_there_are() {
    let of_first_deal = |deals: usize| -> Vec<Event> {
        let company = Company::new(&small().deals(deals)).unwrap();
        let about = |event: &Event| match event.fact() {
            Fact::Use(used) => {
                used.deal.as_ref().is_some_and(|deal| deal.as_str() == "deal-000001")
            }
            Fact::Stage(entry) => entry.deal.as_str() == "deal-000001",
            _ => false,
        };
        company.events().filter(about).collect()
    };
    assert!(of_first_deal(10).len() > 2);
    assert_eq!(of_first_deal(10), of_first_deal(40));
}

#[test]
fn a_broadcast_only_adds_recommendations() {
    let plain: BTreeSet<_> = lines(&small()).into_iter().collect();
    let broadcast = lines(&small().broadcast(true));
    let added: Vec<_> = broadcast.iter().filter(|line| !plain.contains(*line)).collect();
    assert_eq!(broadcast.len(), plain.len() + added.len());
    assert!(added.len() > 90);
    assert!(added.iter().all(|line| line.contains(r#""everyone":true"#)));
}

#[test]
fn every_record_passes_through_json_and_back() {
    let company = Company::new(&small().deals(100)).unwrap();
    for record in company.records() {
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(serde_json::from_str::<Record>(&json).unwrap(), record, "{json}");
    }
}
