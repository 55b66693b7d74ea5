//! What a ledger says, in a few obvious lines: the reference that questions are held against.

use super::*;
use talktrack::model::{Action, Asset, Entry, Rep, Use};

/// The facts in force, and the catalogue, where no two versions of an entry began together: which of
/// those holds is for the laws to say.
pub struct Company<'a> {
    pub events: Vec<&'a Event>,
    pub puts: Vec<&'a Put>,
}

pub const DAY: i64 = 86_400_000_000;

fn asset_of(put: &Put) -> Option<(&str, &Asset)> {
    match &put.entry {
        Entry::Asset(asset) => Some((asset.key.as_str(), asset)),
        _ => None,
    }
}

fn rep_of(put: &Put) -> Option<(&str, &Rep)> {
    match &put.entry {
        Entry::Rep(rep) => Some((rep.key.as_str(), rep)),
        _ => None,
    }
}

/// Whether two versions of an asset or a rep began together.
pub fn has_ties(records: &[Record]) -> bool {
    let mut seen = std::collections::HashSet::new();
    records.iter().any(|record| match record {
        Record::Put(put) => {
            let key = asset_of(put).map(|(key, _)| key).or(rep_of(put).map(|(key, _)| key));
            key.is_some_and(|key| !seen.insert((key, put.at)))
        }
        Record::Event(_) => false,
    })
}

impl<'a> Company<'a> {
    pub fn new(records: &'a [Record]) -> Self {
        let (events, puts) = in_force(records);
        Self { events, puts }
    }

    fn holding<T>(
        &self,
        key: &str,
        at: i64,
        pick: fn(&'a Put) -> Option<(&'a str, &'a T)>,
    ) -> Option<&'a T> {
        let versions = || {
            let picked = self.puts.iter().filter_map(|put| Some((put.at.unwrap(), pick(put)?)));
            picked.filter(|(_, (name, _))| *name == key).map(|(from, (_, held))| (from, held))
        };
        let latest =
            versions().filter(|(from, _)| from.micros() <= at).max_by_key(|(from, _)| *from);
        latest.or_else(|| versions().min_by_key(|(from, _)| *from)).map(|(_, held)| held)
    }

    /// The asset as the catalogue knows it at a moment.
    pub fn asset(&self, key: &str, at: i64) -> Option<&'a Asset> {
        self.holding(key, at, asset_of)
    }

    /// The rep as the catalogue knows them at a moment.
    pub fn rep(&self, key: &str, at: i64) -> Option<&'a Rep> {
        self.holding(key, at, rep_of)
    }

    /// When an asset ends, as is known just before `until`, which is the latest end.
    pub fn end(&self, key: &str, until: i64) -> i64 {
        let Some(asset) = self.asset(key, until - 1) else { return until };
        let successor =
            asset.replaced_by.as_ref().and_then(|key| self.asset(key.as_str(), until - 1));
        let published = successor.and_then(|successor| successor.published_at);
        let ends = [asset.retired_at, asset.expires_at, published];
        ends.into_iter().flatten().map(Timestamp::micros).fold(until, i64::min)
    }

    /// When an asset goes live; the start of the scope where that is unknown.
    pub fn born(&self, key: &str, since: i64, until: i64) -> i64 {
        let asset = self.asset(key, until - 1);
        let first = self
            .events
            .iter()
            .filter(|event| {
                talktrack::model::Flat::of(event.fact(), event.source()).asset == Some(key)
            })
            .map(|event| event.at())
            .min();
        asset.and_then(|asset| asset.published_at).or(first).map_or(since, Timestamp::micros)
    }

    /// Uses and when they were.
    pub fn uses(&self) -> impl Iterator<Item = (i64, &'a Use)> + '_ {
        self.events.iter().filter_map(|event| match event.fact() {
            Fact::Use(usage) => Some((event.at().micros(), usage)),
            _ => None,
        })
    }

    /// Those that put something to work.
    pub fn put_to_work(&self) -> impl Iterator<Item = (i64, &'a Use)> + '_ {
        self.uses().filter(|(_, usage)| usage.action != Action::Opened)
    }

    /// The team of a rep just before `until`.
    pub fn team(&self, rep: &str, until: i64) -> Option<String> {
        self.rep(rep, until - 1).and_then(|rep| rep.team.as_ref()).map(ToString::to_string)
    }
}
