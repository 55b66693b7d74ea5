//! Recording beside plain rusqlite, in one run on one machine.
//!
//! `cargo run --release -p talktrack-bench --bin recording` measures everything and prints the ratios with
//! their budgets; a subcommand measures one part of it.
#![allow(clippy::print_stdout)] // what it prints is what it is for

mod bulk;
mod figures;
mod memory;
mod plain;
mod processes;
mod slow_sync;
mod threads;
mod uses;

use std::error::Error;

use clap::{Parser, Subcommand};

/// Measures recording beside plain rusqlite, in one run, and prints ratios beside their budgets.
#[derive(Debug, Parser)]
#[command(name = "recording", version)]
struct Arguments {
    #[command(subcommand)]
    part: Option<Part>,
}

#[derive(Debug, Subcommand)]
enum Part {
    /// Everything, one after the other; what is measured without a subcommand.
    All,
    /// Uses as columns, beside prepared inserts of ready numbers.
    Bulk(bulk::Bulk),
    /// Single records from threads and processes, beside one commit a record.
    Threads(threads::Threads),
    /// Peak memory of imports, and how large the write-ahead log becomes.
    Memory(memory::Memory),
    /// One process of `threads`.
    #[command(hide = true)]
    RecordWorker(processes::Worker),
    /// The process that `memory` watches.
    #[command(hide = true)]
    ImportWorker(memory::Worker),
}

fn main() -> Result<(), Box<dyn Error>> {
    match Arguments::parse().part.unwrap_or(Part::All) {
        Part::All => {
            bulk::Bulk::default().run()?;
            threads::Threads::default().run()?;
            memory::Memory::default().run()
        }
        Part::Bulk(part) => part.run(),
        Part::Threads(part) => part.run(),
        Part::Memory(part) => part.run(),
        Part::RecordWorker(worker) => worker.run(),
        Part::ImportWorker(worker) => worker.run(),
    }
}
