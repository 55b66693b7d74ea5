//! `mantel_haenszel`.

use proptest::prelude::*;
use talktrack::stats::{Stratum, mantel_haenszel};

use super::close;

const Z: f64 = 1.959_963_984_540_054;

fn stratum([a, b, c, d]: [u64; 4]) -> Stratum {
    Stratum { treated_succeeded: a, treated_failed: b, untreated_succeeded: c, untreated_failed: d }
}

/// Bickel, Hammel and O'Connell, Science 187 (1975) 398–404, as in R's `UCBAdmissions`: admitted and
/// rejected men, admitted and rejected women, by department; R's `mantelhaen.test`.
#[test]
fn agrees_with_published_numbers() {
    let departments = [
        [512, 313, 89, 19],
        [353, 207, 17, 8],
        [120, 205, 202, 391],
        [138, 279, 131, 244],
        [53, 138, 94, 299],
        [22, 351, 24, 317],
    ];
    let found = mantel_haenszel(&departments.map(stratum));
    close(found.odds_ratio.unwrap(), 0.904_696_828_259, 5e-12);
    close(found.or_low.unwrap(), 0.771_907_361_759, 5e-12);
    close(found.or_high.unwrap(), 1.060_329_764_44, 5e-11);
    close(found.chi2.unwrap(), 1.524_606_660_44, 5e-11);
    close(found.p.unwrap(), 0.216_923_697_056, 5e-11);
    let crude = mantel_haenszel(&[stratum([1198, 1493, 557, 1278])]);
    close(crude.odds_ratio.unwrap(), 1.841_080_037_18, 5e-11);
}

/// SAS/STAT User's Guide, PROC FREQ, "Cochran-Mantel-Haenszel Statistics": migraine, by sex.
#[test]
fn agrees_with_published_ratios_and_homogeneity() {
    let found = mantel_haenszel(&[stratum([16, 11, 5, 20]), stratum([12, 16, 7, 19])]);
    close(found.odds_ratio.unwrap(), 3.3132, 5e-5);
    close(found.or_low.unwrap(), 1.4456, 5e-5);
    close(found.or_high.unwrap(), 7.5934, 5e-5);
    close(found.risk_ratio.unwrap(), 2.1636, 5e-5);
    close(found.rr_low.unwrap(), 1.2336, 5e-5);
    close(found.rr_high.unwrap(), 3.7948, 5e-5);
    close(found.chi2.unwrap(), 8.3052, 5e-5);
    close(found.homogeneity_chi2.unwrap(), 1.4929, 5e-5);
    close(found.homogeneity_p.unwrap(), 0.2218, 5e-5);
}

#[test]
fn zero_denominators_are_none() {
    let nothing = mantel_haenszel(&[]);
    assert_eq!(nothing, mantel_haenszel(&[stratum([3, 4, 0, 0]), stratum([0, 0, 0, 0])]));
    assert_eq!((nothing.odds_ratio, nothing.risk_ratio, nothing.chi2), (None, None, None));
    assert_eq!(
        (nothing.risk_difference, nothing.rd_score_low, nothing.homogeneity_chi2),
        (None, None, None)
    );

    let none_failed = mantel_haenszel(&[stratum([5, 0, 5, 0])]);
    assert_eq!((none_failed.odds_ratio, none_failed.chi2), (None, None));
    assert_eq!((none_failed.risk_ratio, none_failed.risk_difference), (Some(1.0), Some(0.0)));

    let none_treated_succeeded = mantel_haenszel(&[stratum([0, 5, 5, 5]), stratum([0, 1, 1, 1])]);
    assert_eq!(
        (none_treated_succeeded.odds_ratio, none_treated_succeeded.or_low),
        (Some(0.0), None)
    );
    assert_eq!(
        (none_treated_succeeded.risk_ratio, none_treated_succeeded.rr_high),
        (Some(0.0), None)
    );
    assert_eq!(none_treated_succeeded.homogeneity_chi2, None);

    let all_or_nothing = mantel_haenszel(&[stratum([7, 0, 0, 7])]);
    assert_eq!(
        (all_or_nothing.risk_difference, all_or_nothing.rd_score_high),
        (Some(1.0), Some(1.0))
    );
    assert!(all_or_nothing.rd_score_low.unwrap() < 1.0);
}

/// Pairs of one treated and one untreated: of N, D of which differ, the variance of the difference d is
/// McNemar's, `(D/N − d²)/N`, and the score test puts `δ d` where that has `d²`.
#[test]
fn matched_pairs_have_their_own_interval() {
    let (both, first, second, neither) = (30, 25, 10, 35);
    let mut pairs = vec![stratum([1, 0, 1, 0]); both];
    pairs.extend(vec![stratum([1, 0, 0, 1]); first]);
    pairs.extend(vec![stratum([0, 1, 1, 0]); second]);
    pairs.extend(vec![stratum([0, 1, 0, 1]); neither]);
    let found = mantel_haenszel(&pairs);
    close(found.risk_difference.unwrap(), 0.15, 1e-12);
    close(found.odds_ratio.unwrap(), 2.5, 1e-12);
    close(found.chi2.unwrap(), 15.0 * 15.0 / 35.0, 1e-9); // McNemar
    for bound in [found.rd_score_low.unwrap(), found.rd_score_high.unwrap()] {
        close((0.15 - bound).powi(2), Z * Z * (0.35 - bound * 0.15) / 100.0, 1e-12);
    }
}

/// The variance behind Klingenberg's interval is unbiased: its mean over every outcome is the true one.
/// It is recovered from the bounds, which are the roots of `(δ̂ − δ)² = z² (δ P + Q)`.
#[test]
fn the_score_interval_rests_on_an_unbiased_variance() {
    let (treated, untreated, p1, p0) = (13_u64, 22_u64, 0.55, 0.35);
    let chance = |n: u64, k: u64, p: f64| {
        let ways: f64 = (0..k).map(|i| (n - i) as f64 / (i + 1) as f64).product();
        ways * p.powf(k as f64) * (1.0 - p).powf((n - k) as f64)
    };
    let (mut truth, mut estimate, mut seen) = (0.0, 0.0, 0.0);
    for a in 0..=treated {
        for c in 0..=untreated {
            let found = mantel_haenszel(&[stratum([a, treated - a, c, untreated - c])]);
            let (d, low, high) = (
                found.risk_difference.unwrap(),
                found.rd_score_low.unwrap(),
                found.rd_score_high.unwrap(),
            );
            if low <= -1.0 || high >= 1.0 {
                continue; // cut off; of no weight here
            }
            let p = (low + high - 2.0 * d) / (Z * Z);
            let q = (d * d - low * high) / (Z * Z);
            let weight = chance(treated, a, p1) * chance(untreated, c, p0);
            seen += weight;
            truth += weight * (d - (p1 - p0)).powi(2);
            estimate += weight * ((p1 - p0) * p + q);
        }
    }
    close(seen, 1.0, 1e-6);
    close(truth / estimate, 1.0, 1e-5);
}

/// Breslow and Day's expected counts solve their equation; found here by halving.
fn expected(table: [u64; 4], odds_ratio: f64) -> f64 {
    let [a, b, c, d] = table.map(|count| count as f64); // as in the books
    let (mut low, mut high) = ((a - d).max(0.0), (a + c).min(a + b));
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle * (d - a + middle) < odds_ratio * (a + c - middle) * (a + b - middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

fn tables(
    least: u64,
    count: impl Into<prop::collection::SizeRange>,
) -> impl Strategy<Value = Vec<[u64; 4]>> {
    prop::collection::vec(prop::array::uniform4(least..60), count)
}

proptest! {
    #[test]
    fn one_stratum_has_the_textbook_intervals(table in prop::array::uniform4(1_u64..500)) {
        let found = mantel_haenszel(&[stratum(table)]);
        let [a, b, c, d] = table.map(|count| count as f64);
        let ratio = |estimate: f64, variance: f64, low: Option<f64>, high: Option<f64>| {
            close(low.unwrap(), estimate * (-Z * variance.sqrt()).exp(), 1e-9 * estimate);
            close(high.unwrap(), estimate * (Z * variance.sqrt()).exp(), 1e-6 * estimate);
        };
        ratio(a * d / (b * c), 1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d, found.or_low, found.or_high);
        let (p1, p0) = (a / (a + b), c / (c + d));
        ratio(p1 / p0, 1.0 / a - 1.0 / (a + b) + 1.0 / c - 1.0 / (c + d), found.rr_low, found.rr_high);
        let error = (p1 * (1.0 - p1) / (a + b) + p0 * (1.0 - p0) / (c + d)).sqrt();
        close(found.risk_difference.unwrap(), p1 - p0, 1e-12);
        close(found.rd_low.unwrap(), (p1 - p0 - Z * error).max(-1.0), 1e-9);
        close(found.rd_high.unwrap(), (p1 - p0 + Z * error).min(1.0), 1e-9);
        let n = a + b + c + d;
        let pearson = n * (a * d - b * c).powi(2) / ((a + b) * (c + d) * (a + c) * (b + d));
        close(found.chi2.unwrap(), pearson * (n - 1.0) / n, 1e-9 * n);
        prop_assert_eq!(found.homogeneity_chi2, None);
    }

    #[test]
    fn intervals_hold_their_estimates(tables in tables(0, 0..12)) {
        let strata: Vec<Stratum> = tables.into_iter().map(stratum).collect();
        let found = mantel_haenszel(&strata);
        for (low, estimate, high) in [
            (found.or_low, found.odds_ratio, found.or_high),
            (found.rr_low, found.risk_ratio, found.rr_high),
            (found.rd_low, found.risk_difference, found.rd_high),
            (found.rd_score_low, found.risk_difference, found.rd_score_high),
        ] {
            prop_assert_eq!(low.is_some(), high.is_some());
            if let (Some(low), Some(estimate), Some(high)) = (low, estimate, high) {
                prop_assert!(low <= estimate && estimate <= high);
            }
        }
        prop_assert!(found.rd_score_low >= found.risk_difference.map(|_| -1.0));
        for p in [found.p, found.homogeneity_p, found.homogeneity_p_tarone].into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&p));
        }
        prop_assert!(found.homogeneity_chi2_tarone <= found.homogeneity_chi2);
        // Strata that say nothing change nothing.
        let mut padded = strata.clone();
        padded.extend([stratum([3, 9, 0, 0]), stratum([0, 0, 5, 1]), stratum([0; 4])]);
        prop_assert_eq!(mantel_haenszel(&padded), found);
    }

    #[test]
    fn sides_turn_over(tables in tables(1, 1..8)) {
        let found = mantel_haenszel(&tables.iter().copied().map(stratum).collect::<Vec<_>>());
        let other = mantel_haenszel(&tables.iter().map(|&[a, b, c, d]| stratum([c, d, a, b])).collect::<Vec<_>>());
        close(found.odds_ratio.unwrap() * other.odds_ratio.unwrap(), 1.0, 1e-9);
        close(found.or_low.unwrap() * other.or_high.unwrap(), 1.0, 1e-9);
        close(found.rr_low.unwrap() * other.rr_high.unwrap(), 1.0, 1e-9);
        close(found.rd_low.unwrap() + other.rd_high.unwrap(), 0.0, 1e-9);
        close(found.rd_score_low.unwrap() + other.rd_score_high.unwrap(), 0.0, 1e-9);
        close(found.chi2.unwrap(), other.chi2.unwrap(), 1e-9 * found.chi2.unwrap().max(1.0));
        if let (Some(one), Some(two)) = (found.homogeneity_chi2, other.homogeneity_chi2) {
            close(one, two, 1e-6 * one.max(1.0));
        }
    }

    #[test]
    fn homogeneity_is_what_its_definition_gives(tables in tables(1, 2..6)) {
        let found = mantel_haenszel(&tables.iter().copied().map(stratum).collect::<Vec<_>>());
        let common = found.odds_ratio.unwrap();
        let (mut chi2, mut off, mut variances) = (0.0, 0.0, 0.0);
        for &table in &tables {
            let x = expected(table, common);
            let [a, b, c, d] = table.map(|count| count as f64);
            let variance = 1.0 / (1.0 / x + 1.0 / (a + c - x) + 1.0 / (a + b - x) + 1.0 / (d - a + x));
            chi2 += (a - x).powi(2) / variance;
            off += a - x;
            variances += variance;
        }
        close(found.homogeneity_chi2.unwrap(), chi2, 1e-6 * chi2.max(1.0));
        close(found.homogeneity_chi2_tarone.unwrap(), chi2 - off * off / variances, 1e-6 * chi2.max(1.0));
    }

    #[test]
    fn counts_of_any_size_are_taken(tables in prop::collection::vec(prop::array::uniform4(any::<u64>()), 0..4)) {
        let found = mantel_haenszel(&tables.into_iter().map(stratum).collect::<Vec<_>>());
        let all = [found.odds_ratio, found.or_low, found.risk_ratio, found.rd_low, found.rd_score_low, found.chi2, found.homogeneity_chi2];
        prop_assert!(all.iter().flatten().all(|value| value.is_finite()));
    }
}
