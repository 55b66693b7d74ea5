//! Values as typed cells.

use std::borrow::Cow;

use rust_xlsxwriter::{ExcelDateTime, Worksheet, XlsxError};
use talktrack::analysis::{Column, Value};
use talktrack::model::{Timestamp, Zone};

use super::looks::{self, Looks};

/// The most that a cell holds, in units of UTF-16.
const LONGEST: usize = 32_767;

/// Writes a value; where there is none the cell stays empty.
pub(super) fn value(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    column: &Column,
    value: &Value,
    zone: Zone,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let number = looks::number(column);
    match value {
        Value::Null => sheet,
        Value::Text(shown) => return text(sheet, (row, place), shown, looks),
        Value::Integer(count) => {
            // A cell holds whole numbers up to 2^53, which no count comes near.
            sheet.write_number_with_format(row, place, *count as f64, &number)?
        }
        Value::Number(shown) => sheet.write_number_with_format(row, place, *shown, &number)?,
        Value::Time(at) => return time(sheet, (row, place), *at, zone, looks),
        Value::Money(money) => {
            let currency = money.currency();
            let unit = 10_f64.powi(currency.decimals().try_into().unwrap_or_default());
            let amount = money.minor() as f64 / unit;
            sheet.write_number_with_format(row, place, amount, &looks::money(currency))?
        }
        Value::Boolean(truth) => {
            sheet.write_boolean_with_format(row, place, *truth, &looks.text)?
        }
        Value::List(words) => return text(sheet, (row, place), &words.join(", "), looks),
    };
    Ok(())
}

/// Writes text, never a formula.
pub(super) fn text(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    shown: &str,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let look = if reads_as_formula(shown) { &looks.quoted } else { &looks.text };
    sheet.write_string_with_format(row, place, holdable(shown), look)?;
    Ok(())
}

/// Writes a moment as the clocks of the zone showed it.
pub(super) fn time(
    sheet: &mut Worksheet,
    (row, place): (u32, u16),
    at: Timestamp,
    zone: Zone,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let local = at.written_in(zone);
    // Date and time without the offset: spreadsheets know no zones.
    let clock = local.get(..19).unwrap_or(&local);
    match ExcelDateTime::parse_from_str(clock) {
        Ok(shown) => sheet.write_datetime_with_format(row, place, &shown, &looks.time)?,
        // Dates of spreadsheets begin with the year 1900.
        Err(_) => sheet.write_string_with_format(row, place, &local, &looks.text)?,
    };
    Ok(())
}

fn reads_as_formula(text: &str) -> bool {
    text.trim_start().starts_with(['=', '+', '-', '@'])
}

/// As much of a text as a cell holds, without characters that no file of this kind can carry.
pub(super) fn holdable(text: &str) -> Cow<'_, str> {
    let is_carried = |c: char| match c {
        '\n' | '\t' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        other => !other.is_control(),
    };
    let fits = text.len() <= LONGEST || text.encode_utf16().count() <= LONGEST;
    if fits && text.chars().all(is_carried) {
        return Cow::Borrowed(text);
    }
    let mut held = String::new();
    let mut room = if fits { LONGEST } else { LONGEST - 1 };
    for shown in text.chars().map(|c| if is_carried(c) { c } else { ' ' }) {
        let Some(left) = room.checked_sub(shown.len_utf16()) else { break };
        room = left;
        held.push(shown);
    }
    if !fits {
        held.push('…');
    }
    Cow::Owned(held)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_stays_as_it_is_and_what_does_not_ends_in_an_ellipsis() {
        assert_eq!(holdable("<b>שלום</b> 🦀\n=1+1"), "<b>שלום</b> 🦀\n=1+1");
        assert_eq!(holdable("a\u{0}b\r\u{1b}[2J\u{ffff}"), "a b  [2J ");
        let full = "é".repeat(LONGEST);
        assert_eq!(holdable(&full), full);
        let long = "🦀".repeat(LONGEST);
        let held = holdable(&long);
        assert!(held.ends_with("🦀…"));
        assert_eq!(held.encode_utf16().count(), LONGEST);
    }
}
