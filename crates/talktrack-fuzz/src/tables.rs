//! Tables stored by column, and compressed files: each is read, or refused as a file.

use std::ops::ControlFlow;

use talktrack::Tracker;
use talktrack_exchange::{Error, Format, ImportOptions, Imported, Unpacking, import, import_path};

use crate::law;

/// Rows after which a table is read no further: a few bytes can stand for any number of empty rows.
const ROWS: u64 = 2_000;

/// What is recorded of a Parquet file reads back as itself.
pub fn parquet(input: &[u8]) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("file");
    std::fs::write(&path, input).expect("a file");
    reads(|tracker| {
        let (format, options) = (Format::Auto, ImportOptions::default());
        import_path(tracker, &path, "file", &format, &options, &mut |progress| {
            if progress.rows > ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
    });
}

/// What is recorded of Arrow IPC reads back as itself.
pub fn arrow(input: &[u8]) {
    reads(|tracker| streamed(tracker, input));
}

/// What is recorded of a compressed file, or of one in UTF-16, reads back as itself.
pub fn packed_file(input: &[u8]) {
    reads(|tracker| streamed(tracker, input));
}

fn streamed(tracker: &Tracker, input: &[u8]) -> Result<Imported, Error> {
    let options =
        ImportOptions { unpacking: Unpacking::up_to(1 << 20), ..ImportOptions::default() };
    import(tracker, input, "file", &Format::Auto, &options, &mut |progress| {
        if progress.rows > ROWS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })
}

fn reads(import: impl Fn(&Tracker) -> Result<Imported, Error>) {
    let tracker = Tracker::in_memory().expect("a ledger in memory");
    match import(&tracker) {
        Ok(imported) => law::reads_back(&tracker, &imported),
        Err(
            Error::Unrecognised { .. }
            | Error::NotText { .. }
            | Error::Header { .. }
            | Error::Damaged { .. }
            | Error::TooLarge { .. }
            | Error::Interrupted { .. }
            | Error::Io { .. },
        ) => {}
        Err(error) => panic!("{error}"),
    }
}
