//! The catalogue by number, every version of it.

use std::collections::HashMap;

use crate::ledger::{Name, Seq};
use crate::model::{
    Agreement, Asset, Digest, Entry, History, Measure, Period, Rep, Side, Stage, Target, TargetFor,
    Timestamp, Word,
};

/// The versions of every entry. Assets and reps are found by their number; an empty history
/// is a stub that the catalogue does not know.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// Assets, by number.
    pub assets: Vec<History<Asset>>,
    /// Reps, by number.
    pub reps: Vec<History<Rep>>,
    /// What stages mean, by the stage's name.
    pub stages: HashMap<Word, History<Stage>>,
    /// Agreements, by what is asked and who must answer.
    pub agreements: HashMap<(Word, Side), History<Agreement>>,
    /// Targets, by measure, period and whom they are for.
    pub targets: HashMap<(Measure, Period, Option<TargetFor>), History<Target>>,
}

impl Catalogue {
    pub(super) fn grow(&mut self, dictionary: Name) {
        match dictionary {
            Name::Asset => self.assets.push(History::default()),
            Name::Rep => self.reps.push(History::default()),
            Name::Deal | Name::Source | Name::Word => {}
        }
    }

    pub(super) fn insert(
        &mut self,
        seq: Seq,
        number: Option<u32>,
        at: Timestamp,
        content: Digest,
        entry: Entry,
    ) {
        fn of<T>(all: &mut [History<T>], number: Option<u32>) -> Option<&mut History<T>> {
            all.get_mut(number? as usize)
        }
        let write = seq.get();
        match entry {
            Entry::Asset(asset) => {
                if let Some(history) = of(&mut self.assets, number) {
                    history.insert(at, content, write, *asset);
                }
            }
            Entry::Rep(rep) => {
                if let Some(history) = of(&mut self.reps, number) {
                    history.insert(at, content, write, rep);
                }
            }
            // Deals are kept by themselves.
            Entry::Deal(_) => {}
            Entry::Stage(stage) => {
                self.stages
                    .entry(stage.stage.clone())
                    .or_default()
                    .insert(at, content, write, stage);
            }
            Entry::Agreement(agreement) => {
                let key = (agreement.kind.clone(), agreement.answered_by);
                self.agreements.entry(key).or_default().insert(at, content, write, agreement);
            }
            Entry::Target(target) => {
                let key = (target.measure, target.period, target.applies_to.clone());
                self.targets.entry(key).or_default().insert(at, content, write, target);
            }
        }
    }
}
