//! What turns the values of a row into records, however they came: as JSON or as cells.

use serde_json::{Map, Value};
use talktrack::model::{Currency, Invalid, Record, TimeReading};

use crate::about::About;
use crate::context::Context;
use crate::format::{Format, ImportOptions};
use crate::json;
use crate::vendor::{self, Cells, Table};
use crate::verbs::Verbs;
use crate::{cloudevents, xapi};

/// Whose names the values have.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Dialect {
    /// Our own.
    Ours,
    /// `CloudEvents`.
    CloudEvents,
    /// xAPI.
    Xapi,
    /// Those of a vendor's table.
    Table(&'static Table),
}

impl Dialect {
    /// What the format is called.
    pub(crate) const fn format(self) -> &'static str {
        match self {
            Self::Ours => Format::JSON_LINES,
            Self::CloudEvents => Format::CLOUD_EVENTS,
            Self::Xapi => Format::XAPI,
            Self::Table(table) => table.format,
        }
    }
}

/// How values are read where they do not say it themselves.
#[derive(Debug, Clone, Default)]
pub(crate) struct Setting {
    pub(crate) times: TimeReading,
    pub(crate) verbs: Verbs,
    pub(crate) currency: Option<Currency>,
}

impl Setting {
    /// That of an import.
    pub(crate) fn of(options: &ImportOptions) -> Self {
        Self {
            times: options.times.clone(),
            verbs: options.verbs.clone(),
            currency: options.currency,
        }
    }
}

/// Turns the values of a row into records.
#[derive(Debug, Clone)]
pub(crate) struct Reader {
    pub(crate) dialect: Dialect,
    pub(crate) setting: Setting,
}

impl Reader {
    /// Our own records, with times read as `times` says.
    pub(crate) fn ours(times: &TimeReading) -> Self {
        let setting = Setting { times: times.clone(), ..Setting::default() };
        Self { dialect: Dialect::Ours, setting }
    }

    /// Reads the row that `bytes` hold as JSON.
    pub(crate) fn json(&self, bytes: &[u8], about: &mut About) -> Result<Vec<Record>, Invalid> {
        self.object(&json::object(json::text(bytes)?)?, about)
    }

    fn object(
        &self,
        object: &Map<String, Value>,
        about: &mut About,
    ) -> Result<Vec<Record>, Invalid> {
        match self.dialect {
            Dialect::Ours => {
                Record::from_fields(object, &self.setting.times).map(|record| vec![record])
            }
            Dialect::CloudEvents => cloudevents::records(object, about).map(|record| vec![record]),
            Dialect::Xapi => xapi::records(object, &self.setting.verbs, about),
            Dialect::Table(table) => self.table(table, &Cells::of_object(object), about),
        }
    }

    /// Reads the row that has these cells; only tables come as cells.
    pub(crate) fn cells(
        &self,
        cells: &Cells<'_>,
        about: &mut About,
    ) -> Result<Vec<Record>, Invalid> {
        match self.dialect {
            Dialect::Table(table) => self.table(table, cells, about),
            _ => Err(Invalid::new("row", "is a row of cells, and this format has none")),
        }
    }

    fn table(
        &self,
        table: &Table,
        cells: &Cells<'_>,
        about: &mut About,
    ) -> Result<Vec<Record>, Invalid> {
        about.source = Some(table.format.to_owned());
        (table.read)(cells, &self.setting, about)
    }

    /// What the quarantine keeps beside its rows.
    pub(crate) fn context(&self) -> Context {
        let Setting { times, verbs, currency } = &self.setting;
        let table = match self.dialect {
            Dialect::Table(table) => Some(table.name.to_owned()),
            _ => None,
        };
        let verbs = (!verbs.text().is_empty()).then(|| verbs.text().to_owned());
        let currency = currency.map(|currency| currency.to_string());
        Context { times: times.clone(), table, verbs, currency, ..Context::default() }
    }

    /// The reader that rows of `format` were read with.
    pub(crate) fn from_context(format: &str, context: &Context) -> Option<Self> {
        let dialect = match format {
            Format::JSON_LINES => Dialect::Ours,
            Format::CLOUD_EVENTS => Dialect::CloudEvents,
            Format::XAPI => Dialect::Xapi,
            _ => Dialect::Table(vendor::named(context.table.as_deref()?)?),
        };
        let verbs = match &context.verbs {
            Some(text) => Verbs::from_toml(text).ok()?,
            None => Verbs::default(),
        };
        let currency = match &context.currency {
            Some(code) => Some(code.parse().ok()?),
            None => None,
        };
        let setting = Setting { times: context.times.clone(), verbs, currency };
        Some(Self { dialect, setting })
    }
}
