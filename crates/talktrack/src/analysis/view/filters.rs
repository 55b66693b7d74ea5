//! What the filters of a scope let through.

use crate::error::{Error, Result};
use crate::model::{Asset, Rep, Tags, Word, suggest};
use crate::scope::Scope;

pub(super) fn lets_asset(scope: &Scope, asset: Option<&Asset>) -> bool {
    asset.is_some_and(|asset| {
        (scope.kinds.is_empty()
            || asset.kind.as_ref().is_some_and(|kind| scope.kinds.contains(kind)))
            && asset.tags.have(&scope.asset_tags)
    })
}

pub(super) fn lets_rep(scope: &Scope, rep: Option<&Rep>, key: &str) -> bool {
    fn among(allowed: &[Word], word: Option<&Word>) -> bool {
        allowed.is_empty() || word.is_some_and(|word| allowed.contains(word))
    }
    among(&scope.teams, rep.and_then(|rep| rep.team.as_ref()))
        && among(&scope.regions, rep.and_then(|rep| rep.region.as_ref()))
        && (scope.reps.is_empty() || scope.reps.iter().any(|wanted| wanted.as_str() == key))
}

/// A filter that nothing could pass is a slip, and an answer about nothing would be a false alarm.
pub(super) fn check_words<'w>(
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

pub(super) fn check_tags<'t>(
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
