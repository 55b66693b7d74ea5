//! How dates and numbers are written.
//!
//! A decimal mark, a thousands mark, a percent sign and twelve months: two languages of that are a small
//! table, which a library with the data of all languages would outweigh many times.

use std::str::FromStr;

use talktrack::Span;
use talktrack::model::{Invalid, Money, Timestamp, Zone};

/// How dates and numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Language {
    /// 12,345.6, 65% and 3 Mar 2026.
    #[default]
    English,
    /// 12.345,6, 65 % and 3. März 2026.
    German,
}

impl FromStr for Language {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        match text {
            "en" => Ok(Self::English),
            "de" => Ok(Self::German),
            _ => Err(Invalid::new("language", format!("\"{text}\" is not known: it is en or de"))),
        }
    }
}

impl Language {
    /// The decimal mark, the thousands mark and the percent sign.
    const fn marks(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::English => (".", ",", "%"),
            Self::German => (",", ".", "\u{a0}%"),
        }
    }

    const fn months(self) -> [&'static str; 12] {
        match self {
            Self::English => {
                ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
            }
            Self::German => [
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
        }
    }

    /// Whole digits in groups of three.
    fn grouped(self, digits: &str) -> String {
        let (_, thousands, _) = self.marks();
        let mut shown = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                shown.push_str(thousands);
            }
            shown.push(digit);
        }
        shown
    }

    /// A count.
    pub(super) fn count(self, number: u64) -> String {
        self.grouped(&number.to_string())
    }

    /// A number with so many decimals.
    pub(super) fn number(self, number: f64, decimals: usize) -> String {
        let written = format!("{:.decimals$}", number.abs());
        let (whole, fraction) = written.split_once('.').unwrap_or((&written, ""));
        let is_zero = written.chars().all(|digit| matches!(digit, '0' | '.'));
        let sign = if number < 0.0 && !is_zero { "−" } else { "" };
        let mark = if fraction.is_empty() { "" } else { self.marks().0 };
        format!("{sign}{}{mark}{fraction}", self.grouped(whole))
    }

    /// A share in percent; what is not quite nothing or all is not shown as that.
    pub(super) fn share(self, share: f64) -> String {
        let (_, _, percent) = self.marks();
        let rounded = match share {
            share if share > 0.0 && share < 0.005 => "<1".to_owned(),
            share if share > 0.995 && share < 1.0 => ">99".to_owned(),
            share => self.number(share * 100.0, 0),
        };
        rounded + percent
    }

    /// A difference between shares, in points.
    pub(super) fn points(self, difference: f64) -> String {
        let shown = self.number(difference * 100.0, 0);
        if difference > 0.0 && shown != "0" { format!("+{shown}") } else { shown }
    }

    /// An amount without its fraction, which nobody budgets by.
    pub(super) fn money(self, money: Money) -> String {
        let amount = money.amount();
        let whole = amount.split('.').next().unwrap_or(&amount);
        format!("{}\u{a0}{}", self.grouped(whole), money.currency())
    }

    /// The day of a moment.
    pub(super) fn day(self, at: Timestamp, zone: Zone) -> String {
        let written = at.written_in(zone);
        let mut parts = written.get(..10).unwrap_or(&written).split('-');
        let (Some(year), Some(month), Some(day)) = (parts.next(), parts.next(), parts.next())
        else {
            return written;
        };
        let day = day.trim_start_matches('0');
        match self {
            Self::English => format!("{day} {} {year}", self.month_name(month)),
            Self::German => format!("{day}. {} {year}", self.month_name(month)),
        }
    }

    /// A month such as 2026-03, as people write it; other periods as they are.
    pub(super) fn period(self, period: &str) -> String {
        match period.split_once('-') {
            Some((year, month)) if month.len() == 2 => {
                format!("{} {year}", self.month_name(month))
            }
            _ => period.to_owned(),
        }
    }

    fn month_name(self, number: &str) -> &str {
        let place = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
        place.and_then(|place| self.months().get(place).copied()).unwrap_or_default()
    }

    /// A span with its last day, not the day after.
    pub(super) fn span(self, span: &Span) -> String {
        let last = Timestamp::from_micros(span.until.micros() - 1).unwrap_or(span.until);
        if span.since >= span.until {
            return "nothing recorded yet".to_owned();
        }
        format!(
            "{} to {} ({})",
            self.day(span.since, span.zone),
            self.day(last, span.zone),
            span.zone
        )
    }
}

#[cfg(test)]
mod tests {
    use super::Language::{English, German};
    use super::*;

    #[test]
    fn numbers_are_written_as_people_of_the_language_do() {
        assert_eq!(
            (English.count(1_234_567), German.count(1_234_567)),
            ("1,234,567".into(), "1.234.567".into())
        );
        assert_eq!(
            (English.number(-1234.56, 1), German.number(-1234.56, 1)),
            ("−1,234.6".into(), "−1.234,6".into())
        );
        assert_eq!((English.number(-0.04, 1), English.points(-0.004)), ("0.0".into(), "0".into()));
        assert_eq!((English.points(0.123), German.share(0.5)), ("+12".into(), "50\u{a0}%".into()));
    }

    #[test]
    fn what_is_not_quite_nothing_or_all_is_not_shown_as_that() {
        let shown = [0.0, 0.001, 0.999, 1.0].map(|share| English.share(share));
        assert_eq!(shown, ["0%", "<1%", ">99%", "100%"]);
    }

    #[test]
    fn days_are_those_of_the_zone() {
        let late = "2026-03-01T23:30:00Z".parse().unwrap();
        let berlin = "Europe/Berlin".parse().unwrap();
        assert_eq!(English.day(late, Zone::UTC), "1 Mar 2026");
        assert_eq!(German.day(late, berlin), "2. März 2026");
        assert_eq!(
            (English.period("2026-10"), English.period("2026-W05")),
            ("Oct 2026".into(), "2026-W05".into())
        );
    }

    #[test]
    fn amounts_lose_their_fraction_only() {
        assert_eq!(English.money(Money::parse("1234567.89", "EUR").unwrap()), "1,234,567\u{a0}EUR");
        assert_eq!(German.money(Money::parse("80", "JPY").unwrap()), "80\u{a0}JPY");
    }
}
