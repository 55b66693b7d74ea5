//! The last sheet: what each table answers and what each of its columns means.

use rust_xlsxwriter::{Worksheet, XlsxError};

use super::cells;
use super::looks::Looks;
use crate::AuditTable;

pub(super) const NAME: &str = "Definitions";
const COLUMNS: [&str; 5] = ["sheet", "what", "name", "unit", "meaning"];

pub(super) fn write(
    sheet: &mut Worksheet,
    tables: &[AuditTable],
    looks: &Looks,
) -> Result<(), XlsxError> {
    sheet.set_name(NAME)?;
    for (place, name) in (0..).zip(COLUMNS) {
        sheet.write_string_with_format(0, place, name, &looks.header)?;
    }
    let mut row = 0;
    for table in tables {
        let answer = &table.answer;
        let columns = answer.table.columns.iter().map(|column| ("column", column));
        let figures = answer.summary.columns.iter().map(|column| ("summary figure", column));
        let columns = columns
            .chain(figures)
            .map(|(what, column)| [table.title, what, &*column.name, column.unit, column.meaning]);
        let question = answer.definition.question;
        let whole = [table.title, "question", question, "", &*answer.definition.text];
        for line in std::iter::once(whole).chain(columns) {
            row += 1;
            for (place, shown) in (0..).zip(line) {
                cells::text(sheet, (row, place), shown, looks)?;
            }
            sheet.write_string_with_format(row, 4, cells::holdable(line[4]), &looks.prose)?;
        }
    }
    sheet.autofilter(0, 0, row, 4)?;
    super::finish(sheet, (1, 0))?;
    sheet.set_column_width(4, 110)?;
    Ok(())
}
