//! Rows per rep, under their own keys or under others.

use talktrack::analysis::{Adoption, AdoptionBy, AdoptionRow, AdoptionSummary, Answer};
use talktrack::model::Word;
use talktrack::{Result, Tracker};

use super::{Audit, Reps};

/// Which rep puts what to work, as of the write that the audit rests on; most uses first.
pub(super) fn adoption(
    tracker: &Tracker,
    audit: &Audit,
    reps: Reps,
) -> Result<Answer<AdoptionRow, AdoptionSummary>> {
    // Every row is one rep: whoever asks for them wants groups of one.
    let scope = tracker.scope().clone().min_reps(1).as_of(audit.unused.provenance.seq);
    let mut answer = tracker.within(scope).ask(&Adoption::new().by(AdoptionBy::Rep))?;
    answer.rows.sort_by_key(|row| std::cmp::Reverse(row.uses));
    if reps == Reps::Pseudonyms {
        for (number, row) in (1..).zip(&mut answer.rows) {
            row.group = Some(Word::new(format!("Rep {number}"))?);
        }
    }
    Ok(answer)
}
