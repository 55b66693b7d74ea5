#![doc = include_str!("../README.md")]

pub mod analysis;
pub mod columns;
mod error;
pub mod ledger;
pub mod model;
mod scope;
pub mod stats;
mod tracker;

pub use error::{Conflict, Error, Result};
pub use scope::{Scope, Span};
pub use tracker::Tracker;
