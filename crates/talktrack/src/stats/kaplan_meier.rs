//! How long until it happens, where for some it has not happened yet.

use super::numbers::{not_negative, quantile, same_length};
use crate::model::Invalid;

/// A curve of Kaplan and Meier.
#[derive(Debug, Clone, PartialEq)]
pub struct KaplanMeier {
    /// A row for each time at which something happened or somebody was lost to view, ascending.
    pub rows: Vec<KaplanMeierRow>,
    /// The first time by which it has happened to half of them; `None` if that was not reached.
    pub median: Option<f64>,
    /// The lower bound of the median; `None` if it was not reached.
    pub median_low: Option<f64>,
    /// The upper bound of the median; `None` (beyond what was observed) if it was not reached.
    pub median_high: Option<f64>,
}

/// What a curve of Kaplan and Meier says of one time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct KaplanMeierRow {
    /// The time since the start of each.
    pub days: f64,
    /// How many were still waiting just before it.
    pub at_risk: u64,
    /// To how many of them it happened then.
    pub events: u64,
    /// How many of them were lost to view then.
    pub censored: u64,
    /// The share of all who are still waiting just after it.
    pub survival: f64,
    /// The lower bound of `survival`; `None` where that is 1 or 0.
    pub low: Option<f64>,
    /// The upper bound of `survival`; `None` where that is 1 or 0.
    pub high: Option<f64>,
}

/// The curve of Kaplan and Meier: which share still waits, as time goes by.
///
/// `durations` are the times from each start to its event or, where `events` says `false`, to the
/// moment up to which nothing had happened (censored). At each time the share that waits is multiplied
/// by `1 − events / at_risk`, events before censorings at ties. The bounds are log-log:
/// `S^exp(± z σ / ln S)` with Greenwood's `σ² = Σ d / (n (n − d))`. The median is the first time with
/// a survival of ½ or less, and its interval holds the times whose bounds hold ½: it inverts the
/// bands.
///
/// Leaving out those who still wait, or taking today for their event, makes every wait look short;
/// this is what the curve is for. It misleads where being lost to view goes with the outcome (reps
/// leave *because* they do not use anything). Its end rests on the few who are left: look at
/// `at_risk`.
///
/// Nobody gives no rows. It is an error if a duration is negative or not finite, if the two lists
/// differ in length, or if `level` is not between 0 and 1.
///
/// ```
/// use talktrack::stats::kaplan_meier;
/// let curve = kaplan_meier(&[2.0, 5.0, 5.0, 9.0], &[true, true, false, true], 0.95)?;
/// assert_eq!(curve.rows[1].days, 5.0);
/// assert_eq!((curve.rows[1].at_risk, curve.rows[1].events, curve.rows[1].censored), (3, 1, 1));
/// assert_eq!(curve.rows[1].survival, 0.75 * (2.0 / 3.0));
/// assert_eq!(curve.median, Some(5.0));
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: E. L. Kaplan and P. Meier, "Nonparametric estimation from incomplete observations", JASA
/// 53 (1958) 457–481; J. D. Kalbfleisch and R. L. Prentice, *The Statistical Analysis of Failure
/// Time Data* (1980), section 1.4 for the bands; R. Brookmeyer and J. Crowley, Biometrics 38 (1982)
/// 29–41 for the median.
pub fn kaplan_meier(
    durations: &[f64],
    events: &[bool],
    level: f64,
) -> Result<KaplanMeier, Invalid> {
    not_negative("durations", durations)?;
    same_length("events", events.len(), durations.len())?;
    let z = quantile(level)?;
    // Adding 0 makes the two zeros one.
    let mut lives: Vec<(f64, bool)> =
        durations.iter().map(|time| time + 0.0).zip(events.iter().copied()).collect();
    lives.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));

    let mut rows = Vec::new();
    let mut at_risk = lives.len() as u64;
    let (mut survival, mut greenwood) = (1.0_f64, 0.0_f64);
    for tied in lives.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let leaving = tied.len() as u64;
        let happened = tied.iter().filter(|life| life.1).count() as u64;
        let (n, d) = (at_risk as f64, happened as f64);
        if happened > 0 {
            survival *= (n - d) / n;
            greenwood += d / (n * (n - d)); // infinite where nobody is left: no bounds then
        }
        let (low, high) = bounds(survival, greenwood, z).unzip();
        rows.push(KaplanMeierRow {
            days: tied[0].0,
            at_risk,
            events: happened,
            censored: leaving - happened,
            survival,
            low,
            high,
        });
        at_risk -= leaving;
    }
    Ok(KaplanMeier {
        median: first_at_half(&rows, |row| Some(row.survival)),
        median_low: first_at_half(&rows, |row| row.low),
        median_high: first_at_half(&rows, |row| row.high),
        rows,
    })
}

fn bounds(survival: f64, greenwood: f64, z: f64) -> Option<(f64, f64)> {
    let open = survival > 0.0 && survival < 1.0 && greenwood.is_finite();
    open.then(|| {
        let half = z * greenwood.sqrt() / survival.ln().abs();
        (survival.powf(half.exp()), survival.powf((-half).exp()))
    })
}

/// The first time at which `of` a row is ½ or less, forgiving what a long product rounds away.
fn first_at_half(
    rows: &[KaplanMeierRow],
    of: impl Fn(&KaplanMeierRow) -> Option<f64>,
) -> Option<f64> {
    const HALF: f64 = 0.5 + 1e-9;
    rows.iter().find(|row| of(row).is_some_and(|value| value <= HALF)).map(|row| row.days)
}
