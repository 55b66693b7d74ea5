//! What stands between damaged files and the libraries that decode them.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// What `decode` returns, or why it did not. The decoders of Arrow and Parquet panic on some of what they do
/// not know: of a file that somebody sent, that is an error like any other.
pub(crate) fn guarded<T, E: std::fmt::Display>(
    decode: impl FnOnce() -> Result<T, E>,
) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(Ok(decoded)) => Ok(decoded),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("it holds what its decoder does not know".to_owned()),
    }
}
