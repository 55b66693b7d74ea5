//! Files, campaigns and users.

use talktrack::model::{Asset, AssetKey, Invalid, Put, Record, Rep, RepKey, Text, Word};

use super::id::{id, required_id};
use super::{note, one, times};
use crate::about::About;
use crate::reader::Setting;
use crate::vendor::Cells;

/// A version of a file: the asset as it was from then on.
pub(super) fn content_version(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "ContentVersion", about)?;
    let times = times(setting);
    let mut asset = described(cells, required_id(cells, "ContentDocumentId")?)?;
    let version: Option<Word> = cells.checked("VersionNumber")?;
    let created = cells.time("CreatedDate", &times)?;
    // A later version does not say when the first one came.
    let is_first = version.as_ref().is_some_and(|version| version.as_str() == "1");
    asset.published_at = created.filter(|_| is_first);
    asset.version = version;
    let mut at = created;
    if cells.says("IsDeleted") {
        at = cells.latest(&["CreatedDate", "SystemModstamp"], &times)?;
        asset.retired_at = at;
    }
    Ok(one(Put { at, entry: asset.into() }))
}

/// A file as a whole says something new only once it was withdrawn.
pub(super) fn content_document(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "ContentDocument", about)?;
    let times = times(setting);
    if !cells.says("IsArchived") && !cells.says("IsDeleted") {
        return Ok(about.leave_out("is a file in force, which ContentVersion says more about"));
    }
    let archived = cells.time("ArchivedDate", &times)?;
    let withdrawn = match archived {
        Some(archived) => Some(archived),
        None => cells.time("SystemModstamp", &times)?,
    };
    let mut asset = described(cells, required_id(cells, "Id")?)?;
    asset.published_at = cells.time("CreatedDate", &times)?;
    asset.retired_at = withdrawn;
    Ok(one(Put { at: withdrawn, entry: asset.into() }))
}

fn described(cells: &Cells<'_>, key: String) -> Result<Asset, Invalid> {
    let mut asset = Asset::new(AssetKey::new(key)?);
    asset.title = cells.checked("Title")?;
    asset.kind = cells.checked("FileType")?;
    asset.owner = id(cells, "OwnerId")?.map(Word::new).transpose()?;
    Ok(asset)
}

pub(super) fn content_document_link(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "ContentDocumentLink", about)?;
    Ok(about.leave_out("says which file is attached to what, and not who used it when"))
}

pub(super) fn campaign(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "Campaign", about)?;
    Ok(about.leave_out("is a campaign, which deals carry by its id, as the tag campaign"))
}

pub(super) fn user(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "User", about)?;
    let mut rep = Rep::new(RepKey::new(required_id(cells, "Id")?)?);
    let names = [cells.get("FirstName"), cells.get("LastName")];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    if !name.is_empty() {
        rep.name = Some(Text::new(name).map_err(|invalid| invalid.in_field("LastName"))?);
    }
    rep.team = cells.checked("Department")?;
    rep.role = cells.checked("Title")?;
    let at =
        cells.latest(&["CreatedDate", "LastModifiedDate", "SystemModstamp"], &times(setting))?;
    Ok(one(Put { at, entry: rep.into() }))
}
