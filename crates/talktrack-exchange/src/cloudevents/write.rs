//! A record as a `CloudEvent`.

use serde_json::{Map, Value, json};
use talktrack::model::{Digest, Record, Source};

use super::attributes::is_uri_reference;
use super::{ATTRIBUTES, CARRIED, PREFIX, SOURCE};

/// The record as a structured event. A catalogue entry gets the digest of its version as its id.
pub(crate) fn cloud_event(record: &Record) -> Value {
    let mut data = record.to_fields();
    let [kind, id, source, at] = ATTRIBUTES.map(|(field, _)| data.remove(field));
    let carried = data.remove(CARRIED);
    let text = |value: Option<Value>| match value {
        Some(Value::String(text)) => Some(text),
        _ => None,
    };
    let kind = text(kind).unwrap_or_default();
    let source = text(source).unwrap_or_else(|| Source::DEFAULT.to_owned());
    let id = text(id).or_else(|| version(record)).unwrap_or_default();
    let mut event = Map::new();
    let mut say = |name: &str, value: Value| event.insert(name.to_owned(), value);
    say("specversion", json!("1.0"));
    say("type", json!(format!("{PREFIX}{kind}")));
    if is_uri_reference(&source) {
        say("source", json!(source));
    } else {
        say("source", json!(Source::DEFAULT));
        say(SOURCE, json!(source));
    }
    say("id", json!(id));
    if let Some(at) = at {
        say("time", at);
    }
    if let Some(Value::Object(carried)) = carried {
        carried.into_iter().for_each(|(name, value)| {
            say(&name, value);
        });
    }
    say("datacontenttype", json!("application/json"));
    say("data", Value::Object(data));
    Value::Object(event)
}

/// What identifies a version of a catalogue entry.
fn version(record: &Record) -> Option<String> {
    match record {
        Record::Event(_) => None,
        Record::Put(put) => {
            let content = Digest::of_entry(&put.entry);
            let version = put.at.map_or(content, |at| Digest::of_version(content, at));
            Some(version.to_string())
        }
    }
}
