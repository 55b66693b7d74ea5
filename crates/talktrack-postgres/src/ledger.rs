//! The ledger: sessions, transactions, and what becomes of them when a connection is lost.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use talktrack::ledger::Forgotten;
use talktrack::ledger::sql::{Check, Connection, Group, Memory, Store, Work};
use talktrack::model::{EventId, RepKey, Timestamp};
use talktrack::{Error, Result};

use crate::check;
use crate::connect::{connect, connect_patiently};
use crate::failure::message;
use crate::forget;
use crate::schema::{self, Opened};
use crate::session::Session;
use crate::settings::Settings;

/// How long a lost server is waited for, and those who are in the way of forgetting.
const PATIENCE: Duration = Duration::from_secs(60);
/// How many sessions read at the same time at the most.
const READERS: usize = 4;

/// A ledger in a schema of a PostgreSQL database.
///
/// One session of a process writes, and up to four read; sessions are opened when they are needed first.
#[derive(Debug)]
pub struct PostgresLedger {
    settings: Settings,
    opened: Opened,
    read_only: bool,
    writer: Mutex<Writer>,
    /// Sessions that readers left behind for the next one.
    readers: Mutex<Vec<Session>>,
    group: Group,
    patience: Duration,
}

#[derive(Debug, Default)]
struct Writer {
    session: Option<Session>,
    memory: Memory,
    /// By which the server counts the commits of this process.
    name: String,
    commits: u64,
}

impl PostgresLedger {
    /// Opens the ledger at `url`, as in `postgresql://user@host/database?sslmode=verify-full`, and makes
    /// its tables where there are none or upgrades those of an older version.
    ///
    /// A URL is read as libpq reads it: `sslmode` (`disable`, `prefer`, `require`, `verify-ca`,
    /// `verify-full`), `sslrootcert`, `connect_timeout`, `application_name`, `target_session_attrs`, and
    /// `options=-csearch_path%3DNAME` for the schema. A password that is not in it is taken from `PGPASSWORD`.
    ///
    /// # Errors
    /// [`Error::Storage`] if the server cannot be reached or lets nobody in; [`Error::Newer`] and
    /// [`Error::NotALedger`] as for a file.
    pub fn open(url: &str) -> Result<Self> {
        Self::open_as(url, false)
    }

    /// Opens the ledger at `url` only to read it: with the rights of a reader, and without a change.
    ///
    /// # Errors
    /// As [`open`](Self::open), and [`Error::Missing`] or [`Error::Older`] where there is nothing to read.
    pub fn open_read_only(url: &str) -> Result<Self> {
        Self::open_as(url, true)
    }

    fn open_as(url: &str, read_only: bool) -> Result<Self> {
        let settings = Settings::read(url)?;
        let session = connect(&settings)?;
        let opened = schema::open(&session, &settings, read_only)?;
        let name = EventId::fresh().as_str().to_owned();
        Ok(Self {
            settings,
            opened,
            read_only,
            writer: Mutex::new(Writer { name, ..Writer::default() }),
            readers: Mutex::new(vec![session]),
            group: Group::default(),
            patience: PATIENCE,
        })
    }

    /// How long a server that cannot be reached is waited for, and how long forgetting somebody waits for
    /// those who read the old rows; a minute unless given.
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    fn session(&self, deadline: Instant) -> Result<Session> {
        let session = connect_patiently(&self.settings, deadline)?;
        schema::enter_again(&session, &self.settings, &self.opened)?;
        Ok(session)
    }

    fn writer(&self) -> MutexGuard<'_, Writer> {
        self.writer.lock().unwrap_or_else(|poisoned| {
            // Somebody panicked while recording: the server undoes it when the session goes.
            self.writer.clear_poison();
            let mut writer = poisoned.into_inner();
            writer.session = None;
            writer
        })
    }

    fn at_rest(&self) -> MutexGuard<'_, Vec<Session>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs `work` with a session in which nothing is under way.
    pub(crate) fn alone<T>(&self, work: impl FnOnce(&Session) -> Result<T>) -> Result<T> {
        let session = self.session(Instant::now() + self.patience)?;
        work(&session)
    }

    pub(crate) const fn patience(&self) -> Duration {
        self.patience
    }
}

/// What became of a transaction.
enum Outcome {
    Committed,
    /// Nothing of it is left, for this reason.
    Undone(Error),
    /// Nothing of it is left, and to do it again is worth it.
    Again(Error),
    /// The connection was lost while it was committed.
    Unknown(Error),
}

fn lost(attempted: &str, error: &postgres::Error) -> Error {
    Error::Storage { attempted: attempted.into(), reason: message(error) }
}

/// Runs `work` in a transaction.
fn run(
    session: &Session,
    settings: &Settings,
    writer: (&str, &mut Memory),
    attempted: &str,
    repeat: bool,
    work: &mut Work<'_>,
) -> Outcome {
    let (name, memory) = writer;
    let found = match session.begin_to_write(name) {
        Ok(found) => found,
        Err(error) => {
            let error_said = lost(attempted, &error);
            // Work has not begun, so it can always begin again, in a transaction of its own.
            let again = session.is_worth_repeating();
            let _ = session.script("ROLLBACK");
            return if again { Outcome::Again(error_said) } else { Outcome::Undone(error_said) };
        }
    };
    // Another version may have upgraded the ledger since this one opened it.
    let worked = schema::known(found, settings).and_then(|()| work(session, memory));
    if let Err(error) = worked {
        let again = session.is_worth_repeating() && repeat;
        // Without a connection, the server undoes it by itself.
        let _ = session.script("ROLLBACK");
        return if again { Outcome::Again(error) } else { Outcome::Undone(error) };
    }
    match session.script("COMMIT") {
        Ok(()) => Outcome::Committed,
        Err(error) if session.is_lost() => Outcome::Unknown(lost(attempted, &error)),
        Err(error) if repeat && session.is_worth_repeating() => {
            Outcome::Again(lost(attempted, &error))
        }
        Err(error) => Outcome::Undone(lost(attempted, &error)),
    }
}

impl Store for PostgresLedger {
    fn group(&self) -> &Group {
        &self.group
    }

    fn is_read_only(&self) -> bool {
        self.read_only
    }

    fn transact(&self, attempted: &'static str, repeat: bool, work: &mut Work<'_>) -> Result<()> {
        if self.read_only {
            return Err(Error::ReadOnly { attempted });
        }
        let deadline = Instant::now() + self.patience;
        let mut writer = self.writer();
        let Writer { session: kept, memory, name, commits } = &mut *writer;
        loop {
            let open = kept.take().filter(|session| !session.is_lost());
            let session = if let Some(session) = open {
                session
            } else {
                // What was remembered may be of a transaction that is not there.
                memory.clear();
                let session = self.session(deadline)?;
                session.ask_rights().map_err(|error| lost(attempted, &error))?;
                session
            };
            let outcome = run(&session, &self.settings, (name, memory), attempted, repeat, work);
            if !matches!(outcome, Outcome::Committed) {
                memory.clear();
            }
            match outcome {
                Outcome::Committed => {
                    *commits += 1;
                    *kept = Some(session);
                    return Ok(());
                }
                Outcome::Undone(error) => {
                    *kept = Some(session);
                    return Err(error);
                }
                Outcome::Again(error) if Instant::now() >= deadline => return Err(error),
                Outcome::Again(_) => *kept = Some(session),
                Outcome::Unknown(error) => {
                    // The session goes again: the next one asks for its rights.
                    let session = self.session(deadline)?;
                    let counted = session.commits(name).map_err(|error| lost(attempted, &error))?;
                    if counted > *commits {
                        *commits = counted;
                        return Ok(());
                    }
                    if !repeat || Instant::now() >= deadline {
                        return Err(error);
                    }
                }
            }
        }
    }

    fn snapshot(
        &self,
        repeat: bool,
        work: &mut dyn FnMut(&dyn Connection) -> Result<()>,
    ) -> Result<()> {
        let deadline = Instant::now() + self.patience;
        loop {
            let waiting = self.at_rest().pop();
            let session = match waiting.filter(|session| !session.is_lost()) {
                Some(session) => session,
                None => self.session(deadline)?,
            };
            if let Err(error) = session.begin_to_read() {
                if session.is_worth_repeating() && Instant::now() < deadline {
                    continue; // the session slept through a restart of the server
                }
                return Err(lost("read the ledger", &error));
            }
            let done = work(&session);
            if done.is_err() && repeat && session.is_worth_repeating() && Instant::now() < deadline
            {
                continue;
            }
            if session.script("ROLLBACK").is_ok() {
                let mut at_rest = self.at_rest();
                if at_rest.len() < READERS {
                    at_rest.push(session);
                }
            }
            return done;
        }
    }

    fn readers(&self) -> usize {
        READERS
    }

    fn checks(&self) -> &'static [Check] {
        &check::CHECKS
    }

    fn forget(&self, rep: &RepKey, now: Timestamp) -> Result<Forgotten> {
        forget::forget(self, rep, now)
    }
}
