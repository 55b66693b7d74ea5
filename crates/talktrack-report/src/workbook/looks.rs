//! How cells look: formats that are made once for a workbook.

use rust_xlsxwriter::{Color, Format, FormatAlign};
use talktrack::analysis::{Column, ColumnKind};
use talktrack::model::Currency;

const HEADER: Color = Color::RGB(0x1F_3A_5F);

/// The formats of a workbook.
pub(super) struct Looks {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) header: Format,
    pub(super) prose: Format,
    pub(super) text: Format,
    /// Text that reads like a formula: it stays text if somebody edits the cell.
    pub(super) quoted: Format,
    pub(super) time: Format,
}

impl Looks {
    pub(super) fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        Self {
            title: Format::new().set_bold().set_font_size(18).set_font_color(HEADER),
            heading: Format::new().set_bold().set_font_size(13).set_font_color(HEADER),
            header: Format::new()
                .set_bold()
                .set_font_color(Color::White)
                .set_background_color(HEADER),
            prose: top().set_text_wrap(),
            text: top(),
            quoted: top().set_quote_prefix(),
            time: top().set_num_format("yyyy-mm-dd hh:mm"),
        }
    }
}

/// How numbers of a column look.
pub(super) fn number(column: &Column) -> Format {
    let look = match (column.kind, column.unit) {
        (ColumnKind::Integer, _) => "#,##0",
        (_, "share") => "0.0%",
        // Ratios and probabilities say most after the point; a measure that counts does not.
        (_, "") => "[>=10]#,##0.0;0.000",
        _ => "#,##0.0",
    };
    Format::new().set_align(FormatAlign::Top).set_num_format(look)
}

/// How amounts of a currency look.
pub(super) fn money(currency: Currency) -> Format {
    let decimals = match currency.decimals() {
        0 => String::new(),
        some => format!(".{}", "0".repeat(some as usize)),
    };
    Format::new()
        .set_align(FormatAlign::Top)
        .set_num_format(format!("#,##0{decimals} \"{currency}\""))
}
