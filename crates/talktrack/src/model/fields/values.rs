//! The values that a record's fields can have.

use serde_json::Value;

use super::super::conversation::{Conversation, Conversations};
use super::super::invalid::Invalid;
use super::super::key::{AssetKey, DealKey, EventId, Reference, RepKey, Source, Text, Word};
use super::super::money::Money;
use super::super::number::{Quantity, Rating, Seconds};
use super::super::record::FieldKind;
use super::super::tags::Tags;
use super::super::time::Timestamp;
use super::super::vocabulary::{
    Action, AnswerResult, FeedbackReason, Measure, OutcomeResult, Period, Side, TrainingLevel,
};
use super::{Field, Fields, TAG_PREFIX, Written};

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
