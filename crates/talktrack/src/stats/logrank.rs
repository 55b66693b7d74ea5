//! Whether groups differ in how long it takes.

use super::numbers::{chi_square_tail, not_negative, same_length};
use crate::model::Invalid;

/// The log-rank test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LogRank {
    /// The statistic; `None` where there is nothing to compare.
    pub chi2: Option<f64>,
    /// Its degrees of freedom: the groups that had anybody at risk when something happened, less 1.
    pub df: usize,
    /// The probability of one as large by chance; `None` where there is no statistic.
    pub p: Option<f64>,
}

/// The log-rank test: whether groups differ in how long it takes until something happens.
///
/// `durations` and `events` are those of [`kaplan_meier`](super::kaplan_meier); `groups` says, by any
/// number, which group each belongs to. At each time, the events of a group are compared with what it
/// would have had if all at risk had been alike, `d nᵍ / n`; the sums of the differences are measured
/// by their hypergeometric variance, `d (n − d) / (n − 1) · (δ pᵍ − pᵍ pʰ)`, which is right at ties.
///
/// With `clusters` (by any number, such as the rep) they are measured instead by the variance between
/// clusters: each life's share in the difference (its score residual) is summed within its cluster,
/// and the products of these sums are added up. It lets the lives of one rep resemble one another.
///
/// It sees best what differs in the same direction all the time, and can miss curves that cross. It
/// says nothing of how large the difference is. Without clusters, and with many lives per rep, it
/// finds differences that are one rep's habit; with clusters, it needs a dozen or more of them.
///
/// The statistic is `None` with fewer than two groups at risk, where everything happens at once, or
/// where there are no more clusters than degrees of freedom. It is an error if a duration is negative
/// or not finite, or if the lists differ in length.
///
/// ```
/// use talktrack::stats::logrank;
/// let days = [3.0, 5.0, 7.0, 9.0, 18.0, 20.0, 25.0, 28.0];
/// let test = logrank(&days, &[true; 8], &[0, 0, 0, 0, 1, 1, 1, 1], None)?;
/// assert_eq!(test.df, 1);
/// assert!(test.p.unwrap() < 0.01);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: N. Mantel, "Evaluation of survival data and two new rank order statistics arising in its
/// consideration", Cancer Chemotherapy Reports 50 (1966) 163–170; R. Peto and J. Peto, JRSS A 135
/// (1972) 185–207; for clusters, E. W. Lee, L. J. Wei and D. A. Amato, "Cox-type regression analysis
/// for large numbers of small groups of correlated failure time observations", in *Survival Analysis:
/// State of the Art* (1992) 237–247, as the robust score test.
pub fn logrank(
    durations: &[f64],
    events: &[bool],
    groups: &[usize],
    clusters: Option<&[usize]>,
) -> Result<LogRank, Invalid> {
    not_negative("durations", durations)?;
    same_length("events", events.len(), durations.len())?;
    same_length("groups", groups.len(), durations.len())?;
    if let Some(clusters) = clusters {
        same_length("clusters", clusters.len(), durations.len())?;
    }
    let (groups, group_count) = numbered(groups);
    let lives = Lives::new(durations, events, &groups, group_count);
    let (difference, classic) = lives.compare();
    // The last group is known from the others.
    let compared = match difference.as_slice() {
        [] => 0,
        found => found.len() - 1,
    };
    let (variance, known) = match clusters {
        None => (classic, compared > 0),
        Some(clusters) => {
            let (clusters, count) = numbered(clusters);
            // With no more clusters than that, the statistic is their number, whatever was seen.
            (lives.variance_between(&clusters, count, compared), compared > 0 && count > compared)
        }
    };
    let chi2 = known.then(|| quadratic_form(variance, &difference[..compared])).flatten();
    Ok(LogRank { chi2, df: compared, p: chi2.and_then(|chi2| chi_square_tail(chi2, compared)) })
}

/// The same labels as numbers from 0 without gaps, and how many there are.
fn numbered(labels: &[usize]) -> (Vec<usize>, usize) {
    let mut known = labels.to_vec();
    known.sort_unstable();
    known.dedup();
    let number = |label| known.partition_point(|other| other < label);
    (labels.iter().map(number).collect(), known.len())
}

/// One life, as the test sees it.
struct Life {
    time: f64,
    happened: bool,
    group: usize,
    /// Where it stood among what was given.
    position: usize,
}

/// All lives in the order of time; only groups with anybody at risk at the first event, numbered
/// from 0. The others have nothing to be compared.
struct Lives {
    sorted: Vec<Life>,
    groups: usize,
}

impl Lives {
    fn new(durations: &[f64], events: &[bool], groups: &[usize], group_count: usize) -> Self {
        let happened = durations.iter().zip(events).filter(|life| *life.1).map(|life| *life.0);
        let first = happened.fold(f64::INFINITY, f64::min);
        let mut seen = vec![false; group_count];
        for (&time, &group) in durations.iter().zip(groups) {
            seen[group] |= time >= first;
        }
        let mut next = 0..;
        let number: Vec<Option<usize>> =
            seen.iter().map(|&seen| if seen { next.next() } else { None }).collect();
        let mut sorted: Vec<Life> = (0..durations.len())
            .filter_map(|position| {
                let (time, happened) = (durations[position] + 0.0, events[position]);
                number[groups[position]].map(|group| Life { time, happened, group, position })
            })
            .collect();
        sorted.sort_unstable_by(|a, b| a.time.total_cmp(&b.time).then(a.position.cmp(&b.position)));
        Self { sorted, groups: number.iter().flatten().count() }
    }

    /// Calls `visit` at each time with who leaves then and how many of each group are at risk.
    fn walk(&self, mut visit: impl FnMut(&[Life], &[f64])) {
        let mut at_risk = vec![0.0; self.groups];
        for life in &self.sorted {
            at_risk[life.group] += 1.0;
        }
        for leaving in self.sorted.chunk_by(|a, b| a.time.total_cmp(&b.time).is_eq()) {
            visit(leaving, &at_risk);
            for life in leaving {
                at_risk[life.group] -= 1.0;
            }
        }
    }

    /// Observed less expected events of each group, and the hypergeometric variance of all but the
    /// last.
    fn compare(&self) -> (Vec<f64>, Vec<Vec<f64>>) {
        let compared = self.groups.saturating_sub(1);
        let mut difference = vec![0.0; self.groups];
        let mut variance = vec![vec![0.0; compared]; compared];
        let mut total = self.sorted.len() as f64;
        self.walk(|leaving, at_risk| {
            let events = leaving.iter().filter(|life| life.happened).count() as f64;
            if events > 0.0 {
                for life in leaving.iter().filter(|life| life.happened) {
                    difference[life.group] += 1.0;
                }
                for (difference, n) in difference.iter_mut().zip(at_risk) {
                    *difference -= events * n / total;
                }
            }
            if events > 0.0 && total > 1.0 {
                let scale = events * (total - events) / (total - 1.0);
                for (g, row) in variance.iter_mut().enumerate() {
                    let share = scale * at_risk[g] / total;
                    row[g] += share;
                    for (value, n) in row.iter_mut().zip(at_risk) {
                        *value -= share * n / total;
                    }
                }
            }
            total -= leaving.len() as f64;
        });
        (difference, variance)
    }

    /// The sum over clusters of the products of their shares in the difference, for the first
    /// `compared` groups.
    fn variance_between(&self, clusters: &[usize], count: usize, compared: usize) -> Vec<Vec<f64>> {
        let mut shares = vec![0.0; count * compared];
        // How much was expected so far of one life, and of the groups' shares of it.
        let mut hazard = 0.0;
        let mut expected = vec![0.0; compared];
        let mut total = self.sorted.len() as f64;
        self.walk(|leaving, at_risk| {
            let events = leaving.iter().filter(|life| life.happened).count() as f64;
            if events > 0.0 {
                let step = events / total;
                hazard += step;
                for (expected, n) in expected.iter_mut().zip(at_risk) {
                    *expected += step * n / total;
                }
            }
            for life in leaving {
                let start = clusters[life.position] * compared;
                let share = &mut shares[start..start + compared];
                for (g, share) in share.iter_mut().enumerate() {
                    *share += expected[g];
                    if life.happened {
                        *share -= at_risk[g] / total;
                    }
                    if g == life.group {
                        *share += f64::from(u8::from(life.happened)) - hazard;
                    }
                }
            }
            total -= leaving.len() as f64;
        });
        let mut variance = vec![vec![0.0; compared]; compared];
        for share in shares.chunks_exact(compared.max(1)) {
            for (one, row) in share.iter().zip(&mut variance) {
                for (value, other) in row.iter_mut().zip(share) {
                    *value += one * other;
                }
            }
        }
        variance
    }
}

/// `u' V⁻¹ u` by the decomposition of Cholesky; `None` if `V` has no inverse.
fn quadratic_form(mut variance: Vec<Vec<f64>>, vector: &[f64]) -> Option<f64> {
    const SINGULAR: f64 = 1e-11;
    let mut solved: Vec<f64> = Vec::with_capacity(vector.len());
    for i in 0..vector.len() {
        let whole = variance[i][i];
        let mut value = vector[i];
        for j in 0..=i {
            let known: f64 = (0..j).map(|k| variance[i][k] * variance[j][k]).sum();
            let left = variance[i][j] - known;
            if i > j {
                variance[i][j] = left / variance[j][j];
                value -= variance[i][j] * solved[j];
            } else if left > whole * SINGULAR && left > 0.0 {
                variance[i][i] = left.sqrt();
            } else {
                return None;
            }
        }
        solved.push(value / variance[i][i]);
    }
    Some(solved.iter().map(|value| value * value).sum())
}
