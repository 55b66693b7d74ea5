//! Are the verdicts right? Companies are simulated in which it is known what each asset truly is, and
//! what the questions `relevance` and `effect` say of it is compared with that.
//!
//! ```text
//! cargo run --release -p talktrack-scores -- verdicts      right and wrong verdicts, beside the industry's rule
//! cargo run --release -p talktrack-scores -- intervals     how often intervals hold the true effect
//! ```
//!
//! The tests run a small sample; what the long form printed is in `docs/scores.md`.

mod company;
mod confusion;
mod error;
mod intervals;
mod rule;
mod table;
mod verdicts;

pub use company::{Kind, Named, companies};
pub use confusion::Confusion;
pub use error::{Error, Result};
pub use intervals::Intervals;
pub use rule::RetireRule;
pub use table::markdown;
pub use verdicts::Verdicts;
