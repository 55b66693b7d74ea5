//! What the attributes of a `CloudEvent` have to be.

use serde_json::{Map, Value};
use talktrack::model::{Invalid, TimeReading};

/// Attributes that say what a record says too, or how the data is written.
pub(super) const CORE: [&str; 9] = [
    "specversion",
    "id",
    "type",
    "source",
    "time",
    "data",
    "data_base64",
    "datacontenttype",
    "dataschema",
];

/// Refuses what the specification of `CloudEvents` 1.0 and of its JSON format does not allow.
pub(super) fn check(event: &Map<String, Value>) -> Result<(), Invalid> {
    match required(event, "specversion")? {
        "1.0" => {}
        _ => return Err(Invalid::new("specversion", "is not 1.0, the version that is read")),
    }
    required(event, "id")?;
    required(event, "type")?;
    if !is_uri_reference(required(event, "source")?) {
        return Err(Invalid::new("source", "is not a URI reference"));
    }
    for (name, value) in event.iter().filter(|(_, value)| !value.is_null()) {
        match name.as_str() {
            "specversion" | "id" | "type" | "source" | "data" => {}
            "data_base64" => data_base64(event, value)?,
            "datacontenttype" => {
                allow(
                    name,
                    is_media_type(text(name, value)?),
                    "is not a media type such as application/json",
                )?;
            }
            "dataschema" => {
                let uri = text(name, value)?;
                allow(name, is_uri_reference(uri) && uri.contains(':'), "is not a URI")?;
            }
            "subject" => {
                text(name, value)?;
            }
            "time" => check_time(text(name, value)?)?,
            _ => check_extension(name, value)?,
        }
    }
    Ok(())
}

fn allow(name: &str, allowed: bool, problem: &'static str) -> Result<(), Invalid> {
    if allowed { Ok(()) } else { Err(Invalid::new(name.to_owned(), problem)) }
}

fn required<'a>(event: &'a Map<String, Value>, name: &'static str) -> Result<&'a str, Invalid> {
    match event.get(name) {
        None | Some(Value::Null) => {
            Err(Invalid::new(name, "is missing, and every CloudEvent has one"))
        }
        Some(value) => text(name, value),
    }
}

fn text<'a>(name: &str, value: &'a Value) -> Result<&'a str, Invalid> {
    match value {
        Value::String(text) if text.is_empty() => Err(Invalid::new(name.to_owned(), "is empty")),
        Value::String(text) => Ok(text),
        _ => Err(Invalid::new(name.to_owned(), "is not a text")),
    }
}

/// RFC 3339, whose every time names its offset and its seconds.
fn check_time(time: &str) -> Result<(), Invalid> {
    let has_offset = time.ends_with(['Z', 'z'])
        || time.get(time.len().saturating_sub(6)..).is_some_and(|end| end.starts_with(['+', '-']));
    let is_long_enough = time.len() >= "2018-04-05T17:31:00Z".len();
    if !has_offset || !is_long_enough {
        return Err(Invalid::new("time", NOT_A_TIME));
    }
    TimeReading::strict().read(time).map(drop).map_err(|_| Invalid::new("time", NOT_A_TIME))
}

const NOT_A_TIME: &str = "is not a time of RFC 3339 such as 2026-03-01T09:30:00Z";

fn data_base64(event: &Map<String, Value>, value: &Value) -> Result<(), Invalid> {
    let text = text("data_base64", value)?.as_bytes();
    if event.get("data").is_some_and(|data| !data.is_null()) {
        return Err(Invalid::new("data_base64", "stands beside data: an event has one of them"));
    }
    let digits = text.iter().position(|byte| *byte == b'=').unwrap_or(text.len());
    let is_digit = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let padding = text.len() - digits;
    let padded = padding <= 2 && text[digits..].iter().all(|byte| *byte == b'=');
    let valid = text.len().is_multiple_of(4) && padded && text[..digits].iter().all(is_digit);
    allow("data_base64", valid, "is not Base64")
}

fn check_extension(name: &str, value: &Value) -> Result<(), Invalid> {
    let named = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    let shown = crate::json::shown(name);
    allow(
        &shown,
        named && !name.is_empty(),
        "is no name of an attribute: they have small letters and digits only",
    )?;
    let valid = match value {
        Value::String(_) | Value::Bool(_) => true,
        Value::Number(number) => {
            number.as_i64().is_some_and(|number| i32::try_from(number).is_ok())
        }
        _ => false,
    };
    allow(&shown, valid, "is neither a text nor true or false nor a whole number of 32 bits")
}

/// Whether a text has only characters that a URI reference can have (RFC 3986).
pub(super) fn is_uri_reference(text: &str) -> bool {
    const MARKS: &[u8] = b"-._~:/?#[]@!$&'()*+,;=%";
    let mut fragments = 0;
    let allowed = text.bytes().all(|byte| {
        fragments += u8::from(byte == b'#' && fragments < 2);
        byte.is_ascii_alphanumeric() || MARKS.contains(&byte)
    });
    let is_hex = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_hexdigit);
    let bytes = text.as_bytes();
    let mut percents = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'%');
    let escapes = percents.all(|(at, _)| is_hex(bytes.get(at + 1)) && is_hex(bytes.get(at + 2)));
    !text.is_empty() && allowed && fragments < 2 && escapes
}

/// Whether it is a type and a subtype, each a token, before any parameters (RFC 2046).
fn is_media_type(text: &str) -> bool {
    const SPECIAL: &[u8] = b"()<>@,;:\\\"/[]?=";
    let is_token = |text: &str| {
        let token = |byte: u8| byte.is_ascii_graphic() && !SPECIAL.contains(&byte);
        !text.is_empty() && text.bytes().all(token)
    };
    let essence = text.split(';').next().unwrap_or_default().trim_ascii_end();
    essence.split_once('/').is_some_and(|(kind, subtype)| is_token(kind) && is_token(subtype))
}
