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

/// The schema that this version writes.
#[allow(clippy::cast_possible_wrap)] // a few steps
pub(crate) const SCHEMA: i64 = STEPS.len() as i64;

/// A ledger that was opened: the PostgreSQL schema that it is in, and its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) schema: String,
    pub(crate) id: String,
}

/// What stands where a ledger is looked for.
enum Found {
    Ledger,
    /// With this schema, which is older than [`SCHEMA`].
    Older(i64),
    Nothing,
}

/// Opens the ledger of the session's schema, and makes or upgrades it where it is to be written.
pub(crate) fn open(session: &Session, settings: &Settings, read_only: bool) -> Result<Opened> {
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
    match recognise(session, settings)? {
        Found::Ledger => {}
        Found::Nothing if read_only => return Err(Error::Missing(place())),
        Found::Older(found) if read_only => {
            return Err(Error::Older { path: place(), found, known: SCHEMA });
        }
        Found::Nothing | Found::Older(_) => make(session, settings, &schema)?,
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

fn recognise(session: &Session, settings: &Settings) -> Result<Found> {
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
    match version.and_then(|version| version.parse().ok()) {
        Some(SCHEMA) => Ok(Found::Ledger),
        Some(found) if found > SCHEMA => Err(Error::Newer { path: place(), found, known: SCHEMA }),
        Some(found) if found > 0 => Ok(Found::Older(found)),
        _ => {
            let reason = "its schema version is broken".into();
            Err(Error::NotALedger { path: place(), reason })
        }
    }
}

/// Takes the steps that are missing, in one transaction. Of several programs that do so, one does.
fn make(session: &Session, settings: &Settings, schema: &str) -> Result<()> {
    let failed = |error: postgres::Error| making(settings, schema, &error);
    session.script("BEGIN").map_err(failed)?;
    let made = || -> Result<()> {
        let lock =
            "SELECT pg_advisory_xact_lock(hashtextextended('talktrack ' || current_schema(), 0))";
        session.text(lock).map_err(failed)?;
        let taken = match recognise(session, settings)? {
            Found::Ledger => return Ok(()), // another program was faster
            Found::Older(found) => usize::try_from(found).unwrap_or_default(),
            Found::Nothing => 0,
        };
        for step in STEPS.iter().skip(taken) {
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
                 VALUES (1, '{}', 0, '\\x{}', 0, 0, {SCHEMA})",
                fresh_ledger_id(),
                Digest::EMPTY
            )
        } else {
            format!("UPDATE ledger SET schema_version = {SCHEMA}")
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
