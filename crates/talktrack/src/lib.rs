#![doc = include_str!("../README.md")]

// The generators of the tests name this crate as their users do.
#[cfg(test)]
extern crate self as talktrack;
#[cfg(test)]
#[path = "../tests/common/mod.rs"]
mod common;

pub mod analysis;
pub mod columns;
mod error;
pub mod ledger;
pub mod listing;
pub mod model;
mod scope;
pub mod stats;
mod tracker;

pub use error::{Conflict, Error, Result};
pub use scope::{Scope, Span};
pub use tracker::Tracker;

/// The examples of the project's front page compile.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
struct FrontPage;
