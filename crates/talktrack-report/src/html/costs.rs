//! What assets cost.

use talktrack::model::Money;

use crate::audit::Audit;

/// What an asset cost, if the catalogue says so.
pub(super) fn of(audit: &Audit, asset: &str) -> Option<Money> {
    audit.assets.get(asset)?.cost
}

/// What several cost together; nothing of nothing, or of more than can be written.
pub(super) fn total(costs: impl IntoIterator<Item = Money>) -> Option<Money> {
    let mut costs = costs.into_iter();
    let first = costs.next()?;
    costs.try_fold(first, |sum, next| {
        Money::from_minor(sum.minor().checked_add(next.minor())?, next.currency()).ok()
    })
}
