//! The beta distribution, for bounds of binomials and for Student's quantile.
//!
//! Its own rather than the library's, whose continued fraction stops after 140 terms (too few beyond
//! some ten thousand trials) and whose inverse starts no nearer to the ends than 10⁻⁴.

use statrs::function::gamma::ln_gamma;

/// Where the distribution function of Beta(`a`, `b`) reaches `p`, by halving what is left.
pub(crate) fn beta_quantile(a: f64, b: f64, p: f64) -> f64 {
    // Halving finds numbers down to the smallest there are in so many steps; it stops at the last digit.
    const STEPS: u32 = 1100;
    let scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b);
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..STEPS {
        let middle = low + (high - low) / 2.0;
        if middle <= low || middle >= high {
            break;
        }
        if beta_distribution(a, b, middle, scale) < p {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// The distribution function of Beta(`a`, `b`); `scale` is the logarithm of 1 / B(a, b).
fn beta_distribution(a: f64, b: f64, x: f64, scale: f64) -> f64 {
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_distribution(b, a, 1.0 - x, scale);
    }
    let front = (scale + a * x.ln() + b * (-x).ln_1p()).exp() / a;
    if front <= 0.0 {
        return 0.0;
    }
    front / continued_fraction(a, b, x)
}

/// The continued fraction 1 + d₁/(1 + d₂/(1 + …)) by Lentz's method (Abramowitz and Stegun 26.5.8).
/// It takes a small multiple of √max(a, b) terms.
fn continued_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TERMS: u32 = 1_000_000;
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let (mut value, mut above, mut below) = (1.0, 1.0, 0.0);
    for term in 1..TERMS {
        let m = f64::from(term / 2);
        let numerator = if term % 2 == 0 {
            m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        } else {
            -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        };
        below = 1.0 / away_from_zero(1.0 + numerator * below);
        above = away_from_zero(1.0 + numerator / above);
        let change = above * below;
        value *= change;
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    value
}
