//! What becomes of a field.

use std::collections::BTreeMap;

use serde_json::Value;
use talktrack::model::{Invalid, TimeReading, UseMember};

use super::super::decimal;
use super::super::spec::{FieldSpec, From};
use super::Columns;

#[derive(Debug)]
pub(super) struct FieldPlan {
    pub(super) name: String,
    /// What it is of a use, if that has it.
    pub(super) member: Option<UseMember>,
    pub(super) from: Source,
    pub(super) times: Option<TimeReading>,
    /// Whether the field holds a number with a comma before its decimals.
    pub(super) decimal_comma: bool,
}

#[derive(Debug)]
pub(super) enum Source {
    Constant(Value),
    Column { column: usize, values: BTreeMap<String, String>, only: bool },
}

impl Source {
    pub(super) const fn plain(column: usize) -> Self {
        Self::Column { column, values: BTreeMap::new(), only: false }
    }
}

impl FieldPlan {
    pub(super) fn of(
        name: &str,
        from: Source,
        times: Option<TimeReading>,
        decimal_comma: bool,
    ) -> Self {
        let member = UseMember::named(name);
        Self { name: name.to_owned(), member, from, times, decimal_comma }
    }

    pub(super) fn new(
        spec: &FieldSpec,
        columns: &mut Columns<'_>,
        times: &TimeReading,
        decimal_comma: bool,
    ) -> Result<Self, String> {
        let decimal_comma = decimal_comma && spec.is_number;
        let times = spec.times.as_ref().map(|said| said.over(times.clone()));
        let from = match &spec.from {
            From::Constant(value) => {
                let value = read_time(value.clone(), times.as_ref(), &spec.name);
                Source::Constant(
                    value.map_err(|invalid| format!("the mapping's constant {invalid}"))?,
                )
            }
            From::Column { name, values, only } => {
                Source::Column { column: columns.find(name)?, values: values.clone(), only: *only }
            }
        };
        Ok(Self::of(&spec.name, from, times, decimal_comma))
    }

    /// The value in a row; nothing if it is missing.
    pub(super) fn value(&self, cells: &[&str]) -> Result<Option<Value>, Invalid> {
        let text = match &self.from {
            Source::Constant(value) => return Ok(Some(value.clone())),
            Source::Column { column, values, only } => self.text(cells, *column, values, *only)?,
        };
        if text.is_empty() {
            return Ok(None);
        }
        if self.decimal_comma {
            return decimal::with_point(text)
                .map(|number| Some(Value::String(number)))
                .map_err(|invalid| invalid.in_field(self.name.clone()));
        }
        read_time(Value::from(text), self.times.as_ref(), &self.name).map(Some)
    }

    /// The text that stands in a column, or what the mapping makes of it.
    pub(super) fn text<'t>(
        &self,
        cells: &[&'t str],
        column: usize,
        values: &'t BTreeMap<String, String>,
        only: bool,
    ) -> Result<&'t str, Invalid> {
        let cell = cells.get(column).copied().unwrap_or_default();
        match values.get(cell) {
            Some(translation) => Ok(translation),
            None if only && !cell.is_empty() => Err(Invalid::new(
                self.name.clone(),
                "is not among the values that the mapping lists",
            )),
            None => Ok(cell),
        }
    }
}

/// A time in ISO form, and any other value as it is.
fn read_time(value: Value, times: Option<&TimeReading>, name: &str) -> Result<Value, Invalid> {
    let (Some(times), Value::String(text)) = (times, &value) else { return Ok(value) };
    let time = times.read(text).map_err(|invalid| invalid.in_field(name.to_owned()))?;
    Ok(Value::String(time.to_string()))
}
