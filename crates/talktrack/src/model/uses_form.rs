//! The identity of uses that come as columns.

use uuid::Uuid;

use super::canonical::{Piece, RowForm, Texts};
use super::identity::{self, DigestSum};
use super::uses::Uses;
use super::vocabulary::EventKind;

/// Uses with their keys in the byte form that is hashed: each key is written once, not once a row.
#[derive(Debug)]
pub(crate) struct UsesForm<'u> {
    uses: &'u Uses,
    rep: Texts<'u>,
    asset: Texts<'u>,
    deal: Option<Texts<'u>>,
    version: Option<Texts<'u>>,
}

impl<'u> UsesForm<'u> {
    pub(crate) fn of(uses: &'u Uses) -> Self {
        Self {
            uses,
            rep: Texts::of(uses.reps()),
            asset: Texts::of(uses.assets()),
            deal: uses.deals().map(Texts::of),
            version: uses.versions().map(Texts::of),
        }
    }

    /// Adds a use with its id.
    pub(crate) fn add_to(&self, sum: &mut DigestSum, row: usize, id: &str) {
        self.read(row, |form| sum.add(form, id));
    }

    /// Makes ready for adding some rows.
    pub(crate) fn fetch(&self, rows: &(impl Iterator<Item = usize> + Clone)) {
        let others = [&self.deal, &self.version].into_iter().flatten();
        for texts in [&self.rep, &self.asset].into_iter().chain(others) {
            texts.fetch(rows.clone());
        }
    }

    /// The id that is derived from what a use says.
    pub(crate) fn content_uuid(&self, row: usize) -> Uuid {
        self.read(row, identity::uuid_of_form)
    }

    fn read<T>(&self, row: usize, read: impl FnOnce(&RowForm<'_>) -> T) -> T {
        let extra = self.uses.extra(row);
        read(&RowForm {
            source: Piece::Text(self.uses.source_of_all().as_str()),
            at: self.uses.times()[row],
            kind: EventKind::Use.code(),
            conversation: self.uses.conversation_of(row),
            code: self.uses.action_of(row).map(super::Action::code),
            number: None,
            texts: [
                self.rep.get(row),
                self.asset.get(row),
                of_row(self.deal.as_ref(), row),
                of_row(self.version.as_ref(), row),
                extra.as_deref().map_or(Piece::None, Piece::Text),
            ],
            reference: [Piece::None; 2],
        })
    }
}

fn of_row<'t>(texts: Option<&'t Texts<'_>>, row: usize) -> Piece<'t> {
    texts.map_or(Piece::None, |texts| texts.get(row))
}
