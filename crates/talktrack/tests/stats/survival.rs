//! `kaplan_meier` and `logrank`.

use proptest::prelude::*;
use talktrack::stats::{kaplan_meier, logrank};

use super::close;

/// Freireich and others, Blood 21 (1963) 699–716: weeks of remission under 6-MP.
const TREATED: [(f64, bool); 21] = [
    (6.0, true),
    (6.0, true),
    (6.0, true),
    (6.0, false),
    (7.0, true),
    (9.0, false),
    (10.0, true),
    (10.0, false),
    (11.0, false),
    (13.0, true),
    (16.0, true),
    (17.0, false),
    (19.0, false),
    (20.0, false),
    (22.0, true),
    (23.0, true),
    (25.0, false),
    (32.0, false),
    (32.0, false),
    (34.0, false),
    (35.0, false),
];
/// The same, under placebo: all relapsed.
const PLACEBO: [f64; 21] = [
    1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 5.0, 8.0, 8.0, 8.0, 8.0, 11.0, 11.0, 12.0, 12.0, 15.0,
    17.0, 22.0, 23.0,
];

/// Values printed by R's package `survival`.
#[test]
fn kaplan_meier_agrees_with_published_numbers() {
    let (days, events): (Vec<f64>, Vec<bool>) = TREATED.into_iter().unzip();
    let curve = kaplan_meier(&days, &events, 0.95).unwrap();
    let at = |time: f64| *curve.rows.iter().find(|row| row.days >= time).unwrap();
    for (time, survival) in [
        (6.0, 0.857_142_857),
        (7.0, 0.806_722_689),
        (10.0, 0.752_941_176),
        (13.0, 0.690_196_078),
        (16.0, 0.627_450_980),
        (22.0, 0.537_815_126),
        (23.0, 0.448_179_272),
    ] {
        close(at(time).survival, survival, 5e-10);
    }
    close(at(10.0).low.unwrap(), 0.503_199_51, 5e-9);
    close(at(10.0).high.unwrap(), 0.889_361_84, 5e-9);
    assert_eq!((at(6.0).at_risk, at(6.0).events, at(6.0).censored), (21, 3, 1));
    assert_eq!((curve.median, curve.median_low, curve.median_high), (Some(23.0), Some(13.0), None));

    let curve = kaplan_meier(&PLACEBO, &[true; 21], 0.95).unwrap();
    assert_eq!(
        (curve.median, curve.median_low, curve.median_high),
        (Some(8.0), Some(4.0), Some(11.0))
    );
    let last = curve.rows.last().unwrap();
    assert_eq!((last.survival, last.low, last.high), (0.0, None, None));
}

#[test]
fn kaplan_meier_of_nobody_and_of_nonsense() {
    let nobody = kaplan_meier(&[], &[], 0.95).unwrap();
    assert!(nobody.rows.is_empty() && nobody.median.is_none());
    let waiting = kaplan_meier(&[3.0, 4.0], &[false, false], 0.95).unwrap();
    assert_eq!((waiting.rows[1].survival, waiting.rows[1].low), (1.0, None));
    assert_eq!(waiting.median, None);
    // A half reached by a product that rounds (⅔ · ¾) is reached.
    let rounds = kaplan_meier(
        &[1.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 4.0],
        &[true, true, true, false, false, true, false, false, false],
        0.95,
    );
    assert_eq!(rounds.unwrap().median, Some(3.0));
    assert!(kaplan_meier(&[-1.0], &[true], 0.95).is_err());
    assert!(kaplan_meier(&[f64::NAN], &[true], 0.95).is_err());
    assert!(kaplan_meier(&[f64::INFINITY], &[true], 0.95).is_err());
    assert!(kaplan_meier(&[1.0], &[true], 0.0).is_err());
    let error = kaplan_meier(&[1.0], &[], 0.95).unwrap_err();
    assert_eq!(error.to_string(), "events: has 0 values where 1 are needed");
}

fn freireich() -> (Vec<f64>, Vec<bool>, Vec<usize>) {
    let treated = TREATED.iter().map(|&(days, event)| (days, event, 7));
    let placebo = PLACEBO.iter().map(|&days| (days, true, 3));
    let mut all = (Vec::new(), Vec::new(), Vec::new());
    for (days, event, group) in treated.chain(placebo) {
        all.0.push(days);
        all.1.push(event);
        all.2.push(group);
    }
    all
}

/// R's `survdiff`; also Kleinbaum and Klein, *Survival Analysis* (2012), chapter 2.
#[test]
fn logrank_agrees_with_published_numbers() {
    let (days, events, groups) = freireich();
    let found = logrank(&days, &events, &groups, None).unwrap();
    assert_eq!(found.df, 1);
    close(found.chi2.unwrap(), 16.792_940_989_2, 5e-10);
    close(found.p.unwrap(), 4.168_81e-5, 5e-11);
}

/// Adding somebody who is never compared changes nothing, degrees of freedom included.
#[test]
fn logrank_counts_only_groups_at_risk() {
    let (mut days, mut events, mut groups) = freireich();
    let before = logrank(&days, &events, &groups, None).unwrap();
    for group in [1, 9, 100] {
        days.push(0.5);
        events.push(false);
        groups.push(group);
    }
    assert_eq!(logrank(&days, &events, &groups, None).unwrap(), before);
    let clusters: Vec<usize> = (0..days.len()).map(|i| i % 12).collect();
    assert_eq!(logrank(&days, &events, &groups, Some(&clusters)).unwrap().df, 1);
}

#[test]
fn logrank_of_nothing_to_compare_and_of_nonsense() {
    let nothing =
        |days: &[f64], events: &[bool], groups: &[usize], clusters: Option<&[usize]>, df| {
            let found = logrank(days, events, groups, clusters).unwrap();
            assert_eq!((found.chi2, found.df, found.p), (None, df, None));
        };
    nothing(&[], &[], &[], None, 0);
    nothing(&[1.0, 2.0], &[true, true], &[4, 4], None, 0);
    nothing(&[1.0, 2.0], &[false, false], &[1, 2], None, 0);
    nothing(&[3.0, 3.0], &[true, true], &[1, 2], None, 1);
    nothing(&[1.0, 2.0, 3.0], &[true; 3], &[1, 2, 1], Some(&[8, 8, 8]), 1);
    nothing(&[1.0, 2.0, 3.0], &[true; 3], &[1, 2, 3], Some(&[8, 8, 9]), 2);
    assert!(logrank(&[f64::NAN], &[true], &[1], None).is_err());
    assert!(logrank(&[-1.0], &[true], &[1], None).is_err());
    assert_eq!(logrank(&[1.0], &[], &[1], None).unwrap_err().field(), "events");
    assert_eq!(logrank(&[1.0], &[true], &[], None).unwrap_err().field(), "groups");
    assert_eq!(logrank(&[1.0], &[true], &[1], Some(&[])).unwrap_err().field(), "clusters");
}

/// Each life counted as many times as its cluster has copies: the naive test sees that many more
/// lives, the clustered one sees none.
#[test]
fn clusters_are_not_fooled_by_copies() {
    let (days, events, groups) = freireich();
    let once: Vec<usize> = (0..days.len()).collect();
    let single = logrank(&days, &events, &groups, Some(&once)).unwrap();
    let copied = |values: &[usize]| values.repeat(5);
    let many = logrank(&days.repeat(5), &events.repeat(5), &copied(&groups), Some(&copied(&once)))
        .unwrap();
    close(many.chi2.unwrap(), single.chi2.unwrap(), 1e-9);
    let naive = logrank(&days.repeat(5), &events.repeat(5), &copied(&groups), None).unwrap();
    assert!(naive.chi2.unwrap() > 3.0 * many.chi2.unwrap());
}

#[test]
fn a_million_lives_take_seconds() {
    let count = 1_000_000_u32;
    let mix = |i: u32| i.wrapping_mul(2_654_435_761) >> 8;
    let days: Vec<f64> = (0..count).map(|i| f64::from(mix(i)) / 1000.0).collect();
    let events: Vec<bool> = (0..count).map(|i| i % 3 != 0).collect();
    let groups: Vec<usize> = (0..1_000_000).map(|i| i % 4).collect();
    let clusters: Vec<usize> = (0..1_000_000).map(|i| i % 5_003).collect();
    let curve = kaplan_meier(&days, &events, 0.95).unwrap();
    assert_eq!(curve.rows.iter().map(|row| row.events + row.censored).sum::<u64>(), 1_000_000);
    assert!(curve.median_low < curve.median && curve.median < curve.median_high);
    assert_eq!(logrank(&days, &events, &groups, None).unwrap().df, 3);
    assert!(logrank(&days, &events, &groups, Some(&clusters)).unwrap().p.unwrap() > 1e-6);
}

type Life = (u8, bool, usize, usize);

fn lives() -> impl Strategy<Value = Vec<Life>> {
    prop::collection::vec((0_u8..12, any::<bool>(), 0_usize..2, 0_usize..6), 0..40)
}

fn apart(lives: &[Life]) -> (Vec<f64>, Vec<bool>, Vec<usize>, Vec<usize>) {
    let days = lives.iter().map(|life| f64::from(life.0)).collect();
    let events = lives.iter().map(|life| life.1).collect();
    let groups = lives.iter().map(|life| life.2).collect();
    (days, events, groups, lives.iter().map(|life| life.3).collect())
}

/// Of two groups, without sorting, event by event: (difference, its two variances).
fn naive(lives: &[Life]) -> (f64, f64, f64) {
    let at_risk = |time: u8| lives.iter().filter(|life| life.0 >= time).count() as f64;
    let of_first = |time: u8| {
        lives.iter().filter(|life| life.0 >= time && life.2 == 0).count() as f64 / at_risk(time)
    };
    let is_first = |life: &Life| f64::from(u8::from(life.2 == 0));
    let (mut difference, mut variance) = (0.0, 0.0);
    for time in 0_u8..12 {
        let d = lives.iter().filter(|life| life.0 == time && life.1).count() as f64;
        let first = lives.iter().filter(|l| l.0 == time && l.1 && l.2 == 0).count() as f64;
        let n = at_risk(time);
        if d > 0.0 {
            let share = of_first(time);
            difference += first - d * share;
            if n > 1.0 {
                variance += d * (n - d) / (n - 1.0) * share * (1.0 - share);
            }
        }
    }
    // Each life's residual: its own event against all events while it was at risk.
    let residual = |life: &Life| {
        let own = if life.1 { is_first(life) - of_first(life.0) } else { 0.0 };
        let while_at_risk = lives.iter().filter(|other| other.1 && other.0 <= life.0);
        own - while_at_risk
            .map(|other| (is_first(life) - of_first(other.0)) / at_risk(other.0))
            .sum::<f64>()
    };
    let clustered = (0_usize..6)
        .map(|c| lives.iter().filter(|l| l.3 == c).map(residual).sum::<f64>().powi(2))
        .sum();
    (difference, variance, clustered)
}

proptest! {
    #[test]
    fn curves_are_in_order(lives in lives()) {
        let (days, events, ..) = apart(&lives);
        let curve = kaplan_meier(&days, &events, 0.9).unwrap();
        let mut before = 1.0;
        let mut left = lives.len() as u64;
        for row in &curve.rows {
            prop_assert_eq!(row.at_risk, left);
            left -= row.events + row.censored;
            prop_assert!(row.survival <= before);
            // The definition, from the lives themselves.
            let product: f64 = curve.rows.iter().take_while(|other| other.days <= row.days)
                .map(|other| 1.0 - other.events as f64 / other.at_risk as f64).product();
            prop_assert!((row.survival - product).abs() < 1e-12);
            prop_assert_eq!(row.low.is_none(), row.survival <= 0.0 || row.survival >= 1.0);
            if let (Some(low), Some(high)) = (row.low, row.high) {
                prop_assert!(0.0 <= low && low <= row.survival && row.survival <= high && high <= 1.0);
            }
            before = row.survival;
        }
        prop_assert_eq!(left, 0);
        if let (Some(low), Some(median)) = (curve.median_low, curve.median) {
            prop_assert!(low <= median);
        }
        if let (Some(high), Some(median)) = (curve.median_high, curve.median) {
            prop_assert!(median <= high);
        }
    }

    #[test]
    fn without_censoring_the_curve_is_the_share_that_is_left(mut days in prop::collection::vec(0_u8..50, 1..60)) {
        let times: Vec<f64> = days.iter().map(|&day| f64::from(day)).collect();
        let curve = kaplan_meier(&times, &vec![true; days.len()], 0.95).unwrap();
        for row in &curve.rows {
            let left = times.iter().filter(|time| **time > row.days).count() as f64;
            prop_assert!((row.survival - left / times.len() as f64).abs() < 1e-12);
        }
        days.sort_unstable();
        let middle = f64::from(days[days.len().div_ceil(2) - 1]);
        prop_assert_eq!(curve.median, Some(middle));
    }

    #[test]
    fn logrank_is_what_counting_gives(lives in lives()) {
        let (days, events, groups, clusters) = apart(&lives);
        let (difference, variance, clustered) = naive(&lives);
        let plain = logrank(&days, &events, &groups, None).unwrap();
        if let Some(chi2) = plain.chi2 {
            prop_assert!((chi2 - difference * difference / variance).abs() < 1e-6);
            prop_assert!((0.0..=1.0).contains(&plain.p.unwrap()));
        } else {
            prop_assert!(variance < 1e-9);
        }
        let by_cluster = logrank(&days, &events, &groups, Some(&clusters)).unwrap();
        prop_assert_eq!(by_cluster.df, plain.df);
        if let Some(chi2) = by_cluster.chi2 {
            prop_assert!((chi2 * clustered - difference * difference).abs() < 1e-6);
        }
    }

    #[test]
    fn logrank_takes_no_notice_of_names_order_or_the_scale_of_time(
        lives in prop::collection::vec((0_u8..12, any::<bool>(), 0_usize..4, 0_usize..9), 0..40),
    ) {
        let (days, events, groups, clusters) = apart(&lives);
        let (mut turned_days, turned_events, mut turned_groups, mut turned_clusters) =
            apart(&lives.iter().rev().copied().collect::<Vec<_>>());
        turned_days.iter_mut().for_each(|day| *day = day.powi(2) / 7.0);
        turned_groups.iter_mut().for_each(|group| *group = usize::MAX - *group * 1000);
        turned_clusters.iter_mut().for_each(|cluster| *cluster = 1000 - *cluster);
        for (one, other) in [
            (logrank(&days, &events, &groups, None), logrank(&turned_days, &turned_events, &turned_groups, None)),
            (
                logrank(&days, &events, &groups, Some(&clusters)),
                logrank(&turned_days, &turned_events, &turned_groups, Some(&turned_clusters)),
            ),
        ] {
            let (one, other) = (one.unwrap(), other.unwrap());
            prop_assert_eq!(one.df, other.df);
            prop_assert_eq!(one.chi2.is_some(), other.chi2.is_some());
            if let (Some(one), Some(other)) = (one.chi2, other.chi2) {
                prop_assert!((one - other).abs() < 1e-6 * one.max(1.0), "{} {}", one, other);
            }
        }
    }
}
