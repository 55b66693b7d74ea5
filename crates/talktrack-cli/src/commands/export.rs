//! `talktrack export`

use std::io::{BufWriter, Write, stdout};

use talktrack_exchange::{Error, ExportFormat};

use crate::arguments::{Common, Export};
use crate::failure::{Failure, Outcome};
use crate::output::{count, remark};

pub(crate) fn run(common: &Common, arguments: &Export) -> Result<Outcome, Failure> {
    let format = match common.format.as_deref() {
        None => ExportFormat::default(),
        Some(name) => name.parse().map_err(|error: Error| Failure::Misuse(format!("--{error}")))?,
    };
    let tracker = common.look()?;
    let Some(path) = &arguments.file else {
        let mut out = BufWriter::new(stdout().lock());
        talktrack_exchange::export_as(&tracker, &mut out, format)?;
        out.flush()?;
        return Ok(Outcome::Done);
    };
    let records = talktrack_exchange::export_to(&tracker, path, format)?;
    remark(&format!("{} records written to {}", count(records), path.display()));
    Ok(Outcome::Done)
}
