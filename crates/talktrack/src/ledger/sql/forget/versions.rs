//! Rewrites the versions of catalogue entries that name or mention a person.

use std::collections::BTreeSet;

use super::rewrite::Rewrite;
use super::{failed, strip_entry};
use crate::error::{Error, Result};
use crate::ledger::Seq;
use crate::ledger::sql::catalogue;
use crate::ledger::sql::connection::{self as sql, Connection};
use crate::ledger::sql::value::params;
use crate::model::{Currency, Digest, Entry, Text, Timestamp, Word};

/// The tables with the column that says whose version it is.
const TABLES: [(&str, &str); 3] =
    [("asset_history", "asset"), ("rep_history", "rep"), ("deal_history", "deal")];

/// The names that a rep has had.
pub(super) fn names(connection: &dyn Connection, number: u32) -> Result<Vec<String>> {
    connection
        .list(
            "SELECT DISTINCT name FROM rep_history WHERE rep = ?1 AND name IS NOT NULL",
            params![number],
            |row| row.get(0),
        )
        .map_err(|error| failed(&error))
}

/// A version that says something else now.
struct Changed {
    seq: Seq,
    at: Timestamp,
    id: i64,
    before: Digest,
    after: Digest,
    entry: Entry,
}

pub(super) fn rewrite(rewrite: &mut Rewrite<'_>, currency: Option<Currency>) -> Result<()> {
    for (table, of) in TABLES {
        let all = changed(rewrite, table, currency)?;
        let write = || -> sql::Result<()> {
            // Which version holds is settled by what they said before: figures do not change.
            let ties = ties(rewrite.connection, table, of, &all)?;
            for version in &all {
                update(rewrite.connection, version)?;
            }
            for (seq, precedence) in ties {
                rewrite.connection.execute(
                    &format!("UPDATE {table} SET precedence = ?2 WHERE seq = ?1"),
                    params![seq, precedence],
                )?;
            }
            Ok(())
        };
        write().map_err(|error| failed(&error))?;
        rewrite.changes.extend(all.iter().map(|version| {
            let digest = |content| Digest::of_version(content, version.at);
            (version.seq, digest(version.before), digest(version.after))
        }));
    }
    Ok(())
}

fn changed(
    rewrite: &mut Rewrite<'_>,
    table: &'static str,
    currency: Option<Currency>,
) -> Result<Vec<Changed>> {
    let connection = rewrite.connection;
    let mut found = Vec::new();
    let versions: Vec<_> = connection
        .list(catalogue::select(table), params![], |row| catalogue::version(table, row, currency))
        .map_err(|error| failed(&error))?;
    for version in versions {
        let version = version.map_err(Error::Invalid)?;
        let mut entry = version.entry;
        let before = Digest::of_entry(&entry);
        if strip_entry(&mut entry, &mut rewrite.person)? {
            let after = Digest::of_entry(&entry);
            let id = version.id.unwrap_or_default();
            found.push(Changed { seq: version.seq, at: version.at, id, before, after, entry });
        }
    }
    Ok(found)
}

/// Of versions that begin together, the precedence that keeps their order under new contents: the
/// contents themselves, dealt out in the old order. None where the order is kept anyway.
fn ties(
    connection: &dyn Connection,
    table: &str,
    of: &str,
    all: &[Changed],
) -> sql::Result<Vec<(i64, Option<[u8; 16]>)>> {
    let mut settled = Vec::new();
    let moments: BTreeSet<_> = all.iter().map(|version| (version.id, version.at)).collect();
    let sql = format!(
        "SELECT seq, content FROM {table} WHERE {of} = ?1 AND at = ?2 ORDER BY coalesce(precedence, content), seq"
    );
    for (id, at) in moments {
        let mut group: Vec<(i64, [u8; 16])> =
            connection
                .list(&sql, params![id, at.micros()], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for (seq, content) in &mut group {
            let new = all.iter().find(|version| version.seq.get().cast_signed() == *seq);
            *content = new.map_or(*content, |version| version.after.to_bytes());
        }
        let mut order: Vec<_> = group.iter().map(|(_, content)| *content).collect();
        order.sort_unstable();
        let dealt = group.iter().zip(order);
        settled.extend(dealt.map(|((seq, own), dealt)| (*seq, (dealt != *own).then_some(dealt))));
    }
    Ok(settled)
}

fn update(connection: &dyn Connection, version: &Changed) -> sql::Result<()> {
    let (seq, content) = (version.seq.get().cast_signed(), version.after.to_bytes());
    match &version.entry {
        Entry::Rep(_) => connection.execute("UPDATE rep_history SET name = NULL, content = ?2 WHERE seq = ?1", params![seq, content]),
        Entry::Deal(deal) => connection.execute("UPDATE deal_history SET account = ?3, tags = ?4, content = ?2 WHERE seq = ?1", params![
                seq,
                content,
                deal.account.as_ref().map(Word::as_str),
                catalogue::tags_json(&deal.tags),
            ]),
        Entry::Asset(asset) => connection.execute("UPDATE asset_history SET title = ?3, campaign = ?4, owner = ?5, tags = ?6, link = ?7, content = ?2 WHERE seq = ?1", params![
                seq,
                content,
                asset.title.as_ref().map(Text::as_str),
                asset.campaign.as_ref().map(Word::as_str),
                asset.owner.as_ref().map(Word::as_str),
                catalogue::tags_json(&asset.tags),
                asset.link.as_ref().map(Text::as_str),
            ]),
        Entry::Stage(_) | Entry::Agreement(_) | Entry::Target(_) => Ok(0),
    }
    .map(drop)
}
