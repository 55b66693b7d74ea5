//! A file or a folder, by its path, into a ledger.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use talktrack::Tracker;
use talktrack::ledger::Receipt;
use talktrack::model::Record;

use crate::error::Error;
use crate::format::{Format, ImportOptions};
use crate::import::{Imported, import_stream, record};
use crate::input::Input;
use crate::progress::{Counts, Progress, Watch};
use crate::reconciliation::Tally;
use crate::tables;

/// What a Parquet file begins with.
const PARQUET: &[u8; 4] = b"PAR1";

/// Imports a file, or all files of a folder and of the folders in it, such as an export in Parquet.
///
/// It is as [`import`](crate::import()) of what the file holds, and can read Parquet, which needs a file to
/// go back and forth in. Files whose names begin with a point or an underscore are passed over. What is
/// found in a folder is one import: one receipt, one reconciliation. With [`ImportOptions::strict`], each of
/// its files is recorded whole or not at all, those of the catalogue first.
///
/// ```
/// use std::ops::ControlFlow;
/// use talktrack::Tracker;
/// use talktrack_exchange::{Format, ImportOptions, import_path};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("people.csv");
/// std::fs::write(&path, "type,key\nrep,ada\n")?;
/// let go_on = &mut |_: &_| ControlFlow::Continue(());
/// let options = ImportOptions::default();
/// let imported = import_path(&Tracker::in_memory()?, &path, "people", &Format::Auto, &options, go_on)?;
/// assert_eq!(imported.receipt.recorded, 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`import`](crate::import()), and if a folder holds no files.
pub fn import_path(
    tracker: &Tracker,
    path: &Path,
    name: &str,
    format: &Format,
    options: &ImportOptions,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
) -> Result<Imported, Error> {
    let mut tally = Tally::default();
    if !path.is_dir() {
        let imported = one(tracker, path, name, format, options, progress, &mut tally)?;
        return imported.counted(tally, tracker);
    }
    let files = files(path)?;
    let mut total = Imported {
        receipt: Receipt { seq: tracker.state()?.seq, ..Receipt::default() },
        ..Imported::default()
    };
    for file in &files {
        let within = file.strip_prefix(path).unwrap_or(file).display();
        let name = format!("{}/{within}", name.trim_end_matches('/'));
        let before = Progress {
            bytes: total.bytes,
            rows: total.rows,
            receipt_so_far: Counts::from(&total.receipt),
        };
        let mut told = |now: &Progress| progress(&before.and(now));
        let imported = one(tracker, file, &name, format, options, &mut told, &mut tally)?;
        total.rows += imported.rows;
        total.bytes += imported.bytes;
        total.receipt = total.receipt.and(imported.receipt);
        if total.understood.is_empty() {
            let all = files.len();
            total.understood = format!("{all} files, the first as {}", imported.understood);
        }
        let new = imported.notes.into_iter().filter(|note| !total.notes.contains(note));
        let new: Vec<_> = new.collect();
        total.notes.extend(new);
    }
    total.counted(tally, tracker)
}

/// How many bytes there are to read in a file or a folder, as far as that is known.
pub fn length(path: &Path) -> Option<u64> {
    let of = |path: &Path| path.metadata().ok().map(|metadata| metadata.len());
    if path.is_dir() { files(path).ok()?.iter().map(|file| of(file)).sum() } else { of(path) }
}

fn one(
    tracker: &Tracker,
    path: &Path,
    name: &str,
    format: &Format,
    options: &ImportOptions,
    progress: &mut dyn FnMut(&Progress) -> ControlFlow<()>,
    tally: &mut Tally,
) -> Result<Imported, Error> {
    let mut file = File::open(path).map_err(|error| unread(path, error))?;
    if !is_parquet(&mut file).map_err(|error| unread(path, error))? {
        return import_stream(tracker, &mut file, name, format, options, progress, tally);
    }
    let mut nothing = io::empty();
    let mut input = Input::plain(&mut nothing, name, Watch::new(progress));
    let opened = tables::parquet(file, &mut input, format, options)?;
    record(tracker, &mut input, opened, options, tally)
}

/// Looks at the beginning of a file. What is not a regular file can be read only once, and is none.
fn is_parquet(file: &mut File) -> io::Result<bool> {
    if !file.metadata()?.is_file() {
        return Ok(false);
    }
    let mut mark = Vec::new();
    (&mut *file).take(PARQUET.len() as u64).read_to_end(&mut mark)?;
    file.rewind()?;
    Ok(mark == PARQUET)
}

/// All files of a folder: those of catalogue entries first, as far as folders are named after them, and else
/// in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).map_err(|error| unread(&next, error))? {
            let entry = entry.map_err(|error| unread(&next, error))?;
            if entry.file_name().as_encoded_bytes().starts_with(b".")
                || entry.file_name().as_encoded_bytes().starts_with(b"_")
            {
                continue;
            }
            // A link to a folder is not followed: it could lead round in a circle.
            let kind = entry.file_type().map_err(|error| unread(&next, error))?;
            if kind.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    if found.is_empty() {
        let nothing = io::Error::new(io::ErrorKind::NotFound, "there are no files in it");
        return Err(unread(folder, nothing));
    }
    let is_event = |path: &PathBuf| {
        let within = path.strip_prefix(folder).unwrap_or(path);
        let first = within.components().next();
        let named = first.map(|name| name.as_os_str().to_string_lossy().into_owned());
        // An event has an identity, and a catalogue entry has a key.
        named.is_none_or(|name| {
            Record::fields(&name)
                .map_or(true, |fields| fields.iter().any(|field| field.name == "id"))
        })
    };
    found.sort_by_cached_key(|path| (is_event(path), path.clone()));
    Ok(found)
}

fn unread(path: &Path, source: io::Error) -> Error {
    Error::Io { attempted: format!("read {}", path.display()), source }
}
