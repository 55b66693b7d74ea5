//! What became of recommendations, by a few obvious lines.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use talktrack::model::{
    Action, Asset, Audience, Conversation, Fact, OutcomeResult, Recommendation, Record, Timestamp,
};

use crate::common;
use crate::common::company::{Company, DAY};
use crate::common::{held, sales};

/// A conversation on a deal, or a week in which a rep worked without naming one.
struct Occasion {
    conversation: Conversation,
    deal: Option<String>,
    from: i64,
    end: i64,
    reps: BTreeSet<String>,
    result: Option<OutcomeResult>,
}

fn occasions(records: &[Record], company: &Company<'_>, span: (i64, i64)) -> Vec<Occasion> {
    let inside = |at: i64| (span.0..span.1).contains(&at);
    let on_deals = held::expected(records).into_iter().map(|one| Occasion {
        conversation: one.conversation,
        deal: Some(one.deal),
        from: one.from.micros(),
        end: one.end.micros(),
        reps: one.reps,
        result: one.result,
    });
    let mut all: Vec<_> = on_deals.filter(|one| inside(one.end)).collect();
    let mut weeks: BTreeMap<_, (i64, i64)> = BTreeMap::new();
    for (at, usage) in company.put_to_work().filter(|(at, _)| inside(*at)) {
        if let (None, Some(conversation)) = (&usage.deal, usage.conversation) {
            let week = Timestamp::from_micros(at).unwrap().to_utc().date_naive().iso_week();
            let key = (usage.rep.to_string(), week, conversation);
            let under_way = weeks.entry(key).or_insert((at, at));
            *under_way = (at.min(under_way.0), at.max(under_way.1));
        }
    }
    all.extend(weeks.into_iter().map(|((rep, _, conversation), (from, end))| Occasion {
        conversation,
        deal: None,
        from,
        end,
        reps: [rep].into(),
        result: None,
    }));
    all
}

fn is_occasion(company: &Company<'_>, asset: &Asset, one: &Occasion, span: (i64, i64)) -> bool {
    let deals = held::deals(&company.puts);
    let fits = match &one.deal {
        Some(deal) => {
            deals.get(deal.as_str()).is_none_or(|deal| !deal.tags.contradict(&asset.tags))
        }
        None => asset
            .tags
            .iter()
            .all(|(key, _)| deals.values().all(|deal| deal.tags.get(key).is_none())),
    };
    let key = asset.key.as_str();
    let (born, end) = (company.born(key, span.0, span.1), company.end(key, span.1));
    (asset.supports.is_empty() || asset.supports.contains(one.conversation))
        && fits
        && born < end
        && born <= one.end
        && one.from < end
}

fn is_addressed(company: &Company<'_>, to: &Audience, rep: &str, at: i64) -> bool {
    let known = company.rep(rep, at).filter(|known| {
        known.started_at.is_none_or(|started| started.micros() <= at)
            && known.left_at.is_none_or(|left| at < left.micros())
    });
    match to {
        Audience::Rep(key) => key.as_str() == rep,
        Audience::Team(team) => known.is_some_and(|known| known.team.as_ref() == Some(team)),
        Audience::Everyone => known.is_some(),
    }
}

fn conversations(company: &Company<'_>, sent: &Recommendation, until: i64) -> Vec<Conversation> {
    let asset = company.asset(sent.asset.as_str(), until - 1);
    let made_for = |one: Conversation| {
        asset.is_none_or(|asset| asset.supports.is_empty() || asset.supports.contains(one))
    };
    let all = Conversation::ALL.iter().copied();
    all.filter(|one| sent.conversation.map_or(made_for(*one), |stated| stated == *one)).collect()
}

/// A rep was advised of an asset for a conversation, and what became of it.
pub(super) struct Unit {
    pub(super) rep: String,
    pub(super) asset: String,
    pub(super) followed: bool,
    /// The positions of its occasions.
    pub(super) occasions: Vec<usize>,
}

pub(super) struct Reference {
    pub(super) units: Vec<Unit>,
    pub(super) results: Vec<Option<OutcomeResult>>,
    pub(super) per_rep_week: Option<f64>,
}

pub(super) fn reference(records: &[Record], span: (i64, i64)) -> Reference {
    let company = Company::new(records);
    let map = sales::stage_map(&company.puts);
    let all = occasions(records, &company, span);
    let sent: Vec<(i64, &Recommendation)> = company
        .events
        .iter()
        .filter_map(|event| match event.fact() {
            Fact::Recommendation(sent) => Some((event.at().micros(), sent)),
            _ => None,
        })
        .filter(|(at, _)| (span.0..span.1).contains(at))
        .collect();
    let mut units = Vec::new();
    for rep in common::REPS {
        for key in common::ASSETS {
            for &conversation in Conversation::ALL {
                let mut windows: Vec<(i64, i64)> = sent
                    .iter()
                    .filter(|(at, sent)| {
                        sent.asset.as_str() == *key
                            && is_addressed(&company, &sent.audience, rep, *at)
                            && conversations(&company, sent, span.1).contains(&conversation)
                    })
                    .map(|(at, sent)| {
                        (*at, sent.until.map_or(at + 30 * DAY, |until| until.micros().max(*at)))
                    })
                    .collect();
                windows.sort_unstable();
                let mut merged: Vec<(i64, i64)> = Vec::new();
                for (from, to) in windows {
                    match merged.last_mut() {
                        Some(last) if from < last.1 => last.1 = last.1.max(to),
                        _ => merged.push((from, to)),
                    }
                }
                for (from, to) in merged {
                    let met = |one: &Occasion| {
                        one.conversation == conversation
                            && one.reps.contains(*rep)
                            && from < to
                            && one.from < to
                            && from <= one.end
                            && company
                                .asset(key, span.1 - 1)
                                .is_some_and(|asset| is_occasion(&company, asset, one, span))
                    };
                    let put_to_work = company.events.iter().any(|event| match event.fact() {
                        Fact::Use(usage) => {
                            usage.action != Action::Opened
                                && usage.rep.as_str() == *rep
                                && usage.asset.as_str() == *key
                                && (from..to.min(span.1)).contains(&event.at().micros())
                                && sales::placed(event, &company.events, &map)
                                    .is_some_and(|(placed, _)| placed == conversation)
                        }
                        _ => false,
                    });
                    units.push(Unit {
                        rep: (*rep).to_owned(),
                        asset: (*key).to_owned(),
                        followed: put_to_work,
                        occasions: (0..all.len()).filter(|one| met(&all[*one])).collect(),
                    });
                }
            }
        }
    }
    let mut received = 0;
    let mut reps = 0;
    for rep in common::REPS {
        let reached = sent.iter().filter(|(at, sent)| {
            is_addressed(&company, &sent.audience, rep, *at)
                && !conversations(&company, sent, span.1).is_empty()
        });
        let reached = reached.count();
        let there = company.rep(rep, span.1 - 1).is_some_and(|known| {
            known.started_at.is_none_or(|at| at.micros() < span.1)
                && known.left_at.is_none_or(|at| span.0 < at.micros())
        });
        received += reached;
        reps += usize::from(there || reached > 0);
    }
    let weeks = ((span.1 - span.0) as f64 / (7 * DAY) as f64).max(1.0);
    let per_rep_week = (reps > 0).then(|| received as f64 / reps as f64 / weeks);
    Reference { units, results: all.iter().map(|one| one.result).collect(), per_rep_week }
}
