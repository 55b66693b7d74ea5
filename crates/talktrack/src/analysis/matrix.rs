//! `matrix`: in which conversation is each asset used, and was it made for that one.

mod fold;

use self::fold::{MatrixFold, MatrixTally};
use super::{Answer, Definition, Question, Row, View, table};
use crate::error::Result;
use crate::model::Conversation;

/// Asks in which conversations each asset is put to work, and whether it was made for them.
///
/// A use takes place in the conversation that it states, else in the one that its deal's stage maps
/// to at that time; else it is unplaced and in no row. The summary counts all three.
///
/// It misleads where few uses are placed, and where one rep makes up most of them: look at the
/// summary and at `reps`.
///
/// ```
/// use talktrack::analysis::Matrix;
/// use talktrack::model::{Action, AssetKey, Conversation, Event, RepKey, Use};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let shared = Use::new(RepKey::new("ada")?, AssetKey::new("deck")?, Action::Shared)
///     .conversation(Conversation::RelevantMeeting);
/// tracker.record(Event::new("2026-03-01T09:30:00Z".parse()?, shared))?;
/// let answer = tracker.ask(&Matrix::new())?;
/// assert_eq!((answer.rows[0].uses, answer.rows[0].share), (1, 1.0));
/// assert_eq!(answer.summary.stated, 1);
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Matrix;

impl Matrix {
    /// There is nothing to choose.
    pub const fn new() -> Self {
        Self
    }
}

table! {
    /// One asset in one conversation.
    MatrixRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// The conversation.
        conversation: Conversation, "";
        /// Whether the asset was made for the conversation; none where it was made for none, or the
        /// catalogue does not know it.
        supported: Option<bool>, "";
        /// How often it was put to work in the conversation.
        uses: u64, "uses";
        /// How many reps put it to work there.
        reps: u64, "reps";
        /// On how many deals; uses without a deal count for none.
        deals: u64, "deals";
        /// Of its placed uses, the share in this conversation.
        share: f64, "share";
    }
}

table! {
    #[derive(Default, Copy, Eq, serde::Serialize, serde::Deserialize)]
    /// How many uses are behind the rows, and how it is known where they took place.
    Placements {
        /// Uses put to work that state their conversation.
        stated: u64, "uses";
        /// Those placed by the stage of their deal.
        inferred: u64, "uses";
        /// Those that cannot be placed: in no conversation.
        unplaced: u64, "uses";
    }
}

impl Question for Matrix {
    type Row = MatrixRow;
    type Summary = Placements;

    fn answer(&self, view: &View<'_>) -> Result<Answer<MatrixRow, Placements>> {
        let tally = view.run(&MatrixFold::new(view)?)?;
        let mut assets: Vec<usize> = (0..view.assets().len()).collect();
        assets.sort_by_key(|number| view.asset_key(*number));
        let rows = assets.into_iter().flat_map(|asset| rows(view, &tally, asset)).collect();
        let definition = Definition {
            question: "matrix",
            text: "A use takes place in the conversation that it states; else in the one that the stage maps to in which its deal was at that time; else it is unplaced. Counted are uses put to work (anything but opening) in the scope, per asset and conversation, with the reps and deals behind them. The share is of the asset's placed uses. Supported says whether the asset was made for the conversation, as the catalogue knows it at the scope's end; an asset made for none, or not in the catalogue, has no such entry. An asset has no row for a conversation in which it was not put to work.".into(),
        };
        Ok(view.answer(rows, MatrixRow::columns(), tally.placements, definition))
    }
}

fn rows(view: &View<'_>, tally: &MatrixTally, asset: usize) -> Vec<MatrixRow> {
    let cells = tally.of_asset(asset);
    let placed: u64 = cells.iter().map(|cell| cell.uses).sum();
    let supports = view.assets()[asset].map(|asset| asset.supports).unwrap_or_default();
    let cells = Conversation::ALL.iter().zip(cells).filter(|(_, cell)| cell.uses > 0);
    let row = |(&conversation, cell): (&Conversation, &fold::Cell)| MatrixRow {
        asset: view.asset_key(asset).into(),
        conversation,
        supported: (!supports.is_empty()).then(|| supports.contains(conversation)),
        uses: cell.uses,
        reps: cell.reps.count(),
        deals: cell.deals.count(),
        share: cell.uses as f64 / placed as f64,
    };
    cells.map(row).collect()
}
