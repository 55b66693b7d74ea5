//! Forgetting a person on a server: severed from the facts, and the tables written anew.
//!
//! One transaction severs the person and says that old rows remain; then the tables are written anew
//! without them. What the server has written elsewhere by then, its log, replicas and backups, is beyond
//! its reach: docs/postgresql.md says what to do about these.

use std::time::{Duration, Instant};

use talktrack::ledger::Forgotten;
use talktrack::ledger::sql::{self, Connection, Store as _};
use talktrack::model::{RepKey, Timestamp};
use talktrack::{Error, Result};

use crate::failure::message;
use crate::ledger::PostgresLedger;
use crate::session::Session;

/// The tables whose rows are rewritten, and that refuse it otherwise.
const REWRITTEN: [&str; 5] = ["event", "rep", "rep_history", "deal_history", "asset_history"];
/// How often it is looked whether somebody still reads.
const BETWEEN: Duration = Duration::from_millis(50);

pub(crate) fn forget(ledger: &PostgresLedger, rep: &RepKey, now: Timestamp) -> Result<Forgotten> {
    let mut forgotten = None;
    ledger.transact("forget", true, &mut |connection, memory| {
        // Nobody writes from here on, and then nobody is in the way of lifting what refuses changes.
        sql::hold(connection)?;
        let who = sql::find(connection, rep)?;
        guards(connection, "DISABLE")?;
        let severed = sql::sever(connection, who, rep, now)?;
        guards(connection, "ENABLE")?;
        memory.clear();
        forgotten = Some(severed);
        Ok(())
    })?;
    ledger.alone(|session| write_anew(session, ledger.patience()))?;
    forgotten.ok_or_else(|| Error::Storage {
        attempted: "forget".into(),
        reason: "the transaction did nothing: this is a fault of talktrack".into(),
    })
}

fn guards(connection: &dyn Connection, become_: &str) -> Result<()> {
    for table in REWRITTEN {
        connection
            .run_script(&format!("ALTER TABLE {table} {become_} TRIGGER append_only"))
            .map_err(|failure| Error::Storage {
                attempted: "forget".into(),
                reason: failure.to_string(),
            })?;
    }
    Ok(())
}

/// Writes the tables anew if old rows remain.
fn write_anew(session: &Session, patience: Duration) -> Result<()> {
    let unwiped = |error: postgres::Error| Error::Unwiped { reason: message(&error) };
    let pending = session.text("SELECT wiping FROM ledger WHERE wiping <> 0").map_err(unwiped)?;
    if pending.is_none() {
        return Ok(());
    }
    wait_for_readers(session, patience)?;
    let waiting = format!("SET lock_timeout = {}", patience.as_millis().max(1));
    session.script(&waiting).map_err(unwiped)?;
    for table in REWRITTEN.into_iter().chain(["quarantine", "origin"]) {
        session.script(&format!("VACUUM (FULL) {table}")).map_err(unwiped)?;
    }
    session.script("UPDATE ledger SET wiping = 0").map_err(unwiped)
}

/// Rows that somebody may still see are not left out when a table is written anew.
fn wait_for_readers(session: &Session, patience: Duration) -> Result<()> {
    let unwiped = |error: postgres::Error| Error::Unwiped { reason: message(&error) };
    let since = session
        .text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint % 4294967296")
        .map_err(unwiped)?
        .unwrap_or_default();
    let readers = format!(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() \
         AND backend_xmin IS NOT NULL AND age(backend_xmin) > age('{since}'::xid) LIMIT 1"
    );
    let deadline = Instant::now() + patience;
    while session.text(&readers).map_err(unwiped)?.is_some() {
        if Instant::now() >= deadline {
            return Err(Error::Unwiped { reason: "others are reading the ledger".into() });
        }
        std::thread::sleep(BETWEEN);
    }
    Ok(())
}
