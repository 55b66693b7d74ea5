//! Reads a company's records the way somebody would who knows nothing of the truth.

#![allow(clippy::unwrap_used)] // helpers are tests too, though clippy cannot tell
#![allow(dead_code)] // each test file uses a part of it

use std::collections::{BTreeMap, BTreeSet};

use talktrack::model::{
    Asset, AssetKey, Conversation, Deal, DealKey, Entry, Event, EventId, Fact, OutcomeResult, Put,
    Rep, RepKey, StageMeaning, Timestamp, Use, Word,
};
use talktrack_simulation::{Company, Settings};

/// A company with its records sorted into kinds.
pub(crate) struct Told {
    pub(crate) company: Company,
    pub(crate) puts: Vec<Put>,
    pub(crate) events: Vec<Event>,
    pub(crate) assets: BTreeMap<AssetKey, Asset>,
    pub(crate) reps: BTreeMap<RepKey, Rep>,
    pub(crate) deals: BTreeMap<DealKey, Deal>,
    pub(crate) stages: BTreeMap<Word, StageMeaning>,
    retracted: BTreeSet<EventId>,
}

pub(crate) fn tell(settings: &Settings) -> Told {
    let company = Company::new(settings).unwrap();
    let mut told = Told {
        puts: company.puts().collect(),
        events: company.events().collect(),
        company,
        assets: BTreeMap::new(),
        reps: BTreeMap::new(),
        deals: BTreeMap::new(),
        stages: BTreeMap::new(),
        retracted: BTreeSet::new(),
    };
    for event in &told.events {
        if let Fact::Retraction(retraction) = event.fact() {
            told.retracted.insert(retraction.event.id.clone());
        }
    }
    for put in &told.puts {
        match &put.entry {
            Entry::Asset(asset) => drop(told.assets.insert(asset.key.clone(), (**asset).clone())),
            Entry::Rep(rep) => drop(told.reps.insert(rep.key.clone(), rep.clone())),
            Entry::Deal(deal) => drop(told.deals.insert(deal.key.clone(), deal.clone())),
            Entry::Stage(stage) => drop(told.stages.insert(stage.stage.clone(), stage.means)),
            Entry::Agreement(_) | Entry::Target(_) => {}
        }
    }
    told
}

/// A company small enough to be told many times.
pub(crate) fn small() -> Settings {
    Settings::default().reps(20).assets(100).deals(300)
}

/// A conversation held on a deal, as stages and outcomes tell it.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Held {
    pub(crate) decided: Option<(Timestamp, bool)>,
    pub(crate) stated: bool,
}

impl Told {
    /// All uses that are not retracted, with their time.
    pub(crate) fn uses(&self) -> impl Iterator<Item = (&Event, &Use)> {
        self.events.iter().filter_map(|event| match event.fact() {
            Fact::Use(used) => (!self.retracted.contains(event.id()?)).then_some((event, used)),
            _ => None,
        })
    }

    /// Since when each rep is known to know each asset.
    pub(crate) fn aware(&self) -> BTreeMap<AssetKey, BTreeMap<RepKey, Timestamp>> {
        let mut aware: BTreeMap<AssetKey, BTreeMap<RepKey, Timestamp>> = BTreeMap::new();
        let mut knows = |asset: &AssetKey, rep: &RepKey, at: Timestamp| {
            let since = aware.entry(asset.clone()).or_default().entry(rep.clone()).or_insert(at);
            *since = (*since).min(at);
        };
        for event in &self.events {
            match event.fact() {
                Fact::Training(training) => knows(&training.asset, &training.rep, event.at()),
                Fact::Recommendation(advice) => {
                    if let talktrack::model::Audience::Rep(rep) = &advice.audience {
                        knows(&advice.asset, rep, event.at());
                    }
                }
                Fact::Search(search) => {
                    if let Some(asset) = &search.opened {
                        knows(asset, &search.rep, event.at());
                    }
                }
                _ => {}
            }
        }
        for (event, used) in self.uses() {
            knows(&used.asset, &used.rep, event.at());
        }
        aware
    }

    /// The stages each deal went through, in order.
    pub(crate) fn paths(&self) -> BTreeMap<DealKey, Vec<(Timestamp, StageMeaning)>> {
        let mut paths: BTreeMap<DealKey, Vec<(Timestamp, StageMeaning)>> = BTreeMap::new();
        for event in &self.events {
            if let Fact::Stage(entry) = event.fact() {
                let means = self.stages[&entry.stage];
                paths.entry(entry.deal.clone()).or_default().push((event.at(), means));
            }
        }
        for path in paths.values_mut() {
            path.sort_by_key(|(at, _)| *at);
        }
        paths
    }

    /// Every conversation held on a deal: the stated outcome, else what the stages tell.
    pub(crate) fn held(&self) -> BTreeMap<(DealKey, Conversation), Held> {
        let mut held: BTreeMap<(DealKey, Conversation), Held> = BTreeMap::new();
        for (deal, path) in self.paths() {
            for (at, means) in &path {
                let StageMeaning::Conversation(entered) = means else { continue };
                held.entry((deal.clone(), *entered)).or_default();
                let earlier = path.iter().take_while(|(before, _)| before < at);
                let Some((_, StageMeaning::Conversation(left))) = earlier.last() else { continue };
                if left < entered {
                    let of = held.entry((deal.clone(), *left)).or_default();
                    of.decided = of.decided.or(Some((*at, true)));
                }
            }
            let &[.., (_, StageMeaning::Conversation(last)), (at, ending)] = path.as_slice() else {
                continue;
            };
            if !matches!(ending, StageMeaning::Conversation(_)) {
                held.entry((deal, last)).or_default().decided =
                    Some((at, ending == StageMeaning::Won));
            }
        }
        for event in &self.events {
            if let Fact::Outcome(outcome) = event.fact() {
                let of = held.entry((outcome.deal.clone(), outcome.conversation)).or_default();
                of.decided = Some((event.at(), outcome.result == OutcomeResult::Succeeded));
                of.stated = true;
            }
        }
        held
    }
}
