//! `talktrack export`

use std::fs::{File, OpenOptions};
use std::io::{BufWriter, ErrorKind, Write, stdout};
use std::path::Path;

use crate::arguments::{Common, Export};
use crate::failure::{Failure, Outcome};
use crate::output::{count, remark};

pub(crate) fn run(common: &Common, arguments: &Export) -> Result<Outcome, Failure> {
    let tracker = common.look()?;
    let Some(path) = &arguments.file else {
        let mut out = BufWriter::new(stdout().lock());
        talktrack_exchange::export(&tracker, &mut out)?;
        out.flush()?;
        return Ok(Outcome::Done);
    };
    let failed = |error: &std::io::Error| Failure::file("write", path, error);
    let mut out = BufWriter::new(create_private(path)?);
    let records = talktrack_exchange::export(&tracker, &mut out)?;
    out.flush().map_err(|error| failed(&error))?;
    remark(&format!("{} records written to {}", count(records), path.display()));
    Ok(Outcome::Done)
}

/// Creates a new file that only its owner can read, as a ledger is: it holds the same personal data.
fn create_private(path: &Path) -> Result<File, Failure> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map_err(|error| match error.kind() {
        ErrorKind::AlreadyExists => {
            Failure::Misuse(format!("{} is there already: name another file", path.display()))
        }
        _ => Failure::file("write", path, &error),
    })
}
