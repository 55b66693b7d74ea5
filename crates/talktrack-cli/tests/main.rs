//! The command as people run it: what it prints, what it complains about, and how it ends.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

#[macro_use]
mod folder;
mod help;
mod ledgers;
mod recording;
mod results;
mod server;
mod showing;
mod teams;
mod usage;
