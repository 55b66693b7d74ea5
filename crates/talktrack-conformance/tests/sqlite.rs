//! The suite for SQLite: a ledger in a file, and one in memory.
#![allow(clippy::unwrap_used)] // this is test code

use std::sync::Arc;

use talktrack::ledger::Ledger;
use talktrack::ledger::sqlite::SqliteLedger;
use talktrack_conformance::{Store, conformance};

struct File(tempfile::TempDir);

impl File {
    fn path(&self) -> std::path::PathBuf {
        self.0.path().join("usage.db")
    }
}

impl Store for File {
    /// Every commit waits for the disk.
    const SAMPLE: u32 = 12;

    fn create() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn open(&self) -> Arc<dyn Ledger> {
        Arc::new(SqliteLedger::open(self.path()).unwrap())
    }

    fn open_read_only(&self) -> Option<Arc<dyn Ledger>> {
        Some(Arc::new(SqliteLedger::open_read_only(self.path()).unwrap()))
    }

    fn bytes(&self) -> Vec<u8> {
        let files = std::fs::read_dir(self.0.path()).unwrap();
        files.flat_map(|file| std::fs::read(file.unwrap().path()).unwrap()).collect()
    }
}

struct Memory(Arc<SqliteLedger>);

impl Store for Memory {
    fn create() -> Self {
        Self(Arc::new(SqliteLedger::in_memory().unwrap()))
    }

    fn open(&self) -> Arc<dyn Ledger> {
        Arc::clone(&self.0) as Arc<dyn Ledger>
    }
}

mod file {
    use super::*;
    conformance!(File);
}

mod memory {
    use super::*;
    conformance!(Memory);
}
