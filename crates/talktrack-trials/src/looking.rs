//! One attempt at a ledger by a worker in surroundings of its own.

use std::path::Path;

use crate::child::{Child, Program};
use crate::error::Result;
use crate::line::Line;
use crate::sandbox::Sandbox;

/// What is attempted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attempt {
    /// To open the ledger read-only and ask.
    Look,
    /// To open the ledger and record the event with this number.
    Touch(u32),
}

/// Attempts it; returns all that the worker said: what it saw, what it recorded, or how it failed.
pub fn attempt(
    program: &Program,
    sandbox: &Sandbox,
    ledger: &Path,
    attempt: Attempt,
) -> Result<Vec<Line>> {
    let mut command = program.worker();
    match attempt {
        Attempt::Look => drop(command.arg("look")),
        Attempt::Touch(number) => drop(command.args(["touch", "--number", &number.to_string()])),
    }
    command.arg("--ledger").arg(ledger);
    let (said, _) = Child::start(sandbox.around(&command))?.finish()?;
    Ok(said)
}
