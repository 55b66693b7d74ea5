//! `talktrack stages`

use serde_json::json;

use crate::arguments::Common;
use crate::failure::{Failure, Outcome};
use crate::output::{self, Format, remark};

pub(crate) fn run(common: &Common) -> Result<Outcome, Failure> {
    let format = common.output_format()?;
    let proposed = talktrack_exchange::propose_stages(&common.look()?)?;
    if proposed.is_empty() {
        remark("every stage that a deal entered is covered by the stage map");
    }
    if format == Format::Json {
        let all = proposed.iter().map(|(stage, meaning)| {
            let means = meaning.map(|meaning| meaning.to_string());
            json!({"type": "stage-map", "stage": stage, "means": means})
        });
        let all: Vec<_> = all.collect();
        output::print(&format!("{}\n", json!(all)))?;
        return Ok(Outcome::Done);
    }
    output::print("type,stage,means\n")?;
    for (stage, meaning) in &proposed {
        let means = meaning.map(|meaning| meaning.to_string()).unwrap_or_default();
        output::print(&talktrack_exchange::csv_row(["stage-map", stage, &means])?)?;
    }
    Ok(Outcome::Done)
}
