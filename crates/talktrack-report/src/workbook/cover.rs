//! The first sheet: what the workbook is, what it rests on, and the figures of every summary.

use rust_xlsxwriter::{Url, Worksheet, XlsxError};
use talktrack::analysis::{Column, ColumnKind, Value};

use super::cells;
use super::definitions;
use super::looks::Looks;
use crate::{Audit, AuditTable};

pub(super) const TITLE: &str = "Audit of marketing assets in sales conversations";
const NAME: &str = "Audit";
const WHAT: &str = "One sheet a table; point at a column's name to see what it means, or look it up on the \
                    last sheet. Shares are shown as percentages; an empty cell means that there is no \
                    figure, or too few facts for one. Figures with _low and _high are the ends of 95% \
                    intervals.";
const SUMMARY: [&str; 5] = ["sheet", "part", "figure", "value", "meaning"];

pub(super) fn write(
    sheet: &mut Worksheet,
    audit: &Audit,
    tables: &[AuditTable],
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    sheet.write_string_with_format(0, 0, TITLE, &looks.title)?;
    sheet.merge_range(1, 0, 1, 4, WHAT, &looks.prose)?;
    sheet.set_row_height(0, 28)?;
    sheet.set_row_height(1, 50)?;
    super::fit_pages(sheet);
    let row = scope(sheet, 3, audit, looks)?;
    let row = contents(sheet, row + 1, tables, looks)?;
    summaries(sheet, row + 1, tables, looks)?;
    for (place, width) in (0..).zip([26, 22, 28, 24, 90]) {
        sheet.set_column_width(place, width)?;
    }
    Ok(())
}

/// What was asked about and which facts it rests on; returns the row after it.
fn scope(sheet: &mut Worksheet, from: u32, audit: &Audit, looks: &Looks) -> Result<u32, XlsxError> {
    let answer = &audit.unused;
    let (span, provenance) = (answer.span, &answer.provenance);
    sheet.write_string_with_format(from, 0, "What it is about", &looks.heading)?;
    let only =
        if answer.filters.is_empty() { "everything".into() } else { answer.filters.join("; ") };
    for (row, label, at) in
        [(from + 1, "from", span.since), (from + 2, "until, before", span.until)]
    {
        cells::text(sheet, (row, 0), label, looks)?;
        cells::time(sheet, (row, 1), at, span.zone, looks)?;
    }
    let lines = [
        ("time zone", span.zone.to_string()),
        ("only", only),
        ("ledger", provenance.ledger.clone()),
        ("last write", provenance.seq.to_string()),
        ("digest", provenance.digest.to_string()),
        ("generation", provenance.generation.to_string()),
        ("talktrack", provenance.version.to_owned()),
    ];
    let mut row = from + 3;
    for (label, shown) in lines {
        cells::text(sheet, (row, 0), label, looks)?;
        cells::text(sheet, (row, 1), &shown, looks)?;
        row += 1;
    }
    Ok(row)
}

/// The sheets, each a link; returns the row after them.
fn contents(
    sheet: &mut Worksheet,
    from: u32,
    tables: &[AuditTable],
    looks: &Looks,
) -> Result<u32, XlsxError> {
    sheet.write_string_with_format(from, 0, "Sheets", &looks.heading)?;
    let rows = |table: &AuditTable| match table.answer.table.rows.len() {
        1 => "1 row".to_owned(),
        some => format!("{some} rows"),
    };
    let sheets = tables.iter().map(|table| (table.title, rows(table)));
    let mut row = from + 1;
    for (name, rows) in sheets.chain([(definitions::NAME, "what each column means".to_owned())]) {
        let link = Url::new(format!("internal:'{name}'!A1")).set_text(name);
        sheet.write_url(row, 0, link)?;
        cells::text(sheet, (row, 1), &rows, looks)?;
        row += 1;
    }
    Ok(row)
}

/// The figures of every summary, one a row.
fn summaries(
    sheet: &mut Worksheet,
    from: u32,
    tables: &[AuditTable],
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.write_string_with_format(from, 0, "Summary figures", &looks.heading)?;
    for (place, name) in (0..).zip(SUMMARY) {
        sheet.write_string_with_format(from + 1, place, name, &looks.header)?;
    }
    let mut row = from + 2;
    for table in tables {
        let summary = &table.answer.summary;
        for values in &summary.rows {
            let part = part(&summary.columns, values);
            for (column, value) in summary.columns.iter().zip(values) {
                if table.answer.summary_is_list && is_label(column) {
                    continue;
                }
                cells::text(sheet, (row, 0), table.title, looks)?;
                if table.answer.summary_is_list {
                    cells::text(sheet, (row, 1), &part, looks)?;
                }
                cells::text(sheet, (row, 2), &column.name, looks)?;
                cells::value(sheet, (row, 3), column, value, table.answer.span.zone, looks)?;
                cells::text(sheet, (row, 4), column.meaning, looks)?;
                row += 1;
            }
        }
    }
    Ok(())
}

/// Whether a column says which part of the summary its row is.
const fn is_label(column: &Column) -> bool {
    matches!(column.kind, ColumnKind::Text | ColumnKind::Category)
}

/// What a row of a summary in several parts is about.
fn part(columns: &[Column], values: &[Value]) -> String {
    let labels = columns.iter().zip(values).filter_map(|(column, value)| match value {
        Value::Text(label) if is_label(column) => Some(&**label),
        _ => None,
    });
    labels.collect::<Vec<_>>().join(", ")
}
