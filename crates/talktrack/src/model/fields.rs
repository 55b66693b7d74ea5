//! Reads the named fields of a record, and writes them: the one door for JSON, tables and Python.

use serde_json::{Map, Value};

use super::conversation::{Conversation, Conversations};
use super::invalid::{Invalid, suggest};
use super::key::{AssetKey, DealKey, EventId, Reference, RepKey, Source, Text, Word};
use super::money::Money;
use super::number::{Quantity, Rating, Seconds};
use super::reading::TimeReading;
use super::record::FieldKind;
use super::tags::Tags;
use super::time::Timestamp;
use super::vocabulary::{
    Action, AnswerResult, FeedbackReason, Measure, OutcomeResult, Period, Side, TrainingLevel,
};

/// How a tag is named where a table has one column a tag.
const TAG_PREFIX: &str = "tag:";

/// The fields of one record while it is being read. It remembers which names were asked for, so
/// that a name nobody asked for is refused instead of being lost.
pub(crate) struct Fields<'a> {
    map: &'a Map<String, Value>,
    times: &'a TimeReading,
    known: Vec<&'static str>,
}

impl<'a> Fields<'a> {
    pub(crate) fn new(map: &'a Map<String, Value>, times: &'a TimeReading) -> Self {
        Self { map, times, known: Vec::with_capacity(16) }
    }

    /// The value of `name`; absent and null are the same.
    pub(crate) fn value(&mut self, name: &'static str) -> Option<&'a Value> {
        self.known.push(name);
        self.map.get(name).filter(|value| !value.is_null())
    }

    pub(crate) fn optional<T: Field>(&mut self, name: &'static str) -> Result<Option<T>, Invalid> {
        T::read(self, name)
    }

    pub(crate) fn required<T: Field>(&mut self, name: &'static str) -> Result<T, Invalid> {
        T::read(self, name)?.ok_or_else(|| self.missing(name))
    }

    /// What is missing may be there under a slip of its name.
    fn missing(&self, name: &'static str) -> Invalid {
        let strangers = self.map.keys().filter(|key| !self.known.contains(&key.as_str()));
        match suggest(name, strangers.map(String::as_str)) {
            Some(slip) => Invalid::new(
                name,
                format!("is missing: is the field {} meant to be it?", shown(slip)),
            ),
            None => Invalid::new(name, "is missing"),
        }
    }

    /// Refuses fields that were never asked for.
    pub(crate) fn finish(self, what: &str) -> Result<(), Invalid> {
        let tagged = self.known.contains(&"tags");
        for name in self.map.keys() {
            if self.known.contains(&name.as_str()) || (tagged && name.starts_with(TAG_PREFIX)) {
                continue;
            }
            let near = suggest(name, self.known.iter().copied());
            let problem = match near {
                Some(near) => format!("is not a field of {what}: did you mean {near}?"),
                None => format!("is not a field of {what}; it has {}", self.known.join(", ")),
            };
            let shown: String = name
                .chars()
                .map(|c| if c.is_control() { '\u{fffd}' } else { c })
                .take(60)
                .collect();
            return Err(Invalid::new(shown, problem));
        }
        Ok(())
    }
}

/// A stranger's name in a message: bounded, and without what could move a cursor.
fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(60).collect()
}

/// The fields of one record as they are written: in the order of their declaration.
#[derive(Debug, Default)]
pub(crate) struct Written(Vec<(&'static str, Value)>);

impl Written {
    pub(crate) fn push(&mut self, name: &'static str, value: Value) {
        self.0.push((name, value));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn into_map(self) -> Map<String, Value> {
        self.0.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// JSON with sorted keys: equal fields have equal text.
    pub(crate) fn sorted_json(mut self) -> String {
        self.0.sort_by_key(|(name, _)| *name);
        // Writing strings and numbers into a string does not fail.
        serde_json::to_string(&self).unwrap_or_default()
    }
}

impl serde::Serialize for Written {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

/// A type that a record's field can have.
pub(crate) trait Field: Sized {
    /// What is written there, for people: `text`, `time`, …
    const FORM: &'static str;
    /// What sort of value that is.
    const KIND: FieldKind = FieldKind::Word;
    /// The names of the further fields that are read with the one called `name`.
    fn beside(_name: &'static str) -> &'static [&'static str] {
        &[]
    }
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid>;
    fn write(&self, name: &'static str, out: &mut Written);
}

/// The text of a value that should be text; whole numbers count, because many systems use them as
/// ids.
fn text_of(value: &Value, name: &'static str) -> Result<String, Invalid> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) if number.is_i64() || number.is_u64() => Ok(number.to_string()),
        // A table makes 3.0 of 3 where another row of the column is empty.
        Value::Number(number) => match json_number(number.as_f64().unwrap_or(f64::NAN)) {
            Value::Number(whole) if whole.is_i64() => Ok(whole.to_string()),
            _ => Err(Invalid::new(name, "is a number with decimals, not text")),
        },
        _ => Err(Invalid::new(name, "is not text")),
    }
}

fn number_of(value: &Value, name: &'static str) -> Result<f64, Invalid> {
    match value {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
    .ok_or_else(|| Invalid::new(name, "is not a number"))
}

/// Fields that are read from text with `FromStr` and written with `Display`.
macro_rules! text_fields {
    ($($type:ty: $form:literal $(, $kind:ident)?;)+) => { $(
        impl Field for $type {
            const FORM: &'static str = $form;
            $( const KIND: FieldKind = FieldKind::$kind; )?
            fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
                let Some(value) = fields.value(name) else { return Ok(None) };
                text_of(value, name)?.parse().map(Some).map_err(|invalid: Invalid| invalid.in_field(name))
            }
            fn write(&self, name: &'static str, out: &mut Written) {
                out.push(name, Value::String(self.to_string()));
            }
        }
    )+ };
}

text_fields! {
    AssetKey: "asset key";
    RepKey: "rep key";
    DealKey: "deal key";
    Source: "word";
    EventId: "id", Text;
    Word: "word";
    Text: "text", Text;
    Conversation: "conversation";
    Action: "opened, downloaded, tailored, presented or shared";
    OutcomeResult: "succeeded or failed";
    TrainingLevel: "introduced, trained or certified";
    Side: "sales or marketing";
    AnswerResult: "acknowledged, delivered or declined";
    FeedbackReason: "relevant, too-generic, outdated, hard-to-find, wrong-audience, objection or pain-point";
    Measure: "measure of the scorecard";
    Period: "week, month, quarter or year";
}

impl Field for Timestamp {
    const FORM: &'static str = "time";
    const KIND: FieldKind = FieldKind::Time;
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let Some(value) = fields.value(name) else { return Ok(None) };
        let text = match value {
            Value::Number(number) => number.to_string(),
            other => text_of(other, name)?,
        };
        fields.times.read(&text).map(Some).map_err(|invalid| invalid.in_field(name))
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        out.push(name, Value::String(self.to_string()));
    }
}

impl Field for bool {
    const FORM: &'static str = "true or false";
    const KIND: FieldKind = FieldKind::Boolean;
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        match fields.value(name) {
            None => Ok(None),
            Some(Value::Bool(truth)) => Ok(Some(*truth)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(Value::String(text)) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(Invalid::new(name, "is not true or false")),
        }
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        out.push(name, Value::Bool(*self));
    }
}

impl Field for u32 {
    const FORM: &'static str = "whole number";
    const KIND: FieldKind = FieldKind::Integer;
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let Some(value) = fields.value(name) else { return Ok(None) };
        let number = number_of(value, name)?;
        if number.fract() == 0.0 && (0.0..=f64::from(Self::MAX)).contains(&number) {
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // just checked
            Ok(Some(number as Self))
        } else {
            Err(Invalid::new(name, "is not a whole number of zero or more"))
        }
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        out.push(name, Value::from(*self));
    }
}

/// Fields that are read from a number and checked by a constructor.
macro_rules! number_fields {
    ($($type:ty: $form:literal, $kind:ident;)+) => { $(
        impl Field for $type {
            const FORM: &'static str = $form;
            const KIND: FieldKind = FieldKind::$kind;
            fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
                let Some(value) = fields.value(name) else { return Ok(None) };
                Self::new(number_of(value, name)?).map(Some).map_err(|invalid| invalid.in_field(name))
            }
            fn write(&self, name: &'static str, out: &mut Written) {
                out.push(name, json_number(self.get()));
            }
        }
    )+ };
}

number_fields! {
    Seconds: "seconds", Number;
    Rating: "1 to 5", Integer;
    Quantity: "number", Number;
}

/// Whole numbers are written without a point, so that files read as people write them.
fn json_number(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0; // 2^53
    if number.fract() == 0.0 && number.abs() < EXACT {
        #[allow(clippy::cast_possible_truncation)] // just checked
        return Value::from(number as i64);
    }
    Value::from(number)
}

impl Field for Conversations {
    const FORM: &'static str = "list of conversations";
    const KIND: FieldKind = FieldKind::Conversations;
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let named = |invalid: Invalid| invalid.in_field(name);
        match fields.value(name) {
            None => Ok(None),
            Some(Value::Array(list)) => list
                .iter()
                .map(|value| text_of(value, name)?.parse::<Conversation>().map_err(named))
                .collect::<Result<_, _>>()
                .map(Some),
            Some(value) => text_of(value, name)?.parse().map(Some).map_err(named),
        }
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        if !self.is_empty() {
            let slugs = self.iter().map(|conversation| Value::from(conversation.as_str()));
            out.push(name, slugs.collect());
        }
    }
}

impl Field for Tags {
    const FORM: &'static str = "tags";
    const KIND: FieldKind = FieldKind::Tags;
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let mut tags = Self::new();
        match fields.value(name) {
            None => {}
            Some(Value::Object(map)) => {
                for (key, value) in map.iter().filter(|(_, value)| !value.is_null()) {
                    tags.insert(key, &text_of(value, name)?)?;
                }
            }
            Some(_) => {
                return Err(Invalid::new(
                    name,
                    "is not an object such as {\"segment\": \"enterprise\"}",
                ));
            }
        }
        for (column, value) in fields.map.iter().filter(|(_, value)| !value.is_null()) {
            if let Some(key) = column.strip_prefix(TAG_PREFIX) {
                tags.insert(key, &text_of(value, name)?)?;
            }
        }
        Ok((!tags.is_empty()).then_some(tags))
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        if !self.is_empty() {
            let tags = self.iter().map(|(key, value)| (key.to_owned(), Value::from(value)));
            out.push(name, Value::Object(tags.collect()));
        }
    }
}

/// What stands beside an amount.
const CURRENCY: &str = "currency";

impl Field for Money {
    const FORM: &'static str = "decimal, with a currency beside it";
    const KIND: FieldKind = FieldKind::Money;
    fn beside(_name: &'static str) -> &'static [&'static str] {
        &[CURRENCY]
    }
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let currency = fields.value(CURRENCY);
        let Some(amount) = fields.value(name) else { return Ok(None) };
        let amount = match amount {
            Value::Number(number) => number.to_string(),
            other => text_of(other, name)?,
        };
        let Some(currency) = currency else {
            return Err(Invalid::new(name, "has no currency beside it: add currency, such as EUR"));
        };
        Self::parse(&amount, &text_of(currency, CURRENCY)?).map(Some).map_err(|invalid| {
            if invalid.field() == CURRENCY { invalid } else { invalid.in_field(name) }
        })
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        out.push(name, Value::String(self.amount()));
        out.push(CURRENCY, Value::String(self.currency().to_string()));
    }
}

impl Field for Reference {
    const FORM: &'static str = "id of an event, with its source beside it where that differs";
    const KIND: FieldKind = FieldKind::Text;
    fn beside(name: &'static str) -> &'static [&'static str] {
        match name {
            "use" => &["use_source"],
            "ask" => &["ask_source"],
            _ => &["event_source"],
        }
    }
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let source = fields.optional(Self::beside(name)[0])?;
        Ok(fields.optional(name)?.map(|id| Self { id, source }))
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        self.id.write(name, out);
        if let Some(source) = &self.source {
            source.write(Self::beside(name)[0], out);
        }
    }
}
