//! The audit: the answers of all questions that a meeting of Sales and Marketing needs, and the files
//! that show them.
//!
//! ```
//! use talktrack_report::{Audit, AuditOptions};
//!
//! let tracker = talktrack::Tracker::in_memory()?;
//! let audit = Audit::of(&tracker, &AuditOptions::new())?;
//! assert_eq!(audit.unused.summary.eligible, 0);
//! # Ok::<(), talktrack::Error>(())
//! ```

mod audit;
mod json;
mod workbook;

pub use audit::{Audit, AuditOptions, AuditTable, Reps};
pub use workbook::WorkbookError;
