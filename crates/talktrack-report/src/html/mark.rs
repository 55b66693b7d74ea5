//! Small pictures in cells, in a box 100 wide, and the axis they are measured by.

use super::language::Language;

/// The least and the greatest value that a picture has to hold.
pub(super) type Ends = (f64, f64);

/// A small picture in a cell, in a box 100 wide; the text beside it says the same.
pub(super) enum Mark {
    Bar { width: f64 },
    Interval { low: f64, point: f64, high: f64, zero: f64, class: &'static str },
}

/// The ends of an axis and its zero, in a box 100 wide; no zero where an end is too near.
pub(super) struct Axis {
    pub(super) low: String,
    pub(super) zero: &'static str,
    pub(super) zero_at: f64,
    pub(super) high: String,
}

impl Axis {
    /// The axis of differences between these ends, in points.
    pub(super) fn of(ends: Ends, language: Language) -> Self {
        const TOO_NEAR: f64 = 15.0;
        let zero_at = place_in_box(0.0, ends);
        let stands_free = (TOO_NEAR..=100.0 - TOO_NEAR).contains(&zero_at);
        Self {
            low: language.points(ends.0),
            zero: if stands_free { "0" } else { "" },
            zero_at,
            high: language.points(ends.1),
        }
    }
}

/// Where a value stands in the box that holds these ends.
pub(super) fn place_in_box(value: f64, (low, high): Ends) -> f64 {
    if high > low { (value - low) / (high - low) * 100.0 } else { 0.0 }
}
