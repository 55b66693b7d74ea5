//! How strong a hidden cause would have to be.

use super::numbers::finite;
use crate::model::Invalid;

/// How strong a hidden cause would have to be to explain an association away.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EValue {
    /// For the association as it was found: at least 1; 1 where there is none.
    pub point: f64,
    /// For the bound of its interval that is nearer to none: 1 if the interval holds 1.
    pub limit: f64,
}

/// The E-value of a risk ratio and of its interval.
///
/// Something that nobody wrote down (the rep's skill, the deal's warmth) may lie behind both the
/// use of an asset and its success. The E-value is how strongly, as a risk ratio, it would have to
/// go with *both* to be all there is to the association: `RR + √(RR (RR − 1))`, with ratios below 1
/// inverted. A large E-value needs a strong hidden cause.
///
/// It is no probability and no proof: whether a cause of that strength exists is for those to judge
/// who know the business. It says nothing of mistakes in what was recorded or of chance; for chance
/// look at `limit`. An odds ratio is not a risk ratio unless success is rare.
///
/// It is an error if a number is not finite, the ratio is not above 0, a bound is negative, or the
/// ratio lies outside its bounds.
///
/// ```
/// use talktrack::stats::e_value;
/// let e = e_value(3.9, 1.8, 8.7)?; // breast-feeding and respiratory death
/// assert!((e.point - 7.26).abs() < 0.005 && (e.limit - 3.0).abs() < 0.005);
/// assert_eq!(e_value(1.3, 0.9, 1.9)?.limit, 1.0);
/// # Ok::<(), talktrack::model::Invalid>(())
/// ```
///
/// Source: T. J. VanderWeele and P. Ding, "Sensitivity analysis in observational research:
/// introducing the E-value", Annals of Internal Medicine 167 (2017) 268–274.
#[allow(clippy::doc_markdown)] // VanderWeele is a name
pub fn e_value(risk_ratio: f64, low: f64, high: f64) -> Result<EValue, Invalid> {
    for (field, value) in [("risk_ratio", risk_ratio), ("low", low), ("high", high)] {
        finite(field, &[value]).map_err(|error| error.in_field(field))?;
    }
    if risk_ratio <= 0.0 {
        return Err(Invalid::new("risk_ratio", "is not above 0"));
    }
    if low < 0.0 {
        return Err(Invalid::new("low", "is negative"));
    }
    if low > risk_ratio || risk_ratio > high {
        return Err(Invalid::new("risk_ratio", "lies outside its interval"));
    }
    let limit = if low <= 1.0 && 1.0 <= high {
        1.0
    } else if low > 1.0 {
        needed(low)
    } else {
        needed(high)
    };
    let value = EValue { point: needed(risk_ratio), limit };
    if value.point.is_finite() {
        Ok(value)
    } else {
        Err(Invalid::new("risk_ratio", "is too far from 1 to be a ratio"))
    }
}

fn needed(ratio: f64) -> f64 {
    let ratio = if ratio < 1.0 { 1.0 / ratio } else { ratio };
    ratio + ratio.sqrt() * (ratio - 1.0).sqrt()
}
