//! Ledgers in which deals move through conversations: few deals and few moments, so that stages, uses
//! and outcomes fall together; and where facts took place, said in a few obvious lines.

use std::collections::HashMap;

use super::*;
use talktrack::model::{Conversation, Entry, StageMeaning};

pub const STAGES: &[&str] = &["Prospect", "Discovery", "Scoping", "Proposal", "Won", "Lost", "Odd"];

/// A moment on one of twelve days.
fn soon() -> BoxedStrategy<Option<serde_json::Value>> {
    let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
    let day = move |day: i64| Timestamp::from_micros(start.micros() + day * 86_400_000_000);
    must((0_i64..12).prop_map(move |number| day(number).unwrap().to_string()))
}

/// One record for each of some keys, or none.
pub fn each(
    keys: &'static [&'static str],
    put: impl Fn(&'static str) -> BoxedStrategy<Record>,
) -> BoxedStrategy<Vec<Record>> {
    let all: Vec<_> = keys.iter().map(|key| of(put(key))).collect();
    all.prop_map(|puts| puts.into_iter().flatten().collect()).boxed()
}

/// A catalogue with one version of everything, so that which version holds is no question here.
fn catalogue() -> BoxedStrategy<Vec<Record>> {
    let assets = each(ASSETS, |key| {
        kind!("asset"; "at": soon(), "key": must(Just(key)), "kind": may(one_of(&["deck", "mail"])),
            "campaign": may(one_of(&["spring"])), "tags": tags(),
            "supports": may(proptest::sample::subsequence(CONVERSATIONS, 0..3).prop_map(|all| serde_json::json!(all))),
            "published_at": time(), "retired_at": time())
    });
    let reps = each(
        REPS,
        |key| kind!("rep"; "at": soon(), "key": must(Just(key)), "team": may(one_of(TEAMS))),
    );
    let deals = each(DEALS, |key| {
        kind!("deal"; "at": soon(), "key": must(Just(key)), "tags": tags(), "opened_at": time(),
            "amount": may(one_of(&["10", "2.5"])), "currency": must(Just("EUR")), "owner": may(one_of(REPS)))
    });
    let means = &[
        "point-of-view",
        "relevant-meeting",
        "definition-of-success",
        "tangible-value",
        "won",
        "lost",
    ];
    let stages = each(
        STAGES,
        |stage| kind!("stage-map"; "at": soon(), "stage": must(Just(stage)), "means": must(one_of(means))),
    );
    (assets, reps, deals, stages)
        .prop_map(|(assets, reps, deals, stages)| [assets, reps, deals, stages].concat())
        .boxed()
}

fn fact() -> BoxedStrategy<Record> {
    prop_oneof![
        8 => kind!("use"; "at": soon(), "rep": must(one_of(REPS)), "asset": must(one_of(ASSETS)),
            "action": must(one_of(ACTIONS)), "conversation": may(one_of(CONVERSATIONS)), "deal": may(one_of(DEALS))),
        3 => kind!("outcome"; "at": soon(), "deal": must(one_of(DEALS)), "conversation": must(one_of(CONVERSATIONS)),
            "result": must(one_of(&["succeeded", "failed"])), "rep": may(one_of(REPS))),
        6 => kind!("stage"; "at": soon(), "deal": must(one_of(DEALS)), "stage": must(one_of(STAGES))),
        1 => kind!("ask"; "at": soon(), "kind": must(one_of(&["collateral", "feedback"])),
            "asked_by": must(one_of(&["sales", "marketing"])), "conversation": may(one_of(CONVERSATIONS)),
            "deal": may(one_of(DEALS)), "tags": tags()),
        1 => kind!("answer"; "at": soon(), "ask": must(one_of(IDS)), "ask_source": may(one_of(SOURCES)),
            "result": must(one_of(&["acknowledged", "delivered", "declined"]))),
        1 => kind!("search"; "at": soon(), "rep": must(one_of(REPS)), "query": must(one_of(TEXTS)),
            "hits": must(0_u32..3), "conversation": may(one_of(CONVERSATIONS)), "tags": tags()),
        1 => retraction(),
    ]
    .boxed()
}

/// Records of a company that sells, without conflicts.
pub fn records(most: usize) -> BoxedStrategy<Vec<Record>> {
    (catalogue(), vec((fact(), one_of(SOURCES)), 0..most))
        .prop_map(|(puts, facts)| identified(puts, facts))
        .boxed()
}

/// How events are ordered: by time, then source, then id.
pub fn order(event: &Event) -> (Timestamp, String, String) {
    (event.at(), event.source().to_string(), event.id().unwrap().to_string())
}

/// What stages mean.
pub fn stage_map(puts: &[&Put]) -> HashMap<String, StageMeaning> {
    let stages = puts.iter().filter_map(|put| match &put.entry {
        Entry::Stage(stage) => Some((stage.stage.to_string(), stage.means)),
        _ => None,
    });
    stages.collect()
}

/// In which conversation a use, an ask or a search took place, and whether it says so itself.
pub fn placed(
    fact: &Event,
    events: &[&Event],
    map: &HashMap<String, StageMeaning>,
) -> Option<(Conversation, bool)> {
    let (stated, deal) = match fact.fact() {
        Fact::Use(of) => (of.conversation, of.deal.as_ref()),
        Fact::Ask(of) => (of.conversation, of.deal.as_ref()),
        Fact::Search(of) => (of.conversation, None),
        _ => panic!("only uses, asks and searches are placed"),
    };
    if let Some(stated) = stated {
        return Some((stated, true));
    }
    let entered = events.iter().filter_map(|event| match event.fact() {
        Fact::Stage(stage) if Some(&stage.deal) == deal => {
            Some((order(event), stage.stage.to_string()))
        }
        _ => None,
    });
    let (_, stage) = entered.filter(|(when, _)| *when < order(fact)).max()?;
    match map.get(&stage) {
        Some(StageMeaning::Conversation(conversation)) => Some((*conversation, false)),
        _ => None,
    }
}
