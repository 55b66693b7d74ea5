//! Files in and out of a talktrack ledger: JSON lines, and CSV with a mapping file.
//!
//! ```
//! use std::ops::ControlFlow;
//! use talktrack::Tracker;
//! use talktrack_exchange::{Format, ImportOptions, export, import};
//!
//! let file = r#"{"type":"asset","key":"deck","at":"2026-01-01T00:00:00Z"}
//! {"type":"use","rep":"ada","asset":"deck","action":"presented","at":"2026-03-01T09:30:00Z"}
//! {"type":"use","rep":"ada","asset":"deck","action":"sung","at":"2026-03-01T09:30:00Z"}
//! "#;
//! let tracker = Tracker::in_memory()?;
//! let imported = import(
//!     &tracker,
//!     file.as_bytes(),
//!     "events.jsonl",
//!     &Format::JsonLines,
//!     &ImportOptions::default(),
//!     &mut |_progress| ControlFlow::Continue(()),
//! )?;
//! assert_eq!((imported.receipt.recorded, imported.receipt.rejected), (2, 1));
//! assert_eq!(imported.receipt.rejections[0].place.line, 3);
//!
//! let mut out = Vec::new();
//! assert_eq!(export(&tracker, &mut out)?, 2);
//! # Ok::<(), talktrack_exchange::Error>(())
//! ```
//!
//! Whatever the input is, memory stays bounded, nothing panics, and each row is either recorded or
//! kept in the ledger's quarantine with its line and reason, from where [`replay()`] reads it again.

mod about;
mod batch;
mod cloudevents;
mod columnar;
mod context;
mod csv;
mod error;
mod export;
mod format;
mod import;
mod input;
mod json;
mod json_rows;
mod json_use;
mod mapping;
mod path;
pub mod pieces;
mod progress;
mod raw;
mod reader;
mod recognise;
mod reconciliation;
mod record;
mod replay;
mod stages;
mod tables;
mod toml_file;
mod unpack;
mod vendor;
mod verbs;
mod xapi;

pub use columnar::{Stored, batch, field, unit, write_table};
pub use csv::write::csv_row;
pub use error::Error;
pub use export::{ExportFormat, export, export_as, export_to};
pub use format::{Format, ImportOptions};
pub use import::{Imported, import};
pub use mapping::Mapping;
pub use path::{import_path, length};
pub use progress::{Counts, Progress};
pub use reconciliation::{Counted, Range, Reconciliation, Total};
pub use replay::replay;
pub use stages::{propose_stage, propose_stages};
pub use unpack::Unpacking;
pub use verbs::Verbs;

/// A shorthand for results of this crate.
pub type Result<T, E = Error> = std::result::Result<T, E>;
