//! Months as pairs of bars: conversations held and succeeded.

use super::language::Language;
use crate::audit::Audit;

pub(super) struct Chart {
    pub(super) width: f64,
    pub(super) bars: Vec<Bar>,
    /// The greatest value, at the top of the picture.
    pub(super) most: String,
    pub(super) alternative: String,
}

pub(super) struct Bar {
    pub(super) x: f64,
    pub(super) middle: f64,
    pub(super) held_y: f64,
    pub(super) held: f64,
    pub(super) succeeded_y: f64,
    pub(super) succeeded: f64,
    /// What stands under it; nothing under most, so that labels do not touch.
    pub(super) label: String,
    pub(super) is_partial: bool,
}

/// How high the picture is; labels come below.
const HEIGHT: f64 = 120.0;
const STEP: f64 = 30.0;
/// The most recent months that can be told apart.
const MOST: usize = 24;

pub(super) fn chart(audit: &Audit, language: Language) -> Option<Chart> {
    let rows = &audit.trend.rows;
    let rows = rows.get(rows.len().saturating_sub(MOST)..).unwrap_or_default();
    let most = rows.iter().map(|row| row.held).max().filter(|most| *most > 0)?;
    let every = rows.len().div_ceil(8).max(1);
    let tall = |n: u64| n as f64 / most as f64 * HEIGHT;
    let bars = rows.iter().enumerate().map(|(place, row)| Bar {
        x: place as f64 * STEP + 5.0,
        middle: place as f64 * STEP + STEP / 2.0,
        held_y: HEIGHT - tall(row.held),
        held: tall(row.held),
        succeeded_y: HEIGHT - tall(row.succeeded),
        succeeded: tall(row.succeeded),
        label: if place % every == 0 { language.period(&row.period) } else { String::new() },
        is_partial: row.partial,
    });
    let (first, last) = (rows.first()?, rows.last()?);
    Some(Chart {
        width: rows.len() as f64 * STEP,
        most: language.count(most),
        alternative: format!(
            "Conversations held and succeeded each month, from {} to {}; at most {} were held in a month. The table below has the numbers.",
            language.period(&first.period),
            language.period(&last.period),
            language.count(most)
        ),
        bars: bars.collect(),
    })
}
