//! A port that nobody uses.

use std::io;
use std::net::TcpListener;

/// A port where nobody listens, and below those that systems give to clients: a server that starts again
/// finds it free.
pub(super) fn free() -> io::Result<u16> {
    const FIRST: u16 = 20_000;
    const PORTS: u16 = 12_000;
    // Processes that start together look in different places.
    let chance = uuid::Uuid::new_v4().as_u128() % u128::from(PORTS);
    let start = u16::try_from(chance).unwrap_or_default();
    let mut ports = (0..PORTS).map(|number| FIRST + (start + number) % PORTS);
    ports
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .ok_or_else(|| io::Error::other("no port is free between 20000 and 32000"))
}
