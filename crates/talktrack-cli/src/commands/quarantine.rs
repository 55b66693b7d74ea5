//! `talktrack quarantine`

use std::fmt::Write;
use std::io::Read;
use std::path::Path;

use serde_json::json;
use talktrack::ledger::{QuarantineFilter, Quarantined};

use crate::arguments::{Common, Quarantine, QuarantineAction};
use crate::failure::{Failure, Outcome};
use crate::output::{self, Format, count};

pub(crate) fn run(common: &Common, arguments: &Quarantine) -> Result<Outcome, Failure> {
    match &arguments.action {
        QuarantineAction::List { all } => list(common, *all),
        QuarantineAction::Replay { number, mended } => replay(common, *number, mended.as_deref()),
    }
}

fn list(common: &Common, all: bool) -> Result<Outcome, Failure> {
    let format = common.output_format()?;
    let filter = if all { QuarantineFilter::All } else { QuarantineFilter::Open };
    let rows = common.look()?.quarantine(filter)?;
    let text = match format {
        Format::Table => table(&rows),
        Format::Csv => {
            return Err(Failure::Misuse(
                "--format: the quarantine is listed as table or json".into(),
            ));
        }
        Format::Json => {
            let rows: Vec<_> = rows.iter().map(object).collect();
            format!("{:#}\n", json!(rows))
        }
    };
    output::print(&text)?;
    Ok(Outcome::Done)
}

fn table(rows: &[Quarantined]) -> String {
    if rows.is_empty() {
        return "nothing is in quarantine\n".into();
    }
    let mut list = String::new();
    for row in rows {
        let state = if row.recorded_at.is_some() { " (recorded since)" } else { "" };
        // Writing into a string does not fail.
        let _ = writeln!(list, "{:>5}  {}{state}", row.number, row.place());
        let _ = writeln!(list, "       {}", row.reason);
        let _ = writeln!(list, "       {}\n", text(row));
    }
    let _ = writeln!(list, "{} rows", count(rows.len() as u64));
    list
}

/// The row's text, cut to what fits beside the rest.
fn text(row: &Quarantined) -> String {
    const SHOWN: usize = 80;
    let Some(raw) = &row.raw else {
        return format!("({} bytes, too long to keep)", count(row.length));
    };
    let text = String::from_utf8_lossy(raw);
    let shown: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{shown}…") } else { shown }
}

fn object(row: &Quarantined) -> serde_json::Value {
    let hash: String = row.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "number": row.number,
        "origin": row.origin.name,
        "format": row.origin.format,
        "line": row.line,
        "reason": row.reason,
        "text": row.raw.as_deref().map(String::from_utf8_lossy),
        "length": row.length,
        "hash": hash,
        "offset": row.offset,
        "refused_at": row.refused_at,
        "recorded_at": row.recorded_at,
    })
}

fn replay(common: &Common, number: Option<u64>, mended: Option<&Path>) -> Result<Outcome, Failure> {
    let filter = number.map_or(QuarantineFilter::Open, QuarantineFilter::Number);
    let mended = mended.map(read).transpose()?;
    let tracker = common.open()?;
    let receipt = talktrack_exchange::replay(&tracker, filter, mended.as_deref())?;
    output::print(&format!(
        "{} recorded, {} there already, {} refused again\n",
        count(receipt.recorded),
        count(receipt.duplicates),
        count(receipt.rejected)
    ))?;
    for rejection in &receipt.rejections {
        output::remark(&format!("number {}: {}", rejection.quarantined, rejection.reason));
    }
    Ok(Outcome::after(receipt.rejected))
}

fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    if path == Path::new("-") {
        let mut text = Vec::new();
        std::io::stdin()
            .lock()
            .read_to_end(&mut text)
            .map_err(|error| Failure::file("read", path, &error))?;
        return Ok(text);
    }
    std::fs::read(path).map_err(|error| Failure::file("read", path, &error))
}
