//! Catalogue entries as rows of the history tables.

use super::connection::{self as sql, Connection, Failure, Row};
use super::names::NameCache;
use super::value::params;
use crate::ledger::{Name, Seq};
use crate::model::{
    Asset, AssetKey, Conversations, Currency, Deal, DealKey, Digest, Entry, EntryKind, History,
    Invalid, Money, Put, Record, Rep, RepKey, Tags, TargetFor, Text, TimeReading, Timestamp, Word,
};

/// The four tables that hold versions.
pub(super) const TABLES: [&str; 4] =
    ["asset_history", "rep_history", "deal_history", "other_history"];

/// The one that holds deals, which most questions do not need.
pub(super) const DEALS: &str = "deal_history";

/// The versions of the entry that `entry` is one of, as digests of what they say.
pub(super) fn history(
    connection: &dyn Connection,
    names: &mut NameCache,
    entry: &Entry,
) -> sql::Result<History<Digest>> {
    let by_name = match entry {
        Entry::Asset(asset) => Some((
            Name::Asset,
            asset.key.as_str(),
            "SELECT at, coalesce(precedence, content), content FROM asset_history WHERE asset = ?1",
        )),
        Entry::Rep(rep) => Some((
            Name::Rep,
            rep.key.as_str(),
            "SELECT at, coalesce(precedence, content), content FROM rep_history WHERE rep = ?1",
        )),
        Entry::Deal(deal) => Some((
            Name::Deal,
            deal.key.as_str(),
            "SELECT at, coalesce(precedence, content), content FROM deal_history WHERE deal = ?1",
        )),
        _ => None,
    };
    let mut versions = History::default();
    let mut add = |row: &Row<'_>| -> sql::Result<()> {
        versions.insert(time(row, 0)?, digest(row, 1)?, 0, digest(row, 2)?);
        Ok(())
    };
    if let Some((name, key, sql)) = by_name {
        if let Some(id) = names.find(connection, name, key)? {
            connection.run(sql, params![id], &mut add)?;
        }
    } else {
        connection.run(
            "SELECT at, content, content FROM other_history WHERE kind = ?1 AND key = ?2",
            params![entry.kind().code(), other_key(entry)],
            &mut add,
        )?;
    }
    Ok(versions)
}

/// What the versions of a stage, an agreement or a target have in common.
fn other_key(entry: &Entry) -> String {
    let parts = match entry {
        Entry::Stage(stage) => vec![stage.stage.as_str()],
        Entry::Agreement(agreement) => {
            vec![agreement.kind.as_str(), agreement.answered_by.as_str()]
        }
        Entry::Target(target) => {
            let mut parts = vec![target.measure.as_str(), target.period.as_str()];
            match &target.applies_to {
                None => {}
                Some(TargetFor::Team(team)) => parts.extend(["team", team.as_str()]),
                Some(TargetFor::Tag(key, value)) => {
                    parts.extend(["tag", key.as_str(), value.as_str()]);
                }
            }
            parts
        }
        Entry::Asset(_) | Entry::Rep(_) | Entry::Deal(_) => vec![],
    };
    parts.join("\u{1f}") // keys hold no control characters, so parts cannot run together
}

/// Inserts a version as the write `seq`.
pub(super) fn insert(
    connection: &dyn Connection,
    names: &mut NameCache,
    entry: &Entry,
    at: Timestamp,
    seq: Seq,
) -> sql::Result<()> {
    let seq = seq.get().cast_signed();
    let content = Digest::of_entry(entry).to_bytes();
    let at = at.micros();
    match entry {
        Entry::Asset(asset) => {
            let id = names.find_or_add(connection, Name::Asset, asset.key.as_str())?;
            let successor = match &asset.replaced_by {
                Some(key) => Some(names.find_or_add(connection, Name::Asset, key.as_str())?),
                None => None,
            };
            connection.execute("INSERT INTO asset_history (seq, asset, at, content, title, kind, supports, tags, campaign, owner, version, \
                     published_at, expires_at, retired_at, replaced_by, tailorable, cost, link) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)", params![
                    seq,
                    id,
                    at,
                    content,
                    asset.title.as_ref().map(Text::as_str),
                    asset.kind.as_ref().map(Word::as_str),
                    asset.supports.bits(),
                    tags_json(&asset.tags),
                    asset.campaign.as_ref().map(Word::as_str),
                    asset.owner.as_ref().map(Word::as_str),
                    asset.version.as_ref().map(Word::as_str),
                    asset.published_at.map(Timestamp::micros),
                    asset.expires_at.map(Timestamp::micros),
                    asset.retired_at.map(Timestamp::micros),
                    successor,
                    asset.tailorable,
                    asset.cost.map(Money::minor),
                    asset.link.as_ref().map(Text::as_str),
                ])?;
        }
        Entry::Rep(rep) => {
            let id = names.find_or_add(connection, Name::Rep, rep.key.as_str())?;
            connection.execute("INSERT INTO rep_history (seq, rep, at, content, name, team, region, role, started_at, left_at) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)", params![
                    seq,
                    id,
                    at,
                    content,
                    rep.name.as_ref().map(Text::as_str),
                    rep.team.as_ref().map(Word::as_str),
                    rep.region.as_ref().map(Word::as_str),
                    rep.role.as_ref().map(Word::as_str),
                    rep.started_at.map(Timestamp::micros),
                    rep.left_at.map(Timestamp::micros),
                ])?;
        }
        Entry::Deal(deal) => {
            let id = names.find_or_add(connection, Name::Deal, deal.key.as_str())?;
            let owner = match &deal.owner {
                Some(key) => Some(names.find_or_add(connection, Name::Rep, key.as_str())?),
                None => None,
            };
            connection.execute("INSERT INTO deal_history (seq, deal, at, content, account, tags, amount, opened_at, owner) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)", params![
                    seq,
                    id,
                    at,
                    content,
                    deal.account.as_ref().map(Word::as_str),
                    tags_json(&deal.tags),
                    deal.amount.map(Money::minor),
                    deal.opened_at.map(Timestamp::micros),
                    owner,
                ])?;
        }
        Entry::Stage(_) | Entry::Agreement(_) | Entry::Target(_) => {
            let json = entry_json(entry);
            connection.execute("INSERT INTO other_history (seq, kind, key, at, content, entry) VALUES (?1, ?2, ?3, ?4, ?5, ?6)", params![seq, entry.kind().code(), other_key(entry), at, content, json])?;
        }
    }
    Ok(())
}

fn entry_json(entry: &Entry) -> String {
    let record = Record::Put(Put { at: None, entry: entry.clone() });
    serde_json::to_string(&record).unwrap_or_default()
}

/// The columns, beside plain values, in which two forms can mean the same.
pub(super) fn formed(table: &str) -> &'static str {
    match table {
        "asset_history" | "deal_history" => "tags",
        "rep_history" => "seq",
        _ => "kind, key, entry",
    }
}

/// Whether `row`, the columns that [`formed`] names, is what [`insert`] writes for `entry`.
pub(super) fn is_as_written(entry: &Entry, row: &Row<'_>) -> sql::Result<bool> {
    match entry {
        Entry::Asset(asset) => Ok(row.text(0)? == tags_json(&asset.tags)),
        Entry::Deal(deal) => Ok(row.text(0)? == tags_json(&deal.tags)),
        Entry::Rep(_) => Ok(true),
        Entry::Stage(_) | Entry::Agreement(_) | Entry::Target(_) => Ok(row.get::<i64>(0)?
            == i64::from(entry.kind().code())
            && row.text(1)? == other_key(entry)
            && row.text(2)? == entry_json(entry)),
    }
}

pub(super) fn tags_json(tags: &Tags) -> String {
    serde_json::to_string(tags).unwrap_or_default()
}

/// A version as it was read.
pub(super) struct Version {
    pub(super) seq: Seq,
    pub(super) at: Timestamp,
    /// What settles which of two versions that begin together holds.
    pub(super) content: Digest,
    /// The id of the asset, rep or deal.
    pub(super) id: Option<i64>,
    pub(super) entry: Entry,
}

/// The versions in `table` written after `after`, in order of sequence; `one` reads only the first.
pub(super) fn select(table: &str) -> &'static str {
    match table {
        "asset_history" => {
            "SELECT h.seq, h.at, coalesce(h.precedence, h.content), asset.name, title, kind, supports, tags, campaign, owner, version, published_at, \
             expires_at, retired_at, successor.name, tailorable, cost, link, h.asset FROM asset_history AS h \
             JOIN asset ON asset.id = h.asset LEFT JOIN asset AS successor ON successor.id = h.replaced_by"
        }
        "rep_history" => {
            "SELECT h.seq, h.at, coalesce(h.precedence, h.content), rep.name, h.name, team, region, role, started_at, left_at, h.rep \
             FROM rep_history AS h JOIN rep ON rep.id = h.rep"
        }
        "deal_history" => {
            "SELECT h.seq, h.at, coalesce(h.precedence, h.content), deal.name, account, tags, amount, opened_at, owner.name, h.deal \
             FROM deal_history AS h JOIN deal ON deal.id = h.deal LEFT JOIN rep AS owner ON owner.id = h.owner"
        }
        _ => "SELECT h.seq, h.at, h.content, h.entry FROM other_history AS h",
    }
}

/// Reads a row of [`select`].
pub(super) fn version(
    table: &str,
    row: &Row<'_>,
    currency: Option<Currency>,
) -> sql::Result<Result<Version, Invalid>> {
    let seq = Seq::from(row.get::<i64>(0)?.cast_unsigned());
    let (at, content) = (time(row, 1)?, digest(row, 2)?);
    let (id, entry) = match table {
        "asset_history" => (row.get(18)?, asset(row, currency)?.map(Entry::from)),
        "rep_history" => (row.get(10)?, rep(row)?.map(Entry::from)),
        "deal_history" => (row.get(9)?, deal(row, currency)?.map(Entry::from)),
        _ => (None, other(&row.get::<String>(3)?)),
    };
    Ok(entry.map(|entry| Version { seq, at, content, id, entry }))
}

fn asset(row: &Row<'_>, currency: Option<Currency>) -> sql::Result<Result<Asset, Invalid>> {
    let (key, title, kind): (String, Option<String>, Option<String>) =
        (row.get(3)?, row.get(4)?, row.get(5)?);
    let (supports, tags): (u8, String) = (row.get(6)?, row.get(7)?);
    let (campaign, owner, version): (Option<String>, Option<String>, Option<String>) =
        (row.get(8)?, row.get(9)?, row.get(10)?);
    let times: [Option<i64>; 3] = [row.get(11)?, row.get(12)?, row.get(13)?];
    let (successor, tailorable): (Option<String>, bool) = (row.get(14)?, row.get(15)?);
    let (cost, link): (Option<i64>, Option<String>) = (row.get(16)?, row.get(17)?);
    Ok((|| {
        let mut asset = Asset::new(AssetKey::new(key)?);
        asset.title = title.map(Text::new).transpose()?;
        asset.kind = kind.map(Word::new).transpose()?;
        asset.supports = Conversations::try_from(supports)?;
        asset.tags = tags_from(&tags)?;
        asset.campaign = campaign.map(Word::new).transpose()?;
        asset.owner = owner.map(Word::new).transpose()?;
        asset.version = version.map(Word::new).transpose()?;
        let [published_at, expires_at, retired_at] = times.map(|at| at.map(Timestamp::from_micros));
        asset.published_at = published_at.transpose()?;
        asset.expires_at = expires_at.transpose()?;
        asset.retired_at = retired_at.transpose()?;
        asset.replaced_by = successor.map(AssetKey::new).transpose()?;
        asset.tailorable = tailorable;
        asset.cost = money(cost, currency)?;
        asset.link = link.map(Text::new).transpose()?;
        Ok(asset)
    })())
}

fn rep(row: &Row<'_>) -> sql::Result<Result<Rep, Invalid>> {
    let (key, name): (String, Option<String>) = (row.get(3)?, row.get(4)?);
    let (team, region, role): (Option<String>, Option<String>, Option<String>) =
        (row.get(5)?, row.get(6)?, row.get(7)?);
    let (started_at, left_at): (Option<i64>, Option<i64>) = (row.get(8)?, row.get(9)?);
    Ok((|| {
        let mut rep = Rep::new(RepKey::new(key)?);
        rep.name = name.map(Text::new).transpose()?;
        rep.team = team.map(Word::new).transpose()?;
        rep.region = region.map(Word::new).transpose()?;
        rep.role = role.map(Word::new).transpose()?;
        rep.started_at = started_at.map(Timestamp::from_micros).transpose()?;
        rep.left_at = left_at.map(Timestamp::from_micros).transpose()?;
        Ok(rep)
    })())
}

fn deal(row: &Row<'_>, currency: Option<Currency>) -> sql::Result<Result<Deal, Invalid>> {
    let (key, account, tags): (String, Option<String>, String) =
        (row.get(3)?, row.get(4)?, row.get(5)?);
    let (amount, opened_at, owner): (Option<i64>, Option<i64>, Option<String>) =
        (row.get(6)?, row.get(7)?, row.get(8)?);
    Ok((|| {
        let mut deal = Deal::new(DealKey::new(key)?);
        deal.account = account.map(Word::new).transpose()?;
        deal.tags = tags_from(&tags)?;
        deal.amount = money(amount, currency)?;
        deal.opened_at = opened_at.map(Timestamp::from_micros).transpose()?;
        deal.owner = owner.map(RepKey::new).transpose()?;
        Ok(deal)
    })())
}

fn other(json: &str) -> Result<Entry, Invalid> {
    match Record::from_json(json, &TimeReading::strict())? {
        Record::Put(put) if put.entry.kind().code() >= EntryKind::Stage.code() => Ok(put.entry),
        _ => Err(Invalid::new("type", "is not a stage, an agreement or a target")),
    }
}

fn money(minor: Option<i64>, currency: Option<Currency>) -> Result<Option<Money>, Invalid> {
    match (minor, currency) {
        (None, _) => Ok(None),
        (Some(minor), Some(currency)) => Money::from_minor(minor, currency).map(Some),
        (Some(_), None) => Err(Invalid::new("currency", "is missing from the ledger")),
    }
}

fn tags_from(json: &str) -> Result<Tags, Invalid> {
    let broken = || Invalid::new("tags", "is not a JSON object of texts");
    let map: std::collections::BTreeMap<String, String> =
        serde_json::from_str(json).map_err(|_| broken())?;
    map.iter().try_fold(Tags::new(), |tags, (key, value)| tags.with(key, value))
}

pub(super) fn time(row: &Row<'_>, column: usize) -> sql::Result<Timestamp> {
    Timestamp::from_micros(row.get(column)?).map_err(Failure::damaged)
}

fn digest(row: &Row<'_>, column: usize) -> sql::Result<Digest> {
    row.get(column).map(Digest::from_bytes)
}
