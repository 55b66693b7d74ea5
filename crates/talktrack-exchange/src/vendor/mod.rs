//! Tables as vendors export them: their columns are known by name.

mod cells;
mod hubspot;
mod salesforce;
mod showpad;

use std::fmt;

use talktrack::model::{Invalid, Record};

pub(crate) use self::cells::{Cells, is_same};
use crate::about::About;
use crate::reader::Setting;

/// A table of a vendor, and what its rows become.
pub(crate) struct Table {
    /// How the quarantine remembers it.
    pub(crate) name: &'static str,
    /// The format that it belongs to.
    pub(crate) format: &'static str,
    /// What it is, in words.
    pub(crate) what: &'static str,
    /// The columns by which it is recognised.
    pub(crate) key: &'static [&'static str],
    /// The other columns that are read.
    pub(crate) reads: &'static [&'static str],
    /// The records that a row is.
    pub(crate) read: fn(&Cells<'_>, &Setting, &mut About) -> Result<Vec<Record>, Invalid>,
}

impl fmt::Debug for Table {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.name)
    }
}

/// All tables, each before those whose columns it has too.
fn tables() -> impl Iterator<Item = &'static Table> {
    showpad::TABLES.iter().chain(salesforce::TABLES).chain(hubspot::TABLES)
}

/// The table with this name.
pub(crate) fn named(name: &str) -> Option<&'static Table> {
    tables().find(|table| table.name == name)
}

/// The table whose columns these are, of what is in `format`; of all if it names none.
pub(crate) fn of_columns(columns: &[String], format: Option<&str>) -> Option<&'static Table> {
    let has = |name: &&str| columns.iter().any(|column| is_same(name, column));
    tables()
        .filter(|table| format.is_none_or(|format| table.format == format))
        .find(|table| table.key.iter().all(has))
}

/// What is asked for by column, such as an amount's currency, and is not there.
const AMOUNT: &str = "Amount";
const CURRENCY: &str = "CurrencyIsoCode";

impl Table {
    fn reads(&self, column: &str) -> bool {
        self.key.iter().chain(self.reads).any(|name| is_same(name, column))
    }

    /// Which of the columns of a file are read, in words.
    pub(crate) fn columns(&self, columns: &[String]) -> String {
        let is_unread = |column: &&String| !self.reads(column);
        let unread: Vec<_> =
            columns.iter().filter(is_unread).map(|column| crate::json::shown(column)).collect();
        let known = columns.len() - unread.len();
        match &unread[..] {
            [] => format!("{known} columns known"),
            unread => format!("{known} columns known, not used: {}", unread.join(", ")),
        }
    }

    /// What is worth knowing about a file with these columns.
    pub(crate) fn notes(&self, columns: &[String], setting: &Setting) -> Vec<String> {
        let has = |name: &str| columns.iter().any(|column| is_same(name, column));
        let no_currency = has(AMOUNT) && !has(CURRENCY) && setting.currency.is_none();
        let amounts = "amounts are left out, because the file does not say in which currency they are: name it, such as EUR";
        (no_currency && self.reads(AMOUNT)).then(|| amounts.to_owned()).into_iter().collect()
    }
}
