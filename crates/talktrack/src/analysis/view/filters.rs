//! What the filters of a scope let through.

use super::View;
use crate::error::{Error, Result};
use crate::ledger::Name;
use crate::model::{Asset, Deal, Rep, RepKey, Tags, Word, suggest};
use crate::scope::Scope;

impl View<'_> {
    /// A filter that nothing could pass is a slip, and an answer about nothing would be a false alarm.
    pub(super) fn check_filters(&self) -> Result<()> {
        let (scope, known_reps) = (self.scope, || self.reps.iter().flatten());
        let kinds = self.assets.iter().flatten().filter_map(|asset| asset.kind.as_ref());
        check_words("asset kind", &scope.kinds, kinds)?;
        check_tags("assets", &scope.asset_tags, self.assets.iter().flatten().map(|a| &a.tags))?;
        check_words("team", &scope.teams, known_reps().filter_map(|rep| rep.team.as_ref()))?;
        check_words("region", &scope.regions, known_reps().filter_map(|rep| rep.region.as_ref()))?;
        // The key of a rep can be personal, so the message does not repeat it.
        let asked = |rep: &RepKey| {
            let number = self.columns.number(Name::Rep, rep.as_str());
            number.is_some_and(|number| !self.columns.forgotten_reps().contains(&number))
        };
        if !scope.reps.iter().all(asked) {
            return Err(Error::NotFound("there is no such rep in this ledger".into()));
        }
        if !scope.deal_tags.is_empty() {
            let deals: Vec<&Deal> = self.deals()?.flatten().collect();
            check_tags("deals", &scope.deal_tags, deals.iter().map(|deal| &deal.tags))?;
        }
        Ok(())
    }

    /// Finds which assets, reps, deals and actions the filters let through.
    pub(super) fn apply_filters(&mut self) -> Result<()> {
        let scope = self.scope;
        if !scope.kinds.is_empty() || !scope.asset_tags.is_empty() {
            self.asset_filter =
                Some(self.assets.iter().map(|asset| lets_asset(scope, *asset)).collect());
        }
        if !(scope.teams.is_empty() && scope.regions.is_empty() && scope.reps.is_empty()) {
            let keys = self.columns.names(Name::Rep);
            let lets = self.reps.iter().zip(keys).map(|(rep, key)| lets_rep(scope, *rep, key));
            self.rep_filter = Some(lets.collect());
        }
        if !scope.deal_tags.is_empty() {
            let lets =
                self.deals()?.map(|deal| deal.is_some_and(|d| d.tags.have(&scope.deal_tags)));
            self.deal_filter = Some(lets.collect());
        }
        if !scope.actions.is_empty() {
            self.action_filter = [false; 6];
            for action in &scope.actions {
                self.action_filter[usize::from(action.code())] = true;
            }
        }
        if !scope.conversations.is_empty() {
            self.placement()?;
        }
        Ok(())
    }
}

fn lets_asset(scope: &Scope, asset: Option<&Asset>) -> bool {
    asset.is_some_and(|asset| {
        (scope.kinds.is_empty()
            || asset.kind.as_ref().is_some_and(|kind| scope.kinds.contains(kind)))
            && asset.tags.have(&scope.asset_tags)
    })
}

fn lets_rep(scope: &Scope, rep: Option<&Rep>, key: &str) -> bool {
    fn among(allowed: &[Word], word: Option<&Word>) -> bool {
        allowed.is_empty() || word.is_some_and(|word| allowed.contains(word))
    }
    among(&scope.teams, rep.and_then(|rep| rep.team.as_ref()))
        && among(&scope.regions, rep.and_then(|rep| rep.region.as_ref()))
        && (scope.reps.is_empty() || scope.reps.iter().any(|wanted| wanted.as_str() == key))
}

fn check_words<'w>(
    what: &str,
    wanted: &[Word],
    known: impl Iterator<Item = &'w Word> + Clone,
) -> Result<()> {
    for word in wanted {
        if !known.clone().any(|known| known == word) {
            return Err(not_among(what, word.as_str(), known.map(Word::as_str)));
        }
    }
    Ok(())
}

fn check_tags<'t>(
    of: &str,
    wanted: &Tags,
    known: impl Iterator<Item = &'t Tags> + Clone,
) -> Result<()> {
    for (key, value) in wanted.iter() {
        let values = known.clone().filter_map(|tags| tags.get(key));
        if values.clone().next().is_none() {
            let keys = known.flat_map(|tags| tags.iter().map(|(key, _)| key));
            return Err(not_among(&format!("tag of {of}"), key, keys));
        }
        if !values.clone().any(|known| known == value) {
            return Err(not_among(&format!("value of tag {key} of {of}"), value, values));
        }
    }
    Ok(())
}

fn not_among<'w>(what: &str, word: &str, known: impl Iterator<Item = &'w str>) -> Error {
    let near = suggest(word, known).map_or(String::new(), |near| format!(": did you mean {near}?"));
    Error::NotFound(format!("no {what} is \"{word}\" in this ledger{near}"))
}
