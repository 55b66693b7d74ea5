//! The scope of questions, from the keywords of `Tracker.within`.

use pyo3::prelude::*;
use talktrack::Scope;
use talktrack::model::{Invalid, TimeReading, Timestamp, Word, Zone};

use crate::errors::{invalid, raise};
use crate::from_python;

/// The keywords as they come. Filters are lists; an empty one lets everything through.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Keywords<'py> {
    since: Option<Bound<'py, PyAny>>,
    until: Option<Bound<'py, PyAny>>,
    tz: Option<String>,
    team: Vec<String>,
    region: Vec<String>,
    rep: Vec<String>,
    kind: Vec<String>,
    asset_tags: Vec<(String, String)>,
    deal_tags: Vec<(String, String)>,
    conversation: Vec<String>,
    action: Vec<String>,
    min_reps: i64,
}

impl Keywords<'_> {
    /// The scope that they describe.
    pub(crate) fn into_scope(self) -> PyResult<Scope> {
        let zone = self.tz.as_deref().map(str::parse).transpose().map_err(raise::<Invalid>)?;
        let mut scope = Scope::new().zone(zone.unwrap_or_default());
        if let Some(since) = &self.since {
            scope = scope.since(moment("since", since, zone)?);
        }
        if let Some(until) = &self.until {
            scope = scope.until(moment("until", until, zone)?);
        }
        let min_reps = u32::try_from(self.min_reps)
            .map_err(|_| invalid("min_reps", "is not a number of zero or more"))?;
        self.filters(scope.min_reps(min_reps)).map_err(raise)
    }

    fn filters(&self, mut scope: Scope) -> Result<Scope, Invalid> {
        for team in &self.team {
            scope = scope.team(word("team", team)?);
        }
        for region in &self.region {
            scope = scope.region(word("region", region)?);
        }
        for rep in &self.rep {
            scope = scope.rep(rep.parse()?);
        }
        for kind in &self.kind {
            scope = scope.kind(word("kind", kind)?);
        }
        for (key, value) in &self.asset_tags {
            scope = scope.asset_tag(key, value)?;
        }
        for (key, value) in &self.deal_tags {
            scope = scope.deal_tag(key, value)?;
        }
        for conversation in &self.conversation {
            scope = scope.conversation(conversation.parse()?);
        }
        for action in &self.action {
            scope = scope.action(action.parse()?);
        }
        Ok(scope)
    }
}

fn word(keyword: &'static str, text: &str) -> Result<Word, Invalid> {
    Word::new(text).map_err(|refusal| refusal.in_field(keyword))
}

/// A date is cut in the scope's zone, which is UTC unless named. A time needs an offset, or a zone
/// that was named: it is never guessed.
fn moment(
    keyword: &'static str,
    given: &Bound<'_, PyAny>,
    zone: Option<Zone>,
) -> PyResult<Timestamp> {
    const DATE: usize = "2026-07-01".len();
    let value = from_python::value(given).map_err(|problem| invalid(keyword, problem))?;
    let Some(text) = value.as_str() else {
        return Err(invalid(keyword, "is not a date or a time"));
    };
    let zone = zone.or_else(|| (text.trim().len() <= DATE).then_some(Zone::UTC));
    let times = zone.map_or_else(TimeReading::strict, |zone| TimeReading::strict().zone(zone));
    times.read(text).map_err(|refusal| raise(refusal.in_field(keyword)))
}
