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
    let tracker = common.look()?;
    let rows = tracker.each_quarantined(filter);
    match format {
        Format::Table => table(rows)?,
        Format::Csv => {
            output::print("number,origin,line,reason,text\n")?;
            for row in rows {
                let row = row?;
                let text = row.raw.as_deref().map(String::from_utf8_lossy).unwrap_or_default();
                let (number, line) = (row.number.to_string(), row.line.to_string());
                let cells = [&number, &row.origin.name, &line, &row.reason, &*text];
                output::print(&talktrack_exchange::csv_row(cells)?)?;
            }
        }
        Format::Json => {
            // One array, written row by row: there can be more than fit into memory.
            let mut before = "[\n";
            for row in rows {
                output::print(&format!("{before}{}", object(&row?)))?;
                before = ",\n";
            }
            output::print(if before.starts_with('[') { "[]\n" } else { "\n]\n" })?;
        }
    }
    Ok(Outcome::Done)
}

fn table(rows: impl Iterator<Item = talktrack::Result<Quarantined>>) -> Result<(), Failure> {
    let mut listed = 0;
    for row in rows {
        let row = row?;
        let state = if row.recorded_at.is_some() { " (recorded since)" } else { "" };
        output::print(&format!(
            "{:>5}  {}{state}\n       {}\n       {}\n\n",
            row.number,
            row.place(),
            row.reason,
            text(&row)
        ))?;
        listed += 1;
    }
    output::print(&match listed {
        0 => "nothing is in quarantine\n".to_owned(),
        _ => format!("{} rows\n", count(listed)),
    })
}

/// The row's text, cut to what fits beside the rest.
fn text(row: &Quarantined) -> String {
    const SHOWN: usize = 80;
    let Some(raw) = &row.raw else {
        let why = match row.offset {
            Some(_) => "too long to keep",
            None => "not kept: they named somebody who was forgotten",
        };
        return format!("({} bytes, {why})", count(row.length));
    };
    let text = String::from_utf8_lossy(raw);
    let shown: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(SHOWN).collect();
    if text.chars().nth(SHOWN).is_some() { format!("{shown}…") } else { shown }
}

fn object(row: &Quarantined) -> serde_json::Value {
    let hash = row.hash.iter().fold(String::new(), |mut text, byte| {
        // Writing into a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    });
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
