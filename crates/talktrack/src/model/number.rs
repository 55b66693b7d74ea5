//! Numbers that cannot hold nonsense.

use super::invalid::Invalid;

/// How long a buyer looked: not negative, kept to the millisecond.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Seconds(u64);

impl Seconds {
    const LONGEST: f64 = 1e9; // thirty years; beyond it a unit was mixed up

    /// Takes a number of seconds, rounded to the millisecond.
    pub fn new(seconds: f64) -> Result<Self, Invalid> {
        if (0.0..=Self::LONGEST).contains(&seconds) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
            // in range, see above
            Ok(Self((seconds * 1_000.0).round() as u64))
        } else {
            Err(Invalid::new("seconds", "is not between 0 and a thousand million"))
        }
    }

    /// From whole milliseconds, the stored form.
    pub fn from_millis(millis: i64) -> Result<Self, Invalid> {
        u64::try_from(millis).map(Self).map_err(|_| Invalid::new("seconds", "is negative"))
    }

    /// Whole milliseconds.
    pub fn millis(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// Seconds.
    pub fn get(self) -> f64 {
        self.0 as f64 / 1_000.0
    }
}

/// A rep's judgement of an asset, from 1 (useless) to 5 (indispensable).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rating(u8);

impl Rating {
    /// Takes a whole number from 1 to 5.
    pub fn new(rating: f64) -> Result<Self, Invalid> {
        (1..=5)
            .find(|&possible| f64::from(possible).total_cmp(&rating).is_eq())
            .map(Self)
            .ok_or_else(|| Invalid::new("rating", "is not a whole number from 1 to 5"))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0.into()
    }

    pub(super) fn stored(self) -> i64 {
        self.0.into()
    }

    pub(super) fn from_stored(rating: i64) -> Result<Self, Invalid> {
        Self::new(rating as f64)
    }
}

/// A value that two teams agreed to reach: finite and not negative.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)]
pub struct Quantity(f64);

impl Quantity {
    /// Takes a finite number that is not negative.
    pub fn new(value: f64) -> Result<Self, Invalid> {
        if value.is_finite() && value >= 0.0 {
            Ok(Self(value + 0.0)) // minus zero becomes zero
        } else {
            Err(Invalid::new("value", "is not a number of zero or more"))
        }
    }

    /// The number.
    pub const fn get(self) -> f64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonsense_is_refused() {
        for number in [-1.0, f64::NAN, f64::INFINITY] {
            assert!(Seconds::new(number).is_err());
            assert!(Quantity::new(number).is_err());
        }
        assert_eq!(Seconds::new(12.3456).unwrap().millis(), 12_346);
        assert_eq!(Quantity::new(-0.0).unwrap().get().to_bits(), 0);
    }
}
