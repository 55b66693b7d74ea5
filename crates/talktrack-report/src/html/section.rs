//! The parts of the report.

use std::str::FromStr;

use talktrack::model::{Invalid, suggest};

macro_rules! sections {
    ($($(#[doc = $meaning:literal])+ $name:ident $slug:literal $title:literal;)+) => {
        /// A part of the report below the first screen.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Section { $($(#[doc = $meaning])+ $name,)+ }

        impl Section {
            /// All of them, in their order.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The word that options take.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $slug,)+ }
            }

            /// Its heading.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)+ }
            }
        }
    };
}

sections! {
    /// The five conversations.
    Funnel "funnel" "The five sales conversations";
    /// A verdict per asset.
    Verdicts "verdicts" "Every asset, and what to do with it";
    /// Unused and idle assets by kind.
    Unused "unused" "What goes unused, by kind";
    /// Claimed against actual conversation.
    Matrix "matrix" "Made for one conversation, used in another";
    /// Conversations without help.
    Gaps "gaps" "Where content is missing";
    /// What goes with success.
    Effects "effects" "What goes with success";
    /// Whether advice is followed.
    Recommendations "recommendations" "Recommendations followed";
    /// Whether the sides answer each other.
    Promises "promises" "Promises, both ways";
    /// Whether the current versions are used.
    Consistency "consistency" "One message, or several";
    /// The figures both teams share.
    Scorecard "scorecard" "The figures both teams share";
    /// Month by month.
    Trend "trend" "Month by month";
    /// Who puts what to work.
    Teams "teams" "Who puts content to work";
    /// Definitions, scope and provenance.
    Appendix "appendix" "How these figures are made";
}

impl FromStr for Section {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let words = || Self::ALL.iter().map(|section| section.as_str());
        Self::ALL.iter().copied().find(|section| section.as_str() == text).ok_or_else(|| {
            let advice = suggest(text, words()).map_or_else(
                || format!("it is one of {}", words().collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean {near}?"),
            );
            Invalid::new("section", format!("\"{text}\" is not known: {advice}"))
        })
    }
}
