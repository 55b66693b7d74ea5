//! The audit as a workbook: a sheet a table, for those who work on in a spreadsheet.

mod cells;
mod colours;
mod cover;
mod definitions;
mod looks;
mod sheet;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, Worksheet, XlsxError};

use crate::Audit;

use self::looks::Looks;

/// Why a workbook could not be made.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A table has more rows than a sheet can hold.
    #[error(
        "cannot write the workbook: {table} has {rows} rows, and a sheet holds {MOST_ROWS}: narrow the \
         scope, or write the audit as JSON"
    )]
    TooManyRows {
        /// The name of the table.
        table: &'static str,
        /// How many rows it has.
        rows: usize,
    },
    /// The workbook could not be put together.
    #[error("cannot write the workbook: {0}")]
    Workbook(#[from] XlsxError),
}

/// How many rows a sheet holds below its header.
const MOST_ROWS: usize = 1_048_575;

impl Audit {
    /// The audit as a workbook that spreadsheet programs open: the bytes of an `.xlsx` file.
    ///
    /// The first sheet says what it is, with the figures of every summary; then comes a sheet a table;
    /// the last one, Definitions, says what each column means. Numbers are numbers, shares are percentages,
    /// times are dates in the zone of the scope, amounts carry their currency. Text is text, whatever it
    /// begins with: nothing in it is ever a formula. What is longer than the 32,767 characters that a cell
    /// holds is cut there, with an ellipsis. The same audit gives the same bytes.
    ///
    /// ```
    /// use talktrack_report::{Audit, AuditOptions};
    /// let tracker = talktrack::Tracker::in_memory()?;
    /// let workbook = Audit::of(&tracker, &AuditOptions::new())?.to_xlsx()?;
    /// assert!(workbook.starts_with(b"PK"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// [`WorkbookError::TooManyRows`] if a table does not fit a sheet.
    pub fn to_xlsx(&self) -> Result<Vec<u8>, WorkbookError> {
        let looks = Looks::new();
        let tables = self.tables();
        let mut workbook = Workbook::new();
        workbook.set_properties(&properties(self)?);
        cover::write(workbook.add_worksheet(), self, &tables, &looks)?;
        for table in &tables {
            let rows = table.answer.table.rows.len();
            if rows > MOST_ROWS {
                return Err(WorkbookError::TooManyRows { table: table.name, rows });
            }
            sheet::write(workbook.add_worksheet(), table, &looks)?;
        }
        definitions::write(workbook.add_worksheet(), &tables, &looks)?;
        Ok(workbook.save_to_buffer()?)
    }
}

/// The end of the scope stands for when it was made, so that the bytes depend on the facts alone.
fn properties(audit: &Audit) -> Result<DocProperties, XlsxError> {
    let until = audit.unused.span.until.to_string();
    Ok(DocProperties::new()
        .set_title(cover::TITLE)
        .set_comment(format!("talktrack {}", audit.unused.provenance.version))
        .set_creation_datetime(&ExcelDateTime::parse_from_str(&until)?))
}

/// The header stays in sight, on the screen and on paper, and columns are as wide as most of what they hold.
fn finish(sheet: &mut Worksheet, frozen: (u32, u16)) -> Result<(), XlsxError> {
    const WIDEST_PIXELS: u32 = 420;
    fit_pages(sheet);
    sheet.set_repeat_rows(0, 0)?;
    sheet.set_freeze_panes(frozen.0, frozen.1)?;
    sheet.set_autofit_max_width(WIDEST_PIXELS);
    sheet.autofit();
    Ok(())
}

/// Printed across, all columns on a page.
fn fit_pages(sheet: &mut Worksheet) {
    sheet.set_landscape();
    sheet.set_print_fit_to_pages(1, 0);
}
