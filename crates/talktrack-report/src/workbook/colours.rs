//! Colours that show where to look, beside the words and figures that say it. They can be told apart by
//! people who do not see red and green as others do: blue, yellow and orange, of different lightness.

use rust_xlsxwriter::{
    Color, ConditionalFormatCell, ConditionalFormatCellRule, ConditionalFormatDataBar,
    ConditionalFormatType, ConditionalFormatValue, Format, Worksheet, XlsxError,
};
use talktrack::analysis::{Column, ColumnKind, Status, Table, Value, Verdict};

/// What a word asks of its reader.
#[derive(Clone, Copy)]
enum Tone {
    /// It does its work.
    Good,
    /// There is something to do.
    Act,
    /// It does harm, or is not used.
    Bad,
    /// Nothing can be said or done.
    Quiet,
}

impl Tone {
    fn look(self) -> Format {
        let fill = match self {
            Self::Good => Color::RGB(0xCF_E3_F5),
            Self::Act => Color::RGB(0xFF_F2_B3),
            Self::Bad => Color::RGB(0xEE_B0_8A),
            Self::Quiet => Color::RGB(0xE8_E8_E8),
        };
        Format::new().set_background_color(fill).set_font_color(Color::Black)
    }

    const fn of_verdict(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Proven | Verdict::Working => Self::Good,
            Verdict::Misfiled | Verdict::Unknown | Verdict::TrainingGap => Self::Act,
            Verdict::Harmful | Verdict::NotChosen => Self::Bad,
            Verdict::Retired | Verdict::TooNew | Verdict::NoOccasion | Verdict::Unclear => {
                Self::Quiet
            }
        }
    }

    const fn of_status(status: Status) -> Self {
        match status {
            Status::Used => Self::Good,
            Status::OpenedOnly | Status::Uncatalogued => Self::Act,
            Status::Unused => Self::Bad,
            Status::TooNew | Status::NotLive => Self::Quiet,
        }
    }
}

const BAR: Color = Color::RGB(0x8E_C1_E8);
const BAR_BELOW_ZERO: Color = Color::RGB(0xEE_B0_8A);

/// Colours the rows of a table from 1 to `last`.
pub(super) fn write(sheet: &mut Worksheet, table: &Table, last: u32) -> Result<(), XlsxError> {
    for ((place, column), position) in (0..).zip(&table.columns).zip(0..) {
        for (value, tone) in tones(column) {
            let rule = ConditionalFormatCell::new()
                .set_rule(ConditionalFormatCellRule::EqualTo(value))
                .set_format(tone.look());
            sheet.add_conditional_format(1, place, last, place, &rule)?;
        }
        if is_rate(column) {
            let below_zero = table
                .rows
                .iter()
                .any(|row| matches!(row.get(position), Some(Value::Number(rate)) if *rate < 0.0));
            sheet.add_conditional_format(1, place, last, place, &bar(below_zero))?;
        }
    }
    Ok(())
}

fn tones(column: &Column) -> Vec<(ConditionalFormatValue, Tone)> {
    match (&*column.name, column.kind) {
        ("verdict", _) => {
            let verdicts = Verdict::ALL.iter();
            verdicts.map(|word| (word.as_str().into(), Tone::of_verdict(*word))).collect()
        }
        ("status", _) => {
            let statuses = Status::ALL.iter();
            statuses.map(|word| (word.as_str().into(), Tone::of_status(*word))).collect()
        }
        ("reached", ColumnKind::Boolean) => {
            vec![(true.into(), Tone::Good), (false.into(), Tone::Bad)]
        }
        _ => Vec::new(),
    }
}

/// A share that is not the end of an interval.
fn is_rate(column: &Column) -> bool {
    column.unit == "share" && !column.name.ends_with("_low") && !column.name.ends_with("_high")
}

/// A bar from nothing to all; where there are differences below zero, as far as they go.
fn bar(below_zero: bool) -> ConditionalFormatDataBar {
    let bar = ConditionalFormatDataBar::new()
        .set_solid_fill(true)
        .set_fill_color(BAR)
        .set_negative_fill_color(BAR_BELOW_ZERO);
    if below_zero {
        return bar;
    }
    bar.set_minimum(ConditionalFormatType::Number, 0).set_maximum(ConditionalFormatType::Number, 1)
}
