//! Cuts the connection of a client in the middle of a commit.

use talktrack_conformance::proxy::{Cut, Proxy};
use talktrack_conformance::server::{Durability, Server};

use super::{Client, ServerFound, judge};
use crate::dice::Dice;
use crate::error::{Attempted, Error, Result};

/// How to cut.
#[derive(Debug, Clone, Copy)]
pub struct Cuts {
    /// How many commits of each client are cut: before the server hears of it, or after it is done and
    /// before the client is told.
    pub times: u32,
    /// How many clients record at once.
    pub clients: u32,
    /// How many records a batch brings.
    pub batch: u32,
    /// What chance starts from.
    pub seed: u64,
}

impl Cuts {
    /// Holds the trial on a server of its own.
    pub fn run(&self) -> Result<ServerFound> {
        let server = Server::start(Durability::None).attempted("start a server")?;
        let database = server.database().attempted("make a database")?;
        let work = |number: u32| {
            let proxy = Proxy::to(server.port()).attempted("start a proxy")?;
            let url = database.url_through(proxy.port());
            let mut client = Client::open(&url, number, self.batch)?;
            let mut dice = Dice::new(self.seed + u64::from(number));
            for _ in 0..self.times {
                // Some go through, so that a connection is not always new.
                for _ in 0..dice.below(3) {
                    client.record()?;
                }
                let before = dice.once_in(2);
                proxy.cut_next(if before { Cut::BeforeCommit } else { Cut::AfterCommit });
                client.record()?;
                if proxy.to_come() > 0 {
                    return Err(Error::Worker("it recorded without a commit".into()));
                }
            }
            Ok(client)
        };
        let clients = std::thread::scope(|scope| {
            let work = &work;
            let clients: Vec<_> =
                (0..self.clients).map(|number| scope.spawn(move || work(number))).collect();
            let joined = clients.into_iter().map(|client| {
                client.join().unwrap_or_else(|_| Err(Error::Worker("a client panicked".into())))
            });
            joined.collect()
        });
        judge(&database.url(), self.times * self.clients, clients)
    }
}
