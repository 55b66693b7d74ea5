//! Touches that are taken out of a chain together.

use std::ops::Range;

use super::{Chain, ENDED, TOUCHES, WON};

/// How many are taken out at once: what is read for each of the others then stays in the caches of a core.
pub(super) const SIZE: usize = 96;
/// Products of matrices are worked out in pieces of so many rows and columns, which fit in a core's registers.
const TALL: usize = 4;
pub(super) const WIDE: usize = 8;

/// Some touches of a chain, and what happens among them. Those that stand behind them are out of the chain.
pub(super) struct Block {
    touches: Range<usize>,
    /// `(D − C)⁻¹` of these touches alone, by rows.
    inverse: Vec<f64>,
    /// What leads from each of them to won.
    won: Vec<f64>,
}

impl Block {
    pub(super) fn of(chain: &Chain, touches: Range<usize>) -> Self {
        let size = touches.len();
        let (mut matrix, mut leaves) = (Vec::with_capacity(size * size), Vec::with_capacity(size));
        let mut won = Vec::with_capacity(size);
        for row in chain.rows.chunks(chain.width).skip(touches.start).take(size) {
            let (ends, to) = row.split_at(TOUCHES);
            won.push(ends[WON]);
            leaves.push(ends[ENDED] + to[..touches.start].iter().sum::<f64>());
            matrix.extend_from_slice(&to[touches.clone()]);
        }
        invert(&mut matrix, &mut leaves);
        Self { touches, inverse: matrix, won }
    }

    /// `wᵢ / (D − C)⁻¹ᵢᵢ` of each touch, if the chain has no others.
    pub(super) fn effects(&self, into: &mut [f64]) {
        let rows = self.inverse.chunks(self.touches.len().max(1));
        for ((touch, row), effect) in rows.enumerate().zip(into) {
            let won: f64 = row.iter().zip(&self.won).map(|(passed, won)| passed * won).sum();
            // Nobody came to a touch that is not passed even by itself.
            *effect = if row[touch] > 0.0 { won / row[touch] } else { 0.0 };
        }
    }

    /// Whoever passed these touches goes on at once to where they lead.
    pub(super) fn take_out(&self, chain: &mut Chain) {
        let (size, width) = (self.touches.len(), chain.width);
        let pieces = (TOUCHES + self.touches.start).div_ceil(WIDE);
        let (others, own) = chain.rows.split_at_mut(self.touches.start * width);
        let leads_to = self.leads_to(own, width, pieces);
        let mut through = vec![[0.0; TALL]; size];
        for rows in others.chunks_mut(TALL * width) {
            for (place, row) in rows.chunks(width).enumerate() {
                let here = &row[TOUCHES + self.touches.start..];
                through.iter_mut().zip(here).for_each(|(to, from)| to[place] = *from);
            }
            for (number, piece) in leads_to.chunks(size).enumerate() {
                let product = product(&through, piece);
                for (row, more) in rows.chunks_mut(width).zip(product) {
                    let row = &mut row[number * WIDE..][..WIDE];
                    row.iter_mut().zip(more).for_each(|(value, more)| *value += more);
                }
            }
        }
    }

    /// Where whoever comes to each of these touches ends up outside of them, in pieces: of each piece, a part of
    /// the row of each touch.
    fn leads_to(&self, rows: &[f64], width: usize, pieces: usize) -> Vec<[f64; WIDE]> {
        let size = self.touches.len();
        let mut all = Vec::with_capacity(pieces * size);
        for piece in 0..pieces {
            for passed in self.inverse.chunks(size) {
                let mut sum = [0.0; WIDE];
                for (passed, row) in passed.iter().zip(rows.chunks(width)) {
                    let row = &row[piece * WIDE..][..WIDE];
                    sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += passed * value);
                }
                all.push(sum);
            }
        }
        all
    }
}

/// A piece of a product of matrices: the first by columns, the second by rows.
#[inline]
fn product(first: &[[f64; TALL]], second: &[[f64; WIDE]]) -> [[f64; WIDE]; TALL] {
    let mut product = [[0.0; WIDE]; TALL];
    for (column, row) in first.iter().zip(second) {
        for (sums, factor) in product.iter_mut().zip(column) {
            sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += factor * value);
        }
    }
    product
}

/// The inverse of `D − C`, in place of `C`, of touches from which so much leaves.
///
/// Gauss–Jordan elimination. All but the diagonal of `C − D` is positive and stays so, and each pivot is
/// the sum of what its row still leads to (after Grassmann, Taksar and Heyman): there is no subtraction, so
/// that no digits are lost, however long touches follow one another in circles.
fn invert(matrix: &mut [f64], leaves: &mut [f64]) {
    let count = leaves.len();
    let mut pivot_row = vec![0.0; count];
    for k in 0..count {
        let row = &mut matrix[k * count..(k + 1) * count];
        let pivot = leaves[k] + row[k + 1..].iter().sum::<f64>();
        if pivot <= 0.0 {
            row.fill(0.0);
            continue; // nobody ever came here
        }
        row[k] = 1.0;
        row.iter_mut().for_each(|value| *value /= pivot);
        pivot_row.copy_from_slice(row);
        leaves[k] /= pivot;
        let left = leaves[k];
        for i in (0..count).filter(|&i| i != k) {
            let row = &mut matrix[i * count..(i + 1) * count];
            let factor = std::mem::take(&mut row[k]);
            if factor > 0.0 {
                row.iter_mut().zip(&pivot_row).for_each(|(value, pivot)| *value += factor * pivot);
                leaves[i] += factor * left;
            }
        }
    }
}
