//! What was said of how many assets, beside what is true of them.

use std::collections::{BTreeMap, BTreeSet};

/// How often each verdict was given to assets of each true verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Confusion(BTreeMap<(&'static str, &'static str), u64>);

impl Confusion {
    /// Counts an asset of which `said` was said, and `truth` is true.
    pub fn add(&mut self, truth: &'static str, said: &'static str) {
        *self.0.entry((truth, said)).or_default() += 1;
    }

    /// Both together.
    pub fn merge(&mut self, other: &Self) {
        for (pair, count) in &other.0 {
            *self.0.entry(*pair).or_default() += count;
        }
    }

    fn count(&self, fits: impl Fn(&str, &str) -> bool) -> u64 {
        self.0.iter().filter(|((truth, said), _)| fits(truth, said)).map(|(_, count)| count).sum()
    }

    /// The mean, over the verdicts that are true of any asset, of the harmonic mean of precision and recall; nothing without assets.
    pub fn macro_f1(&self) -> Option<f64> {
        let truths: BTreeSet<&str> = self.0.keys().map(|(truth, _)| *truth).collect();
        let f1 = |verdict: &&str| {
            let right = self.count(|truth, said| truth == *verdict && said == *verdict);
            let either =
                self.count(|truth, _| truth == *verdict) + self.count(|_, said| said == *verdict);
            2.0 * right as f64 / either as f64
        };
        let count = truths.len() as f64;
        (count > 0.0).then(|| truths.iter().map(f1).sum::<f64>() / count)
    }

    /// A row a true verdict, a column a verdict that was given.
    pub fn rows(&self) -> Vec<Vec<String>> {
        let truths: BTreeSet<&str> = self.0.keys().map(|(truth, _)| *truth).collect();
        let said: BTreeSet<&str> = self.0.keys().map(|(_, said)| *said).collect();
        let head = std::iter::once("truly".to_owned()).chain(said.iter().map(|&s| s.to_owned()));
        let mut rows = vec![head.collect::<Vec<_>>()];
        for truth in truths {
            let cells = said.iter().map(|given| {
                match self.count(|true_one, said| true_one == truth && said == *given) {
                    0 => "·".to_owned(),
                    count => count.to_string(),
                }
            });
            rows.push(std::iter::once(truth.to_owned()).chain(cells).collect());
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_is_the_mean_over_what_is_true() {
        let mut confusion = Confusion::default();
        for (truth, said, times) in [
            ("working", "working", 8),
            ("working", "unclear", 2),
            ("unknown", "unknown", 3),
            ("unknown", "working", 1),
        ] {
            (0..times).for_each(|_| confusion.add(truth, said));
        }
        let working = 2.0 * 8.0 / (10.0 + 9.0);
        let unknown = 2.0 * 3.0 / (4.0 + 3.0);
        let mean = f64::midpoint(working, unknown);
        assert!((confusion.macro_f1().unwrap() - mean).abs() < 1e-12);
        assert_eq!(Confusion::default().macro_f1(), None);
    }
}
