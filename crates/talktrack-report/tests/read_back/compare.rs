//! Compares what is read with what was to be shown.

use talktrack::analysis::Value;

use super::{Cell, Shown, numbers};
use crate::expected::{Expected, number, text};

/// Compares every row and every cell that a table shows.
pub(crate) fn assert_shows(shown: &Shown, expected: &Expected) {
    let name = &shown.name;
    let place = |column: &str| {
        let found = expected.columns.iter().position(|(name, _)| name == column);
        found.unwrap_or_else(|| panic!("{name} has no {column}"))
    };
    assert_eq!(shown.rows.len(), expected.rows.len(), "{name}");
    for (shown_row, row) in shown.rows.iter().zip(&expected.rows) {
        assert_eq!(shown_row.len(), shown.columns.len(), "{name}");
        for (cell, column) in shown_row.iter().zip(&shown.columns) {
            let is_title = name == "relevance" && column == "title";
            let of = if is_title && row[place("title")] == Value::Null { "asset" } else { column };
            let value = &row[place(of)];
            let unit = expected.columns[place(of)].1;
            assert!(says(cell, value, unit), "{name}, {column}: {cell:?} is not {value:?}");
            if is_title && row[place("title")] != row[place("asset")] && of == "title" {
                let key = cell.small.split(" · ").next().unwrap().trim();
                assert_eq!(key, escaped(&text(&row[place("asset")])), "{name}");
            }
            if let Some((low, high)) = cell.range.split_once(" to ") {
                for (end, read) in [("low", low), ("high", high)] {
                    let bound = number(&row[place(&format!("{column}_{end}"))]).unwrap();
                    assert!(reads(read, bound, unit), "{name}, {column}: {read} is not {bound}");
                }
            }
        }
    }
}

/// Whether a cell says a value: exactly where it is written so, and rounded where people read it.
fn says(cell: &Cell, value: &Value, unit: &str) -> bool {
    let is_exact = cell.exact.as_ref().is_none_or(|exact| *exact == escaped(&raw(value)));
    let read = &cell.read;
    is_exact
        && match value {
            Value::Integer(whole) => reads(read, *whole as f64, unit),
            Value::Number(number) => reads(read, *number, unit),
            Value::Money(cost) => {
                let whole = cost.amount().split('.').next().unwrap().to_owned();
                numbers(read) == [whole] && read.ends_with(cost.currency().as_str())
            }
            Value::Text(text) => {
                cell.exact.is_some() || *read == escaped(text) || *read == verdict(text)
            }
            Value::Null => cell.exact.is_some() || read.is_empty(),
            Value::Time(_) | Value::Boolean(_) | Value::List(_) => cell.exact.is_some(),
        }
}

/// Whether a number is read as this one: in percent or points where it is a share, rounded, with a mark
/// where it is not quite nothing or all.
pub(crate) fn reads(read: &str, number: f64, unit: &str) -> bool {
    let number = if read.ends_with('%') || unit == "share" { number * 100.0 } else { number };
    let digits = read.trim_end_matches('%').replace(',', "").replace('−', "-");
    let (bound, digits) = match digits.strip_prefix("&#60;").or(digits.strip_prefix("&lt;")) {
        Some(rest) => ("<", rest.to_owned()),
        None => match digits.strip_prefix("&#62;").or(digits.strip_prefix("&gt;")) {
            Some(rest) => (">", rest.to_owned()),
            None => ("", digits),
        },
    };
    let decimals = digits.split_once('.').map_or(0, |(_, fraction)| fraction.len());
    let Ok(shown) = digits.parse::<f64>() else { return false };
    match bound {
        "<" => number < shown,
        ">" => number > shown,
        _ => (shown - number).abs() <= 0.5 * 0.1_f64.powi(i32::try_from(decimals).unwrap()) + 1e-9,
    }
}

/// A verdict as the page words it.
fn verdict(slug: &str) -> &str {
    match slug {
        "retired" => "No longer live",
        "too-new" => "Too new to say",
        "misfiled" => "Filed in the wrong place",
        "no-occasion" => "Hardly any occasion",
        "unknown" => "Reps do not know it",
        "training-gap" => "Only trained reps use it",
        "harmful" => "Goes with failure",
        "proven" => "Goes with success",
        "not-chosen" => "Known, but not chosen",
        "working" => "In good use",
        "unclear" => "Too little to say",
        _ => "",
    }
}

/// A value as machines read it.
pub(crate) fn raw(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Time(at) => at.to_string(),
        Value::Money(amount) => amount.amount(),
        Value::Boolean(truth) => truth.to_string(),
        Value::List(words) => words.join(" "),
    }
}

/// As the page writes text.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' | '<' | '>' | '"' | '\'' => escaped += &format!("&#{};", u32::from(letter)),
            other => escaped.push(other),
        }
    }
    escaped
}
