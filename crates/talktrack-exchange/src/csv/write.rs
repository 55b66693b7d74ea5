//! A table as CSV, safe to open in a spreadsheet.

use std::io::{self, Write};

use talktrack::analysis::{Column, Value};

/// Header and rows; what there is not is an empty cell.
pub(crate) fn table(columns: &[Column], rows: &[Vec<Value>], to: impl Write) -> io::Result<()> {
    let header = columns.iter().map(|column| harmless(&column.name)).collect();
    lines(std::iter::once(header).chain(rows.iter().map(|row| row.iter().map(cell).collect())), to)
}

/// One line of a CSV, its cells safe to open in a spreadsheet.
///
/// ```
/// assert_eq!(talktrack_exchange::csv_row(["deck", "a, b", "=1+1"])?, "deck,\"a, b\",'=1+1\n");
/// # Ok::<(), std::io::Error>(())
/// ```
pub fn csv_row<'a>(cells: impl IntoIterator<Item = &'a str>) -> io::Result<String> {
    let mut line = Vec::new();
    lines(std::iter::once(cells.into_iter().map(harmless).collect()), &mut line)?;
    String::from_utf8(line).map_err(io::Error::other)
}

fn lines(rows: impl Iterator<Item = Vec<String>>, to: impl Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(to);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Text(text) => harmless(text),
        other => other.to_string(),
    }
}

/// Text that a spreadsheet would run as a formula gets an apostrophe, which makes it text. Where a semicolon
/// or tab separates cells, as in much of Europe, a formula could also begin within the text.
fn harmless(text: &str) -> String {
    let mut held = String::with_capacity(text.len() + 1);
    let mut is_start = true;
    for c in text.chars() {
        if is_start && matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            held.push('\'');
        }
        held.push(c);
        // What a spreadsheet may strip from the front of a cell does not make the rest harmless.
        is_start = matches!(c, ';' | '"') || is_start && c.is_whitespace() || c.is_control();
    }
    held
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_become_text_wherever_a_cell_may_begin() {
        for (text, held) in [
            ("=HYPERLINK(\"x\")", "'=HYPERLINK(\"x\")"),
            ("+1", "'+1"),
            ("-1+1", "'-1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\t=1+1", "\t'=1+1"),
            (" \u{a0}=1+1", " \u{a0}'=1+1"),
            ("＝1+1", "'＝1+1"),
            ("deck\r\n=1+1", "deck\r\n'=1+1"),
            ("deck;=1+1", "deck;'=1+1"),
            ("deck\";=1+1", "deck\";'=1+1"),
            ("a-b = c; d", "a-b = c; d"),
            ("العربية 🦀 <b>", "العربية 🦀 <b>"),
        ] {
            assert_eq!(cell(&Value::Text(text.into())), held);
        }
    }

    #[test]
    fn numbers_read_back_as_they_were() {
        for number in [-1.5, 0.1 + 0.2, -1e-300, f64::MAX] {
            assert_eq!(cell(&Value::Number(number)).parse(), Ok(number));
        }
        assert_eq!(cell(&Value::Integer(i64::MIN)).parse(), Ok(i64::MIN));
    }

    #[test]
    fn text_of_any_kind_reads_back_from_the_file() {
        let texts = ["a,b", "\"quoted\"", "two\r\nlines", "nul\u{1}", &"long ".repeat(10_000), ""];
        let mut reader = csv::ReaderBuilder::new();
        let written = csv_row(texts).unwrap();
        let mut rows = reader.has_headers(false).from_reader(written.as_bytes()).into_records();
        assert_eq!(rows.next().unwrap().unwrap(), texts.to_vec());
        assert!(rows.next().is_none());
    }
}
