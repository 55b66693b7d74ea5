//! Stops the server and removes its folder, whatever becomes of this process.

use std::io;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};

/// Waits for the end of its input, which the end of this process brings about, and then tidies up. A process
/// with this number is the server only if it works in its folder: the number may be somebody else's by then.
const TIDY: &str = r#"
cat >/dev/null
server=$(head -n 1 "$1/data/postmaster.pid" 2>/dev/null)
is_there() { [ -n "$server" ] && [ "$(readlink "/proc/$server/cwd")" = "$1/data" ]; }
if is_there "$1"; then kill -QUIT "$server"; fi
while is_there "$1"; do sleep 0.05; done
rm -rf "$1"
"#;

/// A process that waits to tidy up.
#[derive(Debug)]
pub(super) struct Keeper {
    folder: PathBuf,
    process: Child,
    input: Option<ChildStdin>,
}

impl Keeper {
    /// Keeps the server that works in `folder`.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        let folder = folder.canonicalize()?;
        let mut command = Command::new("sh");
        command.args(["-c", TIDY, "keeper"]).arg(&folder);
        // An interrupt from the keyboard ends the tests, and the keeper after them.
        command.process_group(0).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut process = command.spawn()?;
        let input = process.stdin.take();
        Ok(Self { folder, process, input })
    }

    /// Where the server has its files.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        self.input = None;
        let _ = self.process.wait();
    }
}
