//! PostgreSQL's programs, and the user who may run them.

use std::io::{self, Error};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where Debian keeps the programs, a folder for each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// The programs of one version.
#[derive(Debug)]
pub(super) struct Programs {
    folder: PathBuf,
    /// Who runs the server, where that is not who runs the tests: the numbers of the user and the group.
    user: Option<(u32, u32)>,
}

impl Programs {
    /// Finds the newest version that is installed.
    pub(super) fn find() -> io::Result<Self> {
        let folder = debian().or_else(in_path).ok_or_else(|| {
            Error::other(format!(
                "its programs are neither in {DEBIAN}/*/bin nor in PATH: install them with \
                 apt-get install postgresql, or its like on your system"
            ))
        })?;
        Ok(Self { folder, user: other_user()? })
    }

    /// The program with this name.
    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// A program that root may not run.
    pub(super) fn as_its_user(&self, name: &str) -> Command {
        let mut command = Command::new(self.path(name));
        command.current_dir("/").env("LC_ALL", "C.UTF-8");
        if let Some((user, group)) = self.user {
            command.uid(user).gid(group);
        }
        command
    }

    /// Gives a file or folder to whoever runs the server.
    pub(super) fn give(&self, path: &Path) -> io::Result<()> {
        match self.user {
            Some((user, group)) => std::os::unix::fs::chown(path, Some(user), Some(group)),
            None => Ok(()),
        }
    }
}

fn debian() -> Option<PathBuf> {
    let versions = std::fs::read_dir(DEBIAN).ok()?.flatten();
    let numbered = versions.filter_map(|entry| {
        let number: u32 = entry.file_name().to_str()?.parse().ok()?;
        let folder = entry.path().join("bin");
        folder.join("initdb").exists().then_some((number, folder))
    });
    numbered.max().map(|(_, folder)| folder)
}

fn in_path() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
}

/// Root may not run the server: then it is run by the user of Debian's package, or by nobody.
fn other_user() -> io::Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt;
    if std::fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = std::fs::read_to_string("/etc/passwd")?;
    let numbers = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut fields = line.split(':').skip(2).map(|field| field.parse().ok());
        Some((fields.next()??, fields.next()??))
    };
    match numbers("postgres").or_else(|| numbers("nobody")) {
        Some(user) => Ok(Some(user)),
        None => Err(Error::other(
            "root may not run it, and there is neither a user postgres nor nobody: run the tests as \
             another user",
        )),
    }
}
