//! The text of a refused row is not kept where it mentions somebody who was forgotten.

use std::sync::Arc;

use super::Severance;
use super::people::{Arriving, People};
use crate::error::Result;
use crate::ledger::sql::connection::{self as sql, Connection, storage};
use crate::ledger::sql::forget::{Finder, StandIn, scrub_context, stretches, texts_in};
use crate::ledger::sql::names::NameCache;
use crate::ledger::sql::quarantine::{self, Kept};
use crate::ledger::sql::value::params;
use crate::ledger::{Origin, Raw, Submission};

/// How many stretches of a row may be hashed to find out; the text of a row with more is not kept.
const MOST_IN_A_ROW: usize = 256;
/// How many hashes a batch computes for its refused rows, a few seconds' worth while other writers
/// wait; the texts of further rows are not kept.
const MOST_IN_A_BATCH: u64 = 2_000;

impl Severance {
    /// The row as it may be kept, and the reason as it may be told; `None` if both may as they are.
    pub(in super::super) fn withhold(
        &mut self,
        connection: &dyn Connection,
        names: &mut NameCache,
        arrived: &Submission,
        is_severed: bool,
        reason: &str,
    ) -> Result<Option<(Submission, String)>> {
        let Some(people) = &mut self.people else { return Ok(None) };
        let Kept { bytes, length, hash, .. } = quarantine::kept(arrived);
        let known = people
            .withheld(connection)
            .map_err(|error| storage("read the quarantine", &error))?
            .contains(&hash);
        let mut arriving = Arriving { connection, names, people };
        let name = arriving.without(&arrived.origin.name, 1, StandIn::Gap)?;
        let context = scrub_context(&arrived.origin.context, &mut arriving)?;
        let told = arriving.without(reason, 1, StandIn::Gap)?;
        let mentions = is_severed
            || known
            || name.is_some()
            || context.is_some()
            || told.is_some()
            || bytes.as_deref().map_or(Ok(false), |bytes| arriving.may_mention(bytes))?;
        if !mentions {
            return Ok(None);
        }
        if arrived.replays.is_none() {
            people.withheld.get_or_insert_default().insert(hash);
        }
        let raw = match (&arrived.raw, bytes) {
            (Raw::TooLong { .. }, _) | (_, None) => arrived.raw.clone(),
            (_, Some(_)) => Raw::Withheld { length, hash },
        };
        let origin = Arc::new(Origin {
            name: name.unwrap_or_else(|| arrived.origin.name.clone()),
            format: arrived.origin.format.clone(),
            context: context.unwrap_or_else(|| arrived.origin.context.clone()),
        });
        let row = Submission { origin, raw, ..arrived.clone() };
        Ok(Some((row, told.unwrap_or_else(|| reason.to_owned()))))
    }
}

impl People {
    fn withheld(
        &mut self,
        connection: &dyn Connection,
    ) -> sql::Result<&std::collections::HashSet<[u8; 32]>> {
        if self.withheld.is_none() {
            let sql = connection.dialect().withheld;
            let all = connection.list(sql, params![], |row| row.get(0))?;
            self.withheld = Some(all.into_iter().collect());
        }
        Ok(self.withheld.get_or_insert_default())
    }
}

impl Arriving<'_> {
    /// Whether a row mentions somebody, or takes too long to find out.
    fn may_mention(&mut self, raw: &[u8]) -> Result<bool> {
        for text in texts_in(raw) {
            let many = stretches(&text, &self.people.lengths) > MOST_IN_A_ROW;
            if many || self.people.spent_on_rows > MOST_IN_A_BATCH {
                return Ok(true);
            }
            let before = self.people.hash.computed();
            let found = self.find(&text, 1)?;
            self.people.spent_on_rows += self.people.hash.computed() - before;
            if !found.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
