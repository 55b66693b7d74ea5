//! Everything that is settled before the first deal is opened.

use talktrack::model::Conversation;

use crate::advice::Advice;
use crate::assets::{self, Collateral};
use crate::calendar::Calendar;
use crate::knowledge::Knowledge;
use crate::nature::Nature;
use crate::reps::Staff;
use crate::settings::{Refused, Settings};
use crate::words::Words;

/// The company without its deals.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    pub(crate) calendar: Calendar,
    pub(crate) staff: Staff,
    pub(crate) assets: Vec<Collateral>,
    pub(crate) shelves: Shelves,
    pub(crate) knowledge: Knowledge,
    pub(crate) advice: Advice,
    pub(crate) words: Words,
    pub(crate) pace: Pace,
}

/// How densely assets are used.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pace {
    /// Factor on how often anything is used at all; at most 1.
    pub(crate) activity: f64,
    /// How many further uses follow each first use of an asset in a conversation, on average.
    pub(crate) repeats: f64,
}

/// Positions of assets, by what reps reach for.
#[derive(Debug)]
pub(crate) struct Shelves {
    /// What is used in each conversation.
    by_conversation: [Vec<usize>; 5],
    /// What may be used outside the conversations it is for.
    pub(crate) anywhere: Vec<usize>,
    /// What is looked at and put back.
    pub(crate) shunned: Vec<usize>,
    /// What nobody uses.
    pub(crate) forgotten: Vec<usize>,
}

impl Shelves {
    fn fill(assets: &[Collateral]) -> Self {
        let only = |wanted: &dyn Fn(&Collateral) -> bool| -> Vec<usize> {
            (0..assets.len()).filter(|number| wanted(&assets[*number])).collect()
        };
        let nature = |nature| only(&|asset| asset.nature == nature);
        let used_in = |conversation: &Conversation| {
            only(&|asset| asset.uptake > 0.0 && asset.home.contains(*conversation))
        };
        let mut by_conversation: [Vec<usize>; 5] = Default::default();
        for (shelf, conversation) in by_conversation.iter_mut().zip(Conversation::ALL) {
            *shelf = used_in(conversation);
        }
        let settled = [Nature::NotChosen, Nature::Rare, Nature::LateRescue, Nature::Misfiled];
        Self {
            by_conversation,
            anywhere: only(&|asset| asset.uptake > 0.0 && !settled.contains(&asset.nature)),
            shunned: nature(Nature::NotChosen),
            forgotten: nature(Nature::Forgotten),
        }
    }

    pub(crate) fn of(&self, conversation: Conversation) -> &[usize] {
        &self.by_conversation[usize::from(conversation.code()) - 1]
    }
}

impl World {
    pub(crate) fn new(settings: &Settings) -> Result<Self, Refused> {
        settings.check()?;
        let settings = settings.clone();
        let calendar = Calendar::new(settings.start, settings.days);
        let staff = Staff::hire(&settings, &calendar)?;
        let assets = assets::make(&settings, &calendar)?;
        let knowledge = Knowledge::spread(&settings, &calendar, &staff, &assets);
        let advice = Advice::give(&settings, &calendar, &staff, &assets, &knowledge);
        let shelves = Shelves::fill(&assets);
        let pace = Pace { activity: 1.0, repeats: 0.0 };
        let words = Words::new()?;
        Ok(Self { settings, calendar, staff, assets, shelves, knowledge, advice, words, pace })
    }

    /// Whether `rep` knows the asset at `at`, and it can be had then.
    pub(crate) fn can_use(&self, rep: usize, asset: usize, at: i64) -> bool {
        let since = self.knowledge.of(rep, asset).since();
        self.assets[asset].is_live(at) && since.is_some_and(|since| since <= at)
    }
}
