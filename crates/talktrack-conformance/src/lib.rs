//! What every ledger promises, as one suite of tests, and a throw-away PostgreSQL to run it on.
// This crate is test code.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod proxy;
#[cfg(unix)]
pub mod server;
