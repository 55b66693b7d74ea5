//! What a ledger holds, as tables: the facts and the catalogue that answers are made from.
//!
//! They show what is in the scope: of facts, those that happened in its span and that its filters let
//! through, retracted ones left out; of the catalogue, the versions that hold at its end.

mod records;
mod uses;

pub(crate) use records::{entries, events};
pub use uses::UseColumns;
