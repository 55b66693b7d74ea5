//! Files in and out of a ledger, through the public door.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod bad_input;
mod bounds;
mod by_columns;
mod cloud_events;
mod columnar;
mod common;
mod crm_export;
mod csv_files;
mod importing;
mod mappings;
mod overlaps;
mod packed;
mod quarantine;
mod recognition;
mod reconciling;
mod round_trip;
mod samples;
mod vendors;
