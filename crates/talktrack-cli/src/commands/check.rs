//! `talktrack check`

use std::fmt::Write;

use serde_json::json;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Format, count};
use crate::render;

pub(crate) fn run(common: &Common, repair: bool) -> Result<Outcome, Failure> {
    let format = common.output_format()?;
    let tracker = common.look()?;
    let findings = if repair { common.open()?.repair()? } else { tracker.check()? };
    let state = match tracker.state() {
        Ok(state) => Some(state),
        // What is wrong is told, even if it is this.
        Err(_) if !findings.problems.is_empty() => None,
        Err(error) => return Err(error.into()),
    };
    let mut text = String::new();
    match format {
        Format::Json => {
            let whole = json!({
                "checked": findings.checked,
                "repaired": findings.repaired,
                "problems": findings.problems,
                "seq": state.as_ref().map(|state| state.seq.get()),
                "digest": state.as_ref().map(|state| state.digest.to_string()),
                "generation": state.as_ref().map(|state| state.generation),
            });
            // Writing into a string does not fail, here and below.
            let _ = writeln!(text, "{whole:#}");
        }
        Format::Table | Format::Csv => {
            for what in &findings.checked {
                let _ = writeln!(text, "checked: {what}");
            }
            if let Some(state) = &state {
                let generation = render::generation(state.generation);
                let (writes, digest) = (count(state.seq.get()), state.digest);
                let _ = writeln!(text, "{writes} writes, digest {digest}{generation}");
            }
            for repaired in &findings.repaired {
                let _ = writeln!(text, "repaired: {repaired}");
            }
            for problem in &findings.problems {
                let _ = writeln!(text, "PROBLEM: {problem}");
            }
        }
    }
    output::print(&text)?;
    if findings.problems.is_empty() {
        return Ok(Outcome::Done);
    }
    Err(Failure::Failed(format!(
        "{} is damaged ({} problems): restore it from a backup, or export what can still be read",
        common.shown(),
        findings.problems.len()
    )))
}
