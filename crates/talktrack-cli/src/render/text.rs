//! An answer as people read it in a terminal.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table as Grid};
use talktrack::analysis::{AnyAnswer, Column, ColumnKind, Table, Value};

use crate::output::count;

/// More rows than this do not help a reader; the other formats have them all.
const SHOWN: usize = 60;

pub(super) fn answer(answer: &AnyAnswer) -> String {
    let mut text = String::new();
    // Writing into a string does not fail.
    let _ = writeln!(text, "{}", table(&answer.table, SHOWN));
    let hidden = answer.table.rows.len().saturating_sub(SHOWN);
    if hidden > 0 {
        let _ = writeln!(text, "… and {} more rows: --format csv or json has them all.", count(hidden as u64));
    }
    if let Some(row) = answer.summary.rows.first() {
        let _ = writeln!(text);
        text.push_str(&summary(&answer.summary, row));
    }
    let _ = writeln!(text, "\n{}", answer.definition.text);
    let (span, provenance) = (answer.span, &answer.provenance);
    let _ = writeln!(text, "\nFrom {} until {}, {}.", span.since, span.until, span.zone);
    if !answer.filters.is_empty() {
        let _ = writeln!(text, "Only {}.", answer.filters.join("; "));
    }
    let _ = writeln!(
        text,
        "Ledger {}, write {}, digest {}, talktrack {}.",
        provenance.ledger, provenance.seq, provenance.digest, provenance.version
    );
    text
}

/// Rows under their header; columns that are empty throughout are left out.
fn table(table: &Table, most: usize) -> String {
    let rows = || table.rows.iter().take(most);
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|&column| rows().any(|row| !is_empty(&row[column])) || rows().next().is_none())
        .filter(|&column| !is_bound(&table.columns[column]))
        .collect();
    let header = shown.iter().map(|&column| table.columns[column].name.to_string()).collect();
    let lines = rows().map(|row| {
        shown.iter().map(|&column| with_interval(table, row, column)).collect()
    });
    let right = |place: usize| {
        let kind = table.columns[shown[place]].kind;
        matches!(kind, ColumnKind::Integer | ColumnKind::Number | ColumnKind::Money)
    };
    grid(header, lines.collect(), &right)
}

/// A grid of cells, numbers to the right.
pub(crate) fn grid(
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    right: &dyn Fn(usize) -> bool,
) -> String {
    let mut grid = Grid::new();
    grid.load_preset(NOTHING);
    grid.set_header(header);
    grid.add_rows(rows);
    let mut place = 0;
    for column in grid.column_iter_mut() {
        column.set_padding((if place == 0 { 0 } else { 1 }, 1));
        if right(place) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        place += 1;
    }
    grid.trim_fmt()
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null) || matches!(value, Value::List(words) if words.is_empty())
}

/// The ends of intervals are shown beside their estimate.
fn is_bound(column: &Column) -> bool {
    column.name.ends_with("_low") || column.name.ends_with("_high")
}

fn with_interval(table: &Table, row: &[Value], column: usize) -> String {
    let bound = |end: &str| {
        let name = format!("{}_{end}", table.columns[column].name);
        let place = table.columns.iter().position(|column| column.name == name)?;
        Some(cell(&table.columns[column], row.get(place)?))
    };
    let shown = cell(&table.columns[column], &row[column]);
    match (bound("low"), bound("high")) {
        (Some(low), Some(high)) if !shown.is_empty() => format!("{shown} ({low} to {high})"),
        _ => shown,
    }
}

fn cell(column: &Column, value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        // Control characters could move the cursor of whoever reads this.
        Value::Text(text) => text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        Value::Integer(number) => match u64::try_from(*number) {
            Ok(number) => count(number),
            Err(_) => number.to_string(),
        },
        Value::Number(number) if column.unit == "share" => format!("{:.1}%", number * 100.0),
        Value::Number(number) => format!("{number:.1}"),
        Value::Time(time) => time.to_utc().format("%Y-%m-%d %H:%M").to_string(),
        Value::Money(money) => money.to_string(),
        Value::Boolean(truth) => if *truth { "yes" } else { "no" }.into(),
        Value::List(words) => words.join(", "),
    }
}

/// The figures of a summary, one a line.
fn summary(table: &Table, row: &[Value]) -> String {
    let mut text = String::new();
    for (place, column) in table.columns.iter().enumerate() {
        if is_bound(column) || is_empty(&row[place]) {
            continue;
        }
        let value = with_interval(table, row, place);
        let name = column.name.replace('_', " ");
        let _ = writeln!(text, "{name:>14}  {value}");
    }
    text
}
