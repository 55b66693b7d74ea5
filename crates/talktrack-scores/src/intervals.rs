//! How often intervals hold the effect that an asset truly had where it was put to work.

use talktrack::Tracker;
use talktrack::analysis::{Effect, Estimate, Flag};
use talktrack_simulation::{Company, Nature};

use crate::error::Result;

/// Of the assets of which there is enough to say, how many intervals hold the truth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Intervals {
    /// Assets of which there is enough to say.
    pub tested: u64,
    /// Adjusted intervals that hold the realised effect on the treated.
    pub adjusted: u64,
    /// Crude ones that do.
    pub crude: u64,
    /// Assets that look harmful until like is compared with like, and are not.
    pub reversed: u64,
    /// Of these, those that are flagged.
    pub flagged: u64,
}

impl Intervals {
    /// Counts the assets of one company.
    pub fn add(&mut self, company: &Company, tracker: &Tracker) -> Result<()> {
        let answer = tracker.ask(&Effect::new())?;
        let realised = company.realised();
        let truth = company.truth().assets.iter().zip(&realised.assets);
        for (planted, realised) in truth {
            let row = answer.rows.iter().find(|row| *row.asset == *planted.key.as_str());
            let Some((row, truth)) = row.zip(realised.effect_on_treated) else { continue };
            // What is filed elsewhere than it is used is compared elsewhere than it has its effect.
            if row.adjusted.value.is_none() || planted.supports != planted.used_in {
                continue;
            }
            self.tested += 1;
            self.adjusted += u64::from(holds(&row.adjusted, truth));
            self.crude += u64::from(holds(&row.difference, truth));
            let reversed = planted.nature == Nature::Reversal
                && row.difference.value.is_some_and(|crude| crude < 0.0);
            self.reversed += u64::from(reversed);
            self.flagged += u64::from(reversed && row.flags.contains(&Flag::Sign));
        }
        Ok(())
    }

    /// The share of intervals that hold the truth: adjusted ones, and crude ones.
    pub fn shares(&self) -> Option<(f64, f64)> {
        let share = |part: u64| part as f64 / self.tested as f64;
        (self.tested > 0).then(|| (share(self.adjusted), share(self.crude)))
    }
}

fn holds(estimate: &Estimate, truth: f64) -> bool {
    let ends = estimate.low.zip(estimate.high);
    ends.is_some_and(|(low, high)| low <= truth && truth <= high)
}
