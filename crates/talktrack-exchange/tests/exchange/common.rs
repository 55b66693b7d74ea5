//! What these tests share.

use std::io::Read;
use std::ops::ControlFlow;

use talktrack::Tracker;
use talktrack::ledger::Receipt;
use talktrack_exchange::{
    Error, Format, ImportOptions, Imported, Mapping, Progress, export, import,
};

/// Watches without stopping.
pub(crate) fn go_on(_: &Progress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

pub(crate) fn tracker() -> Tracker {
    Tracker::in_memory().unwrap()
}

/// Imports `file` under the name "file", with nothing special.
pub(crate) fn try_import(
    tracker: &Tracker,
    file: impl Read,
    format: &Format,
) -> Result<Imported, Error> {
    import(tracker, file, "file", format, &ImportOptions::default(), &mut go_on)
}

pub(crate) fn import_csv(tracker: &Tracker, file: impl AsRef<[u8]>, mapping: &Mapping) -> Imported {
    try_import(tracker, file.as_ref(), &Format::Csv(mapping.clone())).unwrap()
}

pub(crate) fn import_jsonl(tracker: &Tracker, file: impl AsRef<[u8]>) -> Imported {
    try_import(tracker, file.as_ref(), &Format::JsonLines).unwrap()
}

/// What was refused: each line with its reason.
pub(crate) fn refusals(receipt: &Receipt) -> String {
    let refused = receipt.rejections.iter();
    let lines: Vec<_> = refused
        .map(|rejection| format!("{}: {}", rejection.place.line, rejection.reason))
        .collect();
    lines.join("\n")
}

pub(crate) fn exported(tracker: &Tracker) -> String {
    let mut file = Vec::new();
    export(tracker, &mut file).unwrap();
    String::from_utf8(file).unwrap()
}

/// A use by `rep`, with an id derived from its content.
pub(crate) fn use_by(rep: &str) -> String {
    format!(
        r#"{{"type":"use","rep":"{rep}","asset":"deck","action":"shared","at":"2026-03-01T09:30:00Z"}}"#
    )
}

/// A file that comes in pieces of a few bytes.
pub(crate) struct Pieces<'a>(pub(crate) &'a [u8], pub(crate) usize);

impl Read for Pieces<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(self.0.len()).min(to.len());
        let (now, later) = self.0.split_at(length);
        to[..length].copy_from_slice(now);
        self.0 = later;
        Ok(length)
    }
}

/// A file that breaks after a while.
pub(crate) struct Breaks<'a>(pub(crate) &'a [u8]);

impl Read for Breaks<'_> {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        match self.0.read(to)? {
            0 => Err(std::io::Error::other("the cable was pulled")),
            length => Ok(length),
        }
    }
}
