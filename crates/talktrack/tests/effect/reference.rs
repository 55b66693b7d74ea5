//! The definition in a few obvious lines.

use std::collections::{BTreeMap, BTreeSet};

use talktrack::analysis::{EffectRow, Flag, Landmark};
use talktrack::stats::{MantelHaenszel, Stratum, mann_whitney, mantel_haenszel};

use super::pitches::Pitch;

/// What the definition comes to for one asset.
#[derive(Debug, Default)]
pub(super) struct Expected {
    pub(super) treated: u64,
    pub(super) untreated: u64,
    pub(super) crude: Option<f64>,
    pub(super) adjusted: MantelHaenszel,
    pub(super) homogeneity_p: Option<f64>,
    pub(super) landmark: Option<f64>,
    pub(super) flags: Vec<Flag>,
}

pub(super) fn add(to: &mut Stratum, treated: bool, succeeded: bool) {
    *match (treated, succeeded) {
        (true, true) => &mut to.treated_succeeded,
        (true, false) => &mut to.treated_failed,
        (false, true) => &mut to.untreated_succeeded,
        (false, false) => &mut to.untreated_failed,
    } += 1;
}

pub(super) const fn arms(of: &Stratum) -> [(u64, u64); 2] {
    [
        (of.treated_succeeded, of.treated_succeeded + of.treated_failed),
        (of.untreated_succeeded, of.untreated_succeeded + of.untreated_failed),
    ]
}

/// The first use in time, with its rep.
pub(super) fn first_use<'p>(pitch: &'p Pitch, asset: &str) -> Option<(i64, &'p str)> {
    let uses = pitch.uses.iter().filter(|(other, _, day)| *other == asset && *day <= pitch.decided);
    uses.map(|(_, rep, day)| (*day, *rep)).min_by_key(|(day, _)| *day)
}

pub(super) fn landmark(
    pitches: &[&Pitch],
    alike: &[&Pitch],
    asset: &str,
    asked: Landmark,
) -> Option<f64> {
    if let Landmark::Days(days) = asked {
        return Some(days);
    }
    let lengths = |succeeded: bool| -> Vec<f64> {
        let of = alike.iter().filter(|pitch| pitch.succeeded == succeeded);
        of.filter_map(|pitch| Some((pitch.decided - pitch.opened?) as f64)).collect()
    };
    let (long, short) = (lengths(true), lengths(false));
    let differ = (long.len() + short.len()) * 10 >= alike.len() * 9
        && long.len() >= 10
        && short.len() >= 10
        && mann_whitney(&long, &short).unwrap().is_some_and(|test| test.p < 0.01);
    let ages = pitches.iter().filter_map(|pitch| {
        let first = first_use(pitch, asset)?.0;
        Some((first - pitch.opened?).max(0) as f64)
    });
    let mut ages: Vec<f64> = ages.collect();
    ages.sort_by(f64::total_cmp);
    if asked == Landmark::None || !differ || ages.is_empty() {
        return None;
    }
    Some(f64::midpoint(ages[(ages.len() - 1) / 2], ages[ages.len() / 2]))
}

pub(super) fn expected(
    pitches: &[Pitch],
    asset: &(&str, Option<i64>, Option<u8>),
    strata: &[&str],
    asked: Landmark,
) -> Expected {
    let (asset, retired, made_for) = *asset;
    let fits = |pitch: &&Pitch| made_for.is_none_or(|one| one == pitch.conversation);
    let alike: Vec<&Pitch> = pitches.iter().filter(fits).collect();
    let overlaps = |pitch: &&&Pitch| {
        let first = pitch.uses.iter().map(|(.., day)| *day).min();
        let from = pitch.opened.or(first).unwrap_or(pitch.decided).min(pitch.decided);
        retired.is_none_or(|day| from < day)
    };
    let occasions: Vec<&Pitch> = alike.iter().filter(overlaps).copied().collect();
    let landmark = landmark(&occasions, &alike, asset, asked);
    let mut cells: [BTreeMap<Vec<Option<&str>>, Stratum>; 3] = Default::default();
    let mut reps = BTreeSet::new();
    for pitch in &occasions {
        let length = pitch.opened.map(|opened| (pitch.decided - opened) as f64);
        if landmark.is_some_and(|days| length.is_none_or(|length| length < days)) {
            continue;
        }
        let until = landmark.zip(pitch.opened).map(|(days, opened)| opened as f64 + days);
        let first = first_use(pitch, asset);
        let first = first.filter(|(day, _)| until.is_none_or(|until| *day as f64 <= until));
        reps.extend(first.map(|(_, rep)| rep));
        let conversation = Some(if pitch.conversation == 3 { "3" } else { "4" });
        let named = strata.iter().map(|key| match *key {
            "owner" => pitch.owner,
            "segment" => pitch.segment,
            _ => None,
        });
        let stratum = std::iter::once(conversation).chain(named).collect();
        let keys = [stratum, vec![conversation, pitch.segment], vec![pitch.owner]];
        for (cells, key) in cells.iter_mut().zip(keys) {
            add(cells.entry(key).or_default(), first.is_some(), pitch.succeeded);
        }
    }
    let [strata, cells, owners] = cells.map(|of| of.into_values().collect::<Vec<_>>());
    let sum = |of: &[Stratum], arm: usize| {
        of.iter().map(|one| arms(one)[arm]).fold((0, 0), |sum, (s, n)| (sum.0 + s, sum.1 + n))
    };
    let ((s1, treated), (s0, untreated)) = (sum(&owners, 0), sum(&owners, 1));
    let mut found = Expected { treated, untreated, landmark, ..Expected::default() };
    let both: Vec<Stratum> =
        strata.into_iter().filter(|one| arms(one).iter().all(|(_, n)| *n > 0)).collect();
    let is_enough = sum(&both, 0).1 >= 10 && sum(&both, 1).1 >= 10;
    if is_enough {
        found.adjusted = mantel_haenszel(&both);
        found.homogeneity_p = mantel_haenszel(&cells).homogeneity_p_tarone;
        found.crude = Some(s1 as f64 / treated as f64 - s0 as f64 / untreated as f64);
    }
    let known = alike.iter().filter(|pitch| pitch.opened.is_some()).count();
    let sign = found.crude.unwrap_or_default() * found.adjusted.risk_difference.unwrap_or_default();
    let flags = [
        (Flag::TooFew, !is_enough),
        (Flag::Sign, sign < 0.0),
        (Flag::TimeUnknown, known * 10 < alike.len() * 9 || alike.is_empty()),
        (Flag::FewReps, treated > 0 && reps.len() < 5),
    ];
    found.flags = flags.into_iter().filter(|(_, holds)| *holds).map(|(flag, _)| flag).collect();
    found
}

/// The same, but for the order in which floating point adds up.
pub(super) fn close(one: Option<f64>, other: Option<f64>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => (one - other).abs() <= 1e-9 * (1.0 + other.abs()),
        (None, None) => true,
        _ => false,
    }
}

/// The row of an asset.
pub(super) fn of<'r>(rows: &'r [EffectRow], asset: &str) -> Option<&'r EffectRow> {
    rows.iter().find(|row| &*row.asset == asset)
}
