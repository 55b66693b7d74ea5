//! A scope laid over the columns: what every question looks through.

mod conversations;
mod filters;

use std::sync::OnceLock;

use super::answer::{Answer, Definition, Provenance, Summary};
use super::deal_fold::DealFold;
use super::extent::{FirstEvents, extent, known};
use super::fold::{Fold, Tally};
use super::held::Held;
use super::placement::Placement;
use super::run::{reads, run, run_deals, shared};
use super::table::{Column, Row};
use crate::columns::{Columns, Reads, Slice};
use crate::error::Result;
use crate::ledger::chunk::Field;
use crate::ledger::{Name, Seq, State};
use crate::model::{Asset, EventKind, Rep, Timestamp};
use crate::scope::{Scope, Span};

/// A scope laid over the columns of a ledger, with the catalogue as it holds at the scope's end.
#[derive(Debug)]
pub struct View<'a> {
    columns: &'a Columns,
    scope: &'a Scope,
    /// The ledger as it was when the scope is asked about.
    state: State,
    /// When the first and the last fact happened, in the scope or not.
    extent: Option<(Timestamp, Timestamp)>,
    span: Span,
    assets: Vec<Option<&'a Asset>>,
    reps: Vec<Option<&'a Rep>>,
    /// Which assets, reps and deals the filters let through, by number; `None` lets all through.
    asset_filter: Option<Vec<bool>>,
    rep_filter: Option<Vec<bool>>,
    deal_filter: Option<Vec<bool>>,
    action_filter: [bool; 6],
    /// Where facts are placed, and what was held, once a question asks.
    placed: OnceLock<Placement>,
    held: OnceLock<Held>,
}

impl<'a> View<'a> {
    /// Lays `scope` over `columns`.
    ///
    /// `state` is that of the columns, or the earlier one that the scope asks about.
    ///
    /// # Errors
    /// [`Error::NotFound`](crate::Error::NotFound) if a filter names what the ledger does not know.
    pub fn new(columns: &'a Columns, scope: &'a Scope, state: State) -> Result<Self> {
        let extent = extent(columns, state.seq)?;
        let view = Self::lay(columns, scope, state, extent)?;
        view.check_filters()?;
        Ok(view)
    }

    /// The same filters over another time. They were checked: that nothing passes them then, such as a team
    /// that has nobody yet, is no slip.
    pub(super) fn during<'b>(&self, scope: &'b Scope) -> Result<View<'b>>
    where
        'a: 'b,
    {
        View::lay(self.columns, scope, self.state.clone(), self.extent)
    }

    fn lay(
        columns: &'a Columns,
        scope: &'a Scope,
        state: State,
        extent: Option<(Timestamp, Timestamp)>,
    ) -> Result<Self> {
        let writes = state.seq.get();
        let span = scope.span(extent)?;
        let end = last_moment(&span);
        let catalogue = columns.catalogue();
        let assets: Vec<_> =
            catalogue.assets.iter().map(|history| history.holding(end, writes)).collect();
        let reps: Vec<_> =
            catalogue.reps.iter().map(|history| history.holding(end, writes)).collect();
        let mut view = Self {
            columns,
            scope,
            state,
            extent,
            span,
            assets,
            reps,
            asset_filter: None,
            rep_filter: None,
            deal_filter: None,
            action_filter: [true; 6],
            placed: OnceLock::new(),
            held: OnceLock::new(),
        };
        view.apply_filters()?;
        Ok(view)
    }

    /// The span of time.
    pub const fn span(&self) -> &Span {
        &self.span
    }

    /// The last moment inside the scope: the catalogue is read as it holds then.
    pub fn end(&self) -> Timestamp {
        last_moment(&self.span)
    }

    /// What is asked about.
    pub(super) const fn scope(&self) -> &'a Scope {
        self.scope
    }

    /// The columns that it looks through.
    pub(crate) const fn columns(&self) -> &'a Columns {
        self.columns
    }

    /// The last write that counts.
    pub(crate) const fn seq(&self) -> Seq {
        self.state.seq
    }

    /// Groups of fewer reps than this are merged into `other`.
    pub fn min_reps(&self) -> u32 {
        self.scope.min_reps.max(1)
    }

    /// Every asset by number, as the catalogue knows it at the scope's end; `None` if it does not.
    pub fn assets(&self) -> &[Option<&'a Asset>] {
        &self.assets
    }

    /// Every rep by number, as the catalogue knows it at the scope's end; `None` if it does not.
    pub fn reps(&self) -> &[Option<&'a Rep>] {
        &self.reps
    }

    /// The key of the asset with this number.
    pub fn asset_key(&self, number: usize) -> &'a str {
        self.columns.names(Name::Asset).get(number).map_or("", |key| key)
    }

    /// The number of an asset.
    pub fn asset_number(&self, key: &str) -> Option<usize> {
        self.columns.number(Name::Asset, key).map(|number| number as usize)
    }

    /// The key of the rep with this number.
    pub fn rep_key(&self, number: usize) -> &'a str {
        self.columns.names(Name::Rep).get(number).map_or("", |key| key)
    }

    /// How many writes there were when the scope is asked about.
    pub const fn writes(&self) -> u64 {
        self.state.seq.get()
    }

    /// Whether the filters let the asset with this number through.
    pub fn has_asset(&self, number: usize) -> bool {
        lets(self.asset_filter.as_deref(), number)
    }

    /// Whether the fact at `position`, of whatever kind, is inside the scope and names what the filters of
    /// reps, assets and deals let through. The slice needs the columns of [`View::use_fields`], and deals.
    pub(crate) fn has_fact(&self, facts: &Slice, position: usize) -> bool {
        self.span.contains(facts.at[position])
            && passes(self.rep_filter.as_deref(), &facts.rep, position)
            && passes(self.asset_filter.as_deref(), &facts.asset, position)
            && passes(self.deal_filter.as_deref(), &facts.deal, position)
    }

    /// Whether the filters let the action with this code through.
    pub(crate) fn has_action(&self, code: u8) -> bool {
        self.action_filter.get(usize::from(code)).is_some_and(|lets| *lets)
    }

    /// Whether the filters let the rep with this number through.
    pub fn has_rep(&self, number: usize) -> bool {
        lets(self.rep_filter.as_deref(), number)
    }

    /// Whether the fact at `position` is a use inside the scope. The slice needs the
    /// columns of [`View::use_fields`].
    #[inline]
    pub fn has_use(&self, facts: &Slice, position: usize) -> bool {
        self.span.contains(facts.at[position]) && self.lets_use(facts, position)
    }

    /// Whether the fact at `position` is a use that the filters let through, at whatever time.
    #[inline]
    pub fn lets_use(&self, facts: &Slice, position: usize) -> bool {
        passes(self.asset_filter.as_deref(), &facts.asset, position)
            && self.lets_use_of_any_asset(facts, position)
    }

    /// Whether the fact at `position` is a use inside the scope, whatever its filters of assets.
    #[inline]
    pub(crate) fn has_use_of_any_asset(&self, facts: &Slice, position: usize) -> bool {
        self.span.contains(facts.at[position]) && self.lets_use_of_any_asset(facts, position)
    }

    #[inline]
    fn lets_use_of_any_asset(&self, facts: &Slice, position: usize) -> bool {
        const USE: u8 = EventKind::Use.code();
        facts.kind[position] == USE
            && self.has_action(facts.code[position])
            && passes(self.rep_filter.as_deref(), &facts.rep, position)
            && passes(self.deal_filter.as_deref(), &facts.deal, position)
            && self.lets_placed(facts, position)
    }

    /// The columns that [`View::has_use`] looks at, and `more`.
    pub fn use_fields(&self, more: &[Field]) -> Vec<Field> {
        let mut fields = vec![Field::At, Field::Code, Field::Asset];
        if self.rep_filter.is_some() {
            fields.push(Field::Rep);
        }
        if self.deal_filter.is_some() {
            fields.push(Field::Deal);
        }
        if !self.scope.conversations.is_empty() {
            fields.extend([Field::Deal, Field::Conversation]);
        }
        fields.extend(more);
        fields.sort_unstable();
        fields.dedup();
        fields
    }

    /// Whether the rep with this number was forgotten: they count in totals and are never a row.
    pub fn is_forgotten(&self, number: usize) -> bool {
        u32::try_from(number).is_ok_and(|number| self.columns.forgotten_reps().contains(&number))
    }

    /// Runs a fold over all facts, after reading the columns that are not there yet.
    pub fn run<F: Fold>(&self, fold: &F) -> Result<F::Tally> {
        shared::<F, _>(self.columns, &reads(fold), || self.run_here(fold))
    }

    /// Runs a fold over all facts, and completes its tally with what only the ledger knows: where the facts
    /// are in many places, in each of them. Facts that refer to each other are together there.
    pub(in crate::analysis) fn run_and<F: Fold, T: Tally>(
        &self,
        fold: &F,
        complete: impl FnOnce(F::Tally) -> Result<T>,
    ) -> Result<T> {
        self.columns.need_together();
        shared::<F, _>(self.columns, &reads(fold), || complete(self.run_here(fold)?))
    }

    /// Asks a part of a question that needs nothing of its other parts. Where the facts are in many places, the
    /// folds of all parts come in the same steps, if each part is asked before the result of any is looked at.
    pub(in crate::analysis) fn part<T>(&self, name: &str, ask: impl FnOnce() -> T) -> T {
        match self.columns.relay() {
            None => ask(),
            Some(relay) => relay.part(name, ask),
        }
    }

    /// Runs a fold over the facts that are here, which need not be all.
    pub(in crate::analysis) fn run_here<F: Fold>(&self, fold: &F) -> Result<F::Tally> {
        run(self.columns, fold, self.state.seq)
    }

    /// Runs a fold over all deals, after building the index by deal if it is not there yet.
    pub fn run_deals<F: DealFold>(&self, fold: &F) -> Result<F::Tally> {
        self.run_deals_and(fold, Ok)
    }

    /// Runs a fold over all deals, and completes its tally as [`View::run_and`] does.
    pub(in crate::analysis) fn run_deals_and<F: DealFold, T: Tally>(
        &self,
        fold: &F,
        complete: impl FnOnce(F::Tally) -> Result<T>,
    ) -> Result<T> {
        self.columns.need_together();
        let count = || complete(run_deals(self.columns, fold, self.state.seq)?);
        shared::<F, _>(self.columns, &Reads::default(), count)
    }

    /// When the first event of any kind that names each asset happened, in the scope or not, by the
    /// asset's number; nothing where there is none.
    pub fn first_events(&self) -> Result<Vec<Option<Timestamp>>> {
        let tally = self.run(&FirstEvents { assets: self.assets.len() })?;
        Ok(tally.into_vec().into_iter().map(known).collect())
    }

    /// Completes an answer with the scope and the provenance.
    pub fn answer<R: Row, S: Summary>(
        &self,
        rows: Vec<R>,
        columns: Vec<Column>,
        summary: S,
        definition: Definition,
    ) -> Answer<R, S> {
        Answer {
            rows,
            summary,
            columns,
            definition,
            span: self.span,
            filters: self.scope.filters(),
            provenance: Provenance::from(&self.state),
        }
    }
}

fn last_moment(span: &Span) -> Timestamp {
    Timestamp::from_micros(span.until.micros() - 1).unwrap_or(span.until)
}

/// Whether a filter lets a number through; none lets all through.
#[inline]
fn lets(filter: Option<&[bool]>, number: usize) -> bool {
    filter.is_none_or(|lets| lets.get(number).is_some_and(|lets| *lets))
}

/// Whether a filter lets through what the fact at `position` names.
#[inline]
fn passes(filter: Option<&[bool]>, numbers: &[u32], position: usize) -> bool {
    filter.is_none() || numbers.get(position).is_some_and(|number| lets(filter, *number as usize))
}
