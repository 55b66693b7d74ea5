//! The core's errors as Python's exceptions: the one place where they are mapped.

use std::borrow::Cow;

use pyo3::{PyErr, import_exception};
use talktrack::Error;
use talktrack::model::Invalid;

import_exception!(talktrack, Conflict);
import_exception!(talktrack, InvalidInput);
import_exception!(talktrack, NotFound);
import_exception!(talktrack, StorageError);
import_exception!(talktrack, TalktrackError);

/// The exception for an error of the core.
pub(crate) fn raise<E: Into<Error>>(error: E) -> PyErr {
    let error: Error = error.into();
    let message = error.to_string();
    match error {
        Error::Invalid(_) | Error::Rejected { .. } | Error::Refused { .. } => {
            InvalidInput::new_err(message)
        }
        Error::Conflict(_) => Conflict::new_err(message),
        Error::NotFound(_) | Error::Missing(_) => NotFound::new_err(message),
        Error::NotALedger { .. }
        | Error::Newer { .. }
        | Error::ReadOnly { .. }
        | Error::Readers { .. }
        | Error::Unwiped { .. }
        | Error::Storage { .. } => StorageError::new_err(message),
        _ => TalktrackError::new_err(message),
    }
}

/// The exception for an argument or a field that is not what it should be.
pub(crate) fn invalid(
    field: impl Into<Cow<'static, str>>,
    problem: impl Into<Cow<'static, str>>,
) -> PyErr {
    raise(Invalid::new(field, problem))
}
