//! A ledger on a server, while the server is killed or connections are cut.

mod client;
mod crashes;
mod cuts;

use std::collections::BTreeMap;
use std::path::Path;

use talktrack_conformance::server::{Durability, Server};

pub use crashes::Crashes;
pub use cuts::Cuts;

use self::client::Client;
use crate::error::{Attempted, Result};
use crate::examine::{Promised, Verdict, examine};

/// What became of the ledger.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ServerFound {
    /// How often the server was killed, or a connection cut.
    pub faults: u32,
    /// Acknowledged, found, and what is wrong.
    pub verdict: Verdict,
    /// The errors that clients saw, and how often; what failed they handed over again.
    pub failures: BTreeMap<String, u32>,
}

/// Holds a trial on a ledger of a server of its own, which keeps what it acknowledged as one in production
/// does.
pub fn on_a_server<T>(hold: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let server = Server::start(Durability::Full).attempted("start a server")?;
    let database = server.database().attempted("make a database")?;
    hold(database.url().as_ref())
}

/// Compares the ledger at `url` with what clients were told.
fn judge(url: &str, faults: u32, clients: Vec<Result<Client>>) -> Result<ServerFound> {
    let mut promised = Promised::default();
    let mut found = ServerFound { faults, ..ServerFound::default() };
    let mut problems = Vec::new();
    for client in clients {
        let client = client?;
        promised.singles.extend(client.promised.singles);
        promised.batches.extend(client.promised.batches);
        problems.extend(client.problems);
        for (failure, times) in client.failures {
            *found.failures.entry(failure).or_default() += times;
        }
    }
    let tracker = talktrack_postgres::open(url.as_ref())?;
    let verdict = examine(&tracker, &promised)?;
    // Nobody died, so that everything that is there was acknowledged.
    if verdict.found != verdict.acknowledged {
        problems.push("there is more than was acknowledged".into());
    }
    problems.extend(verdict.problems);
    found.verdict = Verdict { problems, ..verdict };
    Ok(found)
}
