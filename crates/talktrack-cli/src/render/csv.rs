//! A table as CSV, safe to open in a spreadsheet.

use talktrack::analysis::{Table, Value};

use crate::failure::Failure;

/// Header and rows; what there is not is an empty cell.
pub(super) fn table(table: &Table) -> Result<String, Failure> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::Failed(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = table.columns.iter().map(|column| harmless(&column.name));
    writer.write_record(header).map_err(|error| failed(&error))?;
    for row in &table.rows {
        writer.write_record(row.iter().map(cell)).map_err(|error| failed(&error))?;
    }
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

/// One line of cells that are text.
pub(crate) fn csv_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> Result<String, Failure> {
    let failed =
        |error: &dyn std::fmt::Display| Failure::Failed(format!("cannot write CSV: {error}"));
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(cells.into_iter().map(harmless)).map_err(|error| failed(&error))?;
    let bytes = writer.into_inner().map_err(|error| failed(&error))?;
    String::from_utf8(bytes).map_err(|error| failed(&error))
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::Text(text) => harmless(text),
        Value::Integer(number) => number.to_string(),
        Value::Number(number) => number.to_string(),
        Value::Time(time) => time.to_string(),
        Value::Money(money) => money.amount(),
        Value::Boolean(truth) => truth.to_string(),
        Value::List(words) => words.join("|"),
    }
}

/// Text that a spreadsheet would run as a formula gets an apostrophe, which it shows as text.
fn harmless(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{text}")
    } else {
        text.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_and_numbers_stay_numbers() {
        assert_eq!(cell(&Value::Text("=HYPERLINK(\"x\")".into())), "'=HYPERLINK(\"x\")");
        assert_eq!(cell(&Value::Number(-1.5)), "-1.5");
        assert_eq!(cell(&Value::Text("a-b".into())), "a-b");
    }
}
