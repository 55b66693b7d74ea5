//! The `talktrack` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(talktrack_cli::run(std::env::args_os().collect()))
}
