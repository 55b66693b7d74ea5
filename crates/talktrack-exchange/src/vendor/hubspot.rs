//! The property history of `HubSpot`'s deals: the stages that they entered.

use serde::Deserialize;
use serde_json::Value;
use talktrack::model::{
    DealKey, Event, EventId, Invalid, Record, Source, StageEntry, TimeFormat, TimeReading,
    Timestamp, Word,
};

use super::{Cells, Table};
use crate::about::About;
use crate::format::Format;
use crate::reader::Setting;

const SOURCE: &str = "hubspot";
/// The property that says in which stage a deal is.
const STAGE: &str = "dealstage";
/// What exports call the column with the deal's id.
const DEAL: [&str; 4] = ["dealId", "objectId", "recordId", "hsObjectId"];

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "hubspot history",
        format: Format::HUBSPOT,
        what: "a HubSpot export of the property history of deals",
        key: &["name", "value", "timestamp", "source"],
        reads: &DEAL,
        read: history,
    },
    Table {
        name: "hubspot deals",
        format: Format::HUBSPOT,
        what: "deals of HubSpot with the history of their properties",
        key: &["id", "propertiesWithHistory"],
        reads: &[],
        read: deals,
    },
];

/// A row for each change of a property.
fn history(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    let property = cells.required("name")?;
    about.word = Some(property.to_owned());
    if property != STAGE {
        let property = crate::json::shown(property);
        return Ok(about.leave_out(format!("name: the property {property} is not a stage")));
    }
    let Some(stage) = cells.get("value") else {
        return Ok(about.leave_out("value: is empty, so the deal left a stage and entered none"));
    };
    let deal = DEAL.iter().find_map(|name| cells.get(name));
    let deal = deal.ok_or_else(|| Invalid::new("dealId", "is missing: say which deal it is"))?;
    let at = time(cells.required("timestamp")?, &setting.times)?;
    Ok(vec![entered(deal, stage, at)?])
}

/// An object for each deal, as the API gives it.
fn deals(cells: &Cells<'_>, setting: &Setting, about: &mut About) -> Result<Vec<Record>, Invalid> {
    #[derive(Deserialize)]
    struct Histories {
        #[serde(default)]
        dealstage: Vec<Change>,
    }
    #[derive(Deserialize)]
    struct Change {
        value: Option<String>,
        timestamp: Value,
    }

    about.word = Some("deals".to_owned());
    let deal = cells.required("id")?;
    let refused = |_| Invalid::new("propertiesWithHistory", "is not the history of properties");
    let histories = cells.required("propertiesWithHistory")?;
    let Histories { dealstage } = serde_json::from_str(histories).map_err(refused)?;
    let changes = dealstage.iter().filter_map(|change| {
        let stage = change.value.as_deref().filter(|stage| !stage.is_empty())?;
        let at = match &change.timestamp {
            Value::String(text) => time(text, &setting.times),
            other => time(&other.to_string(), &setting.times),
        };
        Some(at.and_then(|at| entered(deal, stage, at)))
    });
    let records: Vec<_> = changes.collect::<Result<_, _>>()?;
    if records.is_empty() {
        return Ok(about.leave_out("propertiesWithHistory: names no stage"));
    }
    Ok(records)
}

/// Milliseconds since 1970, or a text; some warehouses write UTC in place of Z.
fn time(said: &str, times: &TimeReading) -> Result<Timestamp, Invalid> {
    let digits = said.bytes().all(|byte| byte.is_ascii_digit());
    let read = if digits {
        TimeReading::strict().format(TimeFormat::UnixMillis).read(said)
    } else if let Some(time) = said.strip_suffix(" UTC") {
        TimeReading::strict().zone(talktrack::model::Zone::UTC).read(time)
    } else {
        times.read(said)
    };
    read.map_err(|invalid| invalid.in_field("timestamp"))
}

/// `HubSpot` gives a change no id: that the deal entered a stage then is what it is known by.
fn entered(deal: &str, stage: &str, at: Timestamp) -> Result<Record, Invalid> {
    let id = EventId::new(format!("{deal}/{STAGE}/{at}"))?;
    let entered = StageEntry::new(
        DealKey::new(deal)?,
        Word::new(stage).map_err(|invalid| invalid.in_field("value"))?,
    );
    Ok(Event::new(at, entered).with_id(id).with_source(Source::new(SOURCE)?).into())
}
