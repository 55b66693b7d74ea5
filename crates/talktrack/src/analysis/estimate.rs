//! A figure that is an estimate, with its interval.

use crate::error::Result;
use crate::stats::wilson;

/// The level of every interval in an answer.
pub const LEVEL: f64 = 0.95;

/// An estimate with the ends of its 95% interval; nothing where the sample says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Estimate {
    /// The estimate.
    pub value: Option<f64>,
    /// The lower end of its interval.
    pub low: Option<f64>,
    /// The upper end of its interval.
    pub high: Option<f64>,
}

impl Estimate {
    /// A proportion with Wilson's interval; nothing of nothing.
    pub fn proportion(part: u64, all: u64) -> Result<Self> {
        let Some((low, high)) = wilson(part, all, LEVEL)? else { return Ok(Self::default()) };
        Ok(Self { value: Some(part as f64 / all as f64), low: Some(low), high: Some(high) })
    }
}
