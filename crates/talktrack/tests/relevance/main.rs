//! `relevance`: its counts against a reference of a few obvious lines, and every verdict on a small company.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod choice;
#[path = "../common/mod.rs"]
mod common;
mod laws;
mod made;
mod reach;
mod reference;
