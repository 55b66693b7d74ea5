//! The command, which the wheel installs beside the package.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs the command with its arguments, the program's name first, and returns its exit code.
#[pyfunction]
pub(crate) fn run(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| talktrack_cli::run(arguments))
}
