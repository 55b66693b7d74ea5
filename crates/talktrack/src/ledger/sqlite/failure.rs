//! What SQLite and the system say, as errors that say what to do.

use rusqlite::ErrorCode;

use crate::error::Error;

/// What SQLite says, as an error that says what to do where that is known.
pub(super) fn storage(attempted: impl Into<String>, error: &rusqlite::Error) -> Error {
    Error::storage(attempted, message(error))
}

/// What SQLite says, with what to do where that is known.
pub(super) fn message(error: &rusqlite::Error) -> String {
    use rusqlite::Error as Sql;
    let unreadable = matches!(
        error,
        Sql::FromSqlConversionFailure(..)
            | Sql::IntegralValueOutOfRange(..)
            | Sql::InvalidColumnType(..)
            | Sql::Utf8Error(..)
            | Sql::QueryReturnedNoRows
    );
    let advice = match error.sqlite_error_code() {
        _ if unreadable => {
            ": a row is damaged; run check to see more, and restore the file from a backup"
        }
        Some(ErrorCode::DiskFull) => {
            ": free some space and try again; nothing that was acknowledged is lost"
        }
        Some(ErrorCode::ReadOnly) => {
            ": make the file and its folder writable, or open it read-only"
        }
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            ": another program has held the file for a minute; try again when it is done"
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            ": the file is damaged; run check to see how, and restore it from a backup"
        }
        Some(ErrorCode::CannotOpen) => {
            ": check that the file and its folder exist and can be read, and written to record"
        }
        // Also what a full disk gives where SQLite shares memory through a file.
        Some(ErrorCode::SystemIoFailure) => {
            ": check that the disk is there and has space left, and try again; nothing that was acknowledged is lost"
        }
        Some(ErrorCode::OutOfMemory) => ": free some memory and try again",
        _ => "",
    };
    format!("{error}{advice}")
}

/// What the system says; `advice` where the kind of error gives none.
pub(super) fn failed(attempted: impl Into<String>, error: &std::io::Error, advice: &str) -> Error {
    let advice = match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            "free some space and try again"
        }
        std::io::ErrorKind::NotFound => "check that the folder exists",
        _ => advice,
    };
    Error::storage(attempted, format!("{error}: {advice}"))
}
