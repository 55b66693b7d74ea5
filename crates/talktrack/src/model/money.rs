//! Money: an exact amount in the minor units of one currency.

use std::fmt;
use std::str::FromStr;

use super::invalid::Invalid;

/// An ISO 4217 currency code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code, such as `EUR`.
    pub fn as_str(&self) -> &str {
        // The constructor lets only ASCII letters through.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many decimals its minor unit has (ISO 4217; two unless listed otherwise).
    pub fn decimals(self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG"
            | b"RWF" | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            b"CLF" | b"UYW" => 4,
            _ => 2,
        }
    }
}

impl FromStr for Currency {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(code) if code.iter().all(u8::is_ascii_alphabetic) => {
                Ok(Self(code.map(|letter| letter.to_ascii_uppercase())))
            }
            _ => Err(Invalid::new("currency", "is not a code of three letters, such as EUR")),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.as_str())
    }
}

/// An amount of money, not negative, in the minor units of its currency.
///
/// ```
/// use talktrack::model::Money;
/// let cost = Money::parse("1200.5", "EUR")?;
/// assert_eq!((cost.minor(), cost.amount()), (120_050, "1200.50".to_owned()));
/// assert!(Money::parse("0.005", "EUR").is_err());
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: i64,
    currency: Currency,
}

impl Money {
    /// An amount in minor units (cents, for most currencies).
    pub fn from_minor(minor: i64, currency: Currency) -> Result<Self, Invalid> {
        if minor < 0 {
            return Err(Invalid::new("amount", "is negative"));
        }
        Ok(Self { minor, currency })
    }

    /// Reads a decimal such as `1200.50`: digits, a point, no grouping, no exponent.
    pub fn parse(amount: &str, currency: &str) -> Result<Self, Invalid> {
        let currency: Currency = currency.parse()?;
        let refused = |problem: String| Invalid::new("amount", problem);
        let decimals = currency.decimals() as usize;
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if amount.starts_with('-') {
            return Err(refused("is negative".into()));
        }
        if whole.is_empty() || !digits(whole) || !digits(fraction) || amount.ends_with('.') {
            return Err(refused(
                "is not a decimal number such as 1200.50 (no grouping, no exponent)".into(),
            ));
        }
        let (kept, rest) = fraction.split_at(fraction.len().min(decimals));
        if rest.bytes().any(|byte| byte != b'0') {
            return Err(refused(format!(
                "has more decimals than {currency}, which has {decimals}"
            )));
        }
        let minor = format!("{whole}{kept:0<decimals$}")
            .parse()
            .map_err(|_| refused("is too large".into()))?;
        Self::from_minor(minor, currency)
    }

    /// The amount in minor units.
    pub const fn minor(self) -> i64 {
        self.minor
    }

    /// The currency.
    pub const fn currency(self) -> Currency {
        self.currency
    }

    /// The amount as a decimal, with all the decimals of the currency.
    pub fn amount(self) -> String {
        let decimals = self.currency.decimals() as usize;
        let digits = format!("{:0>1$}", self.minor, decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        if decimals == 0 { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(&format!("{} {}", self.amount(), self.currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_read_back_in_currencies_with_no_two_and_three_decimals() {
        for (text, currency, minor, shown) in [
            ("7", "JPY", 7, "7"),
            ("7.00", "jpy", 7, "7"),
            ("0.07", "EUR", 7, "0.07"),
            ("12", "KWD", 12_000, "12.000"),
            ("92233720368547758.07", "USD", i64::MAX, "92233720368547758.07"),
        ] {
            let money = Money::parse(text, currency).unwrap();
            assert_eq!((money.minor(), money.amount().as_str()), (minor, shown));
            assert_eq!(Money::parse(&money.amount(), money.currency().as_str()), Ok(money));
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for text in ["", ".5", "5.", "-1", "1e3", "1,200", "0.001", "92233720368547758.08", "１"] {
            assert!(Money::parse(text, "EUR").is_err(), "{text:?}");
        }
        for currency in ["", "E", "EURO", "€", "E1R"] {
            assert!(Money::parse("1", currency).is_err(), "{currency:?}");
        }
    }
}
