//! The audit: the answers of all questions that a meeting of Sales and Marketing needs, and the files
//! that show them.
//!
//! ```
//! use talktrack_report::{Audit, AuditOptions, Page};
//!
//! let tracker = talktrack::Tracker::in_memory()?;
//! let audit = Audit::of(&tracker, &AuditOptions::new())?;
//! assert_eq!(audit.unused.summary.eligible, 0);
//! assert!(audit.to_html(&Page::new()).starts_with("<!DOCTYPE html>"));
//! # Ok::<(), talktrack::Error>(())
//! ```

mod audit;
mod files;
mod html;
mod json;
mod workbook;

pub use audit::{Audit, AuditOptions, AuditTable, Reps};
pub use files::{WriteError, write_files};
pub use html::{Language, Logo, Page, Section};
pub use workbook::WorkbookError;
