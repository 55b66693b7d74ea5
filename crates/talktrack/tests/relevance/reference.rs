//! The counts in a few obvious lines.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Value, json};
use talktrack::model::{
    Action, Asset, Audience, Conversation, Entry, Event, Fact, FeedbackReason, Put, Record,
    TimeReading, Timestamp, TrainingLevel, Use,
};

use crate::common::{ASSETS, REPS, held, sales};

pub(super) const DAY: i64 = 86_400_000_000;

pub(super) fn at(day: i64) -> String {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    Timestamp::from_micros(start.micros() + day * DAY).unwrap().to_string()
}

pub(super) fn read(line: &Value) -> Record {
    Record::from_json(&line.to_string(), &TimeReading::strict()).unwrap()
}

/// What makes reps aware, what they say, and how long buyers look.
pub(super) fn more() -> impl Strategy<Value = Vec<Record>> {
    let one = (0_u8..6, 0_usize..4, 0_usize..5, 0_i64..12, 0_usize..8);
    proptest::collection::vec(one, 0..30).prop_map(|all| {
        let lines = all.into_iter().enumerate().map(|(number, (kind, rep, asset, day, n))| {
            let (rep, asset) = (REPS[rep], ASSETS[asset]);
            let mut line = json!({"id": format!("x{number}"), "at": at(day)});
            let level = ["introduced", "trained", "certified"][n % 3];
            let reason = ["outdated", "relevant", "objection"].get(n);
            let fields = match kind {
                0 => json!({"type": "training", "rep": rep, "asset": asset,
                    "level": level}),
                1 if n < 4 => json!({"type": "recommendation", "asset": asset, "rep": rep}),
                1 => json!({"type": "recommendation", "asset": asset, "everyone": true}),
                2 => {
                    json!({"type": "search", "rep": rep, "query": "q", "hits": 1, "opened": asset})
                }
                3 | 4 => json!({"type": "feedback", "rep": rep, "asset": asset,
                    "rating": (n > 0).then_some(n % 5 + 1),
                    "reason": reason}),
                _ => json!({"type": "engagement", "use": format!("e{n}"),
                    "seconds": (n > 0).then_some(n * 10)}),
            };
            line.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            read(&line)
        });
        lines.collect()
    })
}

/// A conversation in which assets could have been put to work.
pub(super) struct Occasion {
    pub(super) deal: Option<String>,
    pub(super) conversation: Conversation,
    pub(super) from: Timestamp,
    pub(super) end: Timestamp,
    pub(super) reps: BTreeSet<String>,
    /// The assets that were.
    pub(super) touched: BTreeSet<String>,
}

pub(super) struct Company<'r> {
    pub(super) records: &'r [Record],
    pub(super) events: Vec<&'r Event>,
    pub(super) puts: Vec<&'r Put>,
}

impl<'r> Company<'r> {
    pub(super) fn assets(&self) -> impl Iterator<Item = &'r Asset> + '_ {
        self.puts.iter().filter_map(|put| match &put.entry {
            Entry::Asset(asset) => Some(&**asset),
            _ => None,
        })
    }

    /// Uses with their conversation, by time.
    pub(super) fn uses(&self) -> Vec<(Timestamp, &'r Use, Option<Conversation>)> {
        let map = sales::stage_map(&self.puts);
        let uses = self.events.iter().filter_map(|event| match event.fact() {
            Fact::Use(of) => {
                let placed = sales::placed(event, &self.events, &map);
                Some((event.at(), of, placed.map(|placed| placed.0)))
            }
            _ => None,
        });
        let mut uses: Vec<_> = uses.collect();
        uses.sort_by_key(|(at, ..)| *at);
        uses
    }

    pub(super) fn occasions(&self) -> Vec<Occasion> {
        use chrono::Datelike;
        let mut uses = self.uses();
        uses.retain(|(_, of, _)| of.action != Action::Opened);
        let mut all = Vec::new();
        for one in held::expected(self.records) {
            let here = uses.iter().filter(|(_, of, placed)| {
                of.deal.as_ref().is_some_and(|deal| deal.as_str() == one.deal)
                    && *placed == Some(one.conversation)
            });
            all.push(Occasion {
                deal: Some(one.deal.clone()),
                conversation: one.conversation,
                from: one.from,
                end: one.end,
                reps: one.reps.clone(),
                touched: here.map(|(_, of, _)| of.asset.to_string()).collect(),
            });
        }
        let mut weeks: BTreeMap<_, Vec<(Timestamp, &Use)>> = BTreeMap::new();
        for (at, of, _) in uses.iter().filter(|(_, of, _)| of.deal.is_none()) {
            if let Some(conversation) = of.conversation {
                let week = at.to_utc().date_naive().iso_week().week();
                weeks.entry((of.rep.to_string(), week, conversation)).or_default().push((*at, of));
            }
        }
        for ((rep, _, conversation), uses) in weeks {
            all.push(Occasion {
                deal: None,
                conversation,
                from: uses.first().unwrap().0,
                end: uses.last().unwrap().0,
                reps: [rep].into(),
                touched: uses.iter().map(|(_, of)| of.asset.to_string()).collect(),
            });
        }
        all
    }

    pub(super) fn is_for(
        &self,
        asset: &Asset,
        one: &Occasion,
        life: (Timestamp, Timestamp),
    ) -> bool {
        let deals = held::deals(&self.puts);
        let fits = match &one.deal {
            Some(deal) => {
                let deal = deals.get(deal.as_str());
                !deal.is_some_and(|deal| deal.tags.contradict(&asset.tags))
            }
            None => asset
                .tags
                .iter()
                .all(|(key, _)| deals.values().all(|deal| deal.tags.get(key).is_none())),
        };
        let made_for = asset.supports.is_empty() || asset.supports.contains(one.conversation);
        let moment = life.0.max(one.from);
        fits && made_for && moment <= one.end && moment < life.1
    }

    /// Since when reps know an asset, or were trained in it.
    pub(super) fn known(&self, asset: &Asset, only_trained: bool) -> BTreeMap<String, Timestamp> {
        let mut known = BTreeMap::new();
        for event in &self.events {
            let (rep, what) = match event.fact() {
                Fact::Training(of) if !only_trained || of.level != TrainingLevel::Introduced => {
                    (&of.rep, Some(&of.asset))
                }
                Fact::Use(of) if !only_trained => (&of.rep, Some(&of.asset)),
                Fact::Search(of) if !only_trained => (&of.rep, of.opened.as_ref()),
                Fact::Recommendation(of) if !only_trained => match &of.audience {
                    Audience::Rep(rep) => (rep, Some(&of.asset)),
                    Audience::Team(_) | Audience::Everyone => continue,
                },
                _ => continue,
            };
            if what == Some(&asset.key) {
                let first = known.entry(rep.to_string()).or_insert(event.at());
                *first = event.at().min(*first);
            }
        }
        known
    }

    /// Ratings and their sum, the most frequent reason, and how long buyers looked.
    pub(super) fn voices(&self, asset: &Asset) -> (u64, f64, Option<FeedbackReason>, Option<f64>) {
        let (mut ratings, mut sum, mut seconds) = (0, 0.0, None);
        let mut reasons: BTreeMap<FeedbackReason, i64> = BTreeMap::new();
        for event in &self.events {
            match event.fact() {
                Fact::Feedback(of) if of.asset == asset.key => {
                    ratings += u64::from(of.rating.is_some());
                    sum += of.rating.map_or(0.0, |rating| rating.get());
                    *reasons.entry(of.reason.unwrap_or(FeedbackReason::PainPoint)).or_default() +=
                        i64::from(of.reason.is_some());
                }
                Fact::Engagement(of) => {
                    let source = of.used.source.as_ref().unwrap_or(event.source());
                    let used = self.events.iter().any(|event| {
                        event.id() == Some(&of.used.id)
                            && event.source() == source
                            && matches!(event.fact(), Fact::Use(of) if of.asset == asset.key)
                    });
                    if let Some(more) = of.seconds.filter(|_| used) {
                        seconds = Some(seconds.unwrap_or(0.0) + more.get());
                    }
                }
                _ => {}
            }
        }
        reasons.retain(|_, count| *count > 0);
        let top =
            reasons.iter().max_by_key(|(reason, count)| (**count, std::cmp::Reverse(**reason)));
        (ratings, sum, top.map(|(reason, _)| *reason), seconds)
    }
}
