//! Statements of xAPI 1.0.3, as <https://github.com/adlnet/xAPI-Spec> describes them.

mod actor;
mod duration;
mod verbs;

use serde_json::{Map, Value};
use talktrack::model::{
    AssetKey, Engagement, Event, EventId, Fact, Invalid, Record, Reference, RepKey, Retraction,
    Source, TimeReading, Timestamp, Training, Use, Word,
};

use self::verbs::{VERBS, VOIDED};
use crate::about::About;
use crate::verbs::{Verb, Verbs};

/// Ids of statements are unique whichever server keeps them, so all servers are one source.
const SOURCE: &str = "xapi";

/// The records that a statement is.
pub(crate) fn records(
    statement: &Map<String, Value>,
    verbs: &Verbs,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    about.source = Some(SOURCE.to_owned());
    let verb = required(statement, "verb")?;
    let verb = text(verb, "id").ok_or_else(|| Invalid::new("verb", "has no id"))?;
    about.word = Some(verb.to_owned());
    about.logged = time(statement, "stored")?;
    check_version(statement)?;
    let actor = required(statement, "actor")?;
    let object = required(statement, "object")?;
    let fact: Fact = if verb == VOIDED {
        Retraction::new(referred(object, "object")?).into()
    } else {
        match verbs.of(verb, VERBS) {
            None => {
                let verb = crate::json::shown(verb);
                return Ok(about.leave_out(format!("verb: {verb} is not in the verb map")));
            }
            Some(Verb::Ignore) => {
                let verb = crate::json::shown(verb);
                return Ok(about.leave_out(format!("verb: {verb} is to be ignored")));
            }
            Some(Verb::Use(action)) => Use::new(rep(actor)?, asset(object)?, action).into(),
            Some(Verb::Training(level)) => Training::new(rep(actor)?, asset(object)?, level).into(),
            Some(Verb::Engagement) => engagement(statement, actor)?.into(),
        }
    };
    // A statement without a time happened when it was stored.
    let at = match time(statement, "timestamp")? {
        Some(at) => Some(at),
        None => about.logged,
    };
    let at = at.ok_or_else(|| Invalid::new("timestamp", "is missing"))?;
    let event = Event::new(at, fact).with_source(Source::new(SOURCE)?);
    let id = statement.get("id").filter(|id| !id.is_null());
    let event = match id.map(statement_id).transpose()? {
        Some(id) => event.with_id(id),
        None => event,
    };
    Ok(vec![event.into()])
}

/// A member that is an object and must be there.
fn required<'a>(
    statement: &'a Map<String, Value>,
    name: &'static str,
) -> Result<&'a Map<String, Value>, Invalid> {
    match statement.get(name) {
        Some(Value::Object(object)) => Ok(object),
        Some(_) => Err(Invalid::new(name, "is not an object")),
        None => Err(Invalid::new(name, "is missing, and every statement has one")),
    }
}

fn text<'a>(object: &'a Map<String, Value>, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn time(statement: &Map<String, Value>, name: &'static str) -> Result<Option<Timestamp>, Invalid> {
    let refused = |invalid: Invalid| invalid.in_field(name);
    text(statement, name).map(|time| TimeReading::strict().read(time).map_err(refused)).transpose()
}

fn check_version(statement: &Map<String, Value>) -> Result<(), Invalid> {
    match text(statement, "version") {
        None => Ok(()),
        Some(version) if version.starts_with("1.0") => Ok(()),
        Some(_) => Err(Invalid::new("version", "is not 1.0, the version that is read")),
    }
}

/// The id of a statement: a UUID.
fn statement_id(id: &Value) -> Result<EventId, Invalid> {
    let is_uuid = |text: &&str| {
        let dashes = [8, 13, 18, 23];
        text.len() == 36
            && text.bytes().enumerate().all(|(place, byte)| {
                if dashes.contains(&place) { byte == b'-' } else { byte.is_ascii_hexdigit() }
            })
    };
    let text = id.as_str().filter(is_uuid);
    let text = text.ok_or_else(|| Invalid::new("id", "is not a UUID, as ids of statements are"))?;
    EventId::new(text.to_ascii_lowercase())
}

/// The statement that this one refers to.
fn referred(object: &Map<String, Value>, name: &'static str) -> Result<Reference, Invalid> {
    let id = object.get("id").filter(|_| text(object, "objectType") == Some("StatementRef"));
    let id = id.ok_or_else(|| Invalid::new(name, "does not refer to a statement"))?;
    statement_id(id).map(Reference::from).map_err(|invalid| invalid.in_field(name))
}

/// The rep that an actor is.
fn rep(actor: &Map<String, Value>) -> Result<RepKey, Invalid> {
    RepKey::new(actor::key(actor)?).map_err(|invalid| invalid.in_field("actor"))
}

/// The asset that an activity is.
fn asset(object: &Map<String, Value>) -> Result<AssetKey, Invalid> {
    if !matches!(text(object, "objectType"), None | Some("Activity")) {
        return Err(Invalid::new("object", "is not an activity"));
    }
    let id = text(object, "id").ok_or_else(|| Invalid::new("object", "has no id"))?;
    AssetKey::new(id).map_err(|invalid| invalid.in_field("object"))
}

/// A buyer's look at what the statement that it names as its context shared.
fn engagement(
    statement: &Map<String, Value>,
    actor: &Map<String, Value>,
) -> Result<Engagement, Invalid> {
    let context = statement.get("context").and_then(|context| context.get("statement"));
    let Some(Value::Object(shared)) = context else {
        return Err(Invalid::new(
            "context",
            "names no statement: an engagement names the one that shared what was looked at",
        ));
    };
    let mut engagement = Engagement::new(referred(shared, "context")?);
    let contact = Word::new(actor::key(actor)?).map_err(|invalid| invalid.in_field("actor"))?;
    engagement.contact = Some(contact);
    let result = statement.get("result").and_then(|result| result.get("duration"));
    if let Some(duration) = result.and_then(Value::as_str) {
        engagement.seconds = Some(duration::seconds(duration)?);
    }
    Ok(engagement)
}
