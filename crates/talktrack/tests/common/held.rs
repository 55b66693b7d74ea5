//! Held conversations in a few obvious lines.

use std::collections::{BTreeMap, BTreeSet};

use super::sales::{order, placed, stage_map};
use super::*;
use talktrack::model::{
    Action, Conversation, Deal, Entry, Outcome, OutcomeResult, StageEntry, StageMeaning,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    pub deal: String,
    pub conversation: Conversation,
    pub result: Option<OutcomeResult>,
    pub start: Option<Timestamp>,
    /// Its start, else its first fact, and never after the end.
    pub from: Timestamp,
    pub end: Timestamp,
    pub assisted: bool,
    pub reps: BTreeSet<String>,
}

/// The deals of a catalogue with one version of each.
pub fn deals<'a>(puts: &[&'a Put]) -> BTreeMap<&'a str, &'a Deal> {
    let deals = puts.iter().filter_map(|put| match &put.entry {
        Entry::Deal(deal) => Some((deal.key.as_str(), deal)),
        _ => None,
    });
    deals.collect()
}

pub fn expected(records: &[Record]) -> Vec<Expected> {
    let (mut events, puts) = in_force(records);
    events.sort_by_key(|event| order(event));
    let known = deals(&puts);
    DEALS.iter().flat_map(|deal| of_deal(deal, known.get(deal).copied(), &events, &puts)).collect()
}

fn of_deal(key: &str, deal: Option<&Deal>, events: &[&Event], puts: &[&Put]) -> Vec<Expected> {
    let map = stage_map(puts);
    let stages: Vec<(Timestamp, StageMeaning)> = events
        .iter()
        .filter_map(|event| match event.fact() {
            Fact::Stage(StageEntry { deal, stage }) if deal.as_str() == key => {
                Some((event.at(), *map.get(stage.as_str())?))
            }
            _ => None,
        })
        .collect();
    let mut all: Vec<Expected> = Vec::new();
    for &conversation in Conversation::ALL {
        let entered: Vec<Timestamp> = stages
            .iter()
            .filter(|(_, meaning)| *meaning == StageMeaning::Conversation(conversation))
            .map(|(at, _)| *at)
            .collect();
        let uses: Vec<(Timestamp, String)> = events
            .iter()
            .filter_map(|event| match event.fact() {
                Fact::Use(of)
                    if of.action != Action::Opened
                        && of.deal.as_ref().is_some_and(|deal| deal.as_str() == key)
                        && placed(event, events, &map).is_some_and(|at| at.0 == conversation) =>
                {
                    Some((event.at(), of.rep.to_string()))
                }
                _ => None,
            })
            .collect();
        let outcomes: Vec<(Timestamp, &Outcome)> = events
            .iter()
            .filter_map(|event| match event.fact() {
                Fact::Outcome(outcome)
                    if outcome.deal.as_str() == key && outcome.conversation == conversation =>
                {
                    Some((event.at(), outcome))
                }
                _ => None,
            })
            .collect();
        if entered.is_empty() && uses.is_empty() && outcomes.is_empty() {
            continue;
        }
        let decided = match outcomes.last() {
            Some((at, outcome)) => Some((*at, outcome.result)),
            None => by_stages(&stages, conversation),
        };
        let previous = all.last().map(|before| before.result.map(|_| before.end));
        let helpers = uses.iter().map(|(_, rep)| rep.clone());
        let named = outcomes.iter().filter_map(|(_, outcome)| outcome.rep.as_ref());
        let mut reps: BTreeSet<String> = helpers.chain(named.map(ToString::to_string)).collect();
        if reps.is_empty() {
            reps.extend(deal.and_then(|deal| deal.owner.as_ref()).map(ToString::to_string));
        }
        let last = uses.iter().map(|(at, _)| *at).chain(entered.iter().copied()).max();
        let start = entered
            .first()
            .copied()
            .or(previous.flatten())
            .or(deal.and_then(|deal| deal.opened_at));
        let end = decided.map(|(at, _)| at).or(last).unwrap();
        let facts = uses.iter().map(|(at, _)| *at).chain(outcomes.iter().map(|(at, _)| *at));
        all.push(Expected {
            deal: key.to_owned(),
            conversation,
            result: decided.map(|(_, result)| result),
            start,
            from: start.or(facts.min()).unwrap_or(end).min(end),
            end,
            assisted: !uses.is_empty(),
            reps,
        });
    }
    all
}

/// How stages decide a conversation: the last of them that says anything about it.
fn by_stages(
    stages: &[(Timestamp, StageMeaning)],
    asked: Conversation,
) -> Option<(Timestamp, OutcomeResult)> {
    let mut moves = stages.to_vec();
    moves.dedup_by_key(|(_, meaning)| *meaning);
    let mut decided = None;
    for (number, (at, meaning)) in moves.iter().enumerate() {
        let current = moves[..number].iter().rev().find_map(|(_, meaning)| match meaning {
            StageMeaning::Conversation(conversation) => Some(*conversation),
            _ => None,
        });
        let says = match meaning {
            StageMeaning::Conversation(next) if current == Some(asked) && *next > asked => {
                Some(OutcomeResult::Succeeded)
            }
            StageMeaning::Won if current == Some(asked) || asked == Conversation::TangibleValue => {
                Some(OutcomeResult::Succeeded)
            }
            StageMeaning::Lost if current == Some(asked) => Some(OutcomeResult::Failed),
            _ => None,
        };
        decided = says.map(|result| (*at, result)).or(decided);
    }
    decided
}
