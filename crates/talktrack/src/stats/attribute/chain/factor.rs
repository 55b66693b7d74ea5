//! The triangular factors of a chain from which all touches were taken out.

use ndarray::linalg::general_mat_mul;
use ndarray::{Array2, ArrayViewMut2, Axis, s};

use super::TOUCHES;
use super::block::Block;

/// What stands in the rows of a block beside the diagonal of a factor.
pub(super) struct Rows<'a> {
    block: &'a Block,
    /// A column for each touch before those of the block, or for each one behind them.
    pub(super) part: ArrayViewMut2<'a, f64>,
}

/// The lower and the upper factor, block by block: what leads to touches before those of the block, and to those behind
/// them.
pub(super) fn factors<'a>(
    rows: &'a mut Array2<f64>,
    blocks: &'a [Block],
) -> (Vec<Rows<'a>>, Vec<Rows<'a>>) {
    let (_, mut rest) = rows.view_mut().split_at(Axis(1), TOUCHES);
    let (mut lower, mut upper) = (Vec::new(), Vec::new());
    for block in blocks {
        let (own, others) = rest.split_at(Axis(0), block.touches.len());
        rest = others;
        let (before, own) = own.split_at(Axis(1), block.touches.start);
        let (_, behind) = own.split_at(Axis(1), block.touches.len());
        lower.push(Rows { block, part: before });
        upper.push(Rows { block, part: behind });
    }
    (lower, upper)
}

/// Inverts the lower factor in its place, whose diagonal is 1.
pub(super) fn invert_lower(all: &mut [Rows<'_>]) {
    for place in 0..all.len() {
        let (done, rest) = all.split_at_mut(place);
        let Some(Rows { block, part: own }) = rest.first_mut() else { return };
        let first = block.inverse.dot(own);
        own.assign(&first);
        for Rows { block: earlier, part: further } in done {
            let part = own.slice(s![.., earlier.touches.clone()]).to_owned();
            let mut before = own.slice_mut(s![.., ..earlier.touches.start]);
            general_mat_mul(1.0, &part, further, 1.0, &mut before);
        }
    }
}

/// Inverts the upper factor in its place, with the blocks on its diagonal.
pub(super) fn invert_upper(all: &mut [Rows<'_>]) {
    for place in (0..all.len()).rev() {
        let (rest, done) = all.split_at_mut(place + 1);
        let Some(Rows { block, part: own }) = rest.last_mut() else { return };
        let first = block.inverse.dot(own);
        own.assign(&first);
        let end = block.touches.end;
        for Rows { block: later, part: further } in done.iter().rev() {
            let at = later.touches.start - end..later.touches.end - end;
            let part = own.slice(s![.., at.clone()]).to_owned();
            own.slice_mut(s![.., at.clone()]).assign(&part.dot(&later.inverse));
            let mut behind = own.slice_mut(s![.., at.end..]);
            general_mat_mul(1.0, &part, further, 1.0, &mut behind);
        }
    }
}
