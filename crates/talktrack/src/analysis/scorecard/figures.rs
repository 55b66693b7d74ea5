//! What the questions behind the scorecard say of a period.

use std::collections::BTreeMap;

use super::stretch::Stretch;
use crate::analysis::held::HeldCounts;
use crate::analysis::{
    Agreements, Consistency, ConsistencyBy, Estimate, Flag, Listening, Question, Unused, View,
};
use crate::error::Result;
use crate::model::{Measure, Period, Side};

/// A value, what it is out of, and what is to be said of it.
type Figure = (Estimate, u64, Vec<Flag>);

/// What each measure came to in a period; nothing where the scope holds nothing of it.
#[derive(Debug, Default)]
pub(super) struct Figures(BTreeMap<Measure, Figure>);

impl Figures {
    pub(super) fn of(view: &View<'_>, stretch: &Stretch) -> Result<Self> {
        let mut figures = Self::default();
        let mut parts = Vec::new();
        if let Some(scope) = stretch.within(view.scope(), view.span()) {
            let view = view.during(&scope)?;
            parts.push(view.part("conversations", || figures.add_conversations(&view)));
            parts.push(view.part("followed", || figures.add_followed(&view)));
            parts.push(view.part("attainment", || figures.add_attainment(&view)));
            parts.push(view.part("current", || figures.add_current(&view)));
            if stretch.period == Period::Quarter {
                parts.push(view.part("unused", || figures.add_unused(&view)));
            }
        }
        if let Some(scope) = stretch.until_its_end(view.scope(), view.span()) {
            let view = view.during(&scope)?;
            parts.push(view.part("open asks", || figures.add_open_asks(&view)));
        }
        parts.into_iter().collect::<Result<()>>()?;
        Ok(figures)
    }

    pub(super) fn get(&self, measure: Measure) -> Figure {
        let nothing = || (Estimate::default(), 0, vec![Flag::TooFew]);
        self.0.get(&measure).cloned().unwrap_or_else(nothing)
    }

    fn add(&mut self, measure: Measure, value: Estimate, n: u64, flags: Vec<Flag>) {
        self.0.insert(measure, (value, n, flags));
    }

    fn add_conversations(&mut self, view: &View<'_>) -> Result<()> {
        let held = HeldCounts::of(view, 1, |_| 0)?.pop().unwrap_or_default();
        self.add(Measure::Succeeded, count(held.succeeded), held.decided, vec![]);
        let assisted = held.assisted;
        self.add(Measure::AssistedRate, assisted.share()?, assisted.sum().1, assisted.flags());
        Ok(())
    }

    fn add_followed(&mut self, view: &View<'_>) -> Result<()> {
        let all = Listening::new().answer(view)?.summary;
        self.add(Measure::FollowRate, all.follow_rate, all.with_occasion, all.flags);
        Ok(())
    }

    fn add_attainment(&mut self, view: &View<'_>) -> Result<()> {
        for side in Agreements::new().answer(view)?.summary {
            let measure = match side.answered_by {
                Side::Marketing => Measure::AttainmentMarketing,
                Side::Sales => Measure::AttainmentSales,
            };
            let due = side.in_time + side.late + side.overdue;
            self.add(measure, side.attainment, due, side.flags);
        }
        Ok(())
    }

    /// By asset, since rows of small teams can be left out.
    fn add_current(&mut self, view: &View<'_>) -> Result<()> {
        let rows = Consistency::new().by(ConsistencyBy::Asset).answer(view)?.rows;
        let current: u64 = rows.iter().map(|row| row.current).sum();
        let stated: u64 = rows.iter().map(|row| row.uses - row.unstated).sum();
        if stated > 0 {
            let share = exactly(current as f64 / stated as f64);
            self.add(Measure::CurrentShare, share, stated, vec![]);
        }
        Ok(())
    }

    fn add_unused(&mut self, view: &View<'_>) -> Result<()> {
        let all = Unused::new().answer(view)?.summary;
        self.add(Measure::UnusedRate, all.unused_rate, all.eligible, all.flags.clone());
        self.add(Measure::IdleRate, all.idle_rate, all.eligible, all.flags);
        Ok(())
    }

    fn add_open_asks(&mut self, view: &View<'_>) -> Result<()> {
        let sides = Agreements::new().answer(view)?.summary;
        let open = sides.iter().map(|side| side.open).sum();
        let asked = sides.iter().map(|side| side.asked).sum();
        self.add(Measure::OpenAsks, count(open), asked, vec![]);
        Ok(())
    }
}

/// A count, which is no estimate.
const fn count(number: u64) -> Estimate {
    exactly(number as f64)
}

/// A value without an interval.
const fn exactly(value: f64) -> Estimate {
    Estimate { value: Some(value), low: None, high: None }
}
