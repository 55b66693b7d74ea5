//! `listening`: were recommendations followed, and what then?

mod counts;
mod followed;
mod met;
mod on_deals;
mod sent;
mod units;

use self::counts::{Became, Counts};
use self::followed::FollowedFold;
use self::met::Meetings;
use self::on_deals::OnDealsFold;
use self::units::{Unit, Units};
use super::fold::joined;
use super::life::{DAY, days};
use super::occasion::Chances;
use super::rep_groups::{RepGroups, was_there};
use super::{Answer, Definition, Estimate, Flag, Question, Row, Tally, View, table};
use crate::error::{Error, Result};
use crate::model::{Word, vocabulary};

vocabulary! {
    /// What recommendations are grouped by.
    ListeningBy as "by" {
        /// The teams of those who were advised.
        Team = 1 "team",
        /// The assets that were recommended.
        Asset = 2 "asset",
        /// Those who were advised.
        Rep = 3 "rep",
    }
}

/// Asks whether recommendations were followed, by those who had an occasion to, and how their conversations went.
///
/// It misleads where it is read as proof: who follows advice differs from who does not, and so do the conversations
/// in which they do. What goes with success, with that taken into account, is the question [`Effect`](super::Effect).
///
/// ```
/// use talktrack::analysis::Listening;
/// use talktrack::model::{
///     Action, Asset, AssetKey, Audience, Conversation, Event, Recommendation, Rep, RepKey, Use,
/// };
///
/// let tracker = talktrack::Tracker::in_memory()?;
/// let (ada, deck) = (RepKey::new("ada")?, AssetKey::new("deck")?);
/// tracker.put(Asset::new(deck.clone()))?;
/// let advice = Recommendation::new(deck.clone(), Audience::Rep(ada.clone()));
/// tracker.record(Event::new("2026-03-02T09:00:00Z".parse()?, advice.conversation(Conversation::TangibleValue)))?;
/// let shared = Use::new(ada, deck, Action::Shared).conversation(Conversation::TangibleValue);
/// tracker.record(Event::new("2026-03-04T15:00:00Z".parse()?, shared))?;
/// let answer = tracker.ask(&Listening::new())?;
/// assert_eq!((answer.rows[0].with_occasion, answer.rows[0].follow_rate.value), (1, Some(1.0)));
/// # Ok::<(), talktrack::Error>(())
/// ```
///
/// Source of the interval: see [`stats::wilson_effective`](crate::stats::wilson_effective).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listening {
    by: ListeningBy,
}

impl Default for Listening {
    fn default() -> Self {
        Self { by: ListeningBy::Team }
    }
}

impl Listening {
    /// By team.
    pub fn new() -> Self {
        Self::default()
    }

    /// What a row stands for.
    pub const fn by(mut self, by: ListeningBy) -> Self {
        self.by = by;
        self
    }

    fn definition(self) -> Definition {
        let rows = match self.by {
            ListeningBy::Team => {
                "A row per team, reps being in the team of the scope's end; reps without a team share a row."
            }
            ListeningBy::Asset => "A row per asset that was recommended.",
            ListeningBy::Rep => {
                "A row per rep who was advised; who was forgotten is no row, and counts in the summary."
            }
        };
        Definition {
            question: "listening",
            text: format!(
                "A recommendation that was sent in the scope addresses the rep it names, or every rep of the catalogue who was active when it was sent, in the team that it names; for the conversation it names, else for each that the asset was made for (any, if for none in particular). It stands until it says, else for {} days. Each rep, asset and conversation counts once for as long as recommendations overlap. There was an occasion if a conversation that was one for the asset (held, or without a deal a week in which the rep put something to work; of the kind it was made for, while it was live, on a deal whose tags do not contradict its own), and that belongs to the scope, was under way with that rep while the recommendation stood. It was followed if the rep put the asset to work in that conversation meanwhile, and in the scope. The follow rate is followed ÷ with an occasion; its interval is Wilson's at 95%, for as many as they are worth: they cluster by rep. Success is the share that succeeded of the decided conversations which were occasions for what was followed, and for what was ignored; it describes and proves nothing. {rows}",
                sent::DAYS
            ),
        }
    }
}

table! {
    /// What became of what was recommended to a team or a rep, or of an asset. The first column is named after what
    /// it groups by.
    ListeningRow {
        /// The team, the asset or the rep; none for reps without a team.
        group: Option<Word>, "";
        /// Assets recommended to a rep for a conversation; while recommendations overlap, they count once.
        recommended: u64, "recommendations";
        /// Those for which the rep had an occasion before they lapsed.
        with_occasion: u64, "recommendations";
        /// Those of them that were followed: the rep put the asset to work in the conversation before they lapsed.
        followed: u64, "recommendations";
        /// Followed ÷ with an occasion.
        follow_rate: Estimate, "share";
        /// Share that succeeded of the decided conversations that were occasions for what was followed.
        success_followed: Option<f64>, "share";
        /// Decided conversations that were occasions for what was followed.
        decided_followed: u64, "conversations";
        /// Share that succeeded of the decided conversations that were occasions for what was ignored.
        success_ignored: Option<f64>, "share";
        /// Decided conversations that were occasions for what was ignored.
        decided_ignored: u64, "conversations";
        /// too few: there was no occasion, so there is no rate. few-reps: fewer than five reps stand behind it.
        flags: Vec<Flag>, "";
    }
}

table! {
    /// What became of all recommendations.
    ListeningSummary {
        /// Assets recommended to a rep for a conversation; while recommendations overlap, they count once.
        recommended: u64, "recommendations";
        /// Recommendations for which the rep had an occasion before they lapsed.
        with_occasion: u64, "recommendations";
        /// Recommendations for which the rep had none.
        without_occasion: u64, "recommendations";
        /// Those with an occasion that were followed: the asset was put to work before they lapsed.
        followed: u64, "recommendations";
        /// Followed ÷ with an occasion.
        follow_rate: Estimate, "share";
        /// Share that succeeded of the decided conversations that were occasions for what was followed.
        success_followed: Option<f64>, "share";
        /// Decided conversations that were occasions for what was followed.
        decided_followed: u64, "conversations";
        /// Share that succeeded of the decided conversations that were occasions for what was ignored.
        success_ignored: Option<f64>, "share";
        /// Decided conversations that were occasions for what was ignored.
        decided_ignored: u64, "conversations";
        /// How many recommendations a rep got in a week, on average; none without reps.
        per_rep_week: Option<f64>, "recommendations";
        /// too few: there was no occasion, so there is no rate. few-reps: fewer than five reps stand behind it.
        flags: Vec<Flag>, "";
    }
}

impl Question for Listening {
    type Row = ListeningRow;
    type Summary = ListeningSummary;

    fn answer(&self, view: &View<'_>) -> Result<Answer<ListeningRow, ListeningSummary>> {
        let (units, chances) = std::thread::scope(|scope| {
            let units = scope.spawn(|| Units::of(view));
            let chances = Chances::without_deals(view)?;
            Ok::<_, Error>((joined(units)?, chances))
        })?;
        let fold = FollowedFold::new(view, &units);
        let (followed, met) = view.run_deals(&OnDealsFold::new(view, &chances, &fold)?)?;
        let followed = followed.merge(view.run(&fold)?).0;
        let met = met.merge(Meetings::without_deals(&units, &chances));
        let advised = Advised::of(view, &units);
        let Groups { names, row_of } = match self.by {
            ListeningBy::Team => Groups::of_reps(view, &RepGroups::by_team(view), &advised)?,
            ListeningBy::Rep => Groups::of_reps(view, &RepGroups::by_rep(view)?, &advised)?,
            ListeningBy::Asset => Groups::of_assets(view, &units)?,
        };
        let number = |unit: &Unit| match self.by {
            ListeningBy::Team | ListeningBy::Rep => unit.rep,
            ListeningBy::Asset => unit.asset,
        };
        let row = |unit: &Unit| row_of.get(number(unit) as usize).copied().flatten();
        let became = Became::of(&units, &followed, &met, names.len(), row);
        let mut rows = Vec::with_capacity(names.len());
        for (name, counts) in names.into_iter().zip(&became.rows) {
            if counts.recommended > 0 {
                rows.push(shown(name, counts)?);
            }
        }
        let mut columns = ListeningRow::columns();
        if let Some(first) = columns.first_mut() {
            first.name = self.by.as_str().into();
        }
        let per_rep_week = advised.per_week(view, &units);
        let summary = summary(&became.all, per_rep_week)?;
        Ok(view.answer(rows, columns, summary, self.definition()))
    }
}

fn shown(group: Option<Word>, counts: &Counts) -> Result<ListeningRow> {
    let (followed, with_occasion) = counts.followed_of();
    let after = counts.after;
    Ok(ListeningRow {
        group,
        recommended: counts.recommended,
        with_occasion,
        followed,
        follow_rate: counts.rate()?,
        success_followed: after.followed.success(),
        decided_followed: after.followed.all,
        success_ignored: after.ignored.success(),
        decided_ignored: after.ignored.all,
        flags: counts.flags(),
    })
}

fn summary(counts: &Counts, per_rep_week: Option<f64>) -> Result<ListeningSummary> {
    let all = shown(None, counts)?;
    Ok(ListeningSummary {
        recommended: all.recommended,
        with_occasion: all.with_occasion,
        without_occasion: all.recommended - all.with_occasion,
        followed: all.followed,
        follow_rate: all.follow_rate,
        success_followed: all.success_followed,
        decided_followed: all.decided_followed,
        success_ignored: all.success_ignored,
        decided_ignored: all.decided_ignored,
        per_rep_week,
        flags: all.flags,
    })
}

/// Which reps were advised of anything, by number.
struct Advised(Vec<bool>);

impl Advised {
    fn of(view: &View<'_>, units: &Units) -> Self {
        let mut advised = vec![false; view.reps().len()];
        for unit in units.all() {
            if let Some(rep) = advised.get_mut(unit.rep as usize) {
                *rep = true;
            }
        }
        Self(advised)
    }

    fn has(&self, rep: usize) -> bool {
        self.0.get(rep).is_some_and(|advised| *advised)
    }

    /// How many recommendations a rep got in a week of the scope: of those who were there, or were advised. A scope
    /// of less than a week is taken as one: a day says nothing about a week.
    fn per_week(&self, view: &View<'_>, units: &Units) -> Option<f64> {
        let counts = |rep: &usize| {
            let there = view.reps()[*rep].is_some_and(|known| was_there(view, known));
            view.has_rep(*rep) && (there || self.has(*rep))
        };
        let reps = (0..view.reps().len()).filter(counts).count();
        let (since, until) = view.span().micros();
        let weeks = days((until - since).max(7 * DAY)) / 7.0;
        (reps > 0).then(|| units.received as f64 / reps as f64 / weeks)
    }
}

/// The names of the rows, and which of them each rep or asset is in, by number.
struct Groups {
    names: Vec<Option<Word>>,
    row_of: Vec<Option<usize>>,
}

impl Groups {
    fn of_reps(view: &View<'_>, groups: &RepGroups, advised: &Advised) -> Result<Self> {
        let sizes = groups.sizes(view, |rep| advised.has(rep));
        let mut rows = vec![None; groups.len()];
        let mut names = Vec::new();
        for shown in groups.shown(&sizes, view.min_reps())? {
            for group in shown.groups {
                rows[group] = Some(names.len());
            }
            names.push(shown.name);
        }
        let reps = (0..).take(view.reps().len());
        let row_of = reps.map(|rep| rows.get(groups.of_rep(rep)?).copied().flatten()).collect();
        Ok(Self { names, row_of })
    }

    fn of_assets(view: &View<'_>, units: &Units) -> Result<Self> {
        let mut assets: Vec<usize> = units.all().iter().map(|unit| unit.asset as usize).collect();
        assets.sort_by_key(|asset| view.asset_key(*asset));
        assets.dedup();
        let mut row_of = vec![None; view.assets().len()];
        let mut names = Vec::with_capacity(assets.len());
        for asset in assets {
            row_of[asset] = Some(names.len());
            names.push(Some(Word::new(view.asset_key(asset))?));
        }
        Ok(Self { names, row_of })
    }
}
