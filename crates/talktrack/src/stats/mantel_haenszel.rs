//! Comparing like with like: one answer from many small tables.

use super::numbers::chi_square_tail;

/// The normal quantile for two-sided intervals of 95%.
const Z: f64 = 1.959_963_984_540_054;

/// What happened in one stratum: within it, treated and untreated are alike in what it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stratum {
    /// Treated ones that succeeded.
    pub treated_succeeded: u64,
    /// Treated ones that failed.
    pub treated_failed: u64,
    /// Untreated ones that succeeded.
    pub untreated_succeeded: u64,
    /// Untreated ones that failed.
    pub untreated_failed: u64,
}

/// The estimates of Mantel and Haenszel over strata, with 95% intervals; `None` is a zero
/// denominator.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct MantelHaenszel {
    /// The common odds ratio.
    pub odds_ratio: Option<f64>,
    /// Its lower bound (Robins, Breslow and Greenland).
    pub or_low: Option<f64>,
    /// Its upper bound.
    pub or_high: Option<f64>,
    /// The common risk ratio.
    pub risk_ratio: Option<f64>,
    /// Its lower bound (Greenland and Robins).
    pub rr_low: Option<f64>,
    /// Its upper bound.
    pub rr_high: Option<f64>,
    /// The common risk difference.
    pub risk_difference: Option<f64>,
    /// Its lower bound (Greenland and Robins): for large strata only.
    pub rd_low: Option<f64>,
    /// Its upper bound.
    pub rd_high: Option<f64>,
    /// Its lower bound (Klingenberg): for sparse strata too.
    pub rd_score_low: Option<f64>,
    /// Its upper bound.
    pub rd_score_high: Option<f64>,
    /// The chi-square of Cochran, Mantel and Haenszel with one degree of freedom, without continuity
    /// correction.
    pub chi2: Option<f64>,
    /// The probability of one as large by chance.
    pub p: Option<f64>,
    /// The chi-square of Breslow and Day: whether the odds ratio is the same in all strata.
    pub homogeneity_chi2: Option<f64>,
    /// The probability of one as large by chance.
    pub homogeneity_p: Option<f64>,
    /// The chi-square of Breslow and Day with Tarone's correction.
    pub homogeneity_chi2_tarone: Option<f64>,
    /// The probability of one as large by chance.
    pub homogeneity_p_tarone: Option<f64>,
}

/// The estimates of Mantel and Haenszel: an association with what the strata are made of held equal.
///
/// In a stratum of `n` with `a` of `n₁` treated and `c` of `n₀` untreated that succeeded (`b`, `d`
/// failed; `m₁ = a + c`, `m₀ = b + d`), and sums over strata that have treated and untreated:
///
/// - odds ratio `Σ ad/n ÷ Σ bc/n`, its interval by the variance of Robins, Breslow and Greenland;
/// - risk ratio `Σ a n₀/n ÷ Σ c n₁/n`, its interval by that of Greenland and Robins;
/// - risk difference `δ = Σ (a n₀ − c n₁)/n ÷ W` with `W = Σ n₁ n₀/n`; its interval by the variance of
///   Greenland and Robins, and by Klingenberg's, which inverts the score test under Sato's variance
///   `(δ ΣP + ΣQ) / W²`, `P = (n₁² c − n₀² a + n₁ n₀ (n₀ − n₁)/2)/n²`,
///   `Q = (a (n₀ − c) + c (n₁ − a))/2n`: the roots of `(δ̂ − δ)² = z² (δ ΣP + ΣQ) / W²`, which hold their
///   level in many small strata as well as in a few large ones;
/// - `chi2 = (Σ a − Σ n₁ m₁/n)² ÷ Σ n₁ n₀ m₁ m₀ / (n² (n − 1))`;
/// - homogeneity: `Σ (a − A)²/V`, `A` being what the common odds ratio would give in the stratum and
///   `V = 1/(1/A + 1/(m₁ − A) + 1/(n₁ − A) + 1/(n₀ − m₁ + A))`; Tarone takes `(Σ a − Σ A)²/ΣV` off. Its
///   degrees of freedom are the strata, less 1, in which some succeeded and some failed.
///
/// It holds equal what the strata are made of and nothing else. A homogeneity test that finds a
/// difference says that one number does not fit all strata; one that finds none in small strata has
/// not shown that it does. The odds ratio is further from 1 than the risk ratio where success is
/// common.
///
/// Strata without treated or without untreated say nothing and drop out. No input is refused.
///
/// ```
/// use talktrack::stats::{Stratum, mantel_haenszel};
/// let easy = Stratum { treated_succeeded: 8, treated_failed: 2, untreated_succeeded: 80, untreated_failed: 20 };
/// let hard = Stratum { treated_succeeded: 20, treated_failed: 80, untreated_succeeded: 2, untreated_failed: 8 };
/// let found = mantel_haenszel(&[easy, hard]); // crude: 28 of 110 against 82 of 110
/// assert_eq!(found.risk_difference, Some(0.0));
/// ```
///
/// Source: N. Mantel and W. Haenszel, JNCI 22 (1959) 719–748; J. Robins, N. Breslow and S. Greenland,
/// Biometrics 42 (1986) 311–323; S. Greenland and J. Robins, Biometrics 41 (1985) 55–68; T. Sato,
/// Biometrics 45 (1989) 1323–1324; B. Klingenberg, "A new and improved confidence interval for the
/// Mantel–Haenszel risk difference", Statistics in Medicine 33 (2014) 2968–2983; N. E. Breslow and
/// N. E. Day, *Statistical Methods in Cancer Research* I (1980), section 4.4; R. E. Tarone,
/// Biometrika 72 (1985) 91–95.
pub fn mantel_haenszel(strata: &[Stratum]) -> MantelHaenszel {
    let tables: Vec<Table> =
        strata.iter().map(Table::new).filter(|t| t.treated > 0.0 && t.untreated > 0.0).collect();
    let mut found = MantelHaenszel::default();
    odds_ratio(&tables, &mut found);
    risk_ratio(&tables, &mut found);
    risk_difference(&tables, &mut found);
    association(&tables, &mut found);
    homogeneity(&tables, &mut found);
    found
}

/// A stratum with its margins.
struct Table {
    a: f64,
    b: f64,
    c: f64,
    d: f64,
    treated: f64,
    untreated: f64,
    succeeded: f64,
    failed: f64,
    n: f64,
}

impl Table {
    fn new(stratum: &Stratum) -> Self {
        let a = stratum.treated_succeeded as f64;
        let b = stratum.treated_failed as f64;
        let c = stratum.untreated_succeeded as f64;
        let d = stratum.untreated_failed as f64;
        let (treated, untreated) = (a + b, c + d);
        let (succeeded, failed) = (a + c, b + d);
        Self { a, b, c, d, treated, untreated, succeeded, failed, n: treated + untreated }
    }
}

fn sum(tables: &[Table], of: impl Fn(&Table) -> f64) -> f64 {
    tables.iter().map(of).sum()
}

fn ratio(numerator: f64, denominator: f64) -> Option<f64> {
    (denominator > 0.0).then(|| numerator / denominator)
}

/// The interval of a ratio, from the variance of its logarithm; none around 0.
fn log_interval(ratio: f64, variance: f64) -> (Option<f64>, Option<f64>) {
    let half = Z * variance.sqrt();
    let bounds = (ratio > 0.0).then(|| (ratio * (-half).exp(), ratio * half.exp()));
    bounds.unzip()
}

fn odds_ratio(tables: &[Table], found: &mut MantelHaenszel) {
    let r = sum(tables, |t| t.a * t.d / t.n);
    let s = sum(tables, |t| t.b * t.c / t.n);
    let Some(estimate) = ratio(r, s) else { return };
    // For and against in each stratum, as in Robins, Breslow and Greenland: P, Q, R, S.
    let terms =
        |t: &Table| ((t.a + t.d) / t.n, (t.b + t.c) / t.n, t.a * t.d / t.n, t.b * t.c / t.n);
    let variance = |r: f64, s: f64| {
        let first = sum(tables, |t| terms(t).0 * terms(t).2) / (2.0 * r * r);
        let cross = sum(tables, |t| {
            let (p, q, r, s) = terms(t);
            p * s + q * r
        }) / (2.0 * r * s);
        let last = sum(tables, |t| terms(t).1 * terms(t).3) / (2.0 * s * s);
        first + cross + last
    };
    found.odds_ratio = Some(estimate);
    (found.or_low, found.or_high) = log_interval(estimate, variance(r, s));
}

fn risk_ratio(tables: &[Table], found: &mut MantelHaenszel) {
    let r = sum(tables, |t| t.a * t.untreated / t.n);
    let s = sum(tables, |t| t.c * t.treated / t.n);
    let Some(estimate) = ratio(r, s) else { return };
    let spread = sum(tables, |t| (t.treated / t.n * t.untreated * t.succeeded - t.a * t.c) / t.n);
    found.risk_ratio = Some(estimate);
    (found.rr_low, found.rr_high) = log_interval(estimate, (spread / (r * s)).max(0.0));
}

fn risk_difference(tables: &[Table], found: &mut MantelHaenszel) {
    let weight = sum(tables, |t| t.treated * t.untreated / t.n);
    let Some(estimate) =
        ratio(sum(tables, |t| (t.a * t.untreated - t.c * t.treated) / t.n), weight)
    else {
        return;
    };
    let estimate = estimate.clamp(-1.0, 1.0);
    let greenland_robins = sum(tables, |t| {
        let (treated, untreated) = (t.treated / t.n, t.untreated / t.n);
        t.a / t.treated * t.b * untreated * untreated + t.c / t.untreated * t.d * treated * treated
    }) / (weight * weight);
    let half = Z * greenland_robins.sqrt();
    found.risk_difference = Some(estimate);
    found.rd_low = Some((estimate - half).max(-1.0));
    found.rd_high = Some((estimate + half).min(1.0));

    let p = sum(tables, |t| {
        let (treated, untreated) = (t.treated / t.n, t.untreated / t.n);
        treated * treated * t.c - untreated * untreated * t.a
            + treated * untreated * (t.untreated - t.treated) / 2.0
    }) / (weight * weight);
    let q = sum(tables, |t| {
        f64::midpoint(t.a / t.n * (t.untreated - t.c), t.c / t.n * (t.treated - t.a))
    }) / (weight * weight);
    let middle = estimate + Z * Z * p / 2.0;
    let half = (middle * middle - estimate * estimate + Z * Z * q).max(0.0).sqrt();
    found.rd_score_low = Some((middle - half).clamp(-1.0, estimate));
    found.rd_score_high = Some((middle + half).clamp(estimate, 1.0));
}

fn association(tables: &[Table], found: &mut MantelHaenszel) {
    let difference = sum(tables, |t| t.a - t.treated * (t.succeeded / t.n));
    let variance = sum(tables, |t| {
        (t.treated / t.n) * (t.untreated / t.n) * t.succeeded * (t.failed / (t.n - 1.0))
    });
    found.chi2 = ratio(difference * difference, variance);
    found.p = found.chi2.and_then(|chi2| chi_square_tail(chi2, 1));
}

fn homogeneity(tables: &[Table], found: &mut MantelHaenszel) {
    let Some(common) = found.odds_ratio.filter(|&ratio| ratio > 0.0) else { return };
    let (mut chi2, mut difference, mut variances, mut strata) = (0.0, 0.0, 0.0, 0_usize);
    for table in tables.iter().filter(|t| t.succeeded > 0.0 && t.failed > 0.0) {
        let a = expected(table, common);
        let cells =
            [a, table.succeeded - a, table.treated - a, table.untreated - table.succeeded + a];
        if cells.iter().any(|&cell| cell <= 0.0) {
            return; // an odds ratio beyond what these numbers can tell apart
        }
        let variance = 1.0 / cells.iter().map(|cell| 1.0 / cell).sum::<f64>();
        chi2 += (table.a - a).powi(2) / variance;
        difference += table.a - a;
        variances += variance;
        strata += 1;
    }
    if strata < 2 {
        return;
    }
    let tarone = (chi2 - difference * difference / variances).max(0.0);
    found.homogeneity_chi2 = Some(chi2);
    found.homogeneity_p = chi_square_tail(chi2, strata - 1);
    found.homogeneity_chi2_tarone = Some(tarone);
    found.homogeneity_p_tarone = chi_square_tail(tarone, strata - 1);
}

/// How many treated ones of a stratum with these margins would have succeeded under `odds_ratio`: the
/// root of `A (n₀ − m₁ + A) = ψ (m₁ − A) (n₁ − A)` that its cells allow.
fn expected(table: &Table, odds_ratio: f64) -> f64 {
    let square = 1.0 - odds_ratio;
    let linear = table.untreated - table.succeeded + odds_ratio * (table.succeeded + table.treated);
    let constant = odds_ratio * table.succeeded * table.treated;
    let root = (linear * linear + 4.0 * square * constant).max(0.0).sqrt();
    if linear >= 0.0 { 2.0 * constant / (linear + root) } else { (root - linear) / (2.0 * square) }
}
