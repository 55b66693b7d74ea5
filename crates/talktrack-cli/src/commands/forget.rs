//! `talktrack forget`

use std::io::{BufRead, IsTerminal, stdin};

use talktrack::ledger::Forgotten;
use talktrack::model::RepKey;

use crate::arguments::{Common, Forget};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Format, count, remark};

pub(crate) fn run(common: &Common, arguments: &Forget) -> Result<Outcome, Failure> {
    let format = common.output_format()?;
    let rep = RepKey::new(arguments.rep.as_str())?;
    // A slip of the path must not create a ledger.
    drop(common.look()?);
    let tracker = common.open()?;
    if !arguments.yes {
        confirm(common)?;
    }
    let forgotten = tracker.forget(&rep)?;
    output::print(&match format {
        Format::Table => told(&forgotten),
        Format::Csv => row(&forgotten)?,
        Format::Json => {
            // Numbers are written into a string: that does not fail.
            format!("{}\n", serde_json::to_string_pretty(&forgotten).unwrap_or_default())
        }
    })?;
    Ok(Outcome::Done)
}

/// Asks whoever sits at the terminal; a program has to say so beforehand.
fn confirm(common: &Common) -> Result<(), Failure> {
    if !stdin().is_terminal() {
        return Err(Failure::Misuse(
            "forgetting cannot be undone: add --yes to say that it is meant".into(),
        ));
    }
    remark(&format!(
        "This severs the person from every fact in {} and cannot be undone. Type yes to go on:",
        common.shown()
    ));
    let mut answer = String::new();
    stdin().lock().read_line(&mut answer)?;
    if answer.trim().eq_ignore_ascii_case("yes") {
        return Ok(());
    }
    Err(Failure::Misuse("nobody was forgotten: the answer was not yes".into()))
}

fn told(forgotten: &Forgotten) -> String {
    if forgotten.already {
        return "forgotten before; what the file held before is overwritten\n".into();
    }
    let kept = match forgotten.names_kept {
        0 => String::new(),
        kept => format!(
            "names of assets, deals, sources or words that hold the key or the name, and stay (see docs/forget.md): {}\n",
            count(kept)
        ),
    };
    format!(
        "forgotten: {} events and {} versions of the catalogue rewritten, {} refused rows emptied; \
         digests are of generation {} from write {} on\n{kept}",
        count(forgotten.events),
        count(forgotten.versions),
        count(forgotten.quarantined),
        forgotten.generation,
        count(forgotten.seq.get())
    )
}

fn row(forgotten: &Forgotten) -> Result<String, Failure> {
    let cells = [
        forgotten.already.to_string(),
        forgotten.events.to_string(),
        forgotten.versions.to_string(),
        forgotten.quarantined.to_string(),
        forgotten.names_kept.to_string(),
        forgotten.generation.to_string(),
        forgotten.seq.to_string(),
    ];
    let header = "already,events,versions,quarantined,names_kept,generation,seq\n";
    Ok(format!("{header}{}", talktrack_exchange::csv_row(cells.iter().map(String::as_str))?))
}
