//! A company in which every conversation is decided on a deal of its own.

use std::collections::BTreeMap;

use proptest::prelude::*;
use talktrack::Tracker;
use talktrack::model::{Record, TimeReading, Timestamp};

pub(super) const DAY: i64 = 86_400_000_000;

/// A conversation that was decided, on a deal of its own.
#[derive(Debug, Clone)]
pub(super) struct Pitch {
    pub(super) segment: Option<&'static str>,
    pub(super) owner: Option<&'static str>,
    /// Whether it is the outcome that names the owner, and not the deal.
    pub(super) on_outcome: bool,
    pub(super) opened: Option<i64>,
    pub(super) conversation: u8,
    pub(super) succeeded: bool,
    /// The day of the decision.
    pub(super) decided: i64,
    /// Who put what to work, and on which day.
    pub(super) uses: Vec<(&'static str, &'static str, i64)>,
}

/// The assets: when they retire, and for which conversation they were made.
pub(super) const ASSETS: &[(&str, Option<i64>, Option<u8>)] =
    &[("any", None, None), ("deck", None, Some(3)), ("old", Some(25), Some(3))];
pub(super) const REPS: &[&str] = &["ada", "bob", "cyd", "dan", "eve", "fay"];

/// Conversations of which long ones succeed more often, or not, and start at known days, or not.
pub(super) fn pitches() -> impl Strategy<Value = Vec<Pitch>> {
    let known = prop_oneof![Just(0.8), Just(0.97), Just(1.0)];
    (any::<bool>(), known, 20_usize..150).prop_flat_map(|(takes_longer, known, count)| {
        let usage = (proptest::sample::select(ASSETS), proptest::sample::select(REPS), 0_i64..22)
            .prop_map(|((asset, ..), rep, day)| (asset, rep, day));
        let one = (
            proptest::option::of(proptest::sample::select(vec!["small", "large"])),
            (proptest::option::weighted(0.9, proptest::sample::select(&REPS[..3])), any::<bool>()),
            (proptest::bool::weighted(known), 0_i64..30, 0_i64..20, 0_i64..20),
            prop_oneof![1 => Just(4_u8), 3 => Just(3)],
            proptest::collection::vec(usage, 0..4),
        );
        let pitch =
            one.prop_map(move |(segment, (owner, on_outcome), days, conversation, uses)| {
                let (is_known, opened, length, luck) = days;
                let succeeded = if takes_longer { length + luck > 19 } else { luck > 9 };
                let uses = uses.into_iter().map(|(asset, rep, day)| (asset, rep, opened + day));
                Pitch {
                    segment,
                    owner,
                    on_outcome,
                    opened: is_known.then_some(opened),
                    conversation,
                    succeeded,
                    decided: opened + length,
                    uses: uses.collect(),
                }
            });
        proptest::collection::vec(pitch, count)
    })
}

pub(super) fn at(day: i64) -> String {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    Timestamp::from_micros(start.micros() + day * DAY).unwrap().to_string()
}

pub(super) fn company(pitches: &[Pitch]) -> Tracker {
    let mut lines: Vec<serde_json::Value> = Vec::new();
    for (key, retired, conversation) in ASSETS {
        let supports: Vec<u8> = conversation.iter().copied().collect();
        let mut asset = serde_json::json!({"type": "asset", "at": at(0), "key": key,
            "supports": supports, "published_at": at(0), "kind": key});
        if let Some(day) = retired {
            asset["retired_at"] = at(*day).into();
        }
        lines.push(asset);
    }
    for (number, pitch) in pitches.iter().enumerate() {
        let key = format!("d{number}");
        let tags: BTreeMap<_, _> =
            pitch.segment.map(|segment| ("segment", segment)).into_iter().collect();
        lines.push(serde_json::json!({"type": "deal", "at": at(0), "key": key, "tags": tags,
            "owner": pitch.owner.filter(|_| !pitch.on_outcome), "opened_at": pitch.opened.map(at)}));
        let result = if pitch.succeeded { "succeeded" } else { "failed" };
        lines.push(serde_json::json!({"type": "outcome", "id": format!("o{number}"),
            "at": at(pitch.decided), "deal": key, "conversation": pitch.conversation, "result": result,
            "rep": pitch.owner.filter(|_| pitch.on_outcome)}));
        for (place, (asset, rep, day)) in pitch.uses.iter().enumerate() {
            lines.push(serde_json::json!({"type": "use", "id": format!("u{number}.{place}"),
                "at": at(*day), "rep": rep, "asset": asset, "action": "shared", "deal": key,
                "conversation": pitch.conversation}));
        }
    }
    tracker(lines.iter().map(ToString::to_string))
}

pub(super) fn tracker(lines: impl Iterator<Item = String>) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let read = |line: String| Record::from_json(line.trim(), &TimeReading::strict()).unwrap();
    let receipt = tracker.record_all(lines.map(read).collect::<Vec<_>>()).unwrap();
    assert_eq!(receipt.rejected, 0);
    tracker
}
