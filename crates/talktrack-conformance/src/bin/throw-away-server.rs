//! A throw-away PostgreSQL server for tests that are not written in Rust: for each line of input it makes a
//! new, empty database and prints its URL. The end of the input ends the server.
#![allow(clippy::print_stdout)] // this is a program

#[cfg(unix)]
fn main() -> std::io::Result<()> {
    use talktrack_conformance::server::{Durability, Server};

    let server = Server::start(Durability::None)?;
    let mut databases = Vec::new();
    for line in std::io::stdin().lines() {
        line?;
        let database = server.database()?;
        println!("{}", database.url());
        databases.push(database);
    }
    Ok(())
}

#[cfg(not(unix))]
fn main() -> std::io::Result<()> {
    Err(std::io::Error::other("the throw-away server needs a Unix system"))
}
