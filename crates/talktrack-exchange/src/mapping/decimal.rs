//! Numbers with a comma before their decimals.

use talktrack::model::Invalid;

/// What may stand between thousands: points, apostrophes and the spaces that spreadsheets use.
const BETWEEN: [char; 6] = ['.', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}'];

/// The same number with a point and nothing between its thousands. A point that is not between thousands is
/// refused: whoever wrote it meant something else.
pub(super) fn with_point(text: &str) -> Result<String, Invalid> {
    let (whole, decimals) = text.split_once(',').unwrap_or((text, ""));
    let mut groups = whole.split(BETWEEN);
    let first = groups.next().unwrap_or_default();
    let is_group = |group: &str| group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit());
    let digits = decimals.bytes().all(|byte| byte.is_ascii_digit());
    if !digits || !groups.all(is_group) {
        return Err(Invalid::new(
            "number",
            "is not a number with a decimal comma, such as 1.234,56",
        ));
    }
    let rest: String = whole[first.len()..].chars().filter(|c| !BETWEEN.contains(c)).collect();
    let point = if decimals.is_empty() { "" } else { "." };
    Ok(format!("{first}{rest}{point}{decimals}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_become_points_and_points_mean_thousands() {
        for (text, number) in [
            ("1.234,56", "1234.56"),
            ("12", "12"),
            ("-0,5", "-0.5"),
            ("1\u{a0}234\u{a0}567,8", "1234567.8"),
            ("1'000", "1000"),
        ] {
            assert_eq!(with_point(text).unwrap(), number, "{text}");
        }
        for text in ["1.5", "1,2,3", "1.2345", "1,5e3", "12.34,5"] {
            assert!(with_point(text).is_err(), "{text}");
        }
    }
}
