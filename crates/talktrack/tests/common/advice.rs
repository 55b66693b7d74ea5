//! Ledgers of a company that sells and is advised: recommendations of all kinds, to reps who come, go and change teams.

use super::sales::each;
use super::*;

/// A moment some days around the beginning of 2026, `hours` after midnight.
fn day(days: std::ops::Range<i64>, hours: i64) -> BoxedStrategy<String> {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let moment = move |day: i64| {
        Timestamp::from_micros(start.micros() + (day * 24 + hours) * 3_600_000_000).unwrap()
    };
    days.prop_map(move |day| moment(day).to_string()).boxed()
}

/// A version of each rep besides the one of the catalogue, that began at another time of the day.
fn changes() -> BoxedStrategy<Vec<Record>> {
    each(REPS, |key| {
        kind!("rep"; "at": must(day(-35..12, 1)), "key": must(Just(key)), "team": may(one_of(TEAMS)),
            "started_at": may(day(-35..12, 0)), "left_at": may(day(-35..12, 0)))
    })
}

fn recommendation() -> BoxedStrategy<Record> {
    prop_oneof![
        kind!("recommendation"; "at": must(day(-35..12, 0)), "asset": must(one_of(ASSETS)), "rep": must(one_of(REPS)),
            "conversation": may(one_of(CONVERSATIONS)), "deal": may(one_of(DEALS)), "until": may(day(-10..12, 0))),
        kind!("recommendation"; "at": must(day(-35..12, 0)), "asset": must(one_of(ASSETS)), "team": must(one_of(TEAMS)),
            "conversation": may(one_of(CONVERSATIONS)), "until": may(day(-10..12, 0))),
        kind!("recommendation"; "at": must(day(-35..12, 0)), "asset": must(one_of(ASSETS)),
            "everyone": must(Just(true)), "conversation": may(one_of(CONVERSATIONS)), "until": may(day(-10..12, 0))),
    ]
    .boxed()
}

/// Records of such a company, without conflicts.
pub fn records(most: usize) -> BoxedStrategy<Vec<Record>> {
    let advice = vec((recommendation(), Just("marketing")), 0..8);
    (sales::records(most), changes(), advice)
        .prop_map(|(sales, changes, advice)| [sales, identified(changes, advice)].concat())
        .boxed()
}
