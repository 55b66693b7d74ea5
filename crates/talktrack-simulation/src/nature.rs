//! What is planted in an asset, and what a question about it should find.

use std::fmt;

/// What an asset truly is: planted by the simulation, hidden from those who only see its records.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Nature {
    /// Makes success likelier, and is used.
    Helps,
    /// Makes success less likely, and is used.
    Hurts,
    /// Is used and changes nothing.
    Neutral,
    /// Changes nothing, but skilled reps use it more, and on the easier deals: it looks helpful.
    Prestigious,
    /// Makes success likelier, but is used on the hardest deals by the less skilled: it looks
    /// harmful until segment and rep are accounted for.
    Reversal,
    /// Would be used, but only a few reps know it; they do use it.
    Unknown,
    /// Nobody knows it, so nobody uses it.
    Forgotten,
    /// Those who were trained on it use it a lot, the others hardly.
    TrainingGap,
    /// Most know it, and hardly anybody puts it to work.
    NotChosen,
    /// Used in other conversations than those it is filed under.
    Misfiled,
    /// Retired, expired or replaced within the scope; some go on using it.
    Superseded,
    /// Published days before the end.
    TooNew,
    /// Made for deals that this company does not have.
    NoOccasion,
    /// Made by a rep: never put into the catalogue, seen only in uses.
    RepMade,
    /// Healthy, but used in a small share of its occasions.
    Rare,
    /// Changes nothing, and only the best reps know and use it.
    BestRepsOnly,
    /// Changes nothing, and is used late, on conversations that are still alive by then.
    LateRescue,
}

impl Nature {
    /// Every nature.
    pub const ALL: [Self; 17] = [
        Self::Helps,
        Self::Hurts,
        Self::Neutral,
        Self::Prestigious,
        Self::Reversal,
        Self::Unknown,
        Self::Forgotten,
        Self::TrainingGap,
        Self::NotChosen,
        Self::Misfiled,
        Self::Superseded,
        Self::TooNew,
        Self::NoOccasion,
        Self::RepMade,
        Self::Rare,
        Self::BestRepsOnly,
        Self::LateRescue,
    ];

    /// The word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Helps => "helps",
            Self::Hurts => "hurts",
            Self::Neutral => "neutral",
            Self::Prestigious => "prestigious",
            Self::Reversal => "reversal",
            Self::Unknown => "unknown",
            Self::Forgotten => "forgotten",
            Self::TrainingGap => "training-gap",
            Self::NotChosen => "not-chosen",
            Self::Misfiled => "misfiled",
            Self::Superseded => "superseded",
            Self::TooNew => "too-new",
            Self::NoOccasion => "no-occasion",
            Self::RepMade => "rep-made",
            Self::Rare => "rare",
            Self::BestRepsOnly => "best-reps-only",
            Self::LateRescue => "late-rescue",
        }
    }

    /// Whether nothing is wrong with it: it is made for its conversations, known, and used.
    pub const fn is_healthy(self) -> bool {
        matches!(
            self,
            Self::Helps
                | Self::Hurts
                | Self::Neutral
                | Self::Prestigious
                | Self::Reversal
                | Self::BestRepsOnly
                | Self::LateRescue
        )
    }

    /// Whether a true effect on success is planted in it.
    pub const fn has_effect(self) -> bool {
        matches!(self, Self::Helps | Self::Hurts | Self::Reversal)
    }

    /// Whether its tags may narrow the deals that it is for. Where a verdict needs many occasions,
    /// they do not.
    pub(crate) const fn may_be_tagged(self) -> bool {
        matches!(
            self,
            Self::Neutral | Self::Unknown | Self::Forgotten | Self::Misfiled | Self::Superseded
        )
    }

    /// Its position in [`Nature::ALL`].
    pub(crate) const fn position(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Nature {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

/// What the question `relevance` should say about an asset, given enough data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Not live at the end.
    Retired,
    /// Live for too short a time to judge.
    TooNew,
    /// Used in other conversations than those it is filed under.
    Misfiled,
    /// No conversation was held for which it was made.
    NoOccasion,
    /// Those who could use it do not know it.
    Unknown,
    /// Those who were trained use it, the others do not.
    TrainingGap,
    /// Goes with failure.
    Harmful,
    /// Goes with success.
    Proven,
    /// Those who know it do not use it.
    NotChosen,
    /// Used, with no effect to be found.
    Working,
}

impl Verdict {
    /// The word for it, as the question writes it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Retired => "retired",
            Self::TooNew => "too-new",
            Self::Misfiled => "misfiled",
            Self::NoOccasion => "no-occasion",
            Self::Unknown => "unknown",
            Self::TrainingGap => "training-gap",
            Self::Harmful => "harmful",
            Self::Proven => "proven",
            Self::NotChosen => "not-chosen",
            Self::Working => "working",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}
