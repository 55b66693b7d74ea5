//! The cells of a row by the names of their columns.

use std::borrow::Cow;

use serde_json::{Map, Value};
use talktrack::model::{
    AssetKey, DealKey, EventId, Invalid, RepKey, Text, TimeReading, Timestamp, Word,
};

/// The cells of a row with the names of their columns. Vendors write the same name in several ways
/// (`emailAddress`, `emailaddress`, `Email Address`), so letters and digits count, and not their case.
#[derive(Debug)]
pub(crate) struct Cells<'a>(Vec<(&'a str, Cow<'a, str>)>);

/// Whether two names are of the same column.
pub(crate) fn is_same(one: &str, other: &str) -> bool {
    fn letters(name: &str) -> impl Iterator<Item = char> {
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
    }
    letters(one).eq(letters(other))
}

impl<'a> Cells<'a> {
    /// Of a row of CSV.
    pub(crate) fn new(header: &'a [String], cells: &[&'a str]) -> Self {
        let cells = cells.iter().map(|cell| Cow::Borrowed(*cell));
        Self(header.iter().map(String::as_str).zip(cells).collect())
    }

    /// Of an object of JSON: what is nested in it stands there as JSON.
    pub(crate) fn of_object(object: &'a Map<String, Value>) -> Self {
        let cell = |value: &'a Value| match value {
            Value::Null => Cow::Borrowed(""),
            Value::String(text) => Cow::Borrowed(text.trim()),
            other => Cow::Owned(other.to_string()),
        };
        Self(object.iter().map(|(name, value)| (name.as_str(), cell(value))).collect())
    }

    /// What stands there; nothing if it is empty.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(column, _)| is_same(column, name));
        found.map(|(_, cell)| &**cell).filter(|cell| !cell.is_empty())
    }

    /// What stands there, which must be there.
    pub(crate) fn required(&self, name: &'static str) -> Result<&str, Invalid> {
        self.get(name).ok_or_else(|| Invalid::new(name, "is missing"))
    }

    /// What stands there, checked.
    pub(crate) fn checked<T: Checked>(&self, name: &'static str) -> Result<Option<T>, Invalid> {
        self.get(name)
            .map(|cell| T::check(cell).map_err(|invalid| invalid.in_field(name)))
            .transpose()
    }

    /// What stands there, checked, which must be there.
    pub(crate) fn key<T: Checked>(&self, name: &'static str) -> Result<T, Invalid> {
        T::check(self.required(name)?).map_err(|invalid| invalid.in_field(name))
    }

    /// The time that stands there.
    pub(crate) fn time(
        &self,
        name: &'static str,
        times: &TimeReading,
    ) -> Result<Option<Timestamp>, Invalid> {
        self.get(name)
            .map(|cell| times.read(cell).map_err(|invalid| invalid.in_field(name)))
            .transpose()
    }

    /// The latest of the times that stand there.
    pub(crate) fn latest(
        &self,
        names: &[&'static str],
        times: &TimeReading,
    ) -> Result<Option<Timestamp>, Invalid> {
        names.iter().try_fold(None, |latest, name| Ok(self.time(name, times)?.max(latest)))
    }

    /// Whether it says yes.
    pub(crate) fn says(&self, name: &str) -> bool {
        self.get(name).is_some_and(|cell| cell == "1" || cell.eq_ignore_ascii_case("true"))
    }
}

/// What a cell can be checked to be.
pub(crate) trait Checked: Sized {
    fn check(cell: &str) -> Result<Self, Invalid>;
}

macro_rules! checked {
    ($($type:ty),+) => { $(
        impl Checked for $type {
            fn check(cell: &str) -> Result<Self, Invalid> {
                Self::new(cell)
            }
        }
    )+ };
}
checked!(AssetKey, RepKey, DealKey, EventId, Word, Text);
