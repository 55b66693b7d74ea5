//! Made for one conversation, used in another: a grid of five by five.

use talktrack::model::Conversation;

use super::language::Language;
use super::words;
use crate::audit::Audit;

pub(super) struct Grid {
    pub(super) heads: Vec<String>,
    pub(super) rows: Vec<GridRow>,
}

pub(super) struct GridRow {
    pub(super) label: String,
    pub(super) cells: Vec<GridCell>,
}

pub(super) struct GridCell {
    pub(super) uses: u64,
    pub(super) shown: String,
    /// From 0 to 4: how dark it is.
    pub(super) shade: u64,
    /// Whether it was made for the conversation that it is used in.
    pub(super) is_own: bool,
}

/// Uses by the conversation that assets were made for, and by the one they were put to work in. An asset
/// that was made for several counts in each of their rows.
pub(super) fn grid(audit: &Audit, language: Language) -> Grid {
    let mut made_for: Vec<Option<Conversation>> =
        Conversation::ALL.iter().copied().map(Some).collect();
    made_for.push(None);
    let uses = |made_for: Option<Conversation>, used_in: Conversation| -> u64 {
        let rows = audit.matrix.rows.iter().filter(|row| row.conversation == used_in);
        let fits = |asset: &str| {
            let supports = audit.assets.get(asset).map(|asset| asset.supports).unwrap_or_default();
            made_for.map_or(supports.is_empty(), |one| supports.contains(one))
        };
        rows.filter(|row| fits(&row.asset)).map(|row| row.uses).sum()
    };
    let counts: Vec<_> = made_for
        .iter()
        .map(|made_for| {
            (*made_for, Conversation::ALL.iter().map(|one| (*one, uses(*made_for, *one))))
        })
        .map(|(made_for, row)| (made_for, row.collect::<Vec<_>>()))
        .collect();
    let most =
        counts.iter().flat_map(|(_, row)| row.iter().map(|cell| cell.1)).max().unwrap_or(0).max(1);
    let rows = counts.into_iter().map(|(made_for, row)| GridRow {
        label: made_for.map_or_else(|| "None in particular".to_owned(), words::title),
        cells: row
            .into_iter()
            .map(|(used_in, uses)| GridCell {
                uses,
                shown: language.count(uses),
                shade: (uses * 4).div_ceil(most),
                is_own: made_for == Some(used_in),
            })
            .collect(),
    });
    Grid {
        heads: Conversation::ALL.iter().copied().map(words::title).collect(),
        rows: rows.collect(),
    }
}
