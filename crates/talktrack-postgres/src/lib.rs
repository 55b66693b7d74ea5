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
mod check;
mod connect;
mod copy;
mod failure;
mod forget;
mod ledger;
mod schema;
mod session;
mod settings;
mod tls;
mod values;

pub use any::{is_server, open, open_read_only, shown};
pub use ledger::PostgresLedger;
