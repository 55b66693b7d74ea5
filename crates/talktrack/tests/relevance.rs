//! `relevance`: its counts against a reference of a few obvious lines, and every verdict on a small company.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)] // this is test code

mod common;

use std::collections::{BTreeMap, BTreeSet};

use common::{DEALS, held, sales};
use proptest::prelude::*;
use serde_json::{Value, json};
use talktrack::analysis::{Advice, Flag, Relevance, RelevanceRow, Verdict};
use talktrack::model::{
    Action, Asset, Audience, Conversation, Entry, Event, Fact, FeedbackReason, Put, Record,
    TimeReading, Timestamp, TrainingLevel, Use,
};
use talktrack::{Scope, Tracker};

const DAY: i64 = 86_400_000_000;

fn at(day: i64) -> String {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    Timestamp::from_micros(start.micros() + day * DAY).unwrap().to_string()
}

fn read(line: &Value) -> Record {
    Record::from_json(&line.to_string(), &TimeReading::strict()).unwrap()
}

/// What makes reps aware, what they say, and how long buyers look.
fn more() -> impl Strategy<Value = Vec<Record>> {
    let one = (0_u8..6, 0_usize..4, 0_usize..5, 0_i64..12, 0_usize..8);
    proptest::collection::vec(one, 0..30).prop_map(|all| {
        let lines = all.into_iter().enumerate().map(|(number, (kind, rep, asset, day, n))| {
            let (rep, asset) = (common::REPS[rep], common::ASSETS[asset]);
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
struct Occasion {
    deal: Option<String>,
    conversation: Conversation,
    from: Timestamp,
    end: Timestamp,
    reps: BTreeSet<String>,
    /// The assets that were.
    touched: BTreeSet<String>,
}

struct Company<'r> {
    records: &'r [Record],
    events: Vec<&'r Event>,
    puts: Vec<&'r Put>,
}

impl<'r> Company<'r> {
    fn assets(&self) -> impl Iterator<Item = &'r Asset> + '_ {
        self.puts.iter().filter_map(|put| match &put.entry {
            Entry::Asset(asset) => Some(&**asset),
            _ => None,
        })
    }

    /// Uses with their conversation, by time.
    fn uses(&self) -> Vec<(Timestamp, &'r Use, Option<Conversation>)> {
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

    fn occasions(&self) -> Vec<Occasion> {
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

    fn is_for(&self, asset: &Asset, one: &Occasion, life: (Timestamp, Timestamp)) -> bool {
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
    fn known(&self, asset: &Asset, only_trained: bool) -> BTreeMap<String, Timestamp> {
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
    fn voices(&self, asset: &Asset) -> (u64, f64, Option<FeedbackReason>, Option<f64>) {
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn counts_agree_with_the_reference(sold in sales::records(50), more in more()) {
        let records = [sold, more].concat();
        let tracker = Tracker::in_memory().unwrap();
        prop_assert_eq!(tracker.record_all(records.clone()).unwrap().rejected, 0);
        let answer = tracker.ask(&Relevance::new().grace_days(2).min_occasions(2)).unwrap();
        let (events, puts) = common::in_force(&records);
        let company = Company { records: &records, events, puts };
        let (since, until) = (answer.span.since, answer.span.until);
        let occasions = company.occasions();
        prop_assert_eq!(answer.rows.len(), company.assets().count());
        for asset in company.assets() {
            let row = answer.rows.iter().find(|row| *row.asset == *asset.key.as_str()).unwrap();
            let names = |event: &&&Event| {
                let flat = talktrack::model::Flat::of(event.fact(), event.source());
                flat.asset == Some(asset.key.as_str())
            };
            let first = company.events.iter().filter(names).map(|event| event.at()).min();
            let born = asset.published_at.or(first).unwrap_or(since);
            let life = (born, asset.retired_at.unwrap_or(until).min(until));
            let is_live = life.0.max(since) < life.1;

            let uses = company.uses().into_iter().filter(|(at, of, _)| {
                of.asset == asset.key && life.0.max(since) <= *at && *at < life.1
            });
            let uses: Vec<_> = uses.collect();
            let to_work = || uses.iter().filter(|(_, of, _)| of.action != Action::Opened);
            prop_assert_eq!(row.uses, uses.len() as u64);
            prop_assert_eq!(row.put_to_work, to_work().count() as u64);
            let placed: Vec<Conversation> = to_work().filter_map(|(.., placed)| *placed).collect();
            let outside = placed.iter().filter(|one| !asset.supports.contains(**one)).count() as u64;
            prop_assert_eq!(row.uses_outside, (!asset.supports.is_empty()).then_some(outside));

            let is_for = |one: &&Occasion| is_live && company.is_for(asset, one, life);
            let ours: Vec<&Occasion> = occasions.iter().filter(is_for).collect();
            let reps: BTreeSet<&String> = ours.iter().flat_map(|one| &one.reps).collect();
            let (aware, trained) = (company.known(asset, false), company.known(asset, true));
            let of = |known: &BTreeMap<String, Timestamp>| {
                reps.iter().filter(|rep| known.contains_key(**rep)).count() as u64
            };
            prop_assert_eq!(row.occasions, ours.len() as u64);
            prop_assert_eq!(row.reps_with_occasion, reps.len() as u64);
            prop_assert_eq!((row.aware_reps, row.trained_reps), (of(&aware), of(&trained)));
            let (mut touched, mut after) = (0_u32, 0_u32);
            for one in &ours {
                let knew = |rep: &&String| aware.get(*rep).is_some_and(|at| *at <= one.end);
                let who = u32::try_from(one.reps.iter().filter(knew).count()).unwrap();
                after += who;
                touched += if one.touched.contains(asset.key.as_str()) { who } else { 0 };
            }
            let uptake = (after > 0).then(|| f64::from(touched) / f64::from(after));
            prop_assert_eq!(row.uptake.value, uptake);

            let (ratings, sum, top_reason, seconds) = company.voices(asset);
            let mean = (ratings > 0).then(|| sum / ratings as f64);
            prop_assert_eq!((row.ratings, row.mean_rating), (ratings, mean));
            prop_assert_eq!((row.top_reason, row.buyer_seconds), (top_reason, seconds));

            let (had, knew) = (reps.len() as f64, of(&aware) as f64);
            let days = (life.1.micros() - life.0.max(since).micros()) as f64 / DAY as f64;
            let expected = if !is_live || asset.retired_at.is_some_and(|end| end < until) {
                Some(Verdict::Retired)
            } else if days < 2.0 {
                Some(Verdict::TooNew)
            } else if placed.len() >= 10 && outside * 2 > placed.len() as u64 {
                None // It may be misfiled, which is for the tests below.
            } else if ours.len() < 2 {
                Some(Verdict::NoOccasion)
            } else if knew < (had / 2.0).min(5.0) || knew < had / 10.0 {
                Some(Verdict::Unknown)
            } else {
                None
            };
            let judged = [Verdict::Retired, Verdict::TooNew, Verdict::NoOccasion, Verdict::Unknown];
            if !(placed.len() >= 10 && outside * 2 > placed.len() as u64) {
                let early = Some(row.verdict).filter(|verdict| judged.contains(verdict));
                prop_assert_eq!(early, expected, "{:?}", row);
            }
            prop_assert!(!row.reason.contains("cause") || row.reason.contains("not cause"));
        }
        let counted: u64 = answer.summary.iter().map(|count| count.assets).sum();
        prop_assert_eq!(counted, answer.rows.len() as u64);
        prop_assert!(DEALS.len() == 3, "the reference of held conversations knows these deals");
    }
}

/// A company in the making: reps `r0`, `r1` and so on, 200 days, and a deal for each conversation.
struct Made {
    lines: Vec<Value>,
    deals: usize,
}

const MEETING: u8 = 3;

impl Made {
    fn new(reps: usize) -> Self {
        let reps =
            (0..reps).map(|rep| json!({"type": "rep", "at": at(0), "key": format!("r{rep}")}));
        Self { lines: reps.collect(), deals: 0 }
    }

    fn line(&mut self, line: Value) {
        self.lines.push(line);
    }

    /// An asset that was made for relevant meetings.
    fn asset(&mut self, key: &str) {
        self.line(json!({"type": "asset", "at": at(0), "key": key, "supports": [MEETING],
            "published_at": at(0)}));
    }

    /// A conversation that a rep holds, with what they put to work in it.
    fn held(&mut self, rep: usize, day: i64, succeeded: bool, assets: &[&str]) {
        self.held_as(MEETING, rep, day, succeeded, assets);
    }

    fn held_as(
        &mut self,
        conversation: u8,
        rep: usize,
        day: i64,
        succeeded: bool,
        assets: &[&str],
    ) {
        self.deals += 1;
        let (deal, rep) = (format!("d{}", self.deals), format!("r{rep}"));
        self.line(json!({"type": "deal", "at": at(0), "key": deal, "owner": rep,
            "opened_at": at(day), "tags": {"segment": "small"}}));
        for (number, asset) in assets.iter().enumerate() {
            self.line(
                json!({"type": "use", "id": format!("{deal}u{number}"), "at": at(day), "rep": rep,
                "asset": asset, "action": "presented", "conversation": conversation, "deal": deal}),
            );
        }
        let result = if succeeded { "succeeded" } else { "failed" };
        self.line(
            json!({"type": "outcome", "id": format!("{deal}o"), "at": at(day + 1), "deal": deal,
            "conversation": conversation, "result": result}),
        );
    }

    fn trained(&mut self, rep: usize, asset: &str, level: &str) {
        self.line(json!({"type": "training", "id": format!("t{rep}{asset}"), "at": at(0),
            "rep": format!("r{rep}"), "asset": asset, "level": level}));
    }

    /// Uses of an asset in a conversation that name no deal, in one week each.
    fn weeks(&mut self, rep: usize, asset: &str, conversation: u8, count: usize) {
        for number in (0_i64..).take(count) {
            self.line(json!({"type": "use", "id": format!("w{rep}{asset}{conversation}{number}"),
                "at": at(7 * (number % 25)), "rep": format!("r{rep}"), "asset": asset,
                "action": "shared", "conversation": conversation}));
        }
    }

    fn row(&self, asset: &str) -> RelevanceRow {
        let tracker = Tracker::in_memory().unwrap();
        let receipt = tracker.record_all(self.lines.iter().map(read).collect::<Vec<_>>()).unwrap();
        assert_eq!(receipt.rejected, 0);
        let scope = Scope::new().since_text(&at(0)).unwrap().until_text(&at(200)).unwrap();
        let answer = tracker.within(scope).ask(&Relevance::new()).unwrap();
        answer.rows.into_iter().find(|row| &*row.asset == asset).unwrap()
    }

    fn says(&self, asset: &str) -> (Verdict, Option<Advice>, String) {
        let row = self.row(asset);
        (row.verdict, row.action, row.reason.into())
    }
}

fn said(verdict: Verdict, action: Advice, reason: &str) -> (Verdict, Option<Advice>, String) {
    (verdict, Some(action), reason.to_owned())
}

#[test]
fn retired() {
    let mut made = Made::new(1);
    let asset = |key: &str, field: &str, day: i64| {
        let mut line = json!({"type": "asset", "at": at(0), "key": key, "published_at": at(0)});
        line[field] = at(day).into();
        line
    };
    made.line(asset("old", "retired_at", 100));
    made.line(asset("loved", "expires_at", 100));
    made.line(asset("next", "published_at", 300));
    made.line(asset("last", "retired_at", 200));
    for day in [99, 100, 120] {
        made.held(0, day, true, &["loved"]);
    }
    assert_eq!(made.says("old"), (Verdict::Retired, None, "ended on 2026-04-11".into()));
    assert_eq!(
        made.says("loved"),
        said(
            Verdict::Retired,
            Advice::Replace,
            "ended on 2026-04-11, and put to work twice since: point reps to what takes its place"
        )
    );
    assert_eq!(
        made.says("next"),
        (
            Verdict::Retired,
            None,
            "not live before 2026-10-28, after the time that was asked about".into()
        )
    );
    assert_ne!(made.row("last").verdict, Verdict::Retired, "it is live to the end");
    assert_eq!(made.row("loved").put_to_work, 1, "in its life");
}

#[test]
fn too_new() {
    let mut made = Made::new(1);
    for (key, day) in [("new", 171), ("newest", 199), ("old", 170)] {
        made.line(json!({"type": "asset", "at": at(0), "key": key, "published_at": at(day)}));
    }
    let wait = |reason| said(Verdict::TooNew, Advice::Wait, reason);
    assert_eq!(made.says("new"), wait("live for 29 days: too new to say, wait"));
    assert_eq!(made.says("newest"), wait("live for 1 day: too new to say, wait"));
    assert_ne!(made.row("old").verdict, Verdict::TooNew);
}

#[test]
fn misfiled_is_what_several_reps_use_elsewhere() {
    let mut made = Made::new(6);
    made.asset("deck");
    (0..3).for_each(|rep| made.weeks(rep, "deck", 5, 6));
    made.weeks(0, "deck", 3, 1);
    assert_eq!(
        made.says("deck"),
        said(
            Verdict::Misfiled,
            Advice::Refile,
            "18 of 19 uses by 3 reps were in conversations it is not filed under: file it under \"Make the Value Tangible\""
        )
    );
    assert_eq!(made.row("deck").uses_outside, Some(18));
}

#[test]
fn one_rep_who_repeats_does_not_make_an_asset_misfiled() {
    let mut made = Made::new(6);
    made.asset("deck");
    made.weeks(0, "deck", 5, 200);
    assert_ne!(made.row("deck").verdict, Verdict::Misfiled, "one rep");
    (1..4).for_each(|rep| made.weeks(rep, "deck", 3, 3));
    let row = made.row("deck");
    assert_eq!((row.put_to_work, row.uses_outside), (209, Some(200)));
    assert_ne!(row.verdict, Verdict::Misfiled, "200 uses of one rep among four");
}

#[test]
fn two_reps_are_enough_where_there_are_few() {
    for (reps, expected) in [(4, true), (5, false)] {
        let mut made = Made::new(reps);
        made.asset("deck");
        (0..2).for_each(|rep| made.weeks(rep, "deck", 5, 10));
        assert_eq!(made.row("deck").verdict == Verdict::Misfiled, expected, "of {reps} reps");
    }
}

#[test]
fn no_occasion() {
    let mut made = Made::new(2);
    made.asset("deck");
    made.line(json!({"type": "asset", "at": at(0), "key": "mail", "supports": [5], "published_at": at(0)}));
    made.line(json!({"type": "asset", "at": at(0), "key": "case", "supports": [MEETING],
        "published_at": at(100)}));
    (0..19).for_each(|number| made.held(number % 2, 150, true, &["deck"]));
    let widen =
        "19 conversations that it fits in 200 days: make it fit more conversations, or retire it";
    assert_eq!(made.says("deck"), said(Verdict::NoOccasion, Advice::WidenOrRetire, widen));
    let none =
        "no conversations that it fits in 200 days: make it fit more conversations, or retire it";
    assert_eq!(made.says("mail"), said(Verdict::NoOccasion, Advice::WidenOrRetire, none));
    let wait = "19 conversations that it fits in 100 days: too few to say, wait";
    assert_eq!(made.says("case"), said(Verdict::NoOccasion, Advice::Wait, wait));
    made.held(0, 150, true, &["deck"]);
    assert_ne!(made.row("deck").verdict, Verdict::NoOccasion);
}

/// The example of the reference page.
#[test]
fn unknown_even_if_it_was_recommended_to_everyone() {
    let mut made = Made::new(60);
    made.asset("deck");
    made.asset("filler");
    for rep in 0..42 {
        made.held(rep, 50, rep % 2 == 0, if rep < 3 { &["deck", "filler"] } else { &["filler"] });
    }
    let verdict = said(
        Verdict::Unknown,
        Advice::Introduce,
        "42 of 60 reps had an occasion; 3 knew it, all 3 used it: introduce it to the others",
    );
    assert_eq!(made.says("deck"), verdict);
    made.line(json!({"type": "recommendation", "id": "all", "at": at(1), "asset": "deck", "everyone": true}));
    assert_eq!(made.says("deck"), verdict, "one broadcast makes nobody aware");
    for rep in 3..5 {
        made.line(
            json!({"type": "recommendation", "id": format!("n{rep}"), "at": at(1), "asset": "deck",
            "rep": format!("r{rep}")}),
        );
    }
    assert_ne!(made.row("deck").verdict, Verdict::Unknown, "five of 42 know it");
}

#[test]
fn who_knew_is_said_in_words() {
    for (aware, users, expected) in [
        (0, 0, "30 of 30 reps had an occasion; none of them knew it: introduce it"),
        (
            1,
            0,
            "30 of 30 reps had an occasion; 1 knew it and did not use it: introduce it to the others",
        ),
        (1, 1, "30 of 30 reps had an occasion; 1 knew it and used it: introduce it to the others"),
        (
            2,
            0,
            "30 of 30 reps had an occasion; 2 knew it, none of them used it: introduce it to the others",
        ),
        (
            2,
            2,
            "30 of 30 reps had an occasion; 2 knew it, both used it: introduce it to the others",
        ),
        (
            3,
            1,
            "30 of 30 reps had an occasion; 3 knew it, 1 of them used it: introduce it to the others",
        ),
    ] {
        let mut made = Made::new(30);
        made.asset("deck");
        made.asset("filler");
        (0..aware).for_each(|rep| made.trained(rep, "deck", "introduced"));
        for rep in 0..30 {
            made.held(rep, 50, true, if rep < users { &["deck"] } else { &["filler"] });
        }
        assert_eq!(made.says("deck"), said(Verdict::Unknown, Advice::Introduce, expected));
    }
}

/// Twelve reps who know the deck, of whom some were trained: in how many of ten occasions the trained use it, and in
/// how many the others do.
fn trained(trained: usize, of_trained: usize, of_others: usize) -> Made {
    let mut made = Made::new(12);
    made.asset("deck");
    made.asset("filler");
    for rep in 0..12 {
        made.trained(rep, "deck", if rep < trained { "trained" } else { "introduced" });
        for number in 0..10 {
            // One more or one less, so that reps differ.
            let used = if rep < trained { of_trained } else { of_others } + rep % 2;
            let assets: &[&str] = if number < used { &["deck", "filler"] } else { &["filler"] };
            made.held(rep, 50, (number + rep) % 2 == 0, assets);
        }
    }
    made
}

#[test]
fn training_gap() {
    assert_eq!(
        trained(3, 7, 1).says("deck"),
        said(
            Verdict::TrainingGap,
            Advice::Train,
            "3 of 12 reps with an occasion were trained; they put it to work in 73% of their occasions since, the others in 16% of theirs: train the others"
        )
    );
    assert_ne!(trained(1, 7, 1).row("deck").verdict, Verdict::TrainingGap, "one rep a side");
    assert_ne!(trained(3, 2, 1).row("deck").verdict, Verdict::TrainingGap, "not twice as often");
    assert_ne!(trained(6, 7, 1).row("deck").verdict, Verdict::TrainingGap, "half of the reps");
}

/// Six reps; of so many conversations with the deck so many succeed, and of as many without it.
fn compared(with: usize, without: usize, of: usize) -> Made {
    let mut made = Made::new(6);
    made.asset("deck");
    made.asset("filler");
    for number in 0..of {
        made.held(number % 6, 50, number / 6 < with / 6, &["deck", "filler"]);
        made.held(number % 6, 50, number / 6 < without / 6, &["filler"]);
    }
    made
}

#[test]
fn harmful_and_proven() {
    assert_eq!(
        compared(60, 24, 90).says("deck"),
        said(
            Verdict::Proven,
            Advice::Promote,
            "goes with success: 90 conversations with it succeeded 40 points more often than comparable ones among 90 without it (association, not cause): promote it"
        )
    );
    assert_eq!(
        compared(24, 60, 90).says("deck"),
        said(
            Verdict::Harmful,
            Advice::ReviewThenRework,
            "goes with failure: 90 conversations with it succeeded 40 points less often than comparable ones among 90 without it (association, not cause): review it with the reps who use it, then rework it"
        )
    );
    let noise = compared(36, 30, 60).row("deck");
    assert_eq!(noise.verdict, Verdict::Working, "{noise:?}");
    assert!(noise.effect.value.unwrap() > 0.0 && noise.q.unwrap() > 0.05);
}

#[test]
fn repeating_an_asset_in_one_conversation_proves_nothing() {
    let mut made = compared(36, 30, 60);
    let before = made.row("deck");
    for number in 0..500 {
        made.line(json!({"type": "use", "id": format!("again{number}"), "at": at(50), "rep": "r0",
            "asset": "deck", "action": "shared", "conversation": MEETING, "deal": "d1"}));
    }
    let after = made.row("deck");
    assert_eq!(after.put_to_work, before.put_to_work + 500);
    assert_eq!((after.verdict, after.effect, after.q), (before.verdict, before.effect, before.q));
}

#[test]
fn not_chosen_by_those_who_know_it() {
    let mut made = Made::new(40);
    made.asset("deck");
    made.asset("filler");
    for rep in 0..40 {
        made.trained(rep, "deck", "introduced");
        made.held(rep, 50, rep % 2 == 0, &["filler"]);
    }
    assert_eq!(
        made.says("deck"),
        said(
            Verdict::NotChosen,
            Advice::ReworkOrRetire,
            "40 reps knew it and had an occasion; none of them put it to work: rework or retire it"
        )
    );
}

/// Twenty reps who know the deck and have 200 occasions, in which they use five other assets half of the time; so many
/// use the deck once.
fn hardly_chosen(users: usize) -> Made {
    let mut made = Made::new(20);
    let others = ["a", "b", "c", "d", "e"];
    made.asset("deck");
    others.iter().for_each(|asset| made.asset(asset));
    for rep in 0..20 {
        made.trained(rep, "deck", "introduced");
        for number in 0..10 {
            let mut assets = if number % 2 == 0 { others.to_vec() } else { Vec::new() };
            assets.extend((number == 0 && rep < users).then_some("deck"));
            made.held(rep, 50, (rep + number / 2) % 2 == 0, &assets);
        }
    }
    made
}

#[test]
fn not_chosen_beside_what_is_typical() {
    assert_eq!(
        hardly_chosen(3).says("deck"),
        said(
            Verdict::NotChosen,
            Advice::ReworkOrRetire,
            "20 reps knew it and had an occasion; 3 of them put it to work, in 3 of 200 occasions since (50% is typical): rework or retire it"
        )
    );
    let row = hardly_chosen(8).row("deck");
    assert_eq!(row.verdict, Verdict::Working, "more than a third of those who know it use it");
    // One broadcast: a rep who knows it and uses it all the time changes nothing for the others.
    let mut made = hardly_chosen(3);
    (0..100).for_each(|number| made.held(0, 60, number % 2 == 0, &["deck"]));
    let row = made.row("deck");
    assert_eq!((row.put_to_work, row.verdict), (103, Verdict::NotChosen), "{row:?}");
}

#[test]
fn working_and_unclear() {
    let with = |uses: &[usize]| {
        let mut made = Made::new(3);
        made.asset("deck");
        made.asset("filler");
        for rep in 0..3 {
            made.trained(rep, "deck", "introduced");
            for number in 0..10 {
                let used = uses.get(rep).is_some_and(|uses| number < *uses);
                made.held(rep, 50, number % 2 == 0, if used { &["deck"] } else { &["filler"] });
            }
        }
        made.says("deck")
    };
    let working = |reason| said(Verdict::Working, Advice::Keep, reason);
    let unclear = |reason| said(Verdict::Unclear, Advice::Wait, reason);
    assert_eq!(with(&[1, 1, 1]), working("put to work 3 times by 3 reps: keep it"));
    assert_eq!(with(&[9, 1]), working("put to work 10 times by 2 reps: keep it"));
    assert_eq!(
        with(&[8, 1]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, 2 of them used it; it was put to work 9 times by 2 reps: too few to say, wait"
        )
    );
    assert_eq!(
        with(&[10]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, 1 of them used it; it was put to work 10 times by 1 rep: too few to say, wait"
        )
    );
    assert_eq!(
        with(&[1]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, 1 of them used it; it was put to work once by 1 rep: too few to say, wait"
        )
    );
    assert_eq!(
        with(&[]),
        unclear(
            "3 of 3 reps had an occasion; 3 knew it, none of them used it; it was not put to work: too few to say, wait"
        )
    );
}

#[test]
fn a_verdict_does_not_change_with_what_is_shown() {
    let mut made = hardly_chosen(3);
    for line in made.lines.iter_mut().filter(|line| line["type"] == "asset") {
        line["kind"] = if line["key"] == "deck" { "deck".into() } else { "mail".into() };
    }
    let tracker = Tracker::in_memory().unwrap();
    tracker.record_all(made.lines.iter().map(read).collect::<Vec<_>>()).unwrap();
    let all = tracker.ask(&Relevance::new()).unwrap();
    let scope = Scope::new().kind("deck".parse().unwrap());
    let decks = tracker.within(scope).ask(&Relevance::new()).unwrap();
    let deck = all.rows.iter().find(|row| &*row.asset == "deck");
    assert_eq!(decks.rows.iter().collect::<Vec<_>>(), deck.into_iter().collect::<Vec<_>>());
    assert_eq!(deck.unwrap().flags, [Flag::TooFew]);
}

#[test]
fn an_action_that_is_asked_about_narrows_what_was_put_to_work_without_a_deal() {
    let mut made = Made::new(2);
    made.asset("deck");
    made.weeks(0, "deck", MEETING, 25);
    let tracker = Tracker::in_memory().unwrap();
    tracker.record_all(made.lines.iter().map(read).collect::<Vec<_>>()).unwrap();
    let uptake = |action| {
        let within = tracker.within(Scope::new().action(action));
        let row = within.ask(&Relevance::new()).unwrap().rows.remove(0);
        (row.occasions, row.put_to_work, row.uptake.value)
    };
    assert_eq!(uptake(Action::Shared), (25, 25, Some(1.0)));
    assert_eq!(uptake(Action::Presented), (25, 0, Some(0.0)));
}
