//! Surroundings in which a worker meets what tests cannot make happen otherwise: a limit of file
//! sizes, a small disk, a disk that is read-only, a user whom permissions bind.

use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::child::Program;

/// Surroundings, as the command line that starts a program in them.
#[derive(Debug, Clone, Default)]
pub struct Sandbox(Vec<OsString>);

/// Why surroundings are not to be had here.
type Unavailable = String;

impl Sandbox {
    /// No surroundings.
    pub fn none() -> Self {
        Self::default()
    }

    /// No file grows beyond `blocks` of 512 bytes; a write beyond fails as on a full disk.
    pub fn file_size(program: &Program, blocks: u64) -> Result<Self, Unavailable> {
        // The signal that comes with the failing write would kill the process; ignored, it stays so
        // in whatever the shell becomes.
        let script = "trap '' XFSZ; ulimit -f \"$1\"; shift; exec \"$@\"";
        Self::shell(script, blocks.to_string()).tried("a limit of file sizes", program)
    }

    /// A disk of so many KiB at `folder`, gone when the program ends.
    pub fn small_disk(program: &Program, folder: &Path, kib: u64) -> Result<Self, Unavailable> {
        let script = "mount -t tmpfs -o size=\"$2\"k none \"$1\"; shift 2; exec \"$@\"";
        let mut shell = Self::shell(script, folder);
        shell.0.push(kib.to_string().into());
        shell.in_own_mounts().tried("a disk of its own", program)
    }

    /// `folder` is on a disk that is read-only.
    pub fn read_only_disk(program: &Program, folder: &Path) -> Result<Self, Unavailable> {
        let script =
            "mount --bind \"$1\" \"$1\"; mount -o remount,bind,ro \"$1\"; shift; exec \"$@\"";
        Self::shell(script, folder).in_own_mounts().tried("a read-only disk", program)
    }

    /// A user whom permissions bind: this one, unless it is privileged.
    pub fn ordinary_user(program: &Program) -> Result<Self, Unavailable> {
        match permissions_bind() {
            Ok(true) => return Ok(Self::none()),
            Ok(false) => {}
            Err(error) => return Err(format!("permissions cannot be tried: {error}")),
        }
        let words =
            ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--inh-caps=-all"];
        Self(words.map(OsString::from).into()).tried("an ordinary user", program)
    }

    fn shell(script: &str, argument: impl Into<OsString>) -> Self {
        let script = format!("set -e; {script}");
        Self(vec!["sh".into(), "-c".into(), script.into(), "sh".into(), argument.into()])
    }

    /// What is mounted is seen by the program only, and takes no privileges where the system lets
    /// everybody have a name space.
    fn in_own_mounts(mut self) -> Self {
        let words = ["unshare", "--user", "--map-root-user", "--mount"];
        self.0.splice(0..0, words.map(OsString::from));
        self
    }

    /// Itself, if a program runs in it.
    fn tried(self, what: &str, program: &Program) -> Result<Self, Unavailable> {
        let mut probe = self.around(&program.probe());
        match probe.stdin(Stdio::null()).output() {
            Ok(output) if output.status.success() => Ok(self),
            Ok(output) => {
                let said = String::from_utf8_lossy(&output.stderr);
                Err(format!("{what} is not to be had here: {}", said.trim()))
            }
            Err(error) => Err(format!("{what} is not to be had here: {error}")),
        }
    }

    /// The command, started in these surroundings.
    pub fn around(&self, command: &Command) -> Command {
        let mut words = self.0.iter().map(OsString::as_os_str);
        let mut wrapped = match words.next() {
            None => Command::new(command.get_program()),
            Some(first) => {
                let mut wrapped = Command::new(first);
                wrapped.args(words).arg(command.get_program());
                wrapped
            }
        };
        wrapped.args(command.get_args());
        wrapped
    }
}

/// Whether a file that may only be read cannot be written by this user.
fn permissions_bind() -> std::io::Result<bool> {
    let file = tempfile::NamedTempFile::new()?;
    let mut permissions = file.as_file().metadata()?.permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(file.path(), permissions)?;
    Ok(std::fs::OpenOptions::new().write(true).open(file.path()).is_err())
}
