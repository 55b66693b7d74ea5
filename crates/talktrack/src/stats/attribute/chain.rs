//! By how much less would be won without a touch.

use super::{Credited, Way};

/// The removal effects of the touches, scaled to what was won.
///
/// With `D − C` the matrix of what leaves each touch for others and for the ends (less what comes back
/// to it), a touch is passed at all with a probability proportional to the inverse of `(D − C)⁻¹ᵢᵢ`, and
/// whoever passes it wins with the probability `wᵢ` that solves `(D − C) w = won`: the effect of touch
/// `i` is `wᵢ / (D − C)⁻¹ᵢᵢ` over what was won.
pub(super) fn removal<'a>(
    ways: impl Iterator<Item = Way<'a>> + Clone,
    count: usize,
    of: Credited,
) -> Vec<f64> {
    let total: f64 = ways.clone().map(|way| way.won).sum();
    let conversions: f64 = ways.clone().map(|way| way.conversions).sum();
    if total <= 0.0 {
        return vec![0.0; count];
    }
    let worth_of_null = match of {
        Credited::Count => 1.0,
        Credited::Amount => total / conversions,
    };
    let mut chain = Chain::new(count);
    for way in ways {
        // In units of all that was won: no weight is too large or too small.
        chain.add(way.touches, way.won / total, way.nulls * worth_of_null / total);
    }
    let effects = chain.effects();
    let sum: f64 = effects.iter().sum();
    effects.into_iter().map(|effect| effect / sum * total).collect()
}

/// What goes from each touch to each other, to won and to an end of any kind.
struct Chain {
    count: usize,
    /// By rows; positive, the diagonal unused: who repeats a touch has not left it.
    matrix: Vec<f64>,
    won: Vec<f64>,
    ended: Vec<f64>,
}

impl Chain {
    fn new(count: usize) -> Self {
        let nothing = || vec![0.0; count];
        Self { count, matrix: vec![0.0; count * count], won: nothing(), ended: nothing() }
    }

    fn add(&mut self, touches: &[u32], won: f64, lost: f64) {
        for (&from, &to) in touches.iter().zip(touches.iter().skip(1)) {
            self.matrix[from as usize * self.count + to as usize] += won + lost;
        }
        if let Some(&last) = touches.last() {
            self.won[last as usize] += won;
            self.ended[last as usize] += won + lost;
        }
    }

    /// `wᵢ / (D − C)⁻¹ᵢᵢ` of each touch.
    ///
    /// Gauss–Jordan elimination in place. All but the diagonal of `C − D` is positive and stays so, and
    /// each pivot is the sum of what its row still leads to (after Grassmann, Taksar and Heyman): there is
    /// no subtraction, so that no digits are lost, however long touches follow one another in circles.
    fn effects(mut self) -> Vec<f64> {
        let count = self.count;
        let mut pivot_row = vec![0.0; count];
        for k in 0..count {
            let row = &mut self.matrix[k * count..(k + 1) * count];
            let pivot = self.ended[k] + row[k + 1..].iter().sum::<f64>();
            if pivot <= 0.0 {
                row.fill(0.0);
                continue; // nobody ever came here
            }
            row[k] = 1.0;
            row.iter_mut().for_each(|value| *value /= pivot);
            pivot_row.copy_from_slice(row);
            let (won, ended) = (self.won[k] / pivot, self.ended[k] / pivot);
            (self.won[k], self.ended[k]) = (won, ended);
            for i in (0..count).filter(|&i| i != k) {
                let row = &mut self.matrix[i * count..(i + 1) * count];
                let factor = std::mem::take(&mut row[k]);
                if factor > 0.0 {
                    row.iter_mut()
                        .zip(&pivot_row)
                        .for_each(|(value, pivot)| *value += factor * pivot);
                    self.won[i] += factor * won;
                    self.ended[i] += factor * ended;
                }
            }
        }
        let diagonal = (0..count).map(|i| self.matrix[i * count + i]);
        diagonal
            .zip(self.won)
            .map(|(inverse, won)| if inverse > 0.0 { won / inverse } else { 0.0 })
            .collect()
    }
}
