//! The triangular factors of a chain from which all touches were taken out.

use std::ops::Range;

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

impl Rows<'_> {
    /// Whoever comes to the block passes through it.
    fn lead_through(&mut self) {
        let through = self.block.inverse.dot(&self.part);
        self.part.assign(&through);
    }
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
        let Some(own) = rest.first_mut() else { return };
        own.lead_through();
        for Rows { block, part: further } in done {
            let part = own.part.slice(s![.., block.touches.clone()]).to_owned();
            let mut before = own.part.slice_mut(s![.., ..block.touches.start]);
            general_mat_mul(1.0, &part, further, 1.0, &mut before);
        }
    }
}

/// Inverts the upper factor in its place, whose diagonal is 1, and leads it through the blocks.
pub(super) fn invert_upper(all: &mut [Rows<'_>]) {
    for place in (0..all.len()).rev() {
        let (rest, done) = all.split_at_mut(place + 1);
        let Some(own) = rest.last_mut() else { return };
        let first = own.block.touches.end;
        for Rows { block, part: further } in done.iter().rev() {
            let Range { start, end } = block.touches;
            let part = own.part.slice(s![.., start - first..end - first]).to_owned();
            let mut behind = own.part.slice_mut(s![.., end - first..]);
            general_mat_mul(1.0, &part, further, 1.0, &mut behind);
        }
    }
    all.iter_mut().for_each(Rows::lead_through);
}
