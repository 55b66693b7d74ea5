//! A table as a sheet: a frozen header with notes, filters, typed cells, colours.

use rust_xlsxwriter::{Note, Worksheet, XlsxError};
use talktrack::analysis::{Column, ColumnKind, Table, Value};
use talktrack::model::Zone;

use super::cells;
use super::colours;
use super::looks::Looks;
use crate::AuditTable;

pub(super) fn write(
    sheet: &mut Worksheet,
    table: &AuditTable,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let (table, zone, title) = (&table.answer.table, table.answer.span.zone, table.title);
    sheet.set_name(title)?;
    for ((place, column), position) in (0..).zip(&table.columns).zip(0..) {
        let name = header(table, column, position, zone);
        sheet.write_string_with_format(0, place, cells::holdable(&name), &looks.header)?;
        sheet.insert_note(0, place, &Note::new(meaning(column)).add_author_prefix(false))?;
    }
    let mut last = 0;
    for (row, values) in (1..).zip(&table.rows) {
        last = row;
        for ((place, column), value) in (0..).zip(&table.columns).zip(values) {
            cells::value(sheet, (row, place), column, value, zone, looks)?;
        }
    }
    let columns = u16::try_from(table.columns.len()).unwrap_or(u16::MAX);
    if let Some(last_column) = columns.checked_sub(1) {
        sheet.autofilter(0, 0, last, last_column)?;
    }
    if last > 0 {
        colours::write(sheet, table, last)?;
    }
    super::finish(sheet, (1, 1))
}

/// The name of a column, with the zone of its times or the currency of its amounts.
fn header(table: &Table, column: &Column, position: usize, zone: Zone) -> String {
    let amounts = || {
        table.rows.iter().find_map(|row| match row.get(position) {
            Some(Value::Money(money)) => Some(money.currency()),
            _ => None,
        })
    };
    match column.kind {
        ColumnKind::Time => format!("{} ({zone})", column.name),
        ColumnKind::Money => amounts()
            .map_or_else(|| column.name.to_string(), |money| format!("{} ({money})", column.name)),
        _ => column.name.to_string(),
    }
}

fn meaning(column: &Column) -> String {
    if column.unit.is_empty() {
        column.meaning.to_owned()
    } else {
        format!("{} ({})", column.meaning, column.unit)
    }
}
