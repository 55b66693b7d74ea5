//! The talktrack ledger on a PostgreSQL server: the same promises as a file, for tools on many hosts.
//!
//! Rules and statements are those of [`talktrack::ledger::sql`]; this crate brings the connections:
//! transactions that are repeated when a connection is lost, bulk loads through `COPY`, the schema, and
//! what PostgreSQL says as errors that say what to do.
//!
//! ```no_run
//! let ledger = talktrack_postgres::PostgresLedger::open("postgresql://talktrack@db.example.com/sales")?;
//! let tracker = talktrack::Tracker::over(ledger);
//! println!("{} writes", tracker.state()?.seq);
//! # Ok::<(), talktrack::Error>(())
//! ```

mod any;
#[cfg(feature = "client")]
mod check;
#[cfg(feature = "client")]
mod connect;
#[cfg(feature = "client")]
mod copy;
#[cfg(feature = "client")]
mod failure;
#[cfg(feature = "client")]
mod forget;
#[cfg(feature = "client")]
mod ledger;
#[cfg(feature = "client")]
mod schema;
#[cfg(feature = "client")]
mod session;
#[cfg(feature = "client")]
mod settings;
#[cfg(feature = "client")]
mod tls;
#[cfg(feature = "client")]
mod values;

pub use any::{is_server, open, open_read_only, shown};
#[cfg(feature = "client")]
pub use ledger::PostgresLedger;
