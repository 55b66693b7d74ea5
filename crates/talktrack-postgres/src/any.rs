//! Opening a ledger wherever it is: in a file, or on a server.

use std::path::Path;

use talktrack::{Result, Tracker};

#[cfg(feature = "client")]
mod server {
    use talktrack::{Result, Tracker};

    use crate::ledger::PostgresLedger;

    pub(super) fn open(url: &str) -> Result<Tracker> {
        PostgresLedger::open(url).map(Tracker::over)
    }

    pub(super) fn open_read_only(url: &str) -> Result<Tracker> {
        PostgresLedger::open_read_only(url).map(Tracker::over)
    }
}

#[cfg(not(feature = "client"))]
mod server {
    use talktrack::{Error, Result, Tracker};

    pub(super) fn open(_: &str) -> Result<Tracker> {
        Err(Error::Storage {
            attempted: "open a ledger on a server".into(),
            reason: "this build has no client for PostgreSQL: build it with the feature `server`"
                .into(),
        })
    }

    pub(super) use open as open_read_only;
}

/// Whether `place` names a server, and not a file.
pub fn is_server(place: &Path) -> bool {
    url(place).is_some()
}

fn url(place: &Path) -> Option<&str> {
    let text = place.to_str()?;
    ["postgresql://", "postgres://"].iter().any(|scheme| text.starts_with(scheme)).then_some(text)
}

/// Opens the ledger at `place`, a file or the URL of a server, or creates it.
///
/// # Errors
/// As [`Tracker::open`], and of a server whatever keeps it from being reached.
///
/// ```
/// let folder = std::env::temp_dir().join(format!("talktrack-any-{}", std::process::id()));
/// std::fs::create_dir_all(&folder).unwrap();
/// let tracker = talktrack_postgres::open(&folder.join("usage.db"))?;
/// assert_eq!(tracker.state()?.seq.get(), 0);
/// # drop(tracker);
/// # std::fs::remove_dir_all(&folder).unwrap();
/// # Ok::<(), talktrack::Error>(())
/// ```
pub fn open(place: &Path) -> Result<Tracker> {
    match url(place) {
        Some(url) => server::open(url),
        None => Tracker::open(place),
    }
}

/// Opens the ledger at `place`, a file or the URL of a server, only to look.
///
/// # Errors
/// As [`Tracker::open_read_only`], and of a server whatever keeps it from being reached.
pub fn open_read_only(place: &Path) -> Result<Tracker> {
    match url(place) {
        Some(url) => server::open_read_only(url),
        None => Tracker::open_read_only(place),
    }
}

/// `place` as it may be shown: the URL of a server without its password, and without its options, which can
/// hold one too.
///
/// ```
/// use std::path::Path;
///
/// let url = Path::new("postgresql://ada:secret@db.example.com/sales?sslmode=require");
/// assert_eq!(talktrack_postgres::shown(url), "postgresql://ada@db.example.com/sales");
/// assert_eq!(talktrack_postgres::shown(Path::new("usage.db")), "usage.db");
/// ```
pub fn shown(place: &Path) -> String {
    let Some(url) = url(place) else { return place.display().to_string() };
    let whole = url.split('?').next().unwrap_or(url);
    let Some((scheme, rest)) = whole.split_once("://") else { return whole.to_owned() };
    match rest.rsplit_once('@') {
        Some((who, rest)) => {
            let user = who.split(':').next().unwrap_or_default();
            format!("{scheme}://{user}@{rest}")
        }
        None => whole.to_owned(),
    }
}
