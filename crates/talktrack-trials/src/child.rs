//! Workers as child processes that are always reaped.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::error::{Attempted, Error, Result};
use crate::line::Line;

/// The program that works: the command `trials`.
#[derive(Debug, Clone)]
pub struct Program(PathBuf);

impl Program {
    /// The command at `path`.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(path.into())
    }

    /// The program that runs now.
    pub fn this() -> Result<Self> {
        std::env::current_exe().attempted("find this program").map(Self)
    }

    /// A worker that has not been told yet what to do.
    pub fn worker(&self) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("worker");
        command
    }

    /// Asks the program for its version: shows whether it can be run at all.
    pub(crate) fn probe(&self) -> Command {
        let mut command = Command::new(&self.0);
        command.arg("--version");
        command
    }
}

/// A worker at work. It is killed when this is dropped, and stops by itself if this process dies,
/// because then its standard input ends.
#[derive(Debug)]
pub struct Child {
    process: std::process::Child,
    tell: Option<ChildStdin>,
    lines: Receiver<Result<Line>>,
    said: Vec<Line>,
}

impl Child {
    /// Starts a worker.
    pub fn start(mut command: Command) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .attempted(&format!("start {}", command.get_program().display()))?;
        let out = process.stdout.take();
        let tell = process.stdin.take();
        let (sender, lines) = channel();
        // Reads until the worker's output ends, which it does when the worker dies.
        std::thread::spawn(move || {
            let Some(out) = out else { return };
            let mut out = BufReader::new(out);
            let mut text = String::new();
            while out.read_line(&mut text).is_ok_and(|read| read > 0) {
                // Without its end, a line was cut by a kill and says something else than was meant.
                let Some(whole) = text.strip_suffix('\n') else { return };
                if sender.send(whole.parse()).is_err() {
                    return;
                }
                text.clear();
            }
        });
        Ok(Self { process, tell, lines, said: Vec::new() })
    }

    /// The next line; `None` if the worker has nothing more to say.
    pub fn hear(&mut self) -> Result<Option<Line>> {
        match self.lines.recv() {
            Ok(line) => {
                let line = line?;
                self.said.push(line.clone());
                Ok(Some(line))
            }
            Err(_) => Ok(None),
        }
    }

    /// Waits until the worker is ready to begin.
    pub fn ready(&mut self) -> Result<()> {
        match self.hear()? {
            Some(Line::Ready) => Ok(()),
            other => Err(Error::Worker(format!("it should be ready, and said {other:?}"))),
        }
    }

    /// Tells the worker to begin.
    pub fn go(&mut self) -> Result<()> {
        match &mut self.tell {
            Some(tell) => writeln!(tell).attempted("tell a worker to begin"),
            None => Ok(()),
        }
    }

    /// Tells the worker to stop, by the end of its input.
    pub fn stop(&mut self) {
        self.tell = None;
    }

    /// Kills the worker at once.
    pub fn kill(&mut self) -> Result<()> {
        self.process.kill().attempted("kill a worker")
    }

    /// Kills the worker once it has said `lines` more, or has nothing more to say.
    pub fn kill_after_lines(&mut self, lines: u64) -> Result<()> {
        for _ in 0..lines {
            if self.hear()?.is_none() {
                break;
            }
        }
        self.kill()
    }

    /// Kills the worker after a while.
    pub fn kill_after(&mut self, while_: Duration) -> Result<()> {
        std::thread::sleep(while_);
        self.kill()
    }

    /// Waits for the end; returns everything that was said, and how it ended.
    pub fn finish(mut self) -> Result<(Vec<Line>, ExitStatus)> {
        while self.hear()?.is_some() {}
        let status = self.process.wait().attempted("wait for a worker")?;
        Ok((std::mem::take(&mut self.said), status))
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        // Both fail only where it has ended and was waited for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
