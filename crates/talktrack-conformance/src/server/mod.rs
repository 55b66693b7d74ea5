//! A throw-away PostgreSQL server on the loopback interface, for tests.
//!
//! The server is started from the programs of Debian's package `postgresql` (or of any other: those in
//! `PATH` will do), as another user where the tests run as root, which PostgreSQL refuses. It is stopped and
//! its folder removed when the [`Server`] is dropped, and also when the process ends without dropping it:
//! by a panic, by the end of the tests, or killed.
//!
//! ```no_run
//! use talktrack_conformance::server::Server;
//!
//! let database = Server::shared().database()?;
//! assert_eq!(database.sql("SELECT 1 + 1")?, "2");
//! println!("{}", database.url()); // postgresql://talktrack:…@127.0.0.1:…/…
//! # Ok::<(), std::io::Error>(())
//! ```

mod database;
mod keeper;
mod port;
mod programs;

use std::fs::OpenOptions;
use std::io::{self, Error};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

pub use database::Database;

use self::keeper::Keeper;
use self::programs::Programs;

/// The superuser of the server.
const USER: &str = "talktrack";
/// How long a server may take to start, with the recovery after a crash.
const PATIENCE: Duration = Duration::from_secs(60);

/// Whether the server survives the loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Durability {
    /// As in production: a commit is on the disk before it is acknowledged.
    Full,
    /// For tests that lose no power: several times faster. What is acknowledged survives the death of the
    /// server, not that of the machine.
    None,
}

/// A PostgreSQL server of this process.
#[derive(Debug)]
pub struct Server {
    // Dropped in this order: the keeper stops the server, and then it can be waited for.
    keeper: Keeper,
    postmaster: Mutex<Postmaster>,
    programs: Programs,
    durability: Durability,
    port: u16,
    password: String,
    databases: AtomicU64,
}

/// The first process of the server; dropping it waits for its end.
#[derive(Debug)]
struct Postmaster(Option<Child>);

impl Drop for Postmaster {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            let _ = child.wait();
        }
    }
}

impl Server {
    /// The server that all tests of this process share. It is there for speed, so it does without
    /// [durability](Durability::None).
    ///
    /// # Panics
    /// If PostgreSQL is not installed or cannot be started: the message says what to do. Tests without it
    /// would show nothing.
    pub fn shared() -> &'static Self {
        static SHARED: OnceLock<Server> = OnceLock::new();
        SHARED.get_or_init(|| {
            Self::start(Durability::None)
                .unwrap_or_else(|error| panic!("these tests need a PostgreSQL server: {error}"))
        })
    }

    /// Starts a server with a new, empty data directory.
    ///
    /// # Errors
    /// If PostgreSQL is not installed, with what to install, or if it does not start, with its log.
    pub fn start(durability: Durability) -> io::Result<Self> {
        let programs = Programs::find()?;
        let folder = tempfile::Builder::new().prefix("talktrack-postgresql-").tempdir()?.keep();
        let keeper = Keeper::of(&folder)?;
        let password = uuid::Uuid::new_v4().simple().to_string();
        initialise(&programs, keeper.folder(), &password)?;
        let server = Self {
            keeper,
            postmaster: Mutex::new(Postmaster(None)),
            programs,
            durability,
            port: port::free()?,
            password,
            databases: AtomicU64::new(0),
        };
        server.restart()?;
        Ok(server)
    }

    /// Where the server listens; clients may be sent elsewhere, such as through a
    /// [proxy](crate::proxy::Proxy).
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Makes a new, empty database, which is removed when it is dropped.
    pub fn database(&self) -> io::Result<Database<'_>> {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        Database::create(self, format!("d{number}"))
    }

    /// Kills every process of the server at once, as a crash would. What it had acknowledged is in its log.
    pub fn kill(&self) -> io::Result<()> {
        let mut postmaster = self.postmaster();
        let Some(child) = &mut postmaster.0 else { return Ok(()) };
        // It must not start new processes while the others are counted.
        signal("STOP", &[child.id()])?;
        let mut all = children_of(child.id())?;
        all.push(child.id());
        signal("KILL", &all)?;
        child.wait()?;
        postmaster.0 = None;
        // A server does not start over the shared memory of one that is not quite dead.
        let gone = |id: &u32| !PathBuf::from(format!("/proc/{id}")).exists();
        until("see the killed server end", || Ok(all.iter().all(gone)))
    }

    /// Starts the server again after it was [killed](Self::kill), and waits until it can be asked.
    pub fn restart(&self) -> io::Result<()> {
        let mut postmaster = self.postmaster();
        if postmaster.0.is_some() {
            return Ok(());
        }
        let mut child = self.spawn()?;
        let ready = until("start PostgreSQL", || match child.try_wait()? {
            Some(status) => Err(Error::other(format!("PostgreSQL ended with {status}"))),
            None => self.is_ready(),
        });
        postmaster.0 = Some(child);
        ready.map_err(|error| Error::other(format!("{error}; its log says:\n{}", self.log())))
    }

    /// What the server wrote into its log.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.keeper.folder().join("log")).unwrap_or_default()
    }

    fn postmaster(&self) -> MutexGuard<'_, Postmaster> {
        self.postmaster.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn spawn(&self) -> io::Result<Child> {
        let folder = self.keeper.folder();
        let log = OpenOptions::new().create(true).append(true).open(folder.join("log"))?;
        let mut command = self.programs.as_its_user("postgres");
        command.arg("-D").arg(folder.join("data"));
        let mut settings = vec![
            format!("port={}", self.port),
            "listen_addresses=127.0.0.1".into(),
            "unix_socket_directories=".into(),
            "max_connections=300".into(),
            "shared_buffers=64MB".into(),
            "timezone=UTC".into(),
        ];
        if self.durability == Durability::None {
            settings.extend(["fsync=off", "full_page_writes=off"].map(String::from));
        }
        for setting in settings {
            command.args(["-c", &setting]);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // Not to be interrupted from the keyboard before the tests are.
        command.process_group(0).spawn()
    }

    fn is_ready(&self) -> io::Result<bool> {
        let mut command = Command::new(self.programs.path("pg_isready"));
        command.args(["-q", "-h", "127.0.0.1", "-p", &self.port.to_string(), "-t", "5"]);
        Ok(command.status()?.success())
    }

    /// Runs SQL in a database, as the superuser; returns the rows, one on a line.
    fn sql(&self, database: &str, sql: &str) -> io::Result<String> {
        let mut command = Command::new(self.programs.path("psql"));
        command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d"]);
        command.arg(self.url(database)).args(["-c", sql]);
        let said = output(&mut command)?;
        Ok(said.trim_end().to_owned())
    }

    fn url(&self, database: &str) -> String {
        format!("postgresql://{USER}:{}@127.0.0.1:{}/{database}", self.password, self.port)
    }
}

/// Makes the data directory. Its texts are ordered by a language's rules, as on many servers: a ledger must
/// not rely on the order of bytes.
fn initialise(programs: &Programs, folder: &Path, password: &str) -> io::Result<()> {
    programs.give(folder)?;
    let secret = folder.join("password");
    std::fs::write(&secret, password)?;
    programs.give(&secret)?;
    let mut command = programs.as_its_user("initdb");
    command.arg("-D").arg(folder.join("data")).arg("--pwfile").arg(&secret);
    command.args(["-U", USER, "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8"]);
    command.args(["--locale-provider=icu", "--icu-locale=en-US", "--no-sync"]);
    output(&mut command).map(drop)
}

/// Runs a command to its end; an error says what it said.
fn output(command: &mut Command) -> io::Result<String> {
    let name = command.get_program().display().to_string();
    let done =
        command.output().map_err(|error| Error::other(format!("cannot run {name}: {error}")))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let said = String::from_utf8_lossy(&done.stderr);
    Err(Error::other(format!("{name} ended with {}: {}", done.status, said.trim_end())))
}

/// Sends a signal to processes that this one started, and to theirs.
fn signal(name: &str, processes: &[u32]) -> io::Result<()> {
    let ids = processes.iter().map(ToString::to_string);
    output(Command::new("kill").arg(format!("-{name}")).args(ids)).map(drop)
}

/// The processes that `parent` started.
fn children_of(parent: u32) -> io::Result<Vec<u32>> {
    let file = format!("/proc/{parent}/task/{parent}/children");
    let ids = std::fs::read_to_string(file)?;
    Ok(ids.split_whitespace().filter_map(|id| id.parse().ok()).collect())
}

/// Waits until something is done.
fn until(what: &str, mut done: impl FnMut() -> io::Result<bool>) -> io::Result<()> {
    let start = Instant::now();
    while !done()? {
        if start.elapsed() > PATIENCE {
            return Err(Error::other(format!("cannot {what}: it takes more than {PATIENCE:?}")));
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_killed_server_comes_back_with_what_it_had_acknowledged() {
        let server = Server::start(Durability::Full).unwrap();
        let database = server.database().unwrap();
        database.sql("CREATE TABLE t (x integer); INSERT INTO t VALUES (7)").unwrap();
        server.kill().unwrap();
        assert!(database.sql("SELECT x FROM t").is_err(), "nobody answers");
        server.restart().unwrap();
        assert_eq!(database.sql("SELECT x FROM t").unwrap(), "7");
    }

    #[test]
    fn a_dropped_server_leaves_nothing_behind() {
        let server = Server::start(Durability::None).unwrap();
        let (folder, port) = (server.keeper.folder().to_owned(), server.port());
        assert!(folder.exists());
        drop(server);
        assert!(!folder.exists());
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }

    #[test]
    fn databases_of_one_server_know_nothing_of_each_other() {
        let [one, other] = [(); 2].map(|()| Server::shared().database().unwrap());
        one.sql("CREATE TABLE t (x integer)").unwrap();
        let tables = "SELECT count(*) FROM pg_tables WHERE tablename = 't'";
        assert_eq!(
            (one.sql(tables).unwrap(), other.sql(tables).unwrap()),
            ("1".into(), "0".into())
        );
        assert_eq!(one.sql("SELECT 'a' < 'B'").unwrap(), "t", "texts are ordered as in a language");
        let error = one.sql("SELECT nothing").unwrap_err().to_string();
        assert!(error.contains("column \"nothing\" does not exist"), "{error}");
    }
}
