//! The committed inputs: a few for each decoder, from which mutations begin.

use std::path::{Path, PathBuf};

/// The inputs for one decoder, in the order of their names.
pub fn of(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus").join(target);
    let entries = std::fs::read_dir(&folder)
        .unwrap_or_else(|error| panic!("cannot list {}: {error}", folder.display()));
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry of the corpus").path()).collect();
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).expect("an input of the corpus")).collect()
}
