//! Files that are there whole or not at all.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// A file that could not be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

/// Writes files that belong together. Each is written whole beside its place first; only when all of them
/// are do they take the place of what was there, so that an error on the way leaves everything as it was.
/// What is not a plain file, such as `/dev/null`, is written to directly.
///
/// ```
/// let folder = tempfile::tempdir()?;
/// let (page, figures) = (folder.path().join("audit.html"), folder.path().join("audit.json"));
/// talktrack_report::write_files(&[(page.clone(), b"<p>".to_vec()), (figures, b"{}".to_vec())])?;
/// assert_eq!(std::fs::read(&page)?, b"<p>");
///
/// let nowhere = folder.path().join("nowhere").join("audit.html");
/// let refused = talktrack_report::write_files(&[(page.clone(), Vec::new()), (nowhere, Vec::new())]);
/// assert!(refused.is_err());
/// assert_eq!(std::fs::read(&page)?, b"<p>");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// The first file that could not be written.
pub fn write_files(files: &[(PathBuf, Vec<u8>)]) -> Result<(), WriteError> {
    let failed = |path: &Path| {
        let path = path.to_owned();
        move |source| WriteError { path, source }
    };
    let mut written = Vec::new();
    for (path, bytes) in files {
        let place = place_of(path);
        if fs::metadata(&place).is_ok_and(|found| !found.is_file()) {
            fs::write(&place, bytes).map_err(failed(path))?;
            continue;
        }
        let beside = write_beside(&place, bytes).map_err(failed(path))?;
        written.push((path, place, beside));
    }
    for (path, place, beside) in written {
        beside.persist(&place).map_err(|error| failed(path)(error.error))?;
    }
    Ok(())
}

/// Where a file really is: what a link leads to is replaced, not the link.
fn place_of(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())
}

fn write_beside(place: &Path, bytes: &[u8]) -> io::Result<NamedTempFile> {
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty());
    let mut builder = tempfile::Builder::new();
    // As any other file that a person makes, less what their umask takes away.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder.unwrap_or_else(|| Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}
