//! `talktrack completions`

use clap::CommandFactory;

use crate::arguments::{Arguments, Completions};
use crate::failure::{Failure, Outcome};
use crate::output;

pub(crate) fn run(arguments: &Completions) -> Result<Outcome, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "talktrack", &mut script);
    output::print(&String::from_utf8_lossy(&script))?;
    Ok(Outcome::Done)
}
