//! Opportunities, and the stages that they entered.

use talktrack::model::{
    Deal, DealKey, Event, EventId, Invalid, Money, Put, Record, Reference, RepKey, Retraction,
    Source, StageEntry, Tags, Word,
};

use super::id::{id, required_id};
use super::{SOURCE, note, one, times};
use crate::about::About;
use crate::reader::Setting;
use crate::vendor::{AMOUNT, CURRENCY, Cells};

/// Columns that become tags of the deal.
const TAGS: [(&str, &str); 2] = [("type", "Type"), ("lead-source", "LeadSource")];

pub(super) fn opportunity(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "Opportunity", about)?;
    if cells.says("IsDeleted") {
        return Ok(about.leave_out("IsDeleted: was deleted in Salesforce"));
    }
    let times = times(setting);
    let mut deal = Deal::new(DealKey::new(required_id(cells, "Id")?)?);
    deal.account = id(cells, "AccountId")?.map(Word::new).transpose()?;
    deal.owner = id(cells, "OwnerId")?.map(RepKey::new).transpose()?;
    deal.opened_at = cells.time("CreatedDate", &times)?;
    deal.amount = amount(cells, setting)?;
    let mut tags = Tags::new();
    for (tag, column) in TAGS {
        if let Some(value) = cells.get(column) {
            tags = tags.with(tag, value).map_err(|invalid| invalid.in_field(column))?;
        }
    }
    if let Some(campaign) = id(cells, "CampaignId")? {
        tags = tags.with("campaign", &campaign)?;
    }
    deal.tags = tags;
    let at = cells.latest(&["CreatedDate", "LastModifiedDate", "SystemModstamp"], &times)?;
    Ok(one(Put { at, entry: deal.into() }))
}

/// What it is worth, where it is said in which currency.
fn amount(cells: &Cells<'_>, setting: &Setting) -> Result<Option<Money>, Invalid> {
    let given = setting.currency.map(|currency| currency.to_string());
    let currency = cells.get(CURRENCY).or(given.as_deref());
    let (Some(amount), Some(currency)) = (cells.get(AMOUNT), currency) else { return Ok(None) };
    Money::parse(amount, currency).map(Some).map_err(|invalid| invalid.in_field(AMOUNT))
}

pub(super) fn history(
    cells: &Cells<'_>,
    setting: &Setting,
    about: &mut About,
) -> Result<Vec<Record>, Invalid> {
    note(cells, setting, "OpportunityHistory", about)?;
    let times = times(setting);
    let source = Source::new(SOURCE)?;
    let row = required_id(cells, "Id")?;
    let created = cells.time("CreatedDate", &times)?;
    let at = created.ok_or_else(|| Invalid::new("CreatedDate", "is missing"))?;
    if cells.says("IsDeleted") {
        // An earlier export may have had it before it was deleted.
        let when = cells.time("SystemModstamp", &times)?.unwrap_or(at);
        let event = Reference::from(EventId::new(row.clone())?);
        let id = EventId::new(format!("{row}/deleted"))?;
        return Ok(one(Event::new(when, Retraction::new(event)).with_id(id).with_source(source)));
    }
    let stage: Word = cells.key("StageName")?;
    if cells.get("FromOpportunityStageName") == Some(stage.as_str()) {
        return Ok(about.leave_out("StageName: is the stage that it was in before"));
    }
    let entered = StageEntry::new(DealKey::new(required_id(cells, "OpportunityId")?)?, stage);
    Ok(one(Event::new(at, entered).with_id(EventId::new(row)?).with_source(source)))
}
