//! `scorecard` against a reference of a few obvious lines, and on a small company worked out by hand.

mod cases;
mod laws;
