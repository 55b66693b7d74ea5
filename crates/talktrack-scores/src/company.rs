//! The companies in which verdicts are scored.

use talktrack::Tracker;
use talktrack_simulation::{Company, Nature, Settings};

use crate::error::{Error, Result};

/// What is expected of the verdicts in a company.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    /// A company of some size: the least macro F1.
    Size(f64),
    /// One that misleads in some way: the least macro F1, and the largest share of assets without effect that may be called proven or
    /// harmful.
    Stress(f64, f64),
    /// One in which no asset has an effect: the largest share of assets that may be called proven or harmful.
    NoEffect(f64),
}

/// A kind of company, with a name that people understand.
#[derive(Debug, Clone)]
pub struct Named {
    /// What is special about it.
    pub name: &'static str,
    /// What is expected.
    pub kind: Kind,
    /// All but the seed.
    pub settings: Settings,
}

/// How often verdicts on assets without effect may be wrong under stress, and where nothing has one.
const FALSE_UNDER_STRESS: f64 = 0.025;
const FALSE_WITHOUT_EFFECT: f64 = 0.05;

/// Every company that is scored: those of different sizes, those that mislead, and the latter without any effect.
pub fn companies() -> Vec<Named> {
    let of = |reps, deals| Settings::default().reps(reps).deals(deals);
    let size = |name, reps, deals, least| Named {
        name,
        kind: Kind::Size(least),
        settings: of(reps, deals),
    };
    let mut all = vec![
        size("40 reps, 4,000 deals", 40, 4_000, 0.95),
        size("40 reps, 16,000 deals", 40, 16_000, 0.95),
        size("15 reps, 800 deals", 15, 800, 0.88),
        size("5 reps, 2,000 deals", 5, 2_000, 0.90),
    ];
    let stressed = stressed(&of(40, 4_000));
    for (name, settings) in &stressed {
        let least = if *name == WITHOUT_DEALS { 0.75 } else { 0.90 };
        let kind = Kind::Stress(least, FALSE_UNDER_STRESS);
        all.push(Named { name, kind, settings: settings.clone() });
    }
    for (name, settings) in stressed {
        let kind = Kind::NoEffect(FALSE_WITHOUT_EFFECT);
        all.push(Named { name, kind, settings: settings.effect(0.0) });
    }
    all
}

const WITHOUT_DEALS: &str = "no deals at all";

fn stressed(usual: &Settings) -> Vec<(&'static str, Settings)> {
    let usual = || usual.clone();
    vec![
        ("65% of assets unused", usual().unused(0.65)),
        ("300 rarely used healthy assets", usual().rarely_used(300)),
        ("good assets used in 1% of occasions", usual().healthy_uptake(0.01)),
        ("everything recommended to everyone", usual().broadcast(true)),
        ("assets used only by the best reps", usual().share(Nature::BestRepsOnly, 0.05)),
        ("trainings go to the diligent", usual().trainings_to_diligent(true)),
        ("late uses on surviving conversations", usual().share(Nature::LateRescue, 0.05)),
        ("assets replaced halfway", usual().replaced_halfway(0.05)),
        ("seasons", usual().seasons(1.0)),
        (WITHOUT_DEALS, usual().without_deals(true)),
    ]
}

impl Named {
    /// One company of this kind, with its records in a ledger in memory.
    pub fn found(&self, seed: u64) -> Result<(Company, Tracker)> {
        let company = Company::new(&self.settings.clone().seed(seed))?;
        let tracker = Tracker::in_memory()?;
        let receipt = tracker.record_all(company.records())?;
        match receipt.rejected {
            0 => Ok((company, tracker)),
            rejected => Err(Error::Rejected { rejected }),
        }
    }
}
