//! `CloudEvents` 1.0 in JSON, as <https://github.com/cloudevents/spec> describes them.

mod attributes;
mod write;

use serde_json::{Map, Value};
use talktrack::model::{EventKind, Invalid, Record, TimeReading};

pub(crate) use self::write::cloud_event;
use crate::about::About;

/// The types of our events begin with it; what follows is the type of a record.
const PREFIX: &str = "talktrack.";
/// The attribute that keeps a source which is no URI reference, as the attribute `source` must be.
const SOURCE: &str = "talktracksource";
/// What dumps of queues call the member in which each event stands.
pub(crate) const WRAPPED: &str = "event";
/// The field of a record for what it carries beside what it says.
const CARRIED: &str = "attributes";
/// What stands in attributes, and so not in the data.
const ATTRIBUTES: [(&str, &str); 4] =
    [("type", "type"), ("id", "id"), ("source", "source"), ("at", "time")];

/// The record that an event is. First it is checked to be a `CloudEvent`, then to be one of ours.
pub(crate) fn records(object: &Map<String, Value>, about: &mut About) -> Result<Record, Invalid> {
    let object = match object.get(WRAPPED) {
        Some(Value::Object(event)) if !object.contains_key("specversion") => event,
        _ => object,
    };
    let said = |name: &str| object.get(name).and_then(Value::as_str).map(str::to_owned);
    (about.source, about.word) = (said(SOURCE).or_else(|| said("source")), said("type"));
    attributes::check(object)?;
    record(object)
}

/// The record that a valid `CloudEvent` is.
fn record(object: &Map<String, Value>) -> Result<Record, Invalid> {
    let text = |name: &str| object.get(name).and_then(Value::as_str);
    let kind = text("type").unwrap_or_default();
    let Some(ours) = kind.strip_prefix(PREFIX) else {
        return Err(Invalid::new(
            "type",
            format!(
                "is \"{}\": a valid CloudEvent, and not one of talktrack, whose types are talktrack.use, talktrack.asset and so on",
                crate::json::shown(kind)
            ),
        ));
    };
    let json = text("datacontenttype").is_none_or(is_json);
    let data = match object.get("data") {
        Some(Value::Object(data)) if json => data,
        _ => {
            return Err(Invalid::new(
                "data",
                "is not an object of JSON with the fields of the record",
            ));
        }
    };
    let mut fields = data.clone();
    for (field, attribute) in ATTRIBUTES.iter().chain(&[(CARRIED, "of its own")]) {
        if fields.contains_key(*field) {
            return Err(Invalid::new(
                "data",
                format!(
                    "has a field {field}, which stands in the attribute {attribute}: keep that one"
                ),
            ));
        }
    }
    fields.insert("type".to_owned(), Value::from(ours));
    if let Some(time) = text("time") {
        fields.insert("at".to_owned(), Value::from(time));
    }
    if EventKind::ALL.iter().any(|kind| kind.as_str().eq_ignore_ascii_case(ours)) {
        // A catalogue entry is known by its key, and needs neither.
        for (field, attribute) in [("id", "id"), ("source", SOURCE)] {
            let said = text(attribute).or_else(|| text(field));
            fields.insert(field.to_owned(), Value::from(said));
        }
        fields.insert(CARRIED.to_owned(), Value::Object(carried(object)));
    }
    Record::from_fields(&fields, &TimeReading::strict()).map_err(|invalid| match invalid.field() {
        "at" => invalid.in_field("time"),
        _ => invalid,
    })
}

/// What an event carries beside its record: its subject, and attributes that only others know. Texts that are
/// empty say nothing.
fn carried(object: &Map<String, Value>) -> Map<String, Value> {
    let is_known = |name: &str| attributes::CORE.contains(&name) || name == SOURCE;
    let is_empty = |value: &Value| value.as_str().is_some_and(str::is_empty);
    let carried = object.iter().filter(|(name, value)| !is_known(name) && !is_empty(value));
    carried.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// Whether a media type is JSON.
fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence == "text/json" || essence.ends_with("+json")
}
