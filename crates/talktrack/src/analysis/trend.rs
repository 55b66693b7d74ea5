//! `trend`: use and conversations over time, by anything.

mod fold;

use self::fold::{HelpFold, TrendFold, TrendTally};
use super::calendar::{Cut, Finder};
use super::groups::Groups;
use super::members::Members;
use super::{
    Answer, By, Calendar, Definition, HeldConversation, Placements, Question, Row, View, table,
};
use crate::error::Result;
use crate::model::{OutcomeResult, Word};

/// Asks how much is put to work, by how many reps, and how many conversations are held and succeed,
/// day by day, week by week, month by month or quarter by quarter.
///
/// Periods are cut in the scope's time zone. Those at the ends of the scope can be partial, and say so:
/// a partial period is lower than its neighbours for no other reason.
///
/// ```
/// use talktrack::analysis::{Calendar, Trend};
/// use talktrack::model::{Action, AssetKey, Event, RepKey, Use};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let shared = Use::new(RepKey::new("ada")?, AssetKey::new("deck")?, Action::Shared);
/// tracker.record(Event::new("2025-12-29T09:30:00Z".parse()?, shared))?;
/// let answer = tracker.ask(&Trend::new().period(Calendar::Week))?;
/// assert_eq!((&*answer.rows[0].period, answer.rows[0].uses), ("2026-W01", 1));
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trend {
    period: Calendar,
}

impl Default for Trend {
    fn default() -> Self {
        Self { period: Calendar::Month }
    }
}

impl Trend {
    /// Month by month.
    pub fn new() -> Self {
        Self::default()
    }

    /// What time is cut into.
    pub const fn period(mut self, period: Calendar) -> Self {
        self.period = period;
        self
    }

    /// The same per group: conversation, kind, campaign, owner, team or tag.
    pub const fn by(self, by: By) -> TrendBy {
        TrendBy { trend: self, by }
    }

    fn definition(self, span: &crate::Span) -> Definition {
        Definition {
            question: "trend",
            text: format!(
                "Per {} in the time zone {}: uses put to work (anything but opening), the distinct reps and assets behind them, and the conversations that were held on deals, counted when they were decided, or else at their last fact. A conversation is held if an asset was put to work in it, an outcome was stated, or its deal entered a stage that maps to it; it succeeded by its latest stated outcome, or else by the stages of its deal. A period of which the scope holds only a part is partial. Filters of assets and actions narrow the uses and not the conversations. The summary says how many of the uses state their conversation, are placed by the stage of their deal, or cannot be placed.",
                self.period, span.zone
            ),
        }
    }
}

table! {
    /// One period.
    TrendRow {
        /// The day (2026-01-31), ISO week (2026-W05), month (2026-01) or quarter (2026-Q1).
        period: Box<str>, "";
        /// Uses put to work.
        uses: u64, "uses";
        /// Who put anything to work.
        reps: u64, "reps";
        /// What was put to work.
        assets: u64, "assets";
        /// Conversations held on deals that were decided in the period, or had their last fact in it.
        held: u64, "conversations";
        /// Of these, those that succeeded.
        succeeded: u64, "conversations";
        /// Whether a part of the period lies outside the scope.
        partial: bool, "";
    }
}

table! {
    /// One group in one period. Its second column is named after what it groups by.
    TrendGroup {
        /// The day (2026-01-31), ISO week (2026-W05), month (2026-01) or quarter (2026-Q1).
        period: Box<str>, "";
        /// What the uses and conversations of the row have in common; none where they lack it.
        group: Option<Word>, "";
        /// Uses put to work.
        uses: u64, "uses";
        /// Who put anything to work.
        reps: u64, "reps";
        /// What was put to work.
        assets: u64, "assets";
        /// Conversations held on deals that were decided in the period, or had their last fact in it.
        held: u64, "conversations";
        /// Of these, those that succeeded.
        succeeded: u64, "conversations";
        /// Whether a part of the period lies outside the scope.
        partial: bool, "";
    }
}

impl Question for Trend {
    type Row = TrendRow;
    type Summary = Placements;

    fn answer(&self, view: &View<'_>) -> Result<Answer<TrendRow, Placements>> {
        let (rows, summary) = rows(*self, view, &Groups::one(view))?;
        let row = |row: TrendGroup| {
            let TrendGroup { period, uses, reps, assets, held, succeeded, partial, .. } = row;
            TrendRow { period, uses, reps, assets, held, succeeded, partial }
        };
        let rows = rows.into_iter().map(row).collect();
        Ok(view.answer(rows, TrendRow::columns(), summary, self.definition(view.span())))
    }
}

/// Asks for the trend of each group. Made by [`Trend::by`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrendBy {
    trend: Trend,
    by: By,
}

impl Question for TrendBy {
    type Row = TrendGroup;
    type Summary = Placements;

    fn answer(&self, view: &View<'_>) -> Result<Answer<TrendGroup, Placements>> {
        let groups = Groups::by(view, &self.by)?;
        let (rows, summary) = rows(self.trend, view, &groups)?;
        let mut columns = TrendGroup::columns();
        if let Some(group) = columns.iter_mut().find(|column| column.name == "group") {
            group.name = self.by.name().to_owned().into();
        }
        let mut definition = self.trend.definition(view.span());
        definition.text.push_str(&groups.definition(&self.by));
        Ok(view.answer(rows, columns, summary, definition))
    }
}

fn rows(trend: Trend, view: &View<'_>, groups: &Groups) -> Result<(Vec<TrendGroup>, Placements)> {
    let cuts = trend.period.cuts(view.span())?;
    let tally = view.run(&TrendFold::new(view, groups, &cuts)?)?;
    let conversations = conversations(view, groups, &cuts)?;
    let mut rows = Vec::new();
    let shown = shown(view, groups, &tally, &conversations)?;
    for (period, cut) in cuts.iter().enumerate() {
        for (name, members) in &shown {
            rows.push(row(cut, name.clone(), &tally, period, members));
        }
    }
    let mut places = vec![None; groups.len()];
    for (place, (_, members)) in shown.iter().enumerate() {
        members.iter().for_each(|group| places[*group] = Some(place));
    }
    for one in &conversations {
        // Of several groups that are shown as one, a conversation counts once.
        let mut ours: Vec<usize> = one.groups.iter().filter_map(|group| places[*group]).collect();
        ours.sort_unstable();
        ours.dedup();
        for place in ours {
            let row = &mut rows[one.period * shown.len() + place];
            row.held += 1;
            row.succeeded += u64::from(one.succeeded);
        }
    }
    Ok((rows, tally.placements))
}

fn row(
    cut: &Cut,
    group: Option<Word>,
    tally: &TrendTally,
    period: usize,
    members: &[usize],
) -> TrendGroup {
    let (mut uses, mut reps, mut assets) = (0, Members::default(), Members::default());
    for cell in members.iter().filter_map(|group| tally.cell(period, *group)) {
        uses += cell.uses;
        reps.merge(cell.reps.clone());
        assets.merge(cell.assets.clone());
    }
    TrendGroup {
        period: cut.name.as_str().into(),
        group,
        uses,
        reps: reps.count(),
        assets: assets.count(),
        held: 0,
        succeeded: 0,
        partial: cut.partial,
    }
}

/// A held conversation, as it counts here.
struct Counted<'a> {
    held: &'a HeldConversation,
    period: usize,
    groups: Vec<usize>,
    succeeded: bool,
}

fn conversations<'v>(
    view: &'v View<'_>,
    groups: &Groups,
    cuts: &[Cut],
) -> Result<Vec<Counted<'v>>> {
    let held = view.held()?;
    let helped = match groups {
        Groups::Asset { .. } => Some(view.run_deals(&HelpFold::new(view, groups)?)?),
        _ => None,
    };
    let mut finder = Finder::new(cuts);
    let counted = held.all().iter().filter_map(|one| {
        let groups = match &helped {
            Some(helped) => helped.groups(one),
            None => groups.of_held(view, one, held.reps(one)),
        };
        let succeeded = one.result == Some(OutcomeResult::Succeeded);
        Some(Counted { held: one, period: finder.find(one.end)?, groups, succeeded })
    });
    Ok(counted.collect())
}

/// The groups that the scope knows anything of, with those that are shown as one.
fn shown(
    view: &View<'_>,
    groups: &Groups,
    tally: &TrendTally,
    conversations: &[Counted<'_>],
) -> Result<Vec<(Option<Word>, Vec<usize>)>> {
    let names = groups.names();
    // Periods without anything are rows too, and so is a scope without anything.
    let mut known = vec![matches!(groups, Groups::One); names.len()];
    for group in tally.groups().chain(conversations.iter().flat_map(|one| one.groups.clone())) {
        known[group] = true;
    }
    let mut acted = tally.reps();
    let held = view.held()?;
    for one in conversations {
        held.reps(one.held).iter().for_each(|rep| acted.add(*rep));
    }
    groups.shown(view, &known, &acted)
}
