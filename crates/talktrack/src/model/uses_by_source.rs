//! Uses of several sources that come as rows of texts, batch after batch.

use super::key::Source;
use super::key_list::UseKeys;
use super::reading::TimeReading;
use super::use_texts::UseTexts;
use super::uses::Uses;
use super::uses_builder::UsesBuilder;

/// How many sources of uses are kept apart; uses of others are not taken.
const SOURCES: usize = 16;

/// Gathers uses that come as rows of texts as columns, those of each source by themselves. What it learns of
/// keys serves the next batch too: each is checked once, when it is met first.
///
/// ```
/// use talktrack::model::{TimeReading, UseMember, UseTexts, UsesBySource};
///
/// let mut uses = UsesBySource::default();
/// let mut row = UseTexts::default();
/// for (member, text) in [
///     (UseMember::Type, "use"),
///     (UseMember::At, "2026-03-01T09:30:00Z"),
///     (UseMember::Rep, "ada"),
///     (UseMember::Asset, "deck"),
///     (UseMember::Action, "shared"),
/// ] {
///     assert!(row.say(member, Some(text.into())));
/// }
/// assert_eq!(uses.push(&row, &TimeReading::strict()), Some(0));
/// assert_eq!(uses.take()[0].len(), 1);
/// assert!(uses.take().is_empty());
/// ```
#[derive(Debug, Default)]
pub struct UsesBySource {
    keys: UseKeys,
    sources: Vec<UsesBuilder>,
    /// How many uses of a source a batch is expected to have.
    expected: usize,
}

impl UsesBySource {
    /// Makes room for so many uses of each source at once, so that columns do not move while they grow.
    pub fn expecting(uses: usize) -> Self {
        Self { expected: uses, ..Self::default() }
    }

    /// Takes the use of a row whose times are read as `times` says, and gives the place of its source among
    /// those of the batch. None if something is wrong or unusual about it: then it is not taken, and
    /// [`Record::from_fields`](super::Record::from_fields) says what it is.
    pub fn push(&mut self, row: &UseTexts<'_>, times: &TimeReading) -> Option<usize> {
        let source = row.source_or_default();
        let known = self.sources.iter().position(|uses| uses.source() == source);
        if let Some(place) = known {
            let taken = self.sources[place].push(row, times, &mut self.keys);
            return taken.then_some(place);
        }
        if self.sources.len() == SOURCES {
            return None;
        }
        let mut uses = UsesBuilder::new(Source::new(source).ok()?, row.has_id(), self.expected);
        let taken = uses.push(row, times, &mut self.keys);
        taken.then(|| {
            self.sources.push(uses);
            self.sources.len() - 1
        })
    }

    /// The uses so far as columns, in the order of the places of their sources.
    pub fn take(&mut self) -> Vec<Uses> {
        let sources = std::mem::take(&mut self.sources).into_iter();
        let uses = sources.map(|uses| uses.finish(&self.keys)).collect();
        self.keys.stay_small();
        uses
    }
}
