//! `wilson`, `newcombe`, `design_effect`, `poisson_ratio`.

use proptest::prelude::*;
use talktrack::stats::{
    design_effect, newcombe, newcombe_effective, poisson_ratio, wilson, wilson_effective,
};

use super::close;

/// Newcombe, Statistics in Medicine 17 (1998) 857–872, table I, method 3.
#[test]
fn wilson_agrees_with_published_numbers() {
    for (successes, n, low, high) in [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ] {
        let found = wilson(successes, n, 0.95).unwrap().unwrap();
        close(found.0, low, 5e-5);
        close(found.1, high, 5e-5);
    }
}

#[test]
fn wilson_has_exact_ends_and_refuses_nonsense() {
    assert_eq!(wilson(0, 7, 0.95).unwrap().unwrap().0.to_bits(), 0.0_f64.to_bits());
    assert_eq!(wilson(7, 7, 0.95).unwrap().unwrap().1.to_bits(), 1.0_f64.to_bits());
    assert_eq!(wilson(0, 0, 0.95).unwrap(), None);
    assert!(wilson(8, 7, 0.95).is_err());
    for level in [0.0, 1.0, -1.0, f64::NAN, f64::INFINITY] {
        assert!(wilson(1, 2, level).is_err());
        assert!(wilson(0, 0, level).is_err());
        assert!(wilson_effective(0.5, 2.0, level).is_err());
        assert!(newcombe(1, 2, 1, 2, level).is_err());
        assert!(newcombe_effective(0.5, 2.0, 0.5, 2.0, level).is_err());
        assert!(poisson_ratio(1, 2, level).is_err());
    }
}

#[test]
fn an_effective_size_is_a_size() {
    assert_eq!(wilson_effective(0.3, 0.0, 0.95).unwrap(), None);
    for (share, n) in [(-0.1, 5.0), (1.1, 5.0), (f64::NAN, 5.0), (0.5, -1.0), (0.5, f64::INFINITY)]
    {
        assert!(wilson_effective(share, n, 0.95).is_err());
        assert!(newcombe_effective(share, n, 0.5, 5.0, 0.95).is_err());
        assert!(newcombe_effective(0.5, 5.0, share, n, 0.95).is_err());
    }
    let error = wilson_effective(0.5, f64::NAN, 0.95).unwrap_err();
    assert_eq!(error.to_string(), "n: is not a finite number");
}

/// Newcombe, Statistics in Medicine 17 (1998) 873–890, table II, method 10.
#[test]
fn newcombe_agrees_with_published_numbers() {
    for (s1, n1, s2, n2, low, high) in [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0),
        (10, 10, 0, 10, 0.6075, 1.0),
    ] {
        let found = newcombe(s1, n1, s2, n2, 0.95).unwrap().unwrap();
        close(found.low, low, 5e-5);
        close(found.high, high, 5e-5);
    }
    assert_eq!(newcombe(0, 0, 1, 2, 0.95).unwrap(), None);
    assert_eq!(newcombe(1, 2, 0, 0, 0.95).unwrap(), None);
    assert_eq!(newcombe(3, 2, 0, 1, 0.95).unwrap_err().field(), "s1");
    assert_eq!(newcombe(1, 2, 2, 1, 0.95).unwrap_err().field(), "s2");
}

/// R, `?poisson.test`, after E. S. Pearson and H. O. Hartley: breast cancer after X-rays.
#[test]
fn poisson_ratio_agrees_with_published_numbers() {
    let found = poisson_ratio(11, 21, 0.95).unwrap().unwrap();
    let of_rates = 3011.0 / 800.0;
    close(found.ratio.unwrap() * of_rates, 1.971_488, 5e-7);
    close(found.low * of_rates, 0.858_426_4, 5e-8);
    close(found.high.unwrap() * of_rates, 4.277_265_9, 5e-8);
}

/// SciPy 1.17: `beta.ppf(0.025, a, b + 1)` as odds, and for the upper bound that of `b, a` inverted.
#[test]
fn poisson_ratio_holds_for_counts_of_any_size() {
    for (recent, previous, low, high) in [
        (1, 1, 0.012_739_367_083_666_617, 78.496_836_315_263),
        (3, 9, 0.058_045_032_418_097_796, 1.335_676_198_078_891_8),
        (1, 1_000_000, 2.531_778_298_700_227_2e-8, 5.571_656_126_812_547e-6),
        (150, 200_000, 6.347_426_584_482_477e-4, 8.801_430_658_606_208e-4),
        (1_000_000, 1_000_000, 0.997_231_032_934_401, 1.002_776_655_533_323_3),
        (1_200_000, 900_000, 1.329_693_138_496_785, 1.336_983_845_906_198_5),
        (999_999_999, 3, 114_060_550.994_777_58, 1_616_365_056.195_380_4),
    ] {
        let found = poisson_ratio(recent, previous, 0.95).unwrap().unwrap();
        close(found.low / low, 1.0, 1e-6);
        close(found.high.unwrap() / high, 1.0, 1e-6);
    }
    assert!(poisson_ratio(1_000_000_001, 1, 0.95).is_err());
    assert!(poisson_ratio(1_000_000_000, 1_000_000_000, 0.95).unwrap().unwrap().low > 0.9999);
}

#[test]
fn poisson_ratio_of_nothing() {
    assert_eq!(poisson_ratio(0, 0, 0.95).unwrap(), None);
    let none_before = poisson_ratio(4, 0, 0.95).unwrap().unwrap();
    assert_eq!((none_before.ratio, none_before.high), (None, None));
    assert!(none_before.low > 0.0);
    let none_since = poisson_ratio(0, 4, 0.95).unwrap().unwrap();
    assert_eq!((none_since.ratio, none_since.low.to_bits()), (Some(0.0), 0));
}

/// By the exact tails of the binomial: at its bounds, a count so far out has the probability of 2.5%.
#[test]
fn poisson_ratio_inverts_the_binomial() {
    for (recent, previous) in [(1_u32, 1_u32), (3, 9), (12, 5), (30, 31)] {
        let found = poisson_ratio(recent.into(), previous.into(), 0.95).unwrap().unwrap();
        let total = recent + previous;
        let tail = |odds: f64, counts: std::ops::RangeInclusive<u32>| -> f64 {
            let share = odds / (1.0 + odds);
            counts.map(|count| binomial(total, count, share)).sum()
        };
        close(tail(found.low, recent..=total), 0.025, 1e-12);
        close(tail(found.high.unwrap(), 0..=recent), 0.025, 1e-12);
    }
}

fn binomial(n: u32, k: u32, p: f64) -> f64 {
    let ways: f64 = (0..k).map(|i| f64::from(n - i) / f64::from(i + 1)).product();
    ways * p.powi(k.try_into().unwrap()) * (1.0 - p).powi((n - k).try_into().unwrap())
}

#[test]
fn design_effect_of_known_designs() {
    // Whole clusters that agree: m trials say what one would, but for k/(k − 1).
    close(design_effect(&[(6, 6), (0, 6), (6, 6), (0, 6)]).unwrap(), 6.0 * 4.0 / 3.0, 1e-12);
    // By hand: p = 12/30, Σ (s − 10 p)² = 9 + 1 + 16 = 26, (3/2) 26 / (30 · 0.24).
    close(design_effect(&[(1, 10), (3, 10), (8, 10)]).unwrap(), 39.0 / 7.2, 1e-12);
    for alone in [&[][..], &[(3, 9)], &[(3, 9), (0, 0)], &[(0, 4), (0, 9)], &[(4, 4), (9, 9)]] {
        close(design_effect(alone).unwrap(), 1.0, 0.0);
    }
    assert_eq!(design_effect(&[(0, 1), (2, 1)]).unwrap_err().field(), "clusters[1]");
}

fn counts() -> impl Strategy<Value = (u64, u64)> {
    (1_u64..100_000).prop_flat_map(|n| (0..=n, Just(n)))
}

proptest! {
    #[test]
    fn wilson_holds_the_proportion_and_mirrors((s, n) in counts(), level in 0.01_f64..0.999) {
        let (low, high) = wilson(s, n, level).unwrap().unwrap();
        let p = s as f64 / n as f64;
        prop_assert!(0.0 <= low && low <= p && p <= high && high <= 1.0);
        let (mirror_low, mirror_high) = wilson(n - s, n, level).unwrap().unwrap();
        prop_assert!((low - (1.0 - mirror_high)).abs() < 1e-9);
        prop_assert!((high - (1.0 - mirror_low)).abs() < 1e-9);
        // Both bounds are where the score test just rejects.
        for (bound, open) in [(low, s > 0), (high, s < n)] {
            if open {
                let z = (p - bound) / (bound * (1.0 - bound) / n as f64).sqrt();
                let (_, one) = wilson(0, 1, level).unwrap().unwrap(); // z² / (1 + z²)
                prop_assert!((z * z / (one / (1.0 - one)) - 1.0).abs() < 1e-6);
            }
        }
    }

    #[test]
    fn fewer_effective_trials_never_narrow(share in 0.0_f64..=1.0, n in 1e-9_f64..1e9, part in 0.001_f64..1.0) {
        let (low, high) = wilson_effective(share, n, 0.95).unwrap().unwrap();
        let (lower, higher) = wilson_effective(share, n * part, 0.95).unwrap().unwrap();
        prop_assert!(lower <= low + 1e-12 && higher >= high - 1e-12);
        prop_assert!(0.0 <= low && low <= share && share <= high && high <= 1.0);
    }

    #[test]
    fn newcombe_holds_the_difference_and_turns_over((s1, n1) in counts(), (s2, n2) in counts(), level in 0.01_f64..0.999) {
        let one = newcombe(s1, n1, s2, n2, level).unwrap().unwrap();
        prop_assert!(-1.0 <= one.low && one.low <= one.difference);
        prop_assert!(one.difference <= one.high && one.high <= 1.0);
        let other = newcombe(s2, n2, s1, n1, level).unwrap().unwrap();
        prop_assert!((one.low + other.high).abs() < 1e-12 && (one.high + other.low).abs() < 1e-12);
        let effective = newcombe_effective(s1 as f64 / n1 as f64, n1 as f64, s2 as f64 / n2 as f64, n2 as f64, level);
        prop_assert_eq!(effective.unwrap().unwrap(), one);
    }

    #[test]
    fn poisson_ratio_holds_the_ratio_and_turns_over(recent in 0_u64..5_000, previous in 1_u64..5_000, level in 0.01_f64..0.999) {
        let one = poisson_ratio(recent, previous, level).unwrap().unwrap();
        prop_assert!(0.0 <= one.low && one.low <= one.ratio.unwrap());
        prop_assert!(one.ratio.unwrap() <= one.high.unwrap());
        let other = poisson_ratio(previous, recent, level).unwrap().unwrap();
        if recent > 0 {
            prop_assert!((one.low * other.high.unwrap() - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn design_effect_is_one_or_more_and_takes_no_notice_of_order(mut clusters in prop::collection::vec(counts(), 0..20)) {
        let effect = design_effect(&clusters).unwrap();
        prop_assert!(effect >= 1.0 && effect.is_finite());
        clusters.reverse();
        clusters.push((0, 0));
        prop_assert!((design_effect(&clusters).unwrap() / effect - 1.0).abs() < 1e-9);
    }
}
