//! Counts how each asset was used during its life in the scope, and after it.

use serde::{Deserialize, Serialize};

use crate::analysis::both::{AssetFold, Named};
use crate::analysis::held::OnDeal;
use crate::analysis::members::Members;
use crate::analysis::occasion::Besides;
use crate::analysis::{Fold, Life, Placement, Shard, Tally, View};
use crate::columns::{NONE, Slice};
use crate::ledger::chunk::Field;
use crate::model::{Conversation, EventKind};

const CONVERSATIONS: usize = Conversation::ALL.len();

/// How one asset was used.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct Usage {
    pub(super) uses: u64,
    pub(super) put_to_work: u64,
    /// Who put it to work.
    pub(super) reps: Members,
    /// Uses put to work whose conversation is known, by conversation.
    pub(super) placed: [u64; CONVERSATIONS],
    /// Uses put to work after its end.
    pub(super) after_end: u64,
}

/// By the asset's number.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(super) struct UsageTally(pub(super) Vec<Usage>);

impl UsageTally {
    /// The usage of each asset, with that on deals in its place.
    pub(super) fn and(mut self, on_deals: &OnDealsTally) -> Vec<Usage> {
        for (usage, placed) in self.0.iter_mut().zip(&on_deals.0) {
            for (mine, theirs) in usage.placed.iter_mut().zip(placed) {
                *mine += theirs;
            }
        }
        self.0
    }
}

impl Tally for UsageTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().zip(other.0) {
            mine.uses += theirs.uses;
            mine.put_to_work += theirs.put_to_work;
            mine.reps.merge(theirs.reps);
            mine.after_end += theirs.after_end;
            for (mine, theirs) in mine.placed.iter_mut().zip(theirs.placed) {
                *mine += theirs;
            }
        }
        self
    }
}

/// Counts everything, but where uses on deals take place.
pub(super) struct UsageFold<'a> {
    view: &'a View<'a>,
    lives: &'a [Option<Life>],
    fields: Vec<Field>,
}

impl<'a> UsageFold<'a> {
    pub(super) fn new(view: &'a View<'a>, lives: &'a [Option<Life>]) -> Self {
        let fields = view.use_fields(&[Field::Rep, Field::Deal, Field::Conversation]);
        Self { view, lives, fields }
    }
}

impl Fold for UsageFold<'_> {
    type Tally = UsageTally;

    fn fields(&self) -> &[Field] {
        &self.fields
    }

    fn kinds(&self) -> &[EventKind] {
        &[EventKind::Use]
    }

    fn span(&self) -> (i64, i64) {
        self.view.span().micros()
    }

    fn fold(&self, shard: &Shard<'_>) -> UsageTally {
        self.count_all(shard)
    }
}

/// What is asked of a use.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Use {
    /// Whether the scope has it, whatever its span of life.
    is_ours: bool,
    puts_to_work: bool,
    /// What it states, unless it is on a deal; 0 for nothing.
    conversation: u8,
}

impl AssetFold for UsageFold<'_> {
    type Mark = Use;

    fn nothing(&self) -> UsageTally {
        UsageTally(vec![Usage::default(); self.lives.len()])
    }

    fn assets(&self) -> usize {
        self.lives.len()
    }

    fn mark(&self, facts: &Slice, position: usize) -> Use {
        // Whether a use is on a deal cannot be foreseen.
        let is_elsewhere = facts.deal[position] == NONE;
        Use {
            is_ours: self.view.has_use_of_any_asset(facts, position),
            puts_to_work: facts.puts_to_work(position),
            conversation: facts.conversation[position] * u8::from(is_elsewhere),
        }
    }

    fn count(
        &self,
        asset: usize,
        named: impl Iterator<Item = Named<Use>> + Clone,
        tally: &mut UsageTally,
    ) {
        let Some((usage, Some(life))) = tally.0.get_mut(asset).zip(self.lives.get(asset)) else {
            return;
        };
        let mut placed = [0; 1 + CONVERSATIONS];
        for Named { at, rep, mark } in named.filter(|one| one.mark.is_ours) {
            if at >= life.to {
                usage.after_end += u64::from(mark.puts_to_work);
            } else if at >= life.from {
                usage.uses += 1;
                if mark.puts_to_work {
                    usage.put_to_work += 1;
                    usage.reps.add(rep);
                    // Those that count nowhere are counted too, where nobody looks.
                    if let Some(count) = placed.get_mut(usize::from(mark.conversation)) {
                        *count += 1;
                    }
                }
            }
        }
        for one in Conversation::ALL {
            usage.placed[usize::from(one.code()) - 1] += placed[usize::from(one.code())];
        }
    }
}

/// Counts where uses on deals take place, besides what else is read of deals.
pub(super) struct PlacedOnDeals<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) lives: &'a [Option<Life>],
}

/// Uses on deals put to work whose conversation is known, by asset and conversation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct OnDealsTally(pub(super) Vec<[u64; CONVERSATIONS]>);

impl Tally for OnDealsTally {
    fn merge(mut self, other: Self) -> Self {
        for (mine, theirs) in self.0.iter_mut().flatten().zip(other.0.into_iter().flatten()) {
            *mine += theirs;
        }
        self
    }
}

impl Besides for PlacedOnDeals<'_> {
    type Tally = OnDealsTally;

    fn nothing(&self) -> OnDealsTally {
        OnDealsTally(vec![[0; CONVERSATIONS]; self.lives.len()])
    }

    fn read(&self, deal: u32, on: &OnDeal, tally: &mut OnDealsTally) {
        if !self.view.has_deal(deal as usize) {
            return;
        }
        for used in on.uses() {
            let asset = used.asset as usize;
            if let Some(one) = used.conversation()
                && let Some((placed, Some(life))) =
                    tally.0.get_mut(asset).zip(self.lives.get(asset))
                && life.from <= used.at
                && used.at < life.to
                && self.view.span().contains(used.at)
                && self.view.lets_of_any_asset(used)
            {
                placed[usize::from(one.code()) - 1] += 1;
            }
        }
    }
}

/// Counts, of some assets, what each rep put to work in which conversation: to see whether a few reps alone make a
/// figure.
pub(super) struct PlacedFold<'a> {
    pub(super) usage: UsageFold<'a>,
    pub(super) placement: &'a Placement,
    /// By the asset's number.
    pub(super) wanted: &'a [bool],
}

/// By asset and rep, sorted: uses put to work outside what the asset was made for, and all of them that are placed.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct PlacedTally(Vec<(u32, u32, u64, u64)>);

impl PlacedTally {
    /// Outside and placed uses of each rep who put the asset to work.
    pub(super) fn of(&self, asset: usize) -> Vec<(u64, u64)> {
        let first = self.0.partition_point(|(other, ..)| (*other as usize) < asset);
        let ours = self.0[first..].iter().take_while(|(other, ..)| *other as usize == asset);
        ours.map(|(.., outside, placed)| (*outside, *placed)).collect()
    }

    fn tidy(mut self) -> Self {
        self.0.sort_unstable();
        self.0.dedup_by(|next, kept| {
            let same = (next.0, next.1) == (kept.0, kept.1);
            if same {
                kept.2 += next.2;
                kept.3 += next.3;
            }
            same
        });
        self
    }
}

impl Tally for PlacedTally {
    fn merge(mut self, mut other: Self) -> Self {
        self.0.append(&mut other.0);
        self.tidy()
    }
}

impl Fold for PlacedFold<'_> {
    type Tally = PlacedTally;

    fn fields(&self) -> &[Field] {
        self.usage.fields()
    }

    fn kinds(&self) -> &[EventKind] {
        self.usage.kinds()
    }

    fn span(&self) -> (i64, i64) {
        self.usage.span()
    }

    fn fold(&self, shard: &Shard<'_>) -> PlacedTally {
        let mut tally = PlacedTally::default();
        let UsageFold { view, lives, .. } = self.usage;
        shard.visit(self, |facts| {
            for position in facts.in_force() {
                let asset = facts.asset[position];
                if !self.wanted.get(asset as usize).is_some_and(|wanted| *wanted)
                    || !facts.puts_to_work(position)
                    || !view.has_use_of_any_asset(facts, position)
                {
                    continue;
                }
                let at = facts.at[position];
                let life = lives.get(asset as usize).copied().flatten();
                let known = view.assets().get(asset as usize).copied().flatten();
                let placed = self.placement.place_fact(facts, position);
                if let (Some(life), Some(known), Some((one, _))) = (life, known, placed)
                    && life.from <= at
                    && at < life.to
                {
                    let outside = u64::from(!known.supports.contains(one));
                    tally.0.push((asset, facts.rep[position], outside, 1));
                }
            }
        });
        tally.tidy()
    }
}
