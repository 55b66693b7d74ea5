//! `effect` against a reference of a few obvious lines, and on small companies worked out by hand.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod cases;
#[path = "../common/mod.rs"]
mod common;
mod laws;
mod pitches;
mod reference;
