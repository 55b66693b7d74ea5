//! A table of an answer, as people read it: chosen columns, numbers as they write them, small pictures.

use std::collections::BTreeMap;

use talktrack::analysis::{AnyAnswer, Effect, Value};
use talktrack::model::{Asset, Measure, Zone};

use super::language::Language;
use super::mark::{Axis, Ends, Mark, place_in_box};
use super::words;
use crate::audit::Audit;

/// A column that is shown: its name in the answer, what people call it, and how it is drawn.
pub(super) type Choice<'a> = (&'a str, &'a str, Draw);

/// How a column is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draw {
    /// As it is.
    Plain,
    /// With a bar, as long as it is great.
    Bar,
    /// A difference of shares, in points, with its interval on a common axis.
    Forest,
    /// A difference of shares, in points.
    Points,
    /// A value of the scorecard: a count or a share, as its measure says.
    Measured,
}

pub(super) struct TableView {
    pub(super) name: &'static str,
    pub(super) caption: String,
    pub(super) heads: Vec<Head>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// What is said where there are more rows than are shown.
    pub(super) more: Option<String>,
}

pub(super) struct Head {
    pub(super) name: String,
    pub(super) label: String,
    pub(super) meaning: &'static str,
    pub(super) is_number: bool,
    /// What the pictures below are measured by.
    pub(super) axis: Option<Axis>,
}

pub(super) struct Cell {
    /// What people call its column.
    pub(super) label: String,
    /// The value exactly as the answer has it.
    pub(super) value: String,
    pub(super) shown: String,
    /// The interval beside it.
    pub(super) range: String,
    pub(super) mark: Option<Mark>,
    pub(super) is_number: bool,
}

/// The chosen columns of an answer.
pub(super) fn of(
    name: &'static str,
    caption: impl Into<String>,
    answer: &AnyAnswer,
    choices: &[Choice<'_>],
    audit: &Audit,
    language: Language,
) -> TableView {
    let rows = &answer.table.rows;
    let assets = &audit.assets;
    let reader = Reader { answer, rows, assets, language, zone: answer.span.zone };
    let columns: Vec<_> = choices
        .iter()
        .filter_map(|choice| Some((choice, reader.place(choice.0)?)))
        .filter(|(_, place)| reader.says_something(*place))
        .map(|(choice, place)| (choice, place, reader.scale(*choice, place)))
        .collect();
    let heads = columns.iter().filter_map(|((name, label, draw), place, scale)| {
        let meaning = answer.table.columns.get(*place)?.meaning;
        let is_number = reader.is_number(*place);
        let axis = (*draw == Draw::Forest).then(|| Axis::of(*scale, language));
        let (name, label) = ((*name).to_owned(), (*label).to_owned());
        Some(Head { name, label, meaning, is_number, axis })
    });
    let rows = rows.iter().map(|row| {
        columns
            .iter()
            .map(|(choice, place, scale)| reader.cell(row, **choice, *place, *scale))
            .collect()
    });
    TableView {
        name,
        caption: caption.into(),
        heads: heads.collect(),
        rows: rows.collect(),
        more: None,
    }
}

struct Reader<'a> {
    answer: &'a AnyAnswer,
    rows: &'a [Vec<Value>],
    /// Assets are called by their titles.
    assets: &'a BTreeMap<Box<str>, Asset>,
    language: Language,
    zone: Zone,
}

impl Reader<'_> {
    fn place(&self, name: &str) -> Option<usize> {
        self.answer.table.columns.iter().position(|column| column.name == name)
    }

    fn get<'r>(&self, row: &'r [Value], name: &str) -> Option<&'r Value> {
        row.get(self.place(name)?)
    }

    fn is_number(&self, place: usize) -> bool {
        let is_number = |row: &Vec<Value>| {
            matches!(row.get(place), Some(Value::Integer(_) | Value::Number(_) | Value::Money(_)))
        };
        self.rows.iter().any(is_number)
    }

    /// Whether a column is worth its room: one of remarks is not where nothing is remarked.
    fn says_something(&self, place: usize) -> bool {
        let is_empty = |row: &Vec<Value>| matches!(row.get(place), Some(Value::List(items)) if items.is_empty());
        !self.rows.iter().all(is_empty)
    }

    /// The least and the greatest value that a picture has to hold.
    fn scale(&self, (name, _, draw): Choice<'_>, place: usize) -> Ends {
        let places = match draw {
            Draw::Forest => {
                vec![self.place(&format!("{name}_low")), self.place(&format!("{name}_high"))]
            }
            _ => vec![Some(place)],
        };
        let values = self.rows.iter().flat_map(|row| {
            places.iter().flatten().filter_map(|place| row.get(*place).and_then(number))
        });
        let (low, high) =
            values.fold((0.0_f64, 0.0_f64), |(low, high), value| (low.min(value), high.max(value)));
        let is_share =
            self.answer.table.columns.get(place).is_some_and(|column| column.unit == "share");
        if draw == Draw::Bar && is_share { (0.0, 1.0) } else { (low, high) }
    }

    fn cell(&self, row: &[Value], choice: Choice<'_>, place: usize, scale: Ends) -> Cell {
        let (name, _, draw) = choice;
        let value = row.get(place).unwrap_or(&Value::Null);
        let write = |value: &Value| self.shown(row, value, choice, place);
        let ends = (self.get(row, &format!("{name}_low")), self.get(row, &format!("{name}_high")));
        let range = match ends {
            (Some(low), Some(high)) if number(low).is_some() && number(high).is_some() => {
                format!("{} to {}", write(low), write(high))
            }
            _ => String::new(),
        };
        let at = |value: f64| place_in_box(value, scale);
        let mark = match (draw, number(value), ends) {
            (Draw::Bar, Some(value), _) => Some(Mark::Bar { width: at(value) }),
            (Draw::Forest, Some(value), (Some(low), Some(high))) => {
                number(low).zip(number(high)).map(|(low, high)| Mark::Interval {
                    low: at(low),
                    point: at(value),
                    high: at(high),
                    zero: at(0.0),
                    class: self.found(row, value),
                })
            }
            _ => None,
        };
        Cell {
            label: choice.1.to_owned(),
            value: raw(value),
            shown: write(value),
            range,
            mark,
            is_number: self.is_number(place),
        }
    }

    fn shown(
        &self,
        row: &[Value],
        value: &Value,
        (name, _, draw): Choice<'_>,
        place: usize,
    ) -> String {
        let language = self.language;
        let unit = self.answer.table.columns.get(place).map_or("", |column| column.unit);
        match value {
            Value::Null => self.nothing(row, name, place),
            Value::Text(text) if name == "period" && draw == Draw::Plain => {
                let known = words::text(name, text);
                if known == **text { language.period(text) } else { known }
            }
            Value::Text(key) if name == "asset" => {
                let title = self.assets.get(key).and_then(|asset| asset.title.as_ref());
                title.map_or_else(|| key.to_string(), ToString::to_string)
            }
            Value::Text(text) => words::text(name, text),
            Value::Integer(number) => {
                u64::try_from(*number).map_or_else(|_| number.to_string(), |n| language.count(n))
            }
            Value::Number(number) if matches!(draw, Draw::Forest | Draw::Points) => {
                language.points(*number)
            }
            Value::Number(number) if draw == Draw::Measured => {
                let measure = self.get(row, "measure").map(raw);
                let measure = measure.and_then(|word| word.parse::<Measure>().ok());
                match measure {
                    Some(measure) if words::is_count(measure) => language.number(*number, 0),
                    _ => language.share(*number),
                }
            }
            Value::Number(number) if unit == "share" => language.share(*number),
            Value::Number(q) if name == "q" && *q < 0.001 => {
                format!("<{}", language.number(0.001, 3))
            }
            Value::Number(q) if name == "q" => language.number(*q, 3),
            Value::Number(number) => language.number(*number, usize::from(number.abs() < 100.0)),
            Value::Time(at) => language.day(*at, self.zone),
            Value::Money(amount) => language.money(*amount),
            Value::Boolean(true) => "yes".to_owned(),
            Value::Boolean(false) => "no".to_owned(),
            Value::List(items) => {
                items.iter().map(|item| words::flag(item)).collect::<Vec<_>>().join(", ")
            }
        }
    }

    /// Whether a difference is more than chance explains, among so many that were tested, and which way.
    fn found(&self, row: &[Value], difference: f64) -> &'static str {
        match self.get(row, "q").and_then(number) {
            Some(q) if q <= Effect::Q && difference > 0.0 => "up",
            Some(q) if q <= Effect::Q => "down",
            _ => "even",
        }
    }

    /// What stands where there is no value: why, if the answer says so.
    fn nothing(&self, row: &[Value], name: &str, place: usize) -> String {
        let is_estimate = self.place(&format!("{name}_low")).is_some();
        let is_too_few = matches!(self.get(row, "flags"), Some(Value::List(flags)) if flags.contains(&"too few"));
        if is_estimate && is_too_few {
            "too few to say".to_owned()
        } else if place == 0 {
            "(none)".to_owned()
        } else {
            "–".to_owned()
        }
    }
}

fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Number(number) => Some(*number),
        _ => None,
    }
}

/// A value as machines read it: nothing is rounded.
pub(super) fn raw(value: &Value) -> String {
    match value {
        Value::List(items) => items.join(" "),
        other => other.to_string(),
    }
}
