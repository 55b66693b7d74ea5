//! What is found of each asset.

use std::collections::HashMap;

use super::Effect;
use super::compare::{Compared, Comparison, Room, compare};
use super::landmark::{Landmark, Lengths, lengths, median_age};
use super::row::EffectRow;
use super::strata::{self, Strata};
use super::totals::Totals;
use crate::analysis::fold::each;
use crate::analysis::life::days;
use crate::analysis::occasion::{Fit, Occasions};
use crate::analysis::{Asked, Estimate, Flag, View};
use crate::error::Result;
use crate::model::Conversation;
use crate::stats::benjamini_hochberg;

/// What is found of an asset, in one conversation or all that it was made for.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Finding {
    pub(in crate::analysis) asset: usize,
    pub(super) conversation: Option<Conversation>,
    pub(in crate::analysis) comparison: Comparison,
    /// In microseconds.
    landmark: Option<i64>,
    time_unknown: bool,
    pub(in crate::analysis) q: Option<f64>,
}

impl Finding {
    /// The adjusted difference, where there is enough to say.
    pub(in crate::analysis) fn adjusted(&self) -> Estimate {
        let found = &self.comparison.strata;
        Estimate {
            value: found.risk_difference,
            low: found.rd_score_low,
            high: found.rd_score_high,
        }
    }

    fn flags(&self) -> Vec<Flag> {
        let difference = self.comparison.difference.value.unwrap_or_default();
        let adjusted = self.adjusted().value.unwrap_or_default();
        let flags = [
            (Flag::TooFew, !self.comparison.is_enough),
            (Flag::Sign, difference * adjusted < 0.0),
            (Flag::TimeUnknown, self.time_unknown),
            (Flag::FewReps, self.comparison.few_reps && self.comparison.treated > 0),
        ];
        flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect()
    }

    pub(super) fn row(&self, view: &View<'_>) -> EffectRow {
        let Comparison { treated, untreated, treated_rate, untreated_rate, difference, .. } =
            self.comparison;
        let strata = &self.comparison.strata;
        EffectRow {
            asset: view.asset_key(self.asset).into(),
            conversation: Asked(self.conversation),
            treated,
            treated_rate,
            untreated,
            untreated_rate,
            difference,
            adjusted: self.adjusted(),
            odds_ratio: Estimate {
                value: strata.odds_ratio,
                low: strata.or_low,
                high: strata.or_high,
            },
            chi2: strata.chi2,
            p: strata.p,
            q: self.q,
            homogeneity_p: self.comparison.homogeneity_p,
            e_value: self.comparison.e_value.map(|(point, _)| point),
            e_value_limit: self.comparison.e_value.map(|(_, limit)| limit),
            landmark_days: self.landmark.map(days),
            flags: self.flags(),
        }
    }
}

/// What is found of every asset that had a decided occasion, in no particular order, filters of assets or not.
pub(in crate::analysis) fn findings(
    effect: &Effect,
    view: &View<'_>,
    occasions: &Occasions,
) -> Result<Vec<Finding>> {
    let named = effect.others();
    strata::check(view, &named)?;
    let given = effect.landmark.given()?;
    let strata = Strata::of(view, occasions, &named)?;
    // What is compared: an asset in what it was made for, or in each conversation of that by itself.
    let subjects = (0..view.assets().len()).flat_map(|asset| {
        let fit = occasions.fit(asset);
        let one_each = Conversation::ALL.iter().filter(|_| effect.by_conversation);
        let narrowed = one_each.filter_map(move |one| Some((Some(*one), fit?.narrowed(*one)?)));
        let whole = fit.filter(|_| !effect.by_conversation).map(|fit| (None, fit.clone()));
        narrowed.chain(whole).map(move |(conversation, fit)| (asset, conversation, fit))
    });
    let subjects: Vec<(usize, Option<Conversation>, Fit)> = subjects.collect();
    let lengths = lengths(occasions, subjects.iter().map(|(.., fit)| fit.conversations()))?;
    let known =
        |fit: &Fit<'_>| lengths.get(&fit.conversations()).copied().unwrap_or(Lengths::Unknown);
    let has_own_landmark =
        |fit: &Fit<'_>| effect.landmark == Landmark::Auto && known(fit) == Lengths::Differ;
    // Most assets are live all the time, and many of them were made for the same.
    let mut alike = HashMap::new();
    for (.., fit) in &subjects {
        if occasions.is_always_live(fit) && !has_own_landmark(fit) {
            alike.entry(fit.made_for()).or_insert(fit);
        }
    }
    let (keys, fits): (Vec<_>, Vec<_>) = alike.into_iter().unzip();
    // Of what is used nowhere, the comparison says the same each time.
    let count = |room: &mut Room, place: usize| {
        let mut totals = Totals::new(&strata);
        totals.count(occasions, &strata, fits[place], given);
        let unused = Compared { fit: fits[place], asset: None, landmark: given };
        let unused = compare(occasions, &strata, &unused, Some(&totals), room)?;
        Ok((totals, unused))
    };
    let totals = each(fits.len(), || Room::new(&strata), count);
    let totals = totals.into_iter().collect::<Result<Vec<(Totals, Comparison)>>>()?;
    let totals: HashMap<_, _> = keys.into_iter().zip(totals).collect();
    let find = |room: &mut Room, subject: usize| -> Result<Finding> {
        let (asset, conversation, ref fit) = subjects[subject];
        let (landmark, counted) = if has_own_landmark(fit) {
            (median_age(occasions, fit, asset), None)
        } else {
            let always = Some(fit).filter(|fit| occasions.is_always_live(fit));
            (given, always.and_then(|fit| totals.get(&fit.made_for())))
        };
        let comparison = match counted {
            Some((_, unused)) if !occasions.has_touches(asset) => unused.clone(),
            _ => {
                let compared = Compared { fit, asset: Some(asset), landmark };
                compare(occasions, &strata, &compared, counted.map(|(totals, _)| totals), room)?
            }
        };
        let time_unknown = known(fit) == Lengths::Unknown;
        Ok(Finding { asset, conversation, comparison, landmark, time_unknown, q: None })
    };
    let found = each(subjects.len(), || Room::new(&strata), find);
    let mut found = found.into_iter().collect::<Result<Vec<Finding>>>()?;
    found.retain(|one| one.comparison.treated + one.comparison.untreated > 0);
    let p: Vec<_> = found.iter().map(|one| one.comparison.strata.p).collect();
    for (one, q) in found.iter_mut().zip(benjamini_hochberg(&p)?) {
        one.q = q;
    }
    Ok(found)
}
