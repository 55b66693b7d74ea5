//! Opening a file: create it, recognise it, or say why not.

use std::io::Read;
use std::path::Path;

use rusqlite::functions::FunctionFlags;
use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use super::failure::storage;
use super::upgrade::{self, SCHEMA};
use crate::error::{Error, Result};
use crate::ledger::sql;
use crate::model::Digest;

/// Marks a file as a talktrack ledger ("talk" in ASCII).
const APPLICATION_ID: i64 = 0x7461_6C6B;
/// How long a page is, and so the shortest ledger.
const PAGE: u32 = 8192;
/// How long the write-ahead log stays at the most: four times what single records make of it before
/// they are written into the file.
const LOG: i64 = 32 << 20;

/// How long a connection waits for another program that holds the file.
pub(super) const PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// Opens `path` for recording, creating the ledger if the file is empty.
pub(super) fn writer(path: &Path) -> Result<Connection> {
    refuse_other_files(path)?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = connect(path, flags)?;
    // Asked before anything is read: reading makes SQLite's files beside the ledger, with permissions
    // that would shut out whoever is to write later.
    if connection.is_readonly("main").map_err(|error| opening(path, &error))? {
        return Err(Error::storage(
            format!("open {} to record", path.display()),
            "it may only be read: make the file and its folder writable, or open it read-only",
        ));
    }
    prepare(&mut connection, path)?;
    Ok(connection)
}

/// Opens `path` for reading only, beside those who write.
pub(super) fn read_only(path: &Path) -> Result<Connection> {
    connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)
}

/// Opens `path` for reading only, as a file that nobody writes: SQLite then takes no locks, makes no
/// files and reads no log.
pub(super) fn at_rest(path: &Path) -> Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    Connection::open_with_flags(at_rest_uri(path), flags | OpenFlags::SQLITE_OPEN_URI)
        .map_err(|error| opening(path, &error))
}

/// Every byte that could mean something in a URI is escaped, so that a path stays a path.
fn at_rest_uri(path: &Path) -> String {
    let mut uri = String::from("file://");
    if cfg!(windows) {
        uri.push('/'); // before the letter of the drive
    }
    for byte in path.as_os_str().as_encoded_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => {
                uri.push(char::from(*byte));
            }
            b'\\' if cfg!(windows) => uri.push('/'),
            b':' if cfg!(windows) => uri.push(':'),
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri + "?immutable=1"
}

/// The connection, if what it opened at `path` is a ledger.
pub(super) fn recognised(connection: Connection, path: &Path) -> Result<Connection> {
    match recognise_at_once(&connection, path)? {
        Found::Ledger => settings(&connection).map_err(|error| opening(path, &error))?,
        Found::Older(found) => {
            return Err(Error::Older { path: path.to_owned(), found, known: SCHEMA });
        }
        Found::Nothing => return Err(Error::not_a_ledger(path, "it is empty")),
    }
    Ok(connection)
}

/// A ledger in memory, gone when it is closed.
pub(super) fn memory() -> Result<Connection> {
    let mut connection =
        Connection::open_in_memory().map_err(|error| storage("open a ledger in memory", &error))?;
    prepare(&mut connection, Path::new(":memory:"))?;
    Ok(connection)
}

/// SQLite takes a file shorter than a page for an empty one and would write over it, whatever it
/// holds.
fn refuse_other_files(path: &Path) -> Result<()> {
    const MAGIC: &[u8] = b"SQLite format 3\0";
    let failed = |error: std::io::Error| {
        let advice = "check that the file and its folder exist and can be read";
        super::failed(format!("open {}", path.display()), &error, advice)
    };
    // To close a file gives up all locks that this process has on it, so one that may be an open
    // ledger is left to SQLite, which looks at the beginning itself.
    if std::fs::metadata(path).map_err(failed)?.len() >= u64::from(PAGE) {
        return Ok(());
    }
    let mut beginning = Vec::new();
    let file = std::fs::File::open(path).map_err(failed)?;
    file.take(MAGIC.len() as u64).read_to_end(&mut beginning).map_err(failed)?;
    if beginning.is_empty() || beginning == MAGIC {
        Ok(())
    } else {
        Err(Error::not_a_ledger(path, "it is not an SQLite file"))
    }
}

fn connect(path: &Path, flags: OpenFlags) -> Result<Connection> {
    // The path is a path, never a URI or a keyword of SQLite.
    Connection::open_with_flags(path, flags).map_err(|error| opening(path, &error))
}

fn opening(path: &Path, error: &rusqlite::Error) -> Error {
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) {
        return Error::not_a_ledger(path, "it is not an SQLite file");
    }
    storage(format!("open {}", path.display()), error)
}

/// Creates an empty file that only its owner can read: a ledger holds personal data. SQLite gives
/// the files beside it the same permissions. Returns whether there was none.
pub(super) fn create_private(path: &Path) -> Result<bool> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    match options.open(path) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(super::failed(
            format!("create {}", path.display()),
            &error,
            "check that the folder exists and can be written",
        )),
    }
}

enum Found {
    Ledger,
    /// With this schema, which is older than [`SCHEMA`].
    Older(i64),
    Nothing,
}

/// Looks at one moment: another program may be creating the ledger just now.
fn recognise_at_once(connection: &Connection, path: &Path) -> Result<Found> {
    let snapshot = connection.unchecked_transaction().map_err(|error| opening(path, &error))?;
    recognise(&snapshot, path)
}

fn recognise(connection: &Connection, path: &Path) -> Result<Found> {
    let pragma = |name: &str| -> Result<i64> {
        connection
            .pragma_query_value(None, name, |row| row.get(0))
            .map_err(|error| opening(path, &error))
    };
    match (pragma("application_id")?, pragma("user_version")?) {
        (APPLICATION_ID, SCHEMA) => Ok(Found::Ledger),
        (APPLICATION_ID, found) if found > SCHEMA => {
            Err(Error::Newer { path: path.to_owned(), found, known: SCHEMA })
        }
        (APPLICATION_ID, found) if found > 0 => Ok(Found::Older(found)),
        (APPLICATION_ID, _) => Err(Error::not_a_ledger(path, "its schema version is broken")),
        (0, 0) => {
            let objects: i64 = connection
                .query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))
                .map_err(|error| opening(path, &error))?;
            if objects == 0 {
                Ok(Found::Nothing)
            } else {
                Err(Error::not_a_ledger(path, "it is an SQLite file of another program"))
            }
        }
        _ => Err(Error::not_a_ledger(path, "it is an SQLite file of another program")),
    }
}

/// Settings of every connection: docs/schema.md says why.
fn settings(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    // Names are looked up before they are used, and facts never go: enforcing again what holds by
    // construction would cost much of the speed of recording. `check` verifies it.
    connection.pragma_update(None, "foreign_keys", false)?;
    // The schema asks this before every insert; see there.
    connection.create_scalar_function(
        "only_talktrack_records",
        0,
        FunctionFlags::SQLITE_UTF8
            | FunctionFlags::SQLITE_DETERMINISTIC
            | FunctionFlags::SQLITE_INNOCUOUS,
        |_| Ok(0),
    )?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cache_size", -16 * 1024)?; // 16 MiB: batches come in the order of the index
    // What a large batch made of the write-ahead log goes with the next commit.
    connection.pragma_update(None, "journal_size_limit", LOG)?;
    connection.pragma_update(None, "temp_store", "MEMORY")
}

fn prepare(connection: &mut Connection, path: &Path) -> Result<()> {
    let failed = |error: rusqlite::Error| opening(path, &error);
    connection.busy_timeout(PATIENCE).map_err(failed)?;
    if matches!(recognise_at_once(connection, path)?, Found::Nothing) {
        connection.pragma_update(None, "page_size", PAGE).map_err(failed)?;
        connection
            .pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(()))
            .map_err(failed)?;
        create(connection, path)?;
    }
    settings(connection).map_err(failed)?;
    connection.pragma_update(None, "synchronous", "FULL").map_err(failed)?;
    if matches!(recognise_at_once(connection, path)?, Found::Older(_)) {
        upgrade::upgrade(connection)?;
    }
    Ok(())
}

/// Creates the schema in one transaction. Another process may have been faster: then it is there.
fn create(connection: &mut Connection, path: &Path) -> Result<()> {
    let failed = |error: rusqlite::Error| storage(format!("create {}", path.display()), &error);
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(failed)?;
    if !matches!(recognise(&transaction, path)?, Found::Nothing) {
        return Ok(());
    }
    upgrade::take_steps(&transaction, 0).map_err(failed)?;
    let id = sql::fresh_ledger_id();
    transaction
        .execute(
            "INSERT INTO ledger (one, id, seq, digest) VALUES (1, ?1, 0, ?2)",
            params![id, Digest::EMPTY.to_bytes()],
        )
        .map_err(failed)?;
    transaction.pragma_update(None, "application_id", APPLICATION_ID).map_err(failed)?;
    transaction.commit().map_err(failed)
}
