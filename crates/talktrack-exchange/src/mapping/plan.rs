//! A mapping bound to the header of a file: which cell becomes what.

mod field;

use std::collections::HashMap;

use serde_json::Map;
use talktrack::model::{Invalid, Record, TimeFormat, TimeReading, UseMember, UseTexts, suggest};

use self::field::{FieldPlan, Source};
use super::Mapping;
use super::names::Names;
use super::spec::{Spec, Test};

/// Says of each row which records it is.
#[derive(Debug)]
pub(crate) struct Plan {
    header: Vec<String>,
    records: Vec<RecordPlan>,
    /// Times are read here, each as its column says; the model then gets them in ISO form.
    iso: TimeReading,
    mentioned: Vec<bool>,
}

#[derive(Debug)]
struct RecordPlan {
    kind: FieldPlan,
    when: Option<(usize, Test)>,
    fields: Vec<FieldPlan>,
}

/// Finds columns by name, and notices which ones were asked for.
struct Columns<'a> {
    header: &'a [String],
    places: HashMap<&'a str, usize>,
    mentioned: Vec<bool>,
}

impl<'a> Columns<'a> {
    fn new(header: &'a [String]) -> Result<Self, String> {
        let mut places = HashMap::new();
        for (place, name) in header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
            if places.insert(name.as_str(), place).is_some() {
                return Err(format!(
                    "column {} stands twice in the header: rename or remove one",
                    crate::json::shown(name)
                ));
            }
        }
        Ok(Self { header, places, mentioned: vec![false; header.len()] })
    }

    fn find(&mut self, name: &str) -> Result<usize, String> {
        if let Some(&place) = self.places.get(name) {
            self.mentioned[place] = true;
            return Ok(place);
        }
        let wanted = format!(
            "the mapping reads column {}, and the file has none of that name",
            crate::json::shown(name)
        );
        Err(match suggest(name, self.header.iter().map(String::as_str)) {
            Some(near) => format!("{wanted}: is {} meant?", crate::json::shown(near)),
            None => format!("{wanted}; it has {}", listed(self.header)),
        })
    }
}

/// Names for a message: the first of them, if there are many.
fn listed(names: &[String]) -> String {
    const MOST: usize = 50;
    let mut names: Vec<_> =
        names.iter().map(|name| crate::json::shown(name)).take(MOST + 1).collect();
    if names.len() > MOST {
        "…".clone_into(&mut names[MOST]);
    }
    names.join(", ")
}

impl Plan {
    /// Binds `mapping` to the columns of a file. `times` holds where the mapping does not say.
    pub(crate) fn new(
        mapping: &Mapping,
        header: Vec<String>,
        times: &TimeReading,
    ) -> Result<Self, String> {
        if let [only] = &header[..]
            && let Some(delimiter) = mapping.delimiter()
            && let Some(other) = other_delimiter(only, delimiter)
        {
            return Err(format!(
                "it has one column only, {}: say in a mapping that delimiter = {other:?}, if that is what stands between its cells",
                crate::json::shown(only)
            ));
        }
        let spec = mapping.spec();
        let times = spec.times.over(times.clone());
        let mut columns = Columns::new(&header)?;
        let records = if spec.records.is_empty() {
            vec![by_name(&mut columns, &times, spec.decimal_comma)?]
        } else {
            by_spec(spec, &mut columns, &times)?
        };
        let mentioned = columns.mentioned;
        Ok(Self { header, records, iso: TimeReading::strict(), mentioned })
    }

    /// Takes the values of these columns for what they are: times in ISO form, numbers with a point. A table
    /// that knows types does not write them in any way that a mapping could describe.
    pub(crate) fn read_typed(&mut self, columns: &[usize]) {
        for field in self.records.iter_mut().flat_map(|plan| &mut plan.fields) {
            if let Source::Column { column, .. } = field.from
                && columns.contains(&column)
            {
                field.decimal_comma = false;
                field.times = field.times.take().map(|times| times.format(TimeFormat::Iso));
            }
        }
    }

    /// Whether anything is read from a column.
    pub(crate) fn reads(&self, column: usize) -> bool {
        self.mentioned.get(column).is_some_and(|mentioned| *mentioned)
    }

    /// The names of the columns.
    pub(crate) fn header(&self) -> &[String] {
        &self.header
    }

    /// The columns that nothing is read from.
    pub(crate) fn note(&self) -> Option<String> {
        let left_out = (0..self.header.len()).filter(|place| !self.mentioned[*place]);
        let names: Vec<_> = left_out
            .map(|place| match self.header[place].as_str() {
                "" => format!("number {}", place + 1),
                name => name.to_owned(),
            })
            .collect();
        (!names.is_empty()).then(|| {
            format!("columns left out, because nothing is read from them: {}", listed(&names))
        })
    }

    /// The records that a row is, each cell already trimmed.
    pub(crate) fn records(&self, cells: &[&str]) -> Result<Vec<Record>, Invalid> {
        let wanted = self.records.iter().filter(|plan| plan.is_wanted(cells));
        wanted.map(|plan| self.record(plan, cells)).collect()
    }

    /// What the row says of a use, and how its time is to be read, if that is all that it is.
    pub(crate) fn one_use<'t>(
        &'t self,
        cells: &[&'t str],
    ) -> Option<(UseTexts<'t>, &'t TimeReading)> {
        let mut wanted = self.records.iter().filter(|plan| plan.is_wanted(cells));
        let plan = wanted.next().filter(|_| wanted.next().is_none())?;
        let (mut says, mut times) = (UseTexts::default(), &self.iso);
        for field in std::iter::once(&plan.kind).chain(&plan.fields) {
            let text = match &field.from {
                Source::Constant(value) => value.as_str().filter(|text| !text.is_empty())?,
                Source::Column { column, values, only } => {
                    field.text(cells, *column, values, *only).ok()?
                }
            };
            if text.is_empty() {
                continue;
            }
            if field.decimal_comma {
                return None;
            }
            let member = field.member?;
            if !says.say(member, Some(text.into())) {
                return None;
            }
            match (&field.times, &field.from) {
                (Some(said), Source::Column { .. }) if member == UseMember::At => times = said,
                (Some(_), Source::Column { .. }) => return None,
                _ => {}
            }
        }
        says.is_use().then_some((says, times))
    }

    fn record(&self, plan: &RecordPlan, cells: &[&str]) -> Result<Record, Invalid> {
        let mut map = Map::new();
        for field in std::iter::once(&plan.kind).chain(&plan.fields) {
            let value = field.value(cells).map_err(|invalid| self.at_column(plan, invalid))?;
            if let Some(value) = value {
                map.insert(field.name.clone(), value);
            }
        }
        Record::from_fields(&map, &self.iso).map_err(|invalid| self.at_column(plan, invalid))
    }

    /// The same refusal, with the column that the value came from where it is called otherwise.
    fn at_column(&self, plan: &RecordPlan, invalid: Invalid) -> Invalid {
        let mut fields = std::iter::once(&plan.kind).chain(&plan.fields);
        let field = fields.find(|field| field.name == invalid.field());
        match field.map(|field| (&field.name, &field.from)) {
            Some((name, Source::Column { column, .. })) if self.header[*column] != *name => {
                let column = crate::json::shown(&self.header[*column]);
                invalid.in_field(format!("{name} (column {column})"))
            }
            _ => invalid,
        }
    }
}

/// What stands between the cells of a header that was taken for one cell.
fn other_delimiter(only: &str, delimiter: u8) -> Option<char> {
    let usual = [';', ',', '\t', '|'];
    only.chars().find(|c| usual.contains(c) && *c != char::from(delimiter))
}

/// Columns that are named after the fields of records.
fn by_name(
    columns: &mut Columns<'_>,
    times: &TimeReading,
    decimal_comma: bool,
) -> Result<RecordPlan, String> {
    const TYPE: &str = "type";
    let names = Names::of_all();
    let mut fields = Vec::new();
    for (column, name) in columns.header.iter().enumerate().filter(|(_, name)| !name.is_empty()) {
        columns.mentioned[column] = true;
        if name != TYPE {
            names.check(name).map_err(|problem| format!("column {problem}"))?;
            let times = names.is_time(name).then(|| times.clone());
            let decimal_comma = decimal_comma && names.is_number(name);
            fields.push(FieldPlan::of(name, Source::plain(column), times, decimal_comma));
        }
    }
    let Some(&kind) = columns.places.get(TYPE) else {
        return Err("it has no column type: add one that says what each row is, or give a mapping that says which column is what".into());
    };
    let kind = FieldPlan::of(TYPE, Source::plain(kind), None, false);
    Ok(RecordPlan { kind, when: None, fields })
}

fn by_spec(
    spec: &Spec,
    columns: &mut Columns<'_>,
    times: &TimeReading,
) -> Result<Vec<RecordPlan>, String> {
    let mut plans = Vec::new();
    for record in &spec.records {
        let when = match &record.when {
            Some(when) => Some((columns.find(&when.column)?, when.test.clone())),
            None => None,
        };
        let decimal_comma = spec.decimal_comma;
        let plan = |field| FieldPlan::new(field, columns, times, decimal_comma);
        let fields = record.fields.iter().map(plan);
        let fields = fields.collect::<Result<_, _>>()?;
        let kind = FieldPlan::new(&record.kind, columns, times, decimal_comma)?;
        plans.push(RecordPlan { kind, when, fields });
    }
    Ok(plans)
}

impl RecordPlan {
    fn is_wanted(&self, cells: &[&str]) -> bool {
        self.when.as_ref().is_none_or(|(column, test)| {
            let cell = cells.get(*column).copied().unwrap_or_default();
            match test {
                Test::In(values) => values.iter().any(|value| value == cell),
                Test::NotIn(values) => values.iter().all(|value| value != cell),
                Test::Present(present) => cell.is_empty() != *present,
            }
        })
    }
}
