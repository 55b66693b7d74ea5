//! Whether what was used was the asset as it should be at that time.

use std::collections::HashMap;

use super::{Life, View};
use crate::columns::NONE;
use crate::ledger::Name;

/// What a use was of: the first of these that holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// The catalogue does not know the asset: somebody made it.
    Uncatalogued,
    /// The asset was retired, had expired or was replaced.
    AfterEnd,
    /// The use names no version, or none was known at that time.
    Unstated,
    /// The use names another version than the one of that time.
    Outdated,
    /// The use names the version of that time.
    Current,
}

impl Standing {
    pub(super) const COUNT: usize = 5;
}

/// The version of an asset from one moment on.
struct Version {
    from: i64,
    /// [`NONE`] for a word that no event holds, so that no use has it.
    word: Option<u32>,
}

/// When assets end, and their versions.
pub(super) struct Standings {
    /// By the asset's number, here and below; nothing for one that the catalogue does not know.
    ends: Vec<Option<i64>>,
    versions: Vec<Vec<Version>>,
}

impl Standings {
    pub(super) fn of(view: &View<'_>) -> Self {
        let columns = view.columns();
        let words: HashMap<&str, u32> =
            columns.names(Name::Word).iter().map(|word| &**word).zip(0..).collect();
        let versions = |number: usize| {
            let history = columns.catalogue().assets.get(number);
            let timeline =
                history.into_iter().flat_map(|history| history.timeline(view.seq().get()));
            let version = timeline.map(|(from, asset)| Version {
                from: from.micros(),
                word: asset
                    .version
                    .as_ref()
                    .map(|version| words.get(version.as_str()).copied().unwrap_or(NONE)),
            });
            version.collect()
        };
        let versions = (0..view.assets().len()).map(versions).collect();
        Self { ends: Life::ends(view), versions }
    }

    /// What a use of `asset` that names the version `word` was of, at a moment of the scope.
    pub(super) fn of_use(&self, asset: usize, word: u32, at: i64) -> Standing {
        match self.ends.get(asset) {
            None | Some(None) => return Standing::Uncatalogued,
            Some(Some(end)) if *end <= at => return Standing::AfterEnd,
            Some(Some(_)) => {}
        }
        match self.version(asset, at) {
            None => Standing::Unstated,
            Some(_) if word == NONE => Standing::Unstated,
            Some(version) if version == word => Standing::Current,
            Some(_) => Standing::Outdated,
        }
    }

    /// The version of an asset at a moment; the first one also holds before it began.
    pub(super) fn version(&self, asset: usize, at: i64) -> Option<u32> {
        let versions = self.versions.get(asset)?;
        let begun = versions.partition_point(|version| version.from <= at);
        versions.get(begun.saturating_sub(1))?.word
    }
}
