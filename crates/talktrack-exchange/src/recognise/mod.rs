//! What a file is, by what it begins with.

mod glimpse;

use talktrack::model::Record;

use self::glimpse::Glimpse;
use crate::csv::delimiter::{header, sniffed};
use crate::json_rows::Layout;
use crate::reader::Dialect;
use crate::vendor::{self, Table};

/// How a file is to be read.
#[derive(Debug)]
pub(crate) enum Recognised {
    /// As objects of JSON.
    Json(Layout, Dialect),
    /// As cells with a header, which this stands between; of a table whose columns are known by name, or
    /// else as they are named after the fields of records.
    Cells(u8, Option<&'static Table>),
}

impl Recognised {
    /// What it is, in words.
    pub(crate) fn what(&self) -> String {
        match self {
            Self::Json(layout, dialect) => {
                let layout = match layout {
                    Layout::Lines => "one a line".to_owned(),
                    Layout::Sequence => "one after another".to_owned(),
                    Layout::Array => "in an array".to_owned(),
                    Layout::Envelope(name) => {
                        format!("in the array \"{}\" of an object", crate::json::shown(name))
                    }
                };
                let what = match dialect {
                    Dialect::Ours => "records of talktrack in JSON",
                    Dialect::CloudEvents => "CloudEvents in JSON",
                    Dialect::Xapi => "xAPI statements",
                    Dialect::Table(table) => table.what,
                };
                format!("{what}, {layout}")
            }
            Self::Cells(delimiter, table) => {
                let what = table.map_or(
                    "a CSV whose columns are named as the fields of records are",
                    |table| table.what,
                );
                let apart = match delimiter {
                    b',' => "commas",
                    b';' => "semicolons",
                    b'\t' => "tabs",
                    _ => "vertical bars",
                };
                format!("{what}, its cells apart by {apart}")
            }
        }
    }
}

/// What was looked for, for whoever gave something else.
pub(crate) const LOOKED_FOR: &str = "records of talktrack (JSON lines or an array of objects with a type such as use or asset, or a CSV with a column type); CloudEvents (objects with specversion); xAPI statements (actor, verb, object); exports of Showpad (eventId, userId and type; assetId and displayName; userId and emailAddress), of Salesforce (Opportunity, OpportunityHistory, ContentVersion, ContentDocument, ContentDocumentLink, Campaign, User, with their columns as Salesforce names them) and of HubSpot (name, value, timestamp and source of the properties of deals); Parquet and Arrow IPC with such columns; any text among them in UTF-8 or UTF-16, as it is or compressed with gzip or zstd";

/// What a file is that begins with `beginning`, of what is in `format`; of everything if it names none.
pub(crate) fn recognise(beginning: &[u8], format: Option<&str>) -> Option<Recognised> {
    let text = beginning.trim_ascii_start();
    if text.starts_with(b"{") || text.starts_with(b"[") {
        return json(text, format).or_else(|| later_lines(text, format));
    }
    let delimiter = sniffed(beginning);
    let names = header(beginning, delimiter);
    let table = vendor::of_columns(&names, format);
    if table.is_some() {
        return Some(Recognised::Cells(delimiter, table));
    }
    let ours = format.is_none() && names.iter().any(|name| name == TYPE);
    ours.then_some(Recognised::Cells(delimiter, None))
}

const TYPE: &str = "type";
const SPECVERSION: &str = "specversion";
const STATEMENT: [&str; 3] = ["actor", "verb", "object"];

fn json(text: &[u8], format: Option<&str>) -> Option<Recognised> {
    let glimpse = Glimpse::of(text);
    let mut layouts = glimpse.layouts();
    if let Some(format) = format
        && let Some(dialect) = only_dialect(format)
    {
        // Whoever names the format knows it: a file in which nothing is as it should be is read too.
        let is_likely = |depth| dialect_at(&glimpse, depth, Some(format)).is_some();
        let likely = layouts.iter().position(|(_, depth)| is_likely(*depth)).unwrap_or(0);
        return (likely < layouts.len())
            .then(|| Recognised::Json(layouts.swap_remove(likely).0, dialect));
    }
    layouts.into_iter().find_map(|(layout, depth)| {
        dialect_at(&glimpse, depth, format).map(|dialect| Recognised::Json(layout, dialect))
    })
}

/// What the lines after the first are: that one can be broken, which breaks nothing but itself.
fn later_lines(text: &[u8], format: Option<&str>) -> Option<Recognised> {
    let first = text.iter().position(|byte| *byte == b'\n')?;
    let glimpse = Glimpse::of(text.get(first..)?.trim_ascii_start());
    dialect_at(&glimpse, 1, format).map(|dialect| Recognised::Json(Layout::Lines, dialect))
}

/// The dialect of a format that has only one.
fn only_dialect(format: &str) -> Option<Dialect> {
    [Dialect::CloudEvents, Dialect::Xapi].into_iter().find(|dialect| dialect.format() == format)
}

/// Whose names the objects have that are nested this deep.
fn dialect_at(glimpse: &Glimpse, depth: usize, format: Option<&str>) -> Option<Dialect> {
    let is_wanted = |dialect: &Dialect| format.is_none_or(|format| format == dialect.format());
    let has = |name: &str| glimpse.has(depth, name);
    let is_cloud_event = has(SPECVERSION)
        || (has(crate::cloudevents::WRAPPED) && glimpse.has(depth + 1, SPECVERSION));
    let found = if is_cloud_event {
        Some(Dialect::CloudEvents)
    } else if STATEMENT.iter().all(|name| has(name)) {
        Some(Dialect::Xapi)
    } else if Record::types().any(|kind| glimpse.has_type(depth, kind)) {
        Some(Dialect::Ours)
    } else {
        let names: Vec<_> = glimpse.names(depth).map(str::to_owned).collect();
        vendor::of_columns(&names, format).map(Dialect::Table)
    };
    found.filter(is_wanted)
}
