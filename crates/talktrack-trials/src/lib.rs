//! Trials of the ledger: processes are killed, disks fill up, files are damaged, and many record at
//! once. Each trial returns what it found; the tests run a small sample, the command `trials` the
//! long form.
//!
//! ```text
//! cargo run --release -p talktrack-trials -- kill --times 300     processes die while they record
//! cargo run --release -p talktrack-trials -- births               several create one ledger at once
//! cargo run --release -p talktrack-trials -- imports              an import dies and is repeated
//! cargo run --release -p talktrack-trials -- processes            eight record at once, one asks
//! cargo run --release -p talktrack-trials -- damage               bits are flipped, files are cut off
//! cargo run --release -p talktrack-trials -- full                 disks fill up
//! cargo run --release -p talktrack-trials -- crashes              a server is killed while 16 clients record
//! cargo run --release -p talktrack-trials -- cuts                 connections are cut while they commit
//! ```
//!
//! A trial needs other processes to kill and to compete with. The command is its own worker, so that
//! one program is all it takes: `trials worker …` is not for people.

mod answers;
mod births;
mod child;
mod damage;
mod dice;
mod error;
mod events;
mod examine;
mod full;
mod imports;
mod judge;
mod kill;
mod line;
mod log;
mod looking;
mod processes;
mod sandbox;
mod server;
mod specimen;
pub mod worker;

pub use births::{Births, BirthsFound};
pub use child::{Child, Program};
pub use damage::{Damage, DamageFound, Kind};
pub use error::{Error, Result};
pub use events::{Batch, Single};
pub use examine::{Promised, Verdict, examine};
pub use full::{FullFound, full_disk, size_limit};
pub use imports::{Imports, ImportsFound};
pub use kill::{Kill, KillFound};
pub use line::Line;
pub use looking::{Attempt, attempt};
pub use processes::{Processes, ProcessesFound};
pub use sandbox::Sandbox;
pub use server::{Crashes, Cuts, ServerFound, on_a_server};
pub use specimen::specimen;
