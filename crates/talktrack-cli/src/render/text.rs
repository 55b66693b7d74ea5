//! An answer as people read it in a terminal.

use std::fmt::Write;

use comfy_table::presets::NOTHING;
use comfy_table::{CellAlignment, Table as Grid};
use talktrack::analysis::{AnyAnswer, Column, ColumnKind, Table, Value};
use talktrack::model::Zone;

use crate::output::count;

/// More rows than this do not help a reader; the other formats have them all.
const SHOWN: usize = 60;

pub(super) fn answer(answer: &AnyAnswer, shown: &[&str]) -> String {
    let mut text = rows_showing(answer, shown);
    // Writing into a string does not fail, here and below.
    if !shown.is_empty() {
        let _ = write!(text, "\n\nMore columns: --format csv or json has them all.");
    }
    let summary = summary(answer);
    let _ = writeln!(text);
    if !summary.is_empty() {
        let _ = write!(text, "\n{summary}");
    }
    let _ = writeln!(text, "\n{}", paragraph(&answer.definition.text));
    let (span, provenance) = (answer.span, &answer.provenance);
    let (since, until) = (span.since.written_in(span.zone), span.until.written_in(span.zone));
    let _ = writeln!(text, "\nFrom {since} until {until} ({}).", span.zone);
    if !answer.filters.is_empty() {
        let _ = writeln!(text, "Only {}.", answer.filters.join("; "));
    }
    let _ = writeln!(
        text,
        "Ledger {}, write {}, digest {}{}, talktrack {}.",
        provenance.ledger,
        provenance.seq,
        provenance.digest,
        generation(provenance.generation),
        provenance.version
    );
    text
}

/// Which generation a digest is of, where there is more than one.
pub(crate) fn generation(number: u64) -> String {
    if number == 0 { String::new() } else { format!(" of generation {number}") }
}

/// Prose in lines that fit a terminal.
pub(crate) fn paragraph(text: &str) -> String {
    const WIDTH: usize = 100;
    textwrap::fill(text, WIDTH)
}

/// The rows of an answer, as many as help.
pub(crate) fn rows(answer: &AnyAnswer) -> String {
    rows_showing(answer, &[])
}

fn rows_showing(answer: &AnyAnswer, shown: &[&str]) -> String {
    let mut text = table(&answer.table, shown, SHOWN, answer.span.zone);
    let hidden = answer.table.rows.len().saturating_sub(SHOWN);
    if hidden > 0 {
        let _ = write!(
            text,
            "\n… and {} more rows: --format csv or json has them all.",
            count(hidden as u64)
        );
    }
    text
}

/// Rows under their header; columns that are empty throughout are left out, and those that are not `shown`, if any
/// is named.
fn table(table: &Table, shown: &[&str], most: usize, zone: Zone) -> String {
    let is_shown = |column: &Column| shown.is_empty() || shown.contains(&&*column.name);
    let rows = || table.rows.iter().take(most);
    let shown: Vec<usize> = (0..table.columns.len())
        .filter(|&column| rows().any(|row| !is_empty(&row[column])) || rows().next().is_none())
        .filter(|&column| !is_bound(&table.columns[column]) && is_shown(&table.columns[column]))
        .collect();
    let header = shown.iter().map(|&column| table.columns[column].name.to_string()).collect();
    let lines = rows()
        .map(|row| shown.iter().map(|&column| with_interval(table, row, column, zone)).collect());
    let right = |place: usize| {
        let kind = table.columns[shown[place]].kind;
        matches!(kind, ColumnKind::Integer | ColumnKind::Number | ColumnKind::Money)
    };
    grid(header, lines.collect(), &right)
}

/// A grid of cells, numbers to the right.
fn grid(header: Vec<String>, rows: Vec<Vec<String>>, right: &dyn Fn(usize) -> bool) -> String {
    let mut grid = Grid::new();
    grid.load_style(NOTHING);
    grid.set_header(header);
    grid.add_rows(rows);
    for (place, column) in grid.column_iter_mut().enumerate() {
        column.set_padding((u16::from(place > 0), 1));
        if right(place) {
            column.set_cell_alignment(CellAlignment::Right);
        }
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

fn with_interval(table: &Table, row: &[Value], column: usize, zone: Zone) -> String {
    let bound = |end: &str| {
        let name = format!("{}_{end}", table.columns[column].name);
        let place = table.columns.iter().position(|column| column.name == name)?;
        Some(cell(&table.columns[column], row.get(place)?, zone))
    };
    let shown = cell(&table.columns[column], &row[column], zone);
    match (bound("low"), bound("high")) {
        (Some(low), Some(high)) if !shown.is_empty() => match (low.is_empty(), high.is_empty()) {
            (false, false) => format!("{shown} ({low} to {high})"),
            (false, true) => format!("{shown} (from {low})"),
            (true, false) => format!("{shown} (up to {high})"),
            (true, true) => shown,
        },
        _ => shown,
    }
}

fn cell(column: &Column, value: &Value, zone: Zone) -> String {
    match value {
        Value::Null => String::new(),
        // Control characters could move the cursor of whoever reads this.
        Value::Text(text) => text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect(),
        Value::Integer(number) => match u64::try_from(*number) {
            Ok(number) => count(number),
            Err(_) => number.to_string(),
        },
        Value::Number(number) if column.unit == "share" => format!("{:.1}%", number * 100.0),
        Value::Number(number) if column.unit.is_empty() && 0.0 < *number && *number < 0.0005 => {
            "<0.001".to_owned()
        }
        // Ratios, probabilities and coefficients say most after the point.
        Value::Number(number) if column.unit.is_empty() => format!("{number:.3}"),
        Value::Number(number) => format!("{number:.1}"),
        // To the minute: 2026-03-01 09:30. The scope's line below says in which zone.
        Value::Time(time) => time.written_in(zone).replacen('T', " ", 1).chars().take(16).collect(),
        Value::Money(money) => {
            let amount = money.amount();
            let (whole, decimals) = amount.split_at(amount.find('.').unwrap_or(amount.len()));
            let whole = whole.parse().map_or_else(|_| whole.to_owned(), count);
            format!("{whole}{decimals} {}", money.currency())
        }
        Value::Boolean(truth) => if *truth { "yes" } else { "no" }.into(),
        Value::List(words) => words.join(", "),
    }
}

/// The figures of a summary, one a line; those of a list, a line for each of its rows.
pub(crate) fn summary(answer: &AnyAnswer) -> String {
    let table = &answer.summary;
    if answer.summary_is_list {
        return format!(
            "{}\n",
            self::table(table, &[], SHOWN, answer.span.zone).trim_matches('\n')
        );
    }
    let Some(row) = table.rows.first() else { return String::new() };
    let shown = |place: &usize| !is_bound(&table.columns[*place]) && !is_empty(&row[*place]);
    let places: Vec<usize> = (0..table.columns.len()).filter(shown).collect();
    if places.is_empty() {
        return String::new();
    }
    let lines = places.iter().map(|&place| {
        let name = table.columns[place].name.replace('_', " ");
        vec![
            name,
            with_interval(table, row, place, answer.span.zone),
            table.columns[place].meaning.to_owned(),
        ]
    });
    let header = ["", "", ""].map(String::from).to_vec();
    let grid = grid(header, lines.collect(), &|place| place == 1);
    format!("{}\n", grid.trim_matches('\n'))
}
