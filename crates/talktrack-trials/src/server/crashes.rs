//! Kills the server while clients record, and starts it again.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use talktrack_conformance::server::{Durability, Server};

use super::{Client, ServerFound, judge};
use crate::dice::Dice;
use crate::error::{Attempted, Error, Result};

/// How to kill the server.
#[derive(Debug, Clone, Copy)]
pub struct Crashes {
    /// How often it is killed.
    pub times: u32,
    /// How many clients record, each from an opening of its own.
    pub clients: u32,
    /// How many records a batch brings.
    pub batch: u32,
    /// What chance starts from.
    pub seed: u64,
}

/// The longest that the server is left alone, and the longest that it is away.
const LONGEST_UP: Duration = Duration::from_millis(1_500);
const LONGEST_DOWN: Duration = Duration::from_millis(400);

impl Crashes {
    /// Holds the trial on a server of its own, which keeps what it acknowledged as one in production does.
    pub fn run(&self) -> Result<ServerFound> {
        let server = Server::start(Durability::Full).attempted("start a server")?;
        let database = server.database().attempted("make a database")?;
        let url = database.url();
        let done = AtomicBool::new(false);
        let open = |number| Client::open(&url, number, self.batch);
        let clients = (0..self.clients).map(open).collect::<Result<Vec<_>>>()?;
        let work = |mut client: Client| {
            while !done.load(Ordering::Relaxed) {
                client.record()?;
            }
            Ok(client)
        };
        let (killed, clients) = std::thread::scope(|scope| {
            let work = &work;
            let clients: Vec<_> =
                clients.into_iter().map(|client| scope.spawn(move || work(client))).collect();
            let killed = self.kill(&server);
            done.store(true, Ordering::Relaxed);
            let joined = clients.into_iter().map(|client| {
                client.join().unwrap_or_else(|_| Err(Error::Worker("a client panicked".into())))
            });
            (killed, joined.collect::<Vec<_>>())
        });
        killed?;
        judge(&url, self.times, clients)
    }

    fn kill(&self, server: &Server) -> Result<()> {
        let mut dice = Dice::new(self.seed);
        for _ in 0..self.times {
            std::thread::sleep(dice.moment(LONGEST_UP));
            server.kill().attempted("kill the server")?;
            std::thread::sleep(dice.moment(LONGEST_DOWN));
            server.restart().attempted("start the server again")?;
        }
        // The last recovery is recorded after, too.
        std::thread::sleep(LONGEST_DOWN);
        Ok(())
    }
}
