//! Companies of the size asked for, told in memory that does not grow with it.

#![allow(clippy::unwrap_used)] // helpers are tests too, though clippy cannot tell

use talktrack::model::{Event, Fact};
use talktrack_simulation::{Company, Settings};

fn is_use(event: &Event) -> bool {
    matches!(event.fact(), Fact::Use(_))
}

/// How many uses there are for one asked for.
fn delivered(settings: &Settings, asked: u64) -> (f64, Company) {
    let company = Company::new(&settings.clone().uses(asked)).unwrap();
    let uses = company.events().filter(is_use).count();
    (uses as f64 / asked as f64, company)
}

#[test]
fn more_uses_asked_for_are_more_deals() {
    for (settings, asked) in [
        (Settings::default(), 1_000),
        (Settings::default(), 10_000),
        (Settings::default().reps(5).assets(60), 5_000),
    ] {
        let (ratio, company) = delivered(&settings, asked);
        assert!((0.9..=1.1).contains(&ratio), "{ratio} of {asked}: {settings:?}");
        let per_deal = asked as f64 / company.truth().deals as f64;
        assert!((4.0..25.0).contains(&per_deal), "{per_deal} uses per deal");
    }
}

#[test]
fn on_deals_asked_for_uses_become_sparser_or_denser() {
    for (deals, asked) in [(1_000, 5_000), (300, 12_000), (30, 9_000)] {
        let (ratio, company) = delivered(&Settings::default().deals(deals), asked);
        assert!((0.9..=1.1).contains(&ratio), "{ratio} of {asked} on {deals}");
        assert_eq!(company.truth().deals, deals);
    }
}

#[test]
fn a_large_company_has_the_size_asked_for() {
    let (ratio, company) = delivered(&Settings::default(), 200_000);
    assert!((0.9..=1.1).contains(&ratio), "{ratio}");
    assert!(company.truth().deals > 8_000);
}

#[test]
fn ten_million_uses_begin_at_once() {
    // Nothing but the first deals is told to settle the company, and the rest as it is read: the
    // first events of a huge company cost what those of a small one cost.
    let company = Company::new(&Settings::default().uses(10_000_000)).unwrap();
    assert!((300_000..3_000_000).contains(&company.truth().deals));
    assert_eq!(company.events().filter(is_use).take(1_000).count(), 1_000);
    let dense = Company::new(&Settings::default().uses(1_000_000).deals(2_000)).unwrap();
    assert_eq!(dense.events().filter(is_use).take(1_000).count(), 1_000);
}

#[test]
fn small_and_odd_companies_are_possible() {
    for settings in [
        Settings::default().reps(3).assets(23).days(180).deals(20),
        Settings::default().reps(5).deals(50).unused(0.0),
        Settings::default().deals(50).seasons(1.0).confounding(2.0).advice(0.0).asks(0),
        Settings::default()
            .deals(50)
            .start("2021-03-14T15:00:00+02:00".parse().unwrap())
            .days(1_000),
        Settings::default().deals(50).assets(2_000).rarely_used(500).healthy_uptake(0.01),
    ] {
        let company = Company::new(&settings).unwrap();
        assert!(company.records().count() > 100, "{settings:?}");
        assert!(company.realised().uses > 0, "{settings:?}");
    }
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |settings: Settings| Company::new(&settings).unwrap_err().to_string();
    assert_eq!(refused(Settings::default().reps(0)), "reps: 0 is not between 3 and 20000");
    assert!(refused(Settings::default().unused(0.9)).starts_with("assets: 250 leave no room"));
    assert_eq!(
        refused(Settings::default().uses(1_000_000_000)),
        "uses: would need more than 50 million deals: set deals as well"
    );
}
