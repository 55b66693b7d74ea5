//! What PostgreSQL says, as failures that say what to do.

use std::error::Error as _;

use postgres::error::SqlState;
use talktrack::ledger::sql::Failure;

/// What the server says of a statement. Details and values stay out: they can be personal.
pub(crate) fn failure(error: &postgres::Error) -> Failure {
    Failure::new(message(error))
}

/// What the server says, with what to do where that is known.
pub(crate) fn message(error: &postgres::Error) -> String {
    let Some(said) = error.as_db_error() else {
        let advice = if error.is_closed()
            || error.source().is_some_and(|source| source.is::<std::io::Error>())
        {
            ": the connection was lost; check the server and try again, which counts once"
        } else {
            ""
        };
        return format!("{}{advice}", without_values(error));
    };
    let code = said.code();
    let advice = if *code == SqlState::QUERY_CANCELED {
        ": a limit of the server on time, such as statement_timeout, ended it, and nothing of the batch was recorded; raise the limit or hand over less at once"
    } else if *code == SqlState::LOCK_NOT_AVAILABLE {
        ": others hold what it needs, and nothing was changed; try again when they are done"
    } else if *code == SqlState::INSUFFICIENT_PRIVILEGE {
        ": the role of this connection may not do this; docs/postgresql.md says which roles there are, and how to grant them"
    } else if *code == SqlState::DISK_FULL {
        ": free some space on the server and try again; nothing that was acknowledged is lost"
    } else if *code == SqlState::READ_ONLY_SQL_TRANSACTION {
        ": the server or the role only reads; connect to the primary server, or open the ledger read-only"
    } else if *code == SqlState::DATA_CORRUPTED || *code == SqlState::INDEX_CORRUPTED {
        ": tables are damaged; run check to see more, and restore the database from a backup"
    } else if *code == SqlState::UNDEFINED_TABLE || *code == SqlState::UNDEFINED_COLUMN {
        ": the tables are not those of a ledger; run check, and restore the database from a backup"
    } else {
        ""
    };
    format!("{} (SQLSTATE {}){advice}", said.message(), code.code())
}

/// What went wrong between here and the server: its source says more than the error itself.
pub(crate) fn without_values(error: &postgres::Error) -> String {
    match error.source() {
        // Of a URL, the source names the option that is wrong, and what comes after a colon is its value.
        Some(source) if source.is::<std::io::Error>() => format!("{error}: {source}"),
        _ => error.to_string(),
    }
}

/// Whether the same work can succeed when it is done again: others were in its way.
pub(crate) fn is_passing(error: &postgres::Error) -> bool {
    error.code().is_some_and(|code| {
        [
            SqlState::T_R_DEADLOCK_DETECTED,
            SqlState::T_R_SERIALIZATION_FAILURE,
            SqlState::ADMIN_SHUTDOWN,
            SqlState::CRASH_SHUTDOWN,
            SqlState::CANNOT_CONNECT_NOW,
        ]
        .contains(code)
    })
}
