//! A database of the server.

use std::io;

use super::Server;

/// A database that is removed when this is dropped.
#[derive(Debug)]
pub struct Database<'a> {
    server: &'a Server,
    name: String,
}

impl<'a> Database<'a> {
    pub(super) fn create(server: &'a Server, name: String) -> io::Result<Self> {
        server.sql("postgres", &format!("CREATE DATABASE {name}"))?;
        Ok(Self { server, name })
    }

    /// Its server.
    pub const fn server(&self) -> &'a Server {
        self.server
    }

    /// How clients reach it, as the superuser.
    pub fn url(&self) -> String {
        self.server.url(&self.name)
    }

    /// How clients reach it through another port of this machine.
    pub fn url_through(&self, port: u16) -> String {
        self.url().replace(&format!(":{}/", self.server.port()), &format!(":{port}/"))
    }

    /// Runs SQL, as the superuser and beside the ledger; returns the rows, one on a line.
    pub fn sql(&self, sql: &str) -> io::Result<String> {
        self.server.sql(&self.name, sql)
    }
}

impl Drop for Database<'_> {
    fn drop(&mut self) {
        // A server that was killed takes its databases with it.
        let _ = self.server.sql("postgres", &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}
