//! What every ledger promises, as one suite of tests, and a throw-away PostgreSQL to run it on.
//!
//! An implementation says where its ledgers are, as a [`Store`], and runs the suite in a file of its tests;
//! each promise becomes a test of its own:
//!
//! ```
//! use std::sync::Arc;
//! use talktrack::ledger::{Ledger, sqlite::SqliteLedger};
//! use talktrack_conformance::Store;
//!
//! struct InMemory(Arc<SqliteLedger>);
//!
//! impl Store for InMemory {
//!     fn create() -> Self {
//!         Self(Arc::new(SqliteLedger::in_memory().unwrap()))
//!     }
//!
//!     fn open(&self) -> Arc<dyn Ledger> {
//!         Arc::clone(&self.0) as Arc<dyn Ledger>
//!     }
//! }
//!
//! talktrack_conformance::conformance!(InMemory);
//! # talktrack_conformance::suite::identity::names_that_look_alike_are_not_the_same::<InMemory>();
//! ```
//!
//! For a ledger on a server there are a [`server`] and a [`proxy`] that cuts connections.
// This crate is test code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

#[path = "../../talktrack/tests/common/mod.rs"]
mod common;
mod promises;
pub mod proxy;
#[cfg(unix)]
pub mod server;
mod store;
pub mod suite;

pub use store::Store;
