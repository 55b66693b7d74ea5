//! `unused`: what is never used, of what could have been; the 65% asked properly.

mod groups;
mod usage;

pub use self::groups::UnusedGroup;
use self::usage::{Usage, UsageFold};
use super::by;
use super::rep_groups::RepGroups;
use super::{
    Answer, By, Cell, ColumnKind, Definition, Estimate, Flag, Life, NoSummary, Question, Row,
    Value, View, table,
};
use crate::error::Result;
use crate::model::{Asset, Money, Timestamp, vocabulary};

/// Asks which assets are never used, of those that could have been.
///
/// An asset counts if it was live in the scope for the grace period. It is *unused* if nobody did
/// anything with it, *opened only* if it was never put to work; both together are *idle*.
///
/// ```
/// use talktrack::analysis::Unused;
/// use talktrack::model::{Asset, AssetKey};
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// tracker.put(Asset::new(AssetKey::new("deck")?))?;
/// let answer = tracker.ask(&Unused::new().grace_days(14))?;
/// assert_eq!(answer.summary.eligible, 0, "nothing was recorded yet, so nothing could be used");
/// # Ok::<(), talktrack::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unused {
    grace_days: u32,
}

impl Default for Unused {
    fn default() -> Self {
        Self { grace_days: 30 }
    }
}

impl Unused {
    /// With the default grace period of 30 days.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many days an asset must have been live in the scope before its being unused says
    /// anything.
    pub fn grace_days(mut self, days: u32) -> Self {
        self.grace_days = days;
        self
    }

    /// The rates per group instead of the assets one by one.
    pub fn by(self, by: By) -> UnusedBy {
        UnusedBy { unused: self, by }
    }

    fn definition(self) -> Definition {
        let days = self.grace_days;
        Definition {
            question: "unused",
            text: format!(
                "Of the assets in the catalogue that were live in the scope for at least {days} days, those with no action at all in the scope are unused; those that were opened and nothing else are opened-only; the others are used. Idle is unused and opened-only together. The rates divide by all three, and their intervals are Wilson's at 95%. An asset is live from its publication (else from the first event about it, else from the start of the scope) until it is retired, expires or its successor is published. Assets that were live for less than {days} days are too new to say; uncatalogued ones are listed apart and counted in no rate. The unused cost adds up what the unused assets cost, each once."
            ),
        }
    }
}

vocabulary! {
    /// Whether an asset was used, and if that can be said.
    Status as "status" {
        /// Nobody did anything with it.
        Unused = 1 "unused",
        /// It was opened, and never put to work.
        OpenedOnly = 2 "opened-only",
        /// It was put to work.
        Used = 3 "used",
        /// It was live for less than the grace period.
        TooNew = 4 "too-new",
        /// It was never live in the scope.
        NotLive = 5 "not-live",
        /// It was used, and the catalogue does not know it.
        Uncatalogued = 6 "uncatalogued",
    }
}

impl Cell for Status {
    const KIND: ColumnKind = ColumnKind::Category;
    fn value(&self) -> Value {
        Value::Text(self.as_str().into())
    }
}

impl Status {
    /// Whether the asset counts in the rates.
    const fn is_eligible(self) -> bool {
        matches!(self, Self::Unused | Self::OpenedOnly | Self::Used)
    }

    const fn of_use(used: bool, put_to_work: bool) -> Self {
        match (used, put_to_work) {
            (false, _) => Self::Unused,
            (true, false) => Self::OpenedOnly,
            (true, true) => Self::Used,
        }
    }
}

table! {
    /// One asset.
    UnusedRow {
        /// The asset's key.
        asset: Box<str>, "";
        /// What people call it.
        title: Option<Box<str>>, "";
        /// What it is.
        kind: Option<crate::model::Word>, "";
        /// unused, opened-only or used; too-new, not-live or uncatalogued where that cannot be said.
        status: Status, "";
        /// How long it was live in the scope.
        live_days: Option<f64>, "days";
        /// Actions with it in the scope, of any kind.
        uses: u64, "uses";
        /// Actions with it in the scope other than opening it.
        put_to_work: u64, "uses";
        /// The last action with it in the scope.
        last_use: Option<Timestamp>, "";
        /// What it cost to make.
        cost: Option<Money>, "currency";
        /// undated: it is not known when it went live.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// What the assets come to.
    UnusedSummary {
        /// Assets live for the grace period or longer: what the rates divide by.
        eligible: u64, "assets";
        /// Eligible assets nobody did anything with.
        unused: u64, "assets";
        /// Eligible assets that were never put to work: unused or opened only.
        idle: u64, "assets";
        /// Assets live for less than the grace period.
        too_new: u64, "assets";
        /// Assets that were used and that the catalogue does not know.
        uncatalogued: u64, "assets";
        /// Unused ÷ eligible.
        unused_rate: Estimate, "share";
        /// Idle ÷ eligible.
        idle_rate: Estimate, "share";
        /// What the unused assets cost, each once; none where no cost is known.
        unused_cost: Option<Money>, "currency";
        /// too few: no asset is eligible, so there is no rate.
        flags: Vec<Flag>, "";
    }
}

/// How many assets have which status.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    unused: u64,
    opened_only: u64,
    used: u64,
}

impl Counts {
    fn add(&mut self, status: Status) {
        match status {
            Status::Unused => self.unused += 1,
            Status::OpenedOnly => self.opened_only += 1,
            Status::Used => self.used += 1,
            Status::TooNew | Status::NotLive | Status::Uncatalogued => {}
        }
    }

    const fn eligible(self) -> u64 {
        self.unused + self.opened_only + self.used
    }

    const fn idle(self) -> u64 {
        self.unused + self.opened_only
    }
}

/// Lives and statuses of the assets that a question is about.
struct Assessed<'a> {
    number: usize,
    asset: Option<&'a Asset>,
    life: Option<Life>,
    usage: Usage,
    status: Status,
}

impl Unused {
    fn assess<'a>(self, view: &View<'a>, tally: &usage::UsageTally) -> Result<Vec<Assessed<'a>>> {
        let lives = Life::of_all(view)?;
        let mut assessed = Vec::new();
        for (number, asset) in view.assets().iter().enumerate() {
            let usage = tally.usage(number);
            let life = lives[number];
            let status = match life {
                None => Status::Uncatalogued,
                Some(life) if !life.is_live() => Status::NotLive,
                Some(life) if life.days() < f64::from(self.grace_days) => Status::TooNew,
                Some(_) => Status::of_use(usage.uses > 0, usage.put_to_work > 0),
            };
            // A stub that nobody used is only a name that some record mentions.
            if view.has_asset(number) && (asset.is_some() || usage.uses > 0) {
                assessed.push(Assessed { number, asset: *asset, life, usage, status });
            }
        }
        Ok(assessed)
    }
}

impl Question for Unused {
    type Row = UnusedRow;
    type Summary = UnusedSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<UnusedRow, UnusedSummary>> {
        let tally = view.run(&UsageFold::new(view, RepGroups::none(view)))?;
        let mut assessed = self.assess(view, &tally)?;
        assessed.sort_by_key(|one| (one.status, view.asset_key(one.number)));
        let rows: Vec<_> = assessed.iter().map(|one| row(view, one)).collect();
        let summary = summarise(&rows)?;
        Ok(view.answer(rows, UnusedRow::columns(), summary, self.definition()))
    }
}

fn row(view: &View<'_>, one: &Assessed<'_>) -> UnusedRow {
    let undated = one.life.is_some_and(|life| life.undated);
    UnusedRow {
        asset: view.asset_key(one.number).into(),
        title: one.asset.and_then(|asset| asset.title.as_ref()).map(|title| title.as_str().into()),
        kind: one.asset.and_then(|asset| asset.kind.clone()),
        status: one.status,
        live_days: one.life.map(|life| life.days()),
        uses: one.usage.uses,
        put_to_work: one.usage.put_to_work,
        last_use: one.usage.last_use(),
        cost: one.asset.and_then(|asset| asset.cost),
        flags: if undated { vec![Flag::Undated] } else { vec![] },
    }
}

fn summarise(rows: &[UnusedRow]) -> Result<UnusedSummary> {
    let mut counts = Counts::default();
    rows.iter().for_each(|row| counts.add(row.status));
    let count = |status| rows.iter().filter(|row| row.status == status).count() as u64;
    let costs = || {
        let unused = rows.iter().filter(|row| row.status == Status::Unused);
        unused.filter_map(|row| row.cost)
    };
    let total = costs().map(Money::minor).try_fold(0, i64::checked_add);
    // A sum beyond what can be counted is left out rather than shown wrong.
    let unused_cost = match (costs().next(), total) {
        (Some(cost), Some(total)) => Some(Money::from_minor(total, cost.currency())?),
        _ => None,
    };
    Ok(UnusedSummary {
        eligible: counts.eligible(),
        unused: counts.unused,
        idle: counts.idle(),
        too_new: count(Status::TooNew),
        uncatalogued: count(Status::Uncatalogued),
        unused_rate: Estimate::proportion(counts.unused, counts.eligible())?,
        idle_rate: Estimate::proportion(counts.idle(), counts.eligible())?,
        unused_cost,
        flags: if counts.eligible() == 0 { vec![Flag::TooFew] } else { vec![] },
    })
}

/// Asks for the rates of unused and idle assets per group. Made by [`Unused::by`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnusedBy {
    unused: Unused,
    by: By,
}

impl Question for UnusedBy {
    type Row = UnusedGroup;
    type Summary = NoSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<UnusedGroup, NoSummary>> {
        by::check(view, &self.by)?;
        let grouping = match self.by {
            By::Team => RepGroups::by_team(view),
            _ => RepGroups::none(view),
        };
        let fold = UsageFold::new(view, grouping);
        let tally = view.run(&fold)?;
        let assessed = self.unused.assess(view, &tally)?;
        let rows = match self.by {
            By::Team => groups::by_team(view, &fold.grouping, &tally, &assessed)?,
            _ => groups::by_asset(&self.by, &assessed)?,
        };
        let mut columns = UnusedGroup::columns();
        if let Some(first) = columns.first_mut() {
            first.name = self.by.name().to_owned().into();
        }
        let mut definition = self.unused.definition();
        definition.text.push_str(&self.by.unused_definition());
        Ok(view.answer(rows, columns, NoSummary, definition))
    }
}
