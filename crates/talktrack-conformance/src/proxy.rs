//! Stands between a client and the server, and cuts the connection at the worst moment.
//!
//! ```no_run
//! use talktrack_conformance::proxy::{Cut, Proxy};
//! use talktrack_conformance::server::Server;
//!
//! let database = Server::shared().database()?;
//! let proxy = Proxy::to(database.server().port())?;
//! proxy.cut_next(Cut::AfterCommit);
//! println!("{}", database.url_through(proxy.port())); // record here: the first answer is lost
//! # Ok::<(), std::io::Error>(())
//! ```
//!
//! It recognises commits by their text, so the connection must not be encrypted.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// When a connection is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// The server never hears the commit: nothing of it is there.
    BeforeCommit,
    /// The server has committed, and its answer is lost: all of it is there, and the client cannot know.
    AfterCommit,
}

/// A proxy on the loopback interface. Connections through it end when it is dropped.
#[derive(Debug)]
pub struct Proxy {
    port: u16,
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    /// What is to happen to the commits that come next, the next one last.
    cuts: Mutex<Vec<Cut>>,
    ended: AtomicBool,
    connections: Mutex<Vec<TcpStream>>,
}

/// The statement that commits, to its end: the text also stands in "READ COMMITTED".
const COMMIT: &[u8] = b"COMMIT\0";

impl Proxy {
    /// Forwards to a port of this machine.
    pub fn to(server: u16) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        let port = listener.local_addr()?.port();
        let shared = Arc::<Shared>::default();
        let of_thread = Arc::clone(&shared);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                if of_thread.ended.load(Ordering::Relaxed) {
                    return;
                }
                // A server that is down refuses; so does the proxy then.
                let _ = of_thread.connect(client, server);
            }
        });
        Ok(Self { port, shared })
    }

    /// Where clients connect.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Cuts the connection that commits next. Several are cut one after the other.
    pub fn cut_next(&self, cut: Cut) {
        lock(&self.shared.cuts).insert(0, cut);
    }

    /// How many cuts are still to come.
    pub fn to_come(&self) -> usize {
        lock(&self.shared.cuts).len()
    }

    /// Cuts every connection at once.
    pub fn cut_all(&self) {
        for connection in lock(&self.shared.connections).drain(..) {
            let _ = connection.shutdown(Shutdown::Both);
        }
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::Relaxed);
        self.cut_all();
        // Wakes the thread that waits for clients.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

impl Shared {
    fn connect(self: &Arc<Self>, client: TcpStream, server: u16) -> io::Result<()> {
        let server = TcpStream::connect(("127.0.0.1", server))?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        lock(&self.connections).extend([client.try_clone()?, server.try_clone()?]);
        let answers_dropped = Arc::<AtomicBool>::default();
        let (from, to) = (server.try_clone()?, client.try_clone()?);
        let dropped = Arc::clone(&answers_dropped);
        std::thread::spawn(move || forward_answers(from, to, &dropped));
        let shared = Arc::clone(self);
        std::thread::spawn(move || shared.forward_requests(client, server, &answers_dropped));
        Ok(())
    }

    fn forward_requests(&self, mut from: TcpStream, mut to: TcpStream, dropped: &AtomicBool) {
        let mut buffer = vec![0; 65_536];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let bytes = &buffer[..read];
            let commits = bytes.windows(COMMIT.len()).any(|part| part.eq_ignore_ascii_case(COMMIT));
            match commits.then(|| lock(&self.cuts).pop()).flatten() {
                Some(Cut::BeforeCommit) => break,
                Some(Cut::AfterCommit) => dropped.store(true, Ordering::SeqCst),
                None => {}
            }
            if to.write_all(bytes).is_err() {
                break;
            }
        }
        let _ = to.shutdown(Shutdown::Both);
        let _ = from.shutdown(Shutdown::Both);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Forwards what the server says; once its answer is to be dropped, its next word ends the connection, so
/// that it has surely done what it was asked.
fn forward_answers(mut from: TcpStream, mut to: TcpStream, dropped: &AtomicBool) {
    let mut buffer = vec![0; 65_536];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if dropped.load(Ordering::SeqCst) || to.write_all(&buffer[..read]).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server of one word: it answers every line with `done`, and counts the lines.
    fn server(lines: Arc<Mutex<Vec<String>>>) -> u16 {
        use std::io::{BufRead, BufReader};
        let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for mut client in listener.incoming().flatten() {
                let lines = Arc::clone(&lines);
                std::thread::spawn(move || {
                    for line in
                        BufReader::new(client.try_clone().unwrap()).lines().map_while(Result::ok)
                    {
                        lines.lock().unwrap().push(line);
                        let _ = client.write_all(b"done");
                    }
                });
            }
        });
        port
    }

    fn ask(port: u16, line: &str) -> String {
        let mut client = TcpStream::connect(("127.0.0.1", port)).unwrap();
        client.write_all(line.as_bytes()).unwrap();
        let mut answer = [0; 4];
        // A connection that is reset has brought no answer either.
        let read = client.read(&mut answer).unwrap_or_default();
        String::from_utf8_lossy(&answer[..read]).into_owned()
    }

    #[test]
    fn commits_are_cut_before_or_after_and_nothing_else_is() {
        let heard = Arc::<Mutex<Vec<String>>>::default();
        let proxy = Proxy::to(server(Arc::clone(&heard))).unwrap();
        proxy.cut_next(Cut::BeforeCommit);
        proxy.cut_next(Cut::AfterCommit);
        assert_eq!(ask(proxy.port(), "begin\n"), "done");
        assert_eq!(ask(proxy.port(), "commit\0 one\n"), "");
        assert_eq!(ask(proxy.port(), "commit\0 two\n"), "");
        assert_eq!(ask(proxy.port(), "commit\0 three\n"), "done");
        assert_eq!(proxy.to_come(), 0);
        assert_eq!(*heard.lock().unwrap(), ["begin", "commit\0 two", "commit\0 three"]);
    }
}
