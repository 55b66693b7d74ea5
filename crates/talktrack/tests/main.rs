//! What the library does, through its public doors. One program: linked once, and no processor waits for
//! the slowest test of a smaller one.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod adoption;
mod advice_loop;
mod agreements;
mod attribution;
mod chunks;
mod common;
mod consistency;
mod coverage;
mod deal_index;
mod details;
mod effect;
mod first_use;
mod forget;
mod funnel;
mod guide;
mod held;
mod json;
mod ledger;
mod lifecycle;
mod listening;
mod listing;
mod matrix;
mod placement;
mod places;
mod recommend;
mod relevance;
mod schema;
mod scorecard;
mod stats;
mod trend;
mod unused;
mod upgrade;
mod uses;
