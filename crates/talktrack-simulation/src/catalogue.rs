//! The catalogue as it is put: what holds from the start, and how it changes.

use talktrack::model::{
    Agreement, Measure, Period, Put, Quantity, Side, Stage, StageMeaning, Target, TargetFor,
    Timestamp, Word,
};

use crate::assets::Collateral;
use crate::calendar::Calendar;
use crate::lives::Ending;
use crate::settings::Refused;

/// The stages of the CRM, and what they mean. The fifth conversation has two.
pub(crate) const STAGES: [(&str, &str); 8] = [
    ("Research", "point-of-view"),
    ("Prospecting", "right-people"),
    ("Discovery", "relevant-meeting"),
    ("Success plan", "definition-of-success"),
    ("Business case", "tangible-value"),
    ("Negotiation", "tangible-value"),
    ("Closed won", "won"),
    ("Closed lost", "lost"),
];
pub(crate) const NEGOTIATION: usize = 5;
pub(crate) const WON: usize = 6;
pub(crate) const LOST: usize = 7;

/// What the two sides promised each other: kind of ask, who answers, in how many days.
pub(crate) const AGREEMENTS: [(&str, Side, u32); 6] = [
    ("collateral", Side::Marketing, 14),
    ("change", Side::Marketing, 10),
    ("testimonial", Side::Marketing, 28),
    ("feedback", Side::Sales, 7),
    ("follow-up", Side::Sales, 5),
    ("campaign-list", Side::Sales, 10),
];

const TARGETS: [(Measure, Period, f64); 8] = [
    (Measure::Succeeded, Period::Month, 220.0),
    (Measure::AssistedRate, Period::Quarter, 0.8),
    (Measure::FollowRate, Period::Quarter, 0.4),
    (Measure::AttainmentMarketing, Period::Quarter, 0.85),
    (Measure::AttainmentSales, Period::Quarter, 0.85),
    (Measure::CurrentShare, Period::Month, 0.9),
    (Measure::OpenAsks, Period::Month, 25.0),
    (Measure::UnusedRate, Period::Quarter, 0.5),
];

/// Stages, agreements and targets, as of the first day.
pub(crate) fn ground_rules(start: Timestamp) -> Result<Vec<Put>, Refused> {
    let mut puts = Vec::new();
    for (stage, means) in STAGES {
        let means: StageMeaning = means.parse()?;
        puts.push(Put::at(Stage::new(Word::new(stage)?, means), start));
    }
    for (kind, answered_by, days) in AGREEMENTS {
        puts.push(Put::at(Agreement::new(Word::new(kind)?, answered_by, days), start));
    }
    for (measure, period, value) in TARGETS {
        puts.push(Put::at(Target::new(measure, period, Quantity::new(value)?), start));
    }
    let narrower = [
        TargetFor::Team(Word::new("EMEA North")?),
        TargetFor::Tag(Word::new("segment")?, Word::new("enterprise")?),
    ];
    for applies_to in narrower {
        let target = Target::new(Measure::Succeeded, Period::Month, Quantity::new(60.0)?);
        puts.push(Put::at(target.applies_to(applies_to), start));
    }
    Ok(puts)
}

/// Every version of an asset's entry, from publication to withdrawal; nothing for what reps made.
pub(crate) fn versions(
    assets: &[Collateral],
    asset: &Collateral,
    calendar: &Calendar,
) -> Result<Vec<Put>, Refused> {
    if !asset.is_catalogued() {
        return Ok(Vec::new());
    }
    let mut entry = asset.first_entry(calendar)?;
    let mut puts = Vec::with_capacity(asset.versions.len() + 1);
    for (from, version) in &asset.versions {
        entry.version = Some(version.clone());
        puts.push(Put::at(entry.clone(), calendar.time(*from, 0)?));
    }
    if let Some((at, ending)) = asset.ending {
        let time = calendar.time(at, 0)?;
        match ending {
            Ending::Expired => return Ok(puts),
            Ending::Retired => entry.retired_at = Some(time),
            Ending::Replaced(successor) => entry.replaced_by = Some(assets[successor].key.clone()),
        }
        puts.push(Put::at(entry, time));
    }
    Ok(puts)
}
