//! `coverage`: where conversations are held without help: gaps by conversation and segment.

mod assets;
mod signals;
mod values;

use self::assets::{Assets, AssetsFold};
use self::signals::Signals;
use self::values::Values;
use super::clusters::Clusters;
use super::held::HeldCounts;
use super::{
    Answer, Definition, Estimate, Flag, HeldConversation, Placements, Question, Row, View, table,
};
use crate::error::Result;
use crate::model::{Conversation, Word};

/// Asks where conversations are held without help: per conversation and value of a tag of deals, what
/// there is for it, what is put to work, and what is asked for or searched in vain.
///
/// It misleads where use is not recorded: a conversation without a recorded use is unassisted. And a
/// share of few conversations, or of few reps, says little: look at its interval and at the flags.
///
/// ```
/// use talktrack::analysis::Coverage;
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let answer = tracker.ask(&Coverage::new())?;
/// assert!(answer.rows.iter().all(|row| row.held == 0));
/// assert_eq!(answer.columns[1].name, "segment");
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Source of the interval: see [`stats::wilson_effective`](crate::stats::wilson_effective).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    by: Option<Word>,
}

impl Default for Coverage {
    fn default() -> Self {
        Self::new()
    }
}

impl Coverage {
    /// The tag that is asked about unless another is named.
    pub const SEGMENT: &'static str = "segment";

    /// By segment.
    pub const fn new() -> Self {
        Self { by: None }
    }

    /// By another tag of deals. It is an error if no deal carries it.
    pub fn by(mut self, tag: Word) -> Self {
        self.by = Some(tag);
        self
    }

    fn key(&self) -> &str {
        self.by.as_ref().map_or(Self::SEGMENT, Word::as_str)
    }

    fn definition(&self) -> Definition {
        let key = self.key();
        Definition {
            question: "coverage",
            text: format!(
                "Per conversation and {key} of the deal. Live assets are those live in the scope that were made for the conversation, or for none in particular, and whose {key} is not another one; used ones of them were put to work in that conversation on such deals. A conversation is held on a deal if an asset was put to work in it, an outcome was stated, or the deal entered a stage that maps to it; it belongs to the scope in which it was decided, or else had its last fact. It is assisted if any asset was put to work in it. The interval of the assisted rate is Wilson's at 95%, for as many conversations as they are worth: they cluster by rep (the deal's owner, else the first of its reps). Open asks are asks for collateral in the scope that were neither delivered nor declined by its end; empty searches found nothing; uncatalogued uses put something to work that the catalogue does not know. An ask or a search counts where its own conversation and tags say, else where its deal's stage and tags do. What has no {key} is in the rows (any). Ranked by conversations held without help; ties by those held, then by conversation and {key}. Filters of assets and actions narrow assets and uses, not conversations."
            ),
        }
    }
}

table! {
    /// One conversation on deals with one value of the tag. Its second column is named after the tag.
    CoverageRow {
        /// The conversation.
        conversation: Conversation, "";
        /// The value of the tag; (any) for what has none.
        group: Word, "";
        /// Assets live in the scope that fit: made for the conversation or for none in particular, and not
        /// for another value of the tag.
        live_assets: u64, "assets";
        /// Those of them that were put to work in the conversation on such deals.
        used_assets: u64, "assets";
        /// Conversations held on such deals.
        held: u64, "conversations";
        /// Those of them in which any asset was put to work.
        assisted: u64, "conversations";
        /// Assisted ÷ held.
        assisted_rate: Estimate, "share";
        /// Asks for collateral that were neither delivered nor declined.
        open_asks: u64, "asks";
        /// Searches that found nothing.
        empty_searches: u64, "searches";
        /// Uses of what the catalogue does not know.
        uncatalogued_uses: u64, "uses";
        /// 1 for the greatest gap: the most conversations held without help.
        rank: u64, "";
        /// too few: no conversation was held, so there is no rate. few-reps: fewer than five reps stand
        /// behind it.
        flags: Vec<Flag>, "";
    }
}

impl Question for Coverage {
    type Row = CoverageRow;
    type Summary = Placements;

    fn answer(&self, view: &View<'_>) -> Result<Answer<CoverageRow, Placements>> {
        let key = self.key();
        let deals = view.deal_values(key)?;
        let mut signals = Signals::read(view, key, &deals)?;
        let values = Values::of(view, self.by.as_ref(), &deals, &signals)?;
        signals.count(&values);
        let tally = view.run(&AssetsFold::new(view, &values)?)?;
        let assets = Assets::of(view, key)?;
        let held = held(view, &values)?;
        let mut rows = Vec::new();
        for &conversation in Conversation::ALL.iter().filter(|one| view.has_conversation(**one)) {
            for value in 0..values.len() {
                let cell = values.cell(conversation, value);
                let (used, uncatalogued_uses) = tally.counts(cell);
                let name = values.name(value);
                let (assisted, all) = held[cell].sum();
                let row = CoverageRow {
                    conversation,
                    group: values.shown(value)?,
                    live_assets: assets.live(conversation, name).count() as u64,
                    used_assets: assets
                        .live(conversation, name)
                        .filter(|n| used.contains(n))
                        .count() as u64,
                    held: all,
                    assisted,
                    assisted_rate: held[cell].share()?,
                    open_asks: signals.asks(cell),
                    empty_searches: signals.searches(cell),
                    uncatalogued_uses,
                    rank: 0,
                    flags: held[cell].flags(),
                };
                let says = row.held + row.open_asks + row.empty_searches + row.uncatalogued_uses;
                if name.is_some() || values.len() == 1 || says > 0 || !used.is_empty() {
                    rows.push(row);
                }
            }
        }
        rank(&mut rows);
        let mut columns = CoverageRow::columns();
        if let Some(group) = columns.iter_mut().find(|column| column.name == "group") {
            group.name = key.to_owned().into();
        }
        Ok(view.answer(rows, columns, tally.placements, self.definition()))
    }
}

/// How many conversations were held and assisted, cell by cell.
fn held(view: &View<'_>, values: &Values) -> Result<Vec<Clusters>> {
    let cell = |one: &HeldConversation| values.cell(one.conversation, values.of_deal(one.deal));
    let counts = HeldCounts::of(view, values.cells(), cell)?;
    Ok(counts.into_iter().map(|counts| counts.assisted).collect())
}

fn rank(rows: &mut [CoverageRow]) {
    let unassisted = |row: &CoverageRow| row.held - row.assisted;
    rows.sort_by(|one, other| {
        let gap = unassisted(other).cmp(&unassisted(one)).then(other.held.cmp(&one.held));
        let key = one.conversation.cmp(&other.conversation);
        gap.then(key).then_with(|| one.group.cmp(&other.group))
    });
    for (rank, row) in (1..).zip(rows) {
        row.rank = rank;
    }
}
