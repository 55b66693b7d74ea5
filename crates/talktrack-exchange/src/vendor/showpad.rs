//! The export of Showpad: events, assets and users.

use talktrack::model::{
    Action, Asset, Engagement, Event, EventId, Fact, Invalid, Put, Record, Reference, Rep, Seconds,
    Source, Text, Timestamp, Training, Use,
};

use super::{Cells, Table};
use crate::about::About;
use crate::format::Format;
use crate::reader::Setting;
use crate::verbs::Verb;

pub(super) const TABLES: &[Table] = &[
    Table {
        name: "showpad events",
        format: Format::SHOWPAD,
        what: "a Showpad export of events",
        key: &["eventId", "type", "userId", "startTime"],
        reads: &["endTime", "loggedAt", "shareId", "assetId", "contactId", "page", "sharedSpaceId"],
        read: event,
    },
    Table {
        name: "showpad assets",
        format: Format::SHOWPAD,
        what: "a Showpad export of assets",
        key: &["assetId", "displayName"],
        reads: &[
            "type",
            "expiresAt",
            "releasedAt",
            "deletedAt",
            "archivedAt",
            "createdAt",
            "updatedAt",
        ],
        read: asset,
    },
    Table {
        name: "showpad users",
        format: Format::SHOWPAD,
        what: "a Showpad export of users",
        key: &["userId", "emailAddress"],
        reads: &[
            "firstName",
            "lastName",
            "deletedAt",
            "isForgotten",
            "createdAt",
            "userRole",
            "managerId",
        ],
        read: user,
    },
];

const SOURCE: &str = "showpad";

/// What the types of events become. That a rep looked at an asset in the app does not say that a buyer
/// did, so it counts as opened. The ignored ones name no asset.
const VERBS: &[(&str, Verb)] = &[
    ("asset-in-app-viewed", Verb::Use(Action::Opened)),
    ("asset-shared", Verb::Use(Action::Shared)),
    ("shared-asset-viewed", Verb::Engagement),
    ("app-opened", Verb::Ignore),
    ("channel-used", Verb::Ignore),
    ("share-created", Verb::Ignore),
    ("share-viewed", Verb::Ignore),
    ("share-reshared", Verb::Ignore),
    ("sharedspace-created", Verb::Ignore),
    ("sharedspace-viewed", Verb::Ignore),
];

fn event(cells: &Cells<'_>, setting: &Setting, about: &mut About) -> Result<Vec<Record>, Invalid> {
    let kind = cells.required("type")?;
    about.word = Some(kind.to_owned());
    about.logged = cells.time("loggedAt", &setting.times)?;
    if cells.get("page").is_some() {
        return Ok(about.leave_out(
            "page: is one page of a view, which counts once, with the row that names no page",
        ));
    }
    let Some(verb) = setting.verbs.of(kind, VERBS) else {
        let kind = crate::json::shown(kind);
        return Ok(about.leave_out(format!("type: \"{kind}\" is not in the verb map")));
    };
    let id: Option<EventId> = cells.checked("eventId")?;
    let fact: Fact = match verb {
        Verb::Ignore => {
            return Ok(about.leave_out(format!("type: \"{kind}\" says nothing about an asset")));
        }
        Verb::Training(level) => {
            Training::new(cells.key("userId")?, cells.key("assetId")?, level).into()
        }
        Verb::Engagement => engagement(cells, setting)?.into(),
        Verb::Use(action) => {
            let mut used = Use::new(cells.key("userId")?, cells.key("assetId")?, action);
            if action == Action::Shared && share(cells).is_some() {
                // Its contacts stand on what they looked at; a row for each of them is one use.
                return Ok(vec![happened(cells, setting, used, Some(shared(cells)?))?]);
            }
            used.contact = cells.checked("contactId")?;
            used.into()
        }
    };
    Ok(vec![happened(cells, setting, fact, id)?])
}

/// The event of a row.
fn happened(
    cells: &Cells<'_>,
    setting: &Setting,
    fact: impl Into<Fact>,
    id: Option<EventId>,
) -> Result<Record, Invalid> {
    let at = start(cells, setting)?;
    let event = Event::new(at, fact).with_source(Source::new(SOURCE)?);
    Ok(match id {
        Some(id) => event.with_id(id),
        None => event,
    }
    .into())
}

fn start(cells: &Cells<'_>, setting: &Setting) -> Result<Timestamp, Invalid> {
    let start = cells.time("startTime", &setting.times)?;
    start.ok_or_else(|| Invalid::new("startTime", "is missing"))
}

/// What was shared, with others at once or in a shared space.
fn share<'a>(cells: &'a Cells<'_>) -> Option<&'a str> {
    cells.get("shareId").or_else(|| cells.get("sharedSpaceId"))
}

/// The id of the use that shared this asset: made of what the views of it name too.
fn shared(cells: &Cells<'_>) -> Result<EventId, Invalid> {
    let Some(share) = share(cells) else {
        return Err(Invalid::new("shareId", "is missing: what the buyer looked at is not known"));
    };
    let asset = cells.required("assetId")?;
    EventId::new(format!("{share}/{asset}")).map_err(|invalid| invalid.in_field("shareId"))
}

fn engagement(cells: &Cells<'_>, setting: &Setting) -> Result<Engagement, Invalid> {
    let mut engagement = Engagement::new(Reference::from(shared(cells)?));
    engagement.contact = cells.checked("contactId")?;
    if let Some(end) = cells.time("endTime", &setting.times)? {
        let micros = end.micros() - start(cells, setting)?.micros();
        let seconds = Seconds::from_millis(micros / 1000);
        engagement.seconds = Some(seconds.map_err(|invalid| invalid.in_field("endTime"))?);
    }
    Ok(engagement)
}

fn asset(cells: &Cells<'_>, setting: &Setting, about: &mut About) -> Result<Vec<Record>, Invalid> {
    about.word = Some("assets".to_owned());
    let times = &setting.times;
    let mut asset = Asset::new(cells.key("assetId")?);
    asset.title = cells.checked("displayName")?;
    asset.kind = cells.checked("type")?;
    let released = cells.time("releasedAt", times)?;
    asset.published_at = match released {
        Some(released) => Some(released),
        None => cells.time("createdAt", times)?,
    };
    asset.expires_at = cells.time("expiresAt", times)?;
    let ends = [cells.time("archivedAt", times)?, cells.time("deletedAt", times)?];
    asset.retired_at = ends.into_iter().flatten().min();
    let at = cells.latest(&["createdAt", "updatedAt", "archivedAt", "deletedAt"], times)?;
    Ok(vec![Put { at, entry: asset.into() }.into()])
}

fn user(cells: &Cells<'_>, setting: &Setting, about: &mut About) -> Result<Vec<Record>, Invalid> {
    about.word = Some("users".to_owned());
    let mut rep = Rep::new(cells.key("userId")?);
    let names = [cells.get("firstName"), cells.get("lastName")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    // Of somebody who was forgotten, Showpad exports a name that is nobody's.
    if !name.is_empty() && !cells.says("isForgotten") {
        rep.name = Some(Text::new(name).map_err(|invalid| invalid.in_field("firstName"))?);
    }
    rep.role = cells.checked("userRole")?;
    rep.team = cells.checked("managerId")?;
    rep.left_at = cells.time("deletedAt", &setting.times)?;
    let at = cells.latest(&["createdAt", "deletedAt"], &setting.times)?;
    Ok(vec![Put { at, entry: rep.into() }.into()])
}
