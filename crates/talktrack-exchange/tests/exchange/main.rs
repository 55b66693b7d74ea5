//! Files in and out of a ledger, through the public door.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod bad_input;
mod bounds;
mod common;
mod crm_export;
mod csv_files;
mod importing;
mod mappings;
mod quarantine;
mod round_trip;
