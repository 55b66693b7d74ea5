//! The public statistics against published numbers, against references that compute the same by other
//! ways, and against what must hold of any numbers.

#![allow(clippy::unwrap_used)] // in what tests call
#![allow(clippy::doc_markdown)] // names of people and programs

mod attribution;
mod proportions;
mod samples;
mod strata;
mod survival;

/// Asserts that a number is what it should be, to within `tolerance`.
#[track_caller]
fn close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance, "{found} is not {expected}");
}
