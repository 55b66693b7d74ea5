//! `lifecycle` against a reference of a few obvious lines, and on a small case worked out by hand.

use crate::common;
use crate::common::company::{Company, DAY, has_ties};
use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::analysis::{Flag, Lifecycle, LifecycleRow};
use talktrack::model::{Record, TimeReading, Timestamp};
use talktrack::stats::poisson_ratio;
use talktrack::{Scope, Tracker};

type Shown = (String, f64, Option<f64>, Option<f64>, u64, u64, Option<(Option<f64>, f64)>);

fn shown(row: &LifecycleRow) -> Shown {
    (
        row.asset.to_string(),
        row.age_days,
        row.half_life_days,
        row.days_since_use,
        row.recent_uses,
        row.previous_uses,
        row.ratio.low.map(|low| (row.ratio.value, low)),
    )
}

fn reference(company: &Company<'_>, since: i64, until: i64) -> Vec<Shown> {
    let days = |micros: i64| micros as f64 / DAY as f64;
    let mut rows = Vec::new();
    let mut assets = common::ASSETS.to_vec();
    assets.sort_unstable();
    for key in assets.into_iter().filter(|key| company.asset(key, until - 1).is_some()) {
        let (born, end) = (company.born(key, since, until), company.end(key, until));
        let live = end - born.max(since);
        if live <= 0 {
            continue;
        }
        let mut times: Vec<i64> = company
            .put_to_work()
            .filter(|(at, usage)| usage.asset.as_str() == key && (since..until).contains(at))
            .map(|(at, _)| at)
            .collect();
        times.sort_unstable();
        let between = |from: i64, to: i64| {
            times.iter().filter(|at| (until - from * DAY..until - to * DAY).contains(*at)).count()
                as u64
        };
        let (recent, previous) = (between(90, 0), between(180, 90));
        let half = (times.len() >= 10).then(|| times[times.len().div_ceil(2) - 1]);
        let ratio =
            if live >= 180 * DAY { poisson_ratio(recent, previous, 0.95).unwrap() } else { None };
        rows.push((
            key.to_owned(),
            days(until - born),
            half.map(|at| days((at - born).max(0))),
            times.last().map(|at| days(until - at)),
            recent,
            previous,
            ratio.map(|ratio| (ratio.ratio, ratio.low)),
        ));
    }
    rows
}

/// Many uses, so that there are halves; and some records of all kinds.
fn ledger() -> impl Strategy<Value = Vec<Record>> {
    (common::records(30), proptest::collection::vec(common::usage(), 0..120))
        .prop_map(|(records, uses)| [records, uses].concat())
}

proptest! {
    #![proptest_config(Config { cases: 256, max_global_rejects: 4_096, ..Config::default() })]

    #[test]
    fn agrees_with_the_reference(records in ledger(), since in 0_i64..60, days in 1_i64..300) {
        prop_assume!(!has_ties(&records));
        let records: Vec<Record> = records
            .into_iter()
            .enumerate()
            .map(|(number, record)| match record {
                // The reference reads identities.
                Record::Event(event) if event.id().is_none() => {
                    event.with_id(format!("u{number}").parse().unwrap()).into()
                }
                other => other,
            })
            .collect();
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let start: Timestamp = "2025-12-20T00:00:00Z".parse().unwrap();
        let since = Timestamp::from_micros(start.micros() + since * DAY).unwrap();
        let until = Timestamp::from_micros(since.micros() + days * DAY).unwrap();
        let answer = tracker.within(Scope::new().since(since).until(until)).ask(&Lifecycle::new()).unwrap();
        let found: Vec<_> = answer.rows.iter().map(shown).collect();
        prop_assert_eq!(found, reference(&Company::new(&records), since.micros(), until.micros()));
        for row in &answer.rows {
            let few = row.half_life_days.is_none() || row.ratio.low.is_none();
            prop_assert_eq!(row.flags.contains(&Flag::TooFew), few);
        }
    }
}

/// The example of the reference page: the deck is used daily at first, and ever less; the case study now
/// and then.
fn company() -> Tracker {
    let mut lines = vec![
        r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"deck","title":"The deck","published_at":"2026-01-01T00:00:00Z"}"#.to_owned(),
        r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"case","published_at":"2026-05-01T00:00:00Z"}"#.to_owned(),
        r#"{"type":"asset","at":"2026-01-01T00:00:00Z","key":"old","published_at":"2025-01-01T00:00:00Z","retired_at":"2025-06-01T00:00:00Z"}"#.to_owned(),
    ];
    let mut used = |asset: &str, action: &str, date: &str| {
        let id = lines.len();
        lines.push(format!(
            r#"{{"type":"use","id":"{id}","at":"{date}T00:00:00Z","rep":"ada","asset":"{asset}","action":"{action}"}}"#
        ));
    };
    for day in 11..=20 {
        used("deck", "presented", &format!("2026-01-{day}"));
    }
    for date in ["2026-02-10", "2026-02-20", "2026-03-10", "2026-04-20"] {
        used("deck", "shared", date);
    }
    used("deck", "opened", "2026-06-29");
    used("case", "shared", "2026-06-01");
    let tracker = Tracker::in_memory().unwrap();
    let records = lines.iter().map(|line| Record::from_json(line, &TimeReading::strict()).unwrap());
    tracker.record_all(records.collect::<Vec<_>>()).unwrap();
    let scope = Scope::new().since_text("2026-01-01").unwrap().until_text("2026-07-01").unwrap();
    tracker.within(scope)
}

#[test]
fn a_small_company_worked_out_by_hand() {
    let answer = company().ask(&Lifecycle::new()).unwrap();
    let [case, deck] = &answer.rows[..] else { panic!("{:?}", answer.rows) };
    assert_eq!(
        shown(case),
        ("case".into(), 61.0, None, Some(30.0), 1, 0, None),
        "one use is no half-life, and two months are no trend"
    );
    assert_eq!(case.flags, [Flag::TooFew]);
    // 14 uses; number 7 was on January 17, 16 days after publication.
    let (.., ratio) = shown(deck);
    assert_eq!(
        (deck.age_days, deck.half_life_days, deck.days_since_use),
        (181.0, Some(16.0), Some(72.0))
    );
    assert_eq!((deck.recent_uses, deck.previous_uses), (1, 13));
    assert_eq!(ratio.unwrap().0, Some(1.0 / 13.0));
    assert_eq!(deck.flags, []);
}

#[test]
fn an_empty_ledger_has_no_rows() {
    let tracker = Tracker::in_memory().unwrap();
    assert!(tracker.ask(&Lifecycle::new()).unwrap().rows.is_empty());
}
