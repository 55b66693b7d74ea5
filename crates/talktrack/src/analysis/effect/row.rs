//! The columns of the answer.

use crate::analysis::{Asked, Estimate, Flag, table};
use crate::model::Conversation;

table! {
    /// One asset, or one asset in one conversation.
    EffectRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// The conversation, where the question asks for each by itself.
        conversation: Asked<Conversation>, "";
        /// Decided conversations in which it was put to work in time.
        treated: u64, "conversations";
        /// Of these, the share that succeeded.
        treated_rate: Estimate, "share";
        /// Decided conversations it was made for in which it was not.
        untreated: u64, "conversations";
        /// Of these, the share that succeeded.
        untreated_rate: Estimate, "share";
        /// Treated less untreated rate, with nothing held equal.
        difference: Estimate, "share";
        /// The difference within strata: what goes with the asset among conversations that are alike.
        adjusted: Estimate, "share";
        /// The odds of success with the asset over those without it, within strata.
        odds_ratio: Estimate, "";
        /// The test statistic for no difference within strata.
        chi2: Option<f64>, "";
        /// How probable a difference at least as large is without any association.
        p: Option<f64>, "";
        /// The same, adjusted for how many assets (or assets in conversations) were tested.
        q: Option<f64>, "";
        /// How probable it is that odds ratios vary as much by conversation and segment as they do if there is one for
        /// all.
        homogeneity_p: Option<f64>, "";
        /// How strongly something unseen would have to go with use and with success to explain the estimate away.
        e_value: Option<f64>, "";
        /// The same for the end of the interval that is nearer to no association.
        e_value_limit: Option<f64>, "";
        /// Only uses in so many days from the start of a conversation count.
        landmark_days: Option<f64>, "days";
        /// too few: under 10 treated or untreated that can be compared. sign: crude and adjusted disagree in direction.
        /// time-unknown: too few starts are known to tell early from late uses. few-reps: fewer than five reps put it to work.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// What the tests come to.
    EffectSummary {
        /// Assets (or assets in conversations) of which there is enough to say, those that filters leave out included.
        tested: u64, "tests";
        /// Of these, those with q of 0.05 or less.
        rejected: u64, "tests";
    }
}
