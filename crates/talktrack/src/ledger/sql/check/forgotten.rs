//! What was forgotten left nothing behind, as far as that can be told without knowing who it was.

use super::super::connection::Connection;
use super::texts;
use crate::error::Result;

pub(super) fn forgotten(connection: &dyn Connection) -> Result<Vec<String>> {
    texts(
        connection,
        "SELECT 'somebody was forgotten, and old pages can still hold them: forget them again, while nobody reads the ledger' \
         FROM ledger WHERE wiping <> 0 \
         UNION ALL SELECT 'the ledger is of generation ' || generation || ', and ' || forgotten || ' were forgotten' \
         FROM ledger, (SELECT count(*) AS forgotten FROM forgotten) AS f WHERE generation <> forgotten \
         UNION ALL SELECT 'rep ' || rep.id || ' was forgotten and has no pseudonym' \
         FROM forgotten JOIN rep ON rep.id = forgotten.rep WHERE rep.name NOT LIKE 'forgotten-%' \
         UNION ALL SELECT 'rep ' || h.rep || ' was forgotten and has a name' \
         FROM forgotten JOIN rep_history AS h ON h.rep = forgotten.rep WHERE h.name IS NOT NULL \
         UNION ALL SELECT 'write ' || seq || ' lost texts and is no event' \
         FROM severed WHERE seq NOT IN (SELECT seq FROM event)",
    )
}
