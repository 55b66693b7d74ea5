//! The ledger in tables: what every store that understands SQL shares.
//!
//! Statements and rules are written once, over a [`Connection`]. A [`Store`] brings connections and
//! transactions, and with them it is a [`Ledger`](super::Ledger).

mod batch;
mod bulk;
mod bulk_columns;
mod bulk_rows;
mod bulk_uses;
mod by_write;
mod catalogue;
mod check;
mod chunks;
mod connection;
mod details;
mod events;
mod forget;
mod group;
mod ledger_id;
mod loose_ends;
mod memory;
mod names;
mod quarantine;
mod read;
mod records;
mod severance;
mod state;
mod store;
mod stored_id;
mod value;
mod vocabulary;
mod written;

pub use check::{Check, check, compare_vocabulary};
pub use connection::{Columns, Connection, Dialect, Failure, Result, Row};
pub use events::{COLUMNS, EventRow, Rare};
pub use forget::{Who, find, sever};
pub use group::Group;
pub use ledger_id::{fresh as fresh_ledger_id, is_whole as is_ledger_id};
pub use memory::Memory;
pub use state::hold;
pub use store::{Store, Work};
pub use stored_id::StoredId;
pub use value::{FromValue, Value};
pub use vocabulary::vocabulary;

pub(in crate::ledger) use chunks::seal;
pub(in crate::ledger) use connection::storage;
pub(in crate::ledger) use records::records;
pub(in crate::ledger) use state::load as load_state;
