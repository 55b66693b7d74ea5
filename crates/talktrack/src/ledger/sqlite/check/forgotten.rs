//! What was forgotten left nothing behind, as far as that can be told without knowing who it was.

use rusqlite::Connection;

use super::texts;
use crate::error::Result;

pub(super) fn forgotten(connection: &Connection) -> Result<Vec<String>> {
    texts(
        connection,
        "SELECT 'somebody was forgotten, and old pages of the file can still hold them: forget them again, while nobody reads the ledger' \
         FROM ledger WHERE wiping \
         UNION ALL SELECT 'the ledger is of generation ' || generation || ', and ' || forgotten || ' were forgotten' \
         FROM ledger, (SELECT count(*) AS forgotten FROM forgotten) WHERE generation <> forgotten \
         UNION ALL SELECT 'rep ' || rep.id || ' was forgotten and has no pseudonym' \
         FROM forgotten JOIN rep ON rep.id = forgotten.rep WHERE rep.name NOT GLOB 'forgotten-*' \
         UNION ALL SELECT 'rep ' || h.rep || ' was forgotten and has a name' \
         FROM forgotten JOIN rep_history AS h ON h.rep = forgotten.rep WHERE h.name IS NOT NULL \
         UNION ALL SELECT 'write ' || seq || ' lost texts and is no event' \
         FROM severed WHERE seq NOT IN (SELECT seq FROM event)",
    )
}
