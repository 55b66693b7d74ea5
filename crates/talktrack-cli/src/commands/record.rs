//! `talktrack record`

use std::io::Read;

use serde_json::{Map, Value};
use talktrack::model::{EventKind, Record, TimeReading, Timestamp};

use crate::arguments::{Common, Record as Arguments};
use crate::failure::{Failure, Outcome};
use crate::output;

/// One record is a line, and no line is longer than this.
const LONGEST: u64 = 1 << 20;

pub(crate) fn run(common: &Common, arguments: &Arguments) -> Result<Outcome, Failure> {
    let mut fields = fields(arguments)?;
    // What is typed in happens now unless it says otherwise. An entry without a time holds from now on
    // by itself, and is not kept twice.
    let is_event = fields
        .get("type")
        .and_then(Value::as_str)
        .is_some_and(|name| name.parse::<EventKind>().is_ok());
    if is_event && !fields.contains_key("at") {
        fields.insert("at".into(), Value::String(Timestamp::now().to_string()));
    }
    let times = match &arguments.tz {
        Some(zone) => TimeReading::strict().zone(zone.parse()?),
        None => TimeReading::strict(),
    };
    let record = Record::from_fields(&fields, &times)?;
    let tracker = common.open()?;
    let receipt = match record {
        Record::Event(event) => tracker.record(event)?,
        Record::Put(put) => tracker.put(put)?,
    };
    let what = match (receipt.recorded, &receipt.id) {
        (0, _) => "nothing new: it was recorded before".to_owned(),
        (_, Some(id)) => format!("recorded as {id}"),
        (_, None) => "recorded".to_owned(),
    };
    output::print(&format!("{what}\n"))?;
    Ok(Outcome::Done)
}

fn fields(arguments: &Arguments) -> Result<Map<String, Value>, Failure> {
    let json = |text: &str| {
        serde_json::from_str(text)
            .map_err(|error| Failure::Misuse(format!("the record is not a JSON object: {error}")))
    };
    if arguments.what == "-" {
        let mut text = String::new();
        let read = std::io::stdin().lock().take(LONGEST).read_to_string(&mut text);
        read.map_err(|error| Failure::Failed(format!("cannot read standard input: {error}")))?;
        return json(&text);
    }
    if arguments.what.trim_start().starts_with('{') {
        return json(&arguments.what);
    }
    let mut fields = Map::new();
    fields.insert("type".into(), Value::String(arguments.what.clone()));
    for field in &arguments.fields {
        let Some((name, value)) = field.split_once('=') else {
            return Err(Failure::Misuse(format!(
                "{field}: is written as FIELD=VALUE, such as rep=ada"
            )));
        };
        if fields.insert(name.into(), Value::String(value.into())).is_some() {
            return Err(Failure::Misuse(format!("{name}: is given twice")));
        }
    }
    Ok(fields)
}
