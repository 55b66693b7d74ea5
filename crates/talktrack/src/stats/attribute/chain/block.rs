//! Touches that are taken out of a chain together.

use std::ops::Range;

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, ArrayView2, ArrayViewMut2, Axis, s};

use super::{Chain, ENDED, TOUCHES, WON};

/// How many are taken out at once: so many that most of the work is products of matrices.
pub(super) const SIZE: usize = 128;
/// To lead the rows of a block on and to look at it takes about as long as to lead on so many rows.
const LOOKED_AT: usize = 2 * SIZE;
/// So few are not worth a product of matrices.
const FEW: usize = 24;

/// Some touches of a chain, and what happens among them. Those that stand behind them are out of the chain.
pub(super) struct Block {
    pub(super) touches: Range<usize>,
    /// `(D − C)⁻¹` of these touches alone, by rows.
    pub(super) inverse: Array2<f64>,
    /// What leads from each of them to won.
    pub(super) won: Array1<f64>,
}

impl Block {
    /// These touches, which have these rows.
    pub(super) fn of(rows: &ArrayView2<'_, f64>, touches: Range<usize>) -> Self {
        let others = rows.slice(s![.., TOUCHES..TOUCHES + touches.start]);
        let leaves = &rows.column(ENDED) + &others.sum_axis(Axis(1));
        let mut inverse =
            rows.slice(s![.., TOUCHES + touches.start..TOUCHES + touches.end]).to_owned();
        invert(&mut inverse.view_mut(), leaves);
        Self { inverse, won: rows.column(WON).to_owned(), touches }
    }

    /// What leads from these touches to those before them.
    pub(super) fn leads_to<'c>(&self, chain: &'c Chain) -> ArrayView2<'c, f64> {
        let Range { start, end } = self.touches;
        chain.rows.slice(s![start..end, TOUCHES..TOUCHES + start])
    }

    /// Whoever passed these touches goes on at once to where they lead. What leads from them stays as it is; what led to
    /// them becomes how often they are passed by whoever goes there. Returns the block before this one: while one thread looks at that, which takes as long as some rows, others go on.
    pub(super) fn take_out(&self, chain: &mut Chain, threads: usize) -> Option<Self> {
        let Range { start, end } = self.touches;
        let before = start.saturating_sub(SIZE);
        let (others, own) = chain.rows.view_mut().split_at(Axis(0), start);
        let leads_to = own.slice(s![..end - start, ..TOUCHES + start]);
        let lead_on = |mut rows: ArrayViewMut2<'_, f64>| {
            let (mut rest, mut others) = rows.view_mut().split_at(Axis(1), TOUCHES + start);
            let mut own = others.slice_mut(s![.., ..end - start]);
            let through = own.dot(&self.inverse);
            general_mat_mul(1.0, &through, &leads_to, 1.0, &mut rest);
            own.assign(&through);
        };
        let (others, mut next) = others.split_at(Axis(0), before);
        let share = (before + LOOKED_AT).div_ceil(threads);
        let (first, mut others) =
            others.split_at(Axis(0), share.saturating_sub(LOOKED_AT).min(before));
        std::thread::scope(|scope| {
            for rows in others.axis_chunks_iter_mut(Axis(0), share) {
                scope.spawn(|| lead_on(rows));
            }
            lead_on(next.view_mut());
            let next = (start > 0).then(|| Self::of(&next.view(), before..start));
            lead_on(first);
            next
        })
    }
}

/// The inverse of `D − C`, in place of `C`, of touches from which so much leaves.
///
/// All but the diagonal of `C − D` is positive and stays so, and there is no subtraction, so that no digits
/// are lost, however long touches follow one another in circles. The second half is taken out as blocks are,
/// so that here too most of the work is products of matrices.
fn invert(matrix: &mut ArrayViewMut2<'_, f64>, mut leaves: Array1<f64>) {
    let count = leaves.len();
    if count <= FEW {
        eliminate(matrix, leaves);
        return;
    }
    let half = count / 2;
    let (mut upper, mut lower) = matrix.view_mut().split_at(Axis(0), half);
    let (mut first, mut to_last) = upper.view_mut().split_at(Axis(1), half);
    let (mut to_first, mut last) = lower.view_mut().split_at(Axis(1), half);
    let last_leaves = leaves.slice(s![half..]).to_owned();
    invert(&mut last, &last_leaves + &to_first.sum_axis(Axis(1)));
    let through = to_last.dot(&last);
    general_mat_mul(1.0, &through, &to_first, 1.0, &mut first);
    let mut first_leaves = leaves.slice_mut(s![..half]);
    first_leaves += &through.dot(&last_leaves);
    invert(&mut first, first_leaves.to_owned());
    to_last.assign(&first.dot(&through));
    let back = last.dot(&to_first).dot(&first);
    to_first.assign(&back);
    general_mat_mul(1.0, &to_first, &through, 1.0, &mut last);
}

/// The same for a few touches, by Gauss–Jordan elimination: each pivot is the sum of what its row still leads
/// to (after Grassmann, Taksar and Heyman).
fn eliminate(matrix: &mut ArrayViewMut2<'_, f64>, mut leaves: Array1<f64>) {
    for k in 0..leaves.len() {
        let mut row = matrix.row_mut(k);
        let pivot = leaves[k] + row.slice(s![k + 1..]).sum();
        if pivot <= 0.0 {
            row.fill(0.0);
            continue; // nobody ever came here
        }
        row[k] = 1.0;
        row /= pivot;
        let pivot_row = row.to_owned();
        leaves[k] /= pivot;
        let left = leaves[k];
        for (i, mut row) in matrix.rows_mut().into_iter().enumerate().filter(|(i, _)| *i != k) {
            let factor = std::mem::take(&mut row[k]);
            if factor > 0.0 {
                row.scaled_add(factor, &pivot_row);
                leaves[i] += factor * left;
            }
        }
    }
}
