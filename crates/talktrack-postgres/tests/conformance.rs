//! The suite for PostgreSQL: each ledger in a schema of its own.
#![allow(clippy::unwrap_used)] // this is test code

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};

use talktrack::ledger::Ledger;
use talktrack_conformance::server::{Database, Server};
use talktrack_conformance::{Store, conformance};
use talktrack_postgres::PostgresLedger;

fn database() -> &'static Database<'static> {
    static DATABASE: OnceLock<Database<'static>> = OnceLock::new();
    DATABASE.get_or_init(|| Server::shared().database().unwrap())
}

struct Schema(String);

impl Schema {
    fn url(&self) -> String {
        let url = database().url();
        let more = if url.contains('?') { '&' } else { '?' };
        format!("{url}{more}options=-csearch_path%3D{}", self.0)
    }
}

impl Store for Schema {
    const SAMPLE: u32 = 6;

    fn create() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(0);
        let schema = format!("s{}", NEXT.fetch_add(1, Ordering::Relaxed));
        database().sql(&format!("CREATE SCHEMA {schema}")).unwrap();
        Self(schema)
    }

    fn open(&self) -> Arc<dyn Ledger> {
        Arc::new(PostgresLedger::open(&self.url()).unwrap())
    }

    fn open_read_only(&self) -> Option<Arc<dyn Ledger>> {
        Some(Arc::new(PostgresLedger::open_read_only(&self.url()).unwrap()))
    }
}

conformance!(Schema);
