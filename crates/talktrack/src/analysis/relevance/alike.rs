//! Assets that reach the same reps, whoever knows them.

use crate::analysis::View;
use crate::analysis::occasion::{Fit, Occasions};

/// Whoever has an occasion for one asset has one for all that are made for the same and live as long.
pub(super) struct Alike<'a> {
    pub(super) fit: &'a Fit<'a>,
    pub(super) assets: Vec<usize>,
}

/// How many of them are read by one thread.
const TOGETHER: usize = 128;

impl<'a> Alike<'a> {
    /// All assets that the catalogue knows and that are ever live, some at a time.
    pub(super) fn all(view: &View<'_>, occasions: &'a Occasions<'a>) -> Vec<Self> {
        let known =
            (0..view.assets().len()).filter_map(|asset| Some((occasions.fit(asset)?, asset)));
        let mut known: Vec<_> =
            known.map(|(fit, asset)| (occasions.alike(fit), fit, asset)).collect();
        known.sort_by_key(|(alike, ..)| *alike);
        let alike = known.chunk_by(|(one, ..), (other, ..)| one == other);
        let pieces = alike.flat_map(|alike| alike.chunks(TOGETHER));
        let assets = |piece: &[(_, _, usize)]| piece.iter().map(|(.., asset)| *asset).collect();
        pieces.map(|piece| Self { fit: piece[0].1, assets: assets(piece) }).collect()
    }
}
