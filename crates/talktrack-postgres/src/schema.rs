//! The tables: made, recognised and upgraded.

use talktrack::ledger::sql::{fresh_ledger_id, vocabulary};
use talktrack::model::Digest;
use talktrack::{Error, Result};

use crate::failure::message;
use crate::session::Session;
use crate::settings::Settings;

/// What each schema adds to the one before. A step that was released never changes again.
const STEPS: [&str; 1] = [include_str!("schema/1.sql")];
/// Views hold nothing, so they are made anew.
const VIEWS: &str = include_str!("schema/views.sql");

/// The schema that a version writes which knows these steps.
fn newest(steps: &[&str]) -> i64 {
    i64::try_from(steps.len()).unwrap_or(i64::MAX)
}

/// A ledger that was opened: the PostgreSQL schema that it is in, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) schema: String,
    pub(crate) id: String,
}

/// What stands where a ledger is looked for.
enum Found {
    Ledger,
    /// With this schema, which is older than the one that is written here.
    Older(i64),
    Nothing,
}

/// Opens the ledger of the session's schema, and makes or upgrades it where it is to be written.
pub(crate) fn open(session: &Session, settings: &Settings, read_only: bool) -> Result<Opened> {
    open_with(session, settings, read_only, &STEPS)
}

/// The same by a version that knows these steps.
fn open_with(
    session: &Session,
    settings: &Settings,
    read_only: bool,
    steps: &[&str],
) -> Result<Opened> {
    let failed = |error: postgres::Error| opening(settings, &error);
    let schema = session.text("SELECT current_schema()").map_err(failed)?.ok_or_else(|| {
        refused(
            settings,
            "the schema in the URL (or in the role's search_path) is not there: create it with CREATE SCHEMA, \
             or name another with ?options=-csearch_path%3DNAME",
        )
    })?;
    enter(session, &schema).map_err(failed)?;
    let place = || format!("{} (schema {schema})", settings.place()).into();
    let newest = newest(steps);
    match recognise(session, settings, newest)? {
        Found::Ledger => {}
        Found::Nothing if read_only => return Err(Error::Missing(place())),
        Found::Older(found) if read_only => {
            return Err(Error::Older { path: place(), found, known: newest });
        }
        Found::Nothing | Found::Older(_) => make(session, settings, &schema, steps)?,
    }
    let id = session.text("SELECT id FROM ledger").map_err(failed)?;
    let id = id.ok_or_else(|| refused(settings, "table ledger is empty: restore a backup"))?;
    Ok(Opened { schema, id })
}

/// Enters the schema of a ledger that is open, in another session.
pub(crate) fn enter_again(session: &Session, settings: &Settings, opened: &Opened) -> Result<()> {
    let failed = |error: postgres::Error| opening(settings, &error);
    enter(session, &opened.schema).map_err(failed)?;
    if session.text("SELECT id FROM ledger").map_err(failed)?.as_ref() == Some(&opened.id) {
        return Ok(());
    }
    Err(refused(settings, "another ledger has taken its place since it was opened: open it again"))
}

/// From here on names mean what is in this schema alone, whatever else the role's path holds.
fn enter(session: &Session, schema: &str) -> Result<(), postgres::Error> {
    session.script(&format!("SET search_path = {}, pg_temp", quoted(schema)))
}

/// A name as SQL takes it.
pub(crate) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

fn recognise(session: &Session, settings: &Settings, newest: i64) -> Result<Found> {
    let failed = |error: postgres::Error| opening(settings, &error);
    let column = "SELECT count(*) FILTER (WHERE attname = 'schema_version') FROM pg_attribute \
                  WHERE attrelid = to_regclass(quote_ident(current_schema()) || '.ledger') HAVING count(*) > 0";
    let place = || settings.place().into();
    match session.text(column).map_err(failed)?.as_deref() {
        None => return Ok(Found::Nothing),
        Some("1") => {}
        Some(_) => {
            let reason = "its table ledger is of another program".into();
            return Err(Error::NotALedger { path: place(), reason });
        }
    }
    let version = session.text("SELECT schema_version FROM ledger").map_err(failed)?;
    let version = version.and_then(|version| version.parse().ok());
    match compare(version, newest, settings) {
        Ok(()) => Ok(Found::Ledger),
        Err(Error::Older { found, .. }) => Ok(Found::Older(found)),
        Err(error) => Err(error),
    }
}

/// An error unless `found` is the schema that this version writes.
pub(crate) fn known(found: Option<i64>, settings: &Settings) -> Result<()> {
    compare(found, newest(&STEPS), settings)
}

fn compare(found: Option<i64>, known: i64, settings: &Settings) -> Result<()> {
    let path = || settings.place().into();
    match found {
        Some(found) if found == known => Ok(()),
        Some(found) if found > known => Err(Error::Newer { path: path(), found, known }),
        Some(found) if found > 0 => Err(Error::Older { path: path(), found, known }),
        _ => {
            let reason = "its schema version is broken".into();
            Err(Error::NotALedger { path: path(), reason })
        }
    }
}

/// Takes the steps that are missing, in one transaction. Of several programs that do so, one does.
fn make(session: &Session, settings: &Settings, schema: &str, steps: &[&str]) -> Result<()> {
    let newest = newest(steps);
    let failed = |error: postgres::Error| making(settings, schema, &error);
    session.script("BEGIN").map_err(failed)?;
    let made = || -> Result<()> {
        let lock =
            "SELECT pg_advisory_xact_lock(hashtextextended('talktrack ' || current_schema(), 0))";
        session.text(lock).map_err(failed)?;
        let taken = match recognise(session, settings, newest)? {
            Found::Ledger => return Ok(()), // another program was faster
            Found::Older(found) => {
                // Whoever writes finishes first, and whoever comes next finds the new schema.
                session.script("SELECT FROM ledger FOR UPDATE").map_err(failed)?;
                usize::try_from(found).unwrap_or_default()
            }
            Found::Nothing => 0,
        };
        for step in steps.iter().skip(taken) {
            session.script(step).map_err(failed)?;
        }
        session.script(&views()).map_err(failed)?;
        for (field, code, word) in vocabulary() {
            let sql = format!(
                "INSERT INTO vocabulary VALUES ('{field}', {code}, '{word}') ON CONFLICT DO NOTHING"
            );
            session.script(&sql).map_err(failed)?;
        }
        let set = if taken == 0 {
            format!(
                "INSERT INTO ledger (one, id, seq, digest, generation, wiping, schema_version) \
                 VALUES (1, '{}', 0, '\\x{}', 0, 0, {newest})",
                fresh_ledger_id(),
                Digest::EMPTY
            )
        } else {
            format!("UPDATE ledger SET schema_version = {newest}")
        };
        session.script(&set).map_err(failed)
    };
    match made() {
        Ok(()) => session.script("COMMIT").map_err(failed),
        Err(error) => {
            // The error is what matters; without a connection nothing is left either.
            let _ = session.script("ROLLBACK");
            Err(error)
        }
    }
}

/// The views, in place of those of an older schema.
fn views() -> String {
    let names: Vec<_> = VIEWS
        .lines()
        .filter_map(|line| line.strip_prefix("CREATE VIEW ")?.strip_suffix(" AS"))
        .rev()
        .collect();
    format!(
        "DROP VIEW IF EXISTS {};
{VIEWS}",
        names.join(", ")
    )
}

fn refused(settings: &Settings, reason: &str) -> Error {
    Error::Storage { attempted: format!("open {}", settings.place()), reason: reason.into() }
}

fn opening(settings: &Settings, error: &postgres::Error) -> Error {
    refused(settings, &message(error))
}

fn making(settings: &Settings, schema: &str, error: &postgres::Error) -> Error {
    use postgres::error::SqlState;
    let advice = match error.code() {
        Some(&SqlState::INSUFFICIENT_PRIVILEGE) => {
            "; there is no ledger yet, and this role may not make one: open it once as the owner of the schema"
        }
        Some(&SqlState::DUPLICATE_TABLE | &SqlState::DUPLICATE_FUNCTION) => {
            "; another program has tables of these names: give the ledger a schema of its own, with CREATE SCHEMA and ?options=-csearch_path%3DNAME"
        }
        _ => "",
    };
    Error::Storage {
        attempted: format!("make the ledger in schema {schema} of {}", settings.place()),
        reason: format!("{}{advice}", message(error)),
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use talktrack::Tracker;
    use talktrack::model::{Action, AssetKey, Event, RepKey, Use};
    use talktrack_conformance::server::Server;

    use super::*;
    use crate::PostgresLedger;
    use crate::connect::connect;

    /// What a later version knows.
    const LATER: [&str; 2] = [STEPS[0], "ALTER TABLE source ADD COLUMN note text"];

    /// Records until the ledger is of a version that is not known here; returns how much.
    fn record(url: &str) -> i64 {
        let tracker = Tracker::over(PostgresLedger::open(url).unwrap());
        for recorded in 0.. {
            let usage = Use::new(
                RepKey::new("ada").unwrap(),
                AssetKey::new("deck").unwrap(),
                Action::Shared,
            );
            match tracker.record(Event::new("2026-03-01T09:30:00Z".parse().unwrap(), usage)) {
                Ok(receipt) => assert_eq!(receipt.recorded, 1),
                Err(Error::Newer { found: 2, known: 1, .. }) => return recorded,
                Err(error) => panic!("{error:?}"),
            }
        }
        0
    }

    #[test]
    fn later_versions_upgrade_a_ledger_once_while_earlier_ones_record() {
        let database = Server::shared().database().unwrap();
        let url = database.url();
        let settings = Settings::read(&url).unwrap();
        let looking = Tracker::over(PostgresLedger::open(&url).unwrap());
        let later = |read_only| {
            let session = connect(&settings).unwrap();
            open_with(&session, &settings, read_only, &LATER)
        };
        assert!(matches!(later(true), Err(Error::Older { found: 1, known: 2, .. })));
        let recorded: i64 = thread::scope(|scope| {
            let writers: Vec<_> = (0..4).map(|_| scope.spawn(|| record(&url))).collect();
            while looking.state().unwrap().seq.get() < 40 {
                thread::yield_now();
            }
            let upgrades: Vec<_> = (0..3).map(|_| scope.spawn(|| later(false))).collect();
            let opened: Vec<_> =
                upgrades.into_iter().map(|one| one.join().unwrap().unwrap()).collect();
            assert!(opened.iter().all(|one| *one == opened[0]));
            writers.into_iter().map(|writer| writer.join().unwrap()).sum()
        });
        let there = database.sql("SELECT count(*) FROM event").unwrap();
        assert_eq!(there, recorded.to_string(), "all that was acknowledged, and nothing else");
        let stands = database.sql("SELECT seq, schema_version FROM ledger").unwrap();
        assert_eq!(stands, format!("{recorded}|2"));
        assert!(matches!(PostgresLedger::open(&url), Err(Error::Newer { found: 2, .. })));
        assert_eq!(later(true).unwrap(), later(false).unwrap());
    }
}
