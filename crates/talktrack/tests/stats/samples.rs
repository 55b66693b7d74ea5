//! `gini`, `benjamini_hochberg`, `e_value`, `mann_whitney`, `welch`.

use proptest::prelude::*;
use talktrack::stats::{benjamini_hochberg, e_value, gini, mann_whitney, welch};

use super::close;

/// The example vector of R's package `ineq`, `?Gini`.
#[test]
fn gini_agrees_with_published_numbers() {
    let x = [541.0, 1463.0, 2445.0, 3438.0, 4437.0, 5401.0, 6392.0, 8304.0, 11904.0, 22261.0];
    close(gini(&x).unwrap().unwrap(), 0.462_091_130_268, 1e-12);
    assert_eq!(gini(&[]).unwrap(), None);
    assert_eq!(gini(&[0.0, 0.0]).unwrap(), Some(0.0));
    assert_eq!(gini(&[1.0, -1.0]).unwrap_err().to_string(), "x[1]: is negative");
    assert!(gini(&[1.0, f64::NAN]).is_err() && gini(&[f64::INFINITY]).is_err());
    close(gini(&[f64::MAX, f64::MAX, 0.0]).unwrap().unwrap(), 1.0 / 3.0, 1e-12);
}

/// Benjamini and Hochberg, JRSS B 57 (1995) 289–300, section 3.2; adjusted values by R's `p.adjust`.
#[test]
fn benjamini_hochberg_agrees_with_published_numbers() {
    let p = [
        0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262,
        0.5719, 0.6528, 0.7590, 1.0,
    ];
    let adjusted = [
        0.0015,
        0.003,
        0.0095,
        0.035_625,
        0.0603,
        0.063_857_142_857_1,
        0.063_857_142_857_1,
        0.0645,
        0.0765,
        0.486,
        0.581_181_818_181_8,
        0.714_875,
        0.753_230_769_230_8,
        0.813_214_285_714_3,
        1.0,
    ];
    let q = benjamini_hochberg(&p.map(Some)).unwrap();
    for (found, expected) in q.iter().zip(adjusted) {
        close(found.unwrap(), expected, 1e-12);
    }
    assert_eq!(q.iter().flatten().filter(|&&q| q <= 0.05).count(), 4);
    assert!(benjamini_hochberg(&[]).unwrap().is_empty());
    for wrong in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
        let error = benjamini_hochberg(&[None, Some(wrong)]).unwrap_err();
        assert_eq!(error.field(), "p[1]");
    }
}

/// VanderWeele and Ding, Annals of Internal Medicine 167 (2017) 268–274: two examples of the text.
#[test]
fn e_value_agrees_with_published_numbers() {
    let e = e_value(3.9, 1.8, 8.7).unwrap();
    close(e.point, 7.26, 0.005);
    close(e.limit, 3.0, 0.005);
    // Protective: inverted, and the bound nearer to 1 is the upper one.
    let e = e_value(0.80, 0.71, 0.91).unwrap();
    close(e.point, 1.81, 0.005);
    close(e.limit, 1.43, 0.005);
}

#[test]
fn e_value_of_nothing_and_of_nonsense() {
    let none = e_value(1.0, 0.5, 2.0).unwrap();
    close(none.point, 1.0, 0.0);
    close(none.limit, 1.0, 0.0);
    close(e_value(2.0, 1.0, 4.0).unwrap().limit, 1.0, 0.0);
    close(e_value(0.5, 0.0, 1.0).unwrap().limit, 1.0, 0.0);
    for (ratio, low, high) in [
        (0.0, 0.0, 1.0),
        (-1.0, -2.0, 1.0),
        (2.0, 2.5, 3.0),
        (2.0, 1.0, 1.5),
        (f64::NAN, 1.0, 2.0),
        (2.0, f64::NAN, 3.0),
        (2.0, 1.0, f64::INFINITY),
        (1e-320, 0.0, 1.0),
        (1e308, 1.0, 1.1e308),
    ] {
        assert!(e_value(ratio, low, high).is_err(), "{ratio} {low} {high}");
    }
}

/// "Student", Biometrika 6 (1908), the sleep data; Welch's interval as R's `t.test` prints it.
#[test]
fn welch_agrees_with_published_numbers() {
    let first = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0];
    let second = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];
    let found = welch(&first, &second, 0.95).unwrap().unwrap();
    close(found.difference, 0.75 - 2.33, 1e-12);
    close(found.df.unwrap(), 17.776, 5e-4);
    close(found.low, -3.365_483_2, 5e-8);
    close(found.high, 0.205_483_2, 5e-8);
}

/// Student's t with equal groups of two has two degrees of freedom, where its quantile is closed.
#[test]
fn welch_has_the_quantiles_of_student() {
    for level in [1e-6, 0.5, 0.9, 0.95, 0.999, 0.999_999] {
        let found = welch(&[1.0, 3.0], &[0.0, 2.0], level).unwrap().unwrap();
        close(found.df.unwrap(), 2.0, 1e-12);
        let t = level * (2.0 / (1.0 - level * level)).sqrt();
        close((found.high - 1.0) / (t * 2.0_f64.sqrt()), 1.0, 1e-9);
    }
    // With a great many degrees of freedom it is the normal quantile.
    let many: Vec<f64> = (0..400_000).map(|i| f64::from(i % 2)).collect();
    let found = welch(&many, &many, 0.95).unwrap().unwrap();
    let error = (2.0 * 0.25 / 400_000.0_f64).sqrt();
    close(found.high / error, 1.959_964, 1e-5);
}

#[test]
fn welch_of_too_little_and_of_nonsense() {
    assert_eq!(welch(&[1.0], &[1.0, 2.0], 0.95).unwrap(), None);
    assert_eq!(welch(&[1.0, 2.0], &[], 0.95).unwrap(), None);
    let still = welch(&[2.0, 2.0], &[1.0, 1.0, 1.0], 0.95).unwrap().unwrap();
    assert_eq!((still.difference, still.low, still.high, still.df), (1.0, 1.0, 1.0, None));
    assert!(welch(&[1.0, f64::NAN], &[1.0, 2.0], 0.95).is_err());
    assert!(welch(&[1.0, 2.0], &[1.0, f64::INFINITY], 0.95).is_err());
    assert!(welch(&[f64::MAX, f64::MIN], &[1.0, 2.0], 0.95).is_err());
    assert!(welch(&[1.0, 2.0], &[1.0, 2.0], 1.0).is_err());
}

/// SciPy, `mannwhitneyu(males, females, method="asymptotic", use_continuity=False)`, the example of
/// its documentation (ages at which diabetes was diagnosed).
#[test]
fn mann_whitney_agrees_with_published_numbers() {
    let males = [19.0, 22.0, 16.0, 29.0, 24.0];
    let females = [20.0, 11.0, 17.0, 12.0];
    let found = mann_whitney(&males, &females).unwrap().unwrap();
    close(found.u, 17.0, 0.0);
    close(found.p, 0.086_410_732_973_7, 1e-10);
    assert_eq!(mann_whitney(&[], &females).unwrap(), None);
    assert_eq!(mann_whitney(&males, &[]).unwrap(), None);
    assert_eq!(mann_whitney(&[2.0, 2.0], &[2.0]).unwrap(), None);
    assert_eq!(mann_whitney(&[0.0], &[-0.0]).unwrap(), None);
    assert!(mann_whitney(&[f64::NAN], &females).is_err());
    assert!(mann_whitney(&males, &[f64::NEG_INFINITY]).is_err());
}

/// Mean and variance of u over every way to deal the values out are what the test takes them for.
#[test]
fn mann_whitney_has_the_moments_of_all_permutations() {
    let values: [f64; 9] = [1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 5.0, 8.0, 8.0];
    let (mut us, mut zs) = (Vec::new(), Vec::new());
    for chosen in (0_u32..1 << 9).filter(|chosen| chosen.count_ones() == 4) {
        let side = |wanted: bool| -> Vec<f64> {
            let numbered = values.iter().enumerate();
            numbered.filter(|(i, _)| (chosen >> i & 1 == 1) == wanted).map(|(_, v)| *v).collect()
        };
        let found = mann_whitney(&side(true), &side(false)).unwrap().unwrap();
        let (chosen, others) = (side(true), side(false));
        let pairs = chosen.iter().flat_map(|a| others.iter().map(move |b| (a, b)));
        let above: f64 =
            pairs.map(|(a, b)| f64::from(u8::from(a > b)) + f64::from(u8::from(a >= b))).sum();
        close(found.u, above / 2.0, 1e-12);
        us.push(found.u);
        zs.push(found.z);
    }
    let count = us.len() as f64;
    close(us.iter().sum::<f64>() / count, 10.0, 1e-9);
    close(zs.iter().map(|z| z * z).sum::<f64>() / count, 1.0, 1e-9);
}

fn values(least: f64) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(least..1000.0, 0..40)
}

proptest! {
    #[test]
    fn gini_is_half_the_mean_difference_over_the_mean(x in values(0.0), scale in 0.001_f64..1e6) {
        let Some(found) = gini(&x).unwrap() else {
            prop_assert!(x.is_empty());
            return Ok(());
        };
        prop_assert!((0.0..1.0).contains(&found));
        let n = x.len() as f64;
        let differences: f64 = x.iter().map(|a| x.iter().map(|b| (a - b).abs()).sum::<f64>()).sum();
        prop_assert!((found - differences / (2.0 * n * x.iter().sum::<f64>())).abs() < 1e-9);
        let scaled: Vec<f64> = x.iter().rev().map(|value| value * scale).collect();
        prop_assert!((found - gini(&scaled).unwrap().unwrap()).abs() < 1e-9);
    }

    #[test]
    fn q_is_as_defined(p in prop::collection::vec(prop::option::of(0.0_f64..=1.0), 0..40)) {
        let q = benjamini_hochberg(&p).unwrap();
        let count = p.iter().flatten().count() as f64;
        for (p_here, q_here) in p.iter().zip(&q) {
            prop_assert_eq!(p_here.is_some(), q_here.is_some());
            let (Some(p_here), Some(q_here)) = (p_here, q_here) else { continue };
            prop_assert!(p_here <= q_here && *q_here <= 1.0);
            // The least rejection rate at which this one is rejected, straight from the definition.
            let least = p.iter().flatten().filter(|other| *other >= p_here).map(|other| {
                other * count / p.iter().flatten().filter(|x| *x <= other).count() as f64
            }).fold(1.0, f64::min);
            prop_assert!((least - q_here).abs() < 1e-12);
            for (p_other, q_other) in p.iter().zip(&q) {
                let lower = p_other.is_none_or(|other| other < *p_here);
                prop_assert!(lower || *q_other >= Some(*q_here));
            }
        }
    }

    #[test]
    fn e_value_is_symmetric_and_ordered(ratio in 1.0_f64..100.0, narrow in 1.0_f64..2.0) {
        let (low, high) = (ratio / narrow, ratio * narrow);
        let e = e_value(ratio, low, high).unwrap();
        prop_assert!(1.0 <= e.limit && e.limit <= e.point);
        prop_assert!((e.point - (ratio + (ratio * (ratio - 1.0)).sqrt())).abs() < 1e-9);
        let inverse = e_value(1.0 / ratio, 1.0 / high, 1.0 / low).unwrap();
        prop_assert!((e.point - inverse.point).abs() < 1e-6 && (e.limit - inverse.limit).abs() < 1e-6);
    }

    #[test]
    fn mann_whitney_turns_over_and_sees_only_ranks(a in values(-1000.0), b in values(-1000.0)) {
        let Some(found) = mann_whitney(&a, &b).unwrap() else { return Ok(()) };
        prop_assert!((0.0..=1.0).contains(&found.p) && found.z.is_finite());
        let other = mann_whitney(&b, &a).unwrap().unwrap();
        prop_assert!((found.u + other.u - (a.len() * b.len()) as f64).abs() < 1e-9);
        prop_assert!((found.z + other.z).abs() < 1e-9);
        let cubed = |x: &[f64]| x.iter().map(|value| value.powi(3)).collect::<Vec<_>>();
        prop_assert!((mann_whitney(&cubed(&a), &cubed(&b)).unwrap().unwrap().z - found.z).abs() < 1e-9);
    }

    #[test]
    fn welch_holds_the_difference_and_turns_over(a in values(-1000.0), b in values(-1000.0), level in 0.01_f64..0.999) {
        let Some(found) = welch(&a, &b, level).unwrap() else {
            prop_assert!(a.len() < 2 || b.len() < 2);
            return Ok(());
        };
        prop_assert!(found.low <= found.difference && found.difference <= found.high);
        prop_assert!((found.low - welch(&a, &b, 0.999_5).unwrap().unwrap().low) >= 0.0);
        let other = welch(&b, &a, level).unwrap().unwrap();
        prop_assert!((found.low + other.high).abs() < 1e-6 && (found.high + other.low).abs() < 1e-6);
        if let Some(df) = found.df {
            let least = a.len().min(b.len()) as f64 - 1.0;
            prop_assert!(least - 1e-9 <= df && df <= (a.len() + b.len() - 2) as f64 + 1e-9);
        }
    }
}
