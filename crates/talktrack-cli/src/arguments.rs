//! The command line: every command, option and the help that teaches them.
#![allow(clippy::doc_markdown)] // help is printed as it stands, and names of formats have no backticks

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};
use clap_complete::Shell;

use crate::commands::adoption::Adoption;
use crate::commands::agreements::Agreements;
use crate::commands::attribution::Attribution;
use crate::commands::audit::Audit;
use crate::commands::consistency::Consistency;
use crate::commands::coverage::Coverage;
use crate::commands::effect::Effect;
use crate::commands::first_use::FirstUse;
use crate::commands::funnel::Funnel;
use crate::commands::lifecycle::Lifecycle;
use crate::commands::listening::Listening;
use crate::commands::matrix::Matrix;
use crate::commands::recommend::Recommend;
use crate::commands::relevance::Relevance;
use crate::commands::scorecard::Scorecard;
use crate::commands::trend::Trend;
use crate::scope::ScopeArguments;

/// Which marketing assets do sales reps use in which sales conversation, and what does it do?
///
/// Facts go in with `import` and `record`; questions are commands of their own. Everything lives in
/// one file, on your machine.
#[derive(Debug, Parser)]
#[command(name = "talktrack", version, max_term_width = 100, arg_required_else_help = true)]
#[command(after_help = "\
Examples:
  talktrack demo                                    a made-up company, recorded and audited
  talktrack import events.jsonl                     facts from JSON lines
  talktrack import --mapping deals.toml deals.csv   facts from a CSV file
  talktrack unused --since 2026-01-01 --by kind     what goes unused, by kind of asset

Exit codes: 0 done, 1 failed, 2 misuse, 3 done but some rows were refused.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    pub(crate) common: Common,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Options of every command.
#[derive(Debug, Args)]
pub(crate) struct Common {
    /// The ledger, a file or a server's URL; usage.db unless given here or in `TALKTRACK_DB`
    #[arg(long, global = true, value_name = "LEDGER")]
    pub(crate) db: Option<PathBuf>,

    /// How answers are printed: table, csv, json, parquet or arrow; of import, what the files are:
    /// auto, json-lines, csv, parquet, arrow, cloudevents, xapi, showpad, salesforce or hubspot; of
    /// export, what is written: json-lines, cloudevents, parquet, arrow or csv
    #[arg(long, global = true, value_name = "FORMAT")]
    pub(crate) format: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(Demo),
    Import(Import),
    Record(Record),
    Unused(Box<Unused>),
    Relevance(Box<Relevance>),
    Matrix(Box<Matrix>),
    Coverage(Box<Coverage>),
    Adoption(Box<Adoption>),
    FirstUse(Box<FirstUse>),
    Consistency(Box<Consistency>),
    Lifecycle(Box<Lifecycle>),
    Trend(Box<Trend>),
    Funnel(Box<Funnel>),
    Effect(Box<Effect>),
    Attribution(Box<Attribution>),
    Agreements(Box<Agreements>),
    Listening(Box<Listening>),
    Scorecard(Box<Scorecard>),
    Recommend(Box<Recommend>),
    Stages(Stages),
    Audit(Box<Audit>),
    Export(Export),
    Merge(Merge),
    Forget(Forget),
    Quarantine(Quarantine),
    /// Verify the ledger file and the promises it makes
    ///
    /// Reads every fact back, checks pages, indexes, names and numbering, adds up the digest, and compares
    /// the sealed chunks with the rows they were made from.
    #[command(
        after_help = "Examples:\n  talktrack --db usage.db check\n  talktrack --db usage.db check --repair"
    )]
    Check {
        /// Make anew what is derived from the facts, where it does not agree with them
        #[arg(long)]
        repair: bool,
    },
    Completions(Completions),
}

/// Simulate a company, record it and show what talktrack finds
///
/// The company is made up and the same every time for the same options: teams, deals that move
/// through the five conversations, assets of which it is known what they do. It is recorded into
/// demo.db (or a file named after the options), which you can ask questions of.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack demo
  talktrack demo --seed 7 --reps 15
  talktrack --db big.db demo --uses 1000000
  talktrack --db demo.db unused --by kind")]
pub(crate) struct Demo {
    /// Which company: any number gives another one
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// How many reps it has; 60 unless given
    #[arg(long, value_name = "N")]
    pub(crate) reps: Option<usize>,
    /// How many assets its catalogue has; 250 unless given
    #[arg(long, value_name = "N")]
    pub(crate) assets: Option<usize>,
    /// How many deals it works on; 4,000 unless given, or as many as the uses need
    #[arg(long, value_name = "N")]
    pub(crate) deals: Option<usize>,
    /// How many days are simulated, from 180 on; two years unless given
    #[arg(long, value_name = "N")]
    pub(crate) days: Option<u32>,
    /// About how many uses are recorded
    #[arg(long, value_name = "N")]
    pub(crate) uses: Option<u64>,
}

/// Record facts from files or standard input
///
/// What a file is shows its beginning: records of talktrack, CloudEvents, xAPI statements, or an
/// export of Showpad, Salesforce or HubSpot. Any other table (CSV, Parquet or Arrow IPC) needs a
/// mapping file, which says what each column is. Files may be compressed with gzip or zstd. What cannot be recorded is kept in quarantine with its line and the reason;
/// the rest is recorded. Importing a file twice records nothing new. What came of each file is
/// printed, to be held against the report of the system that it comes from.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack import events.jsonl catalogue.jsonl
  talktrack import --mapping deals.toml deals.csv
  talktrack import --tz Europe/Berlin events.jsonl
  talktrack import --mapping deals.toml deals.parquet events.jsonl.zst
  talktrack import --currency EUR Opportunity.csv OpportunityHistory.csv
  talktrack import --format xapi --verbs verbs.toml statements.json
  producer | talktrack import -

A line of JSON:
  {\"type\":\"use\",\"at\":\"2026-03-01T09:30:00Z\",\"rep\":\"ada\",\"asset\":\"deck\",\"action\":\"shared\"}")]
pub(crate) struct Import {
    /// The files, or folders of files; - is standard input
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// The file that says what each column of a table is
    #[arg(long, value_name = "FILE")]
    pub(crate) mapping: Option<PathBuf>,
    /// The zone of times that name none, such as Europe/Berlin; without it they are refused
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,
    /// The file that says what verbs of xAPI and types of Showpad become, where the defaults do not do
    #[arg(long, value_name = "FILE")]
    pub(crate) verbs: Option<PathBuf>,
    /// The currency of amounts of a file that does not say it; without it they are left out
    #[arg(long, value_name = "CODE")]
    pub(crate) currency: Option<String>,
    /// Up to how many GiB a compressed file may unpack; 64, and 250 times its size, unless given
    #[arg(long, value_name = "GIB")]
    pub(crate) unpack_to: Option<u64>,
    /// Print what came of each file as a line of JSON
    #[arg(long)]
    pub(crate) json: bool,
    /// Record a file whole or not at all, and only what names known assets, reps and deals
    #[arg(long)]
    pub(crate) strict: bool,
}

/// Record one event or catalogue entry
///
/// Give its type and its fields, or one line of JSON, or - to read one from standard input. An event
/// without a time happened now.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack record use rep=ada asset=deck action=shared conversation=relevant-meeting deal=d1
  talktrack record asset key=deck title='The deck' kind=deck supports='relevant-meeting|tangible-value'
  talktrack record outcome deal=d1 conversation=3 result=succeeded at=2026-03-01T09:30:00Z
  talktrack record '{\"type\":\"retraction\",\"event\":\"e1\"}'

Types: use, engagement, outcome, stage, training, recommendation, ask, answer, feedback, search,
retraction; asset, rep, deal, stage-map, agreement, target.")]
pub(crate) struct Record {
    /// The type, or one line of JSON, or -
    #[arg(value_name = "TYPE")]
    pub(crate) what: String,
    /// Its fields
    #[arg(value_name = "FIELD=VALUE")]
    pub(crate) fields: Vec<String>,
    /// The zone of times that name none
    #[arg(long, value_name = "ZONE")]
    pub(crate) tz: Option<String>,
}

/// What is never used, of what could have been
///
/// Of the assets that were live for the grace period, the share that nobody touched (unused) and
/// that nobody put to work (idle), with 95% intervals; what they cost; and each asset with its status.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack unused
  talktrack unused --since 2026-07-01 --until 2026-10-01 --tz Europe/Berlin --team EMEA
  talktrack unused --by kind
  talktrack unused --by segment --format csv > unused.csv")]
pub(crate) struct Unused {
    /// Days an asset must have been live before its being unused says anything
    #[arg(long, value_name = "DAYS", default_value_t = 30)]
    pub(crate) grace_days: u32,
    /// Rates by kind, conversation, owner, campaign, team, or a tag such as segment
    #[arg(long, value_name = "GROUP")]
    pub(crate) by: Option<String>,
    #[command(flatten)]
    pub(crate) scope: ScopeArguments,
}

/// Propose what the stages mean that no stage map covers
///
/// By their names: a guess for you to check, as a file to edit and import. A stage whose name tells
/// nothing has nothing under means, and the line is refused until you fill it in. Nothing is mapped
/// before you import the file.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  talktrack stages > stages.csv
  talktrack import stages.csv")]
pub(crate) struct Stages {}

/// Write every fact as JSON lines, CloudEvents, Parquet, Arrow IPC or CSV
///
/// Lines are in the order in which facts were recorded. Parquet, Arrow IPC and CSV go into a new folder
/// with a folder for each type of record, and in it one for each month. Importing what was written
/// into a new ledger gives an equal one: the same facts, the same history, the same answers. A CSV is
/// for spreadsheets: text that these would run as a formula gets an apostrophe there.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack export > backup.jsonl
  talktrack export backup.jsonl
  talktrack export --format cloudevents events.jsonl
  talktrack export --format parquet tables
  talktrack export --format csv sheets
  talktrack --db copy.db import backup.jsonl")]
pub(crate) struct Export {
    /// The file or folder to write; standard output unless given
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Record everything that another ledger holds
///
/// The result is the union of both: the same event counts once, and every version of the catalogue
/// is kept. In which direction two ledgers are merged changes nothing, unless they contradict each
/// other: then what is there stays, and the other goes into quarantine. What the other has in
/// quarantine stays there.
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  talktrack --db company.db merge emea.db apac.db
  talktrack --db postgresql://talktrack@db.example.com/sales merge usage.db")]
pub(crate) struct Merge {
    /// The other ledgers, files or servers; they are only read
    #[arg(required = true, value_name = "OTHER")]
    pub(crate) others: Vec<PathBuf>,
}

/// Forget a rep for good
///
/// A pseudonym that leads to nobody takes the place of their key; their name and their notes go, and
/// so do mentions of them in the texts of others and in what was refused; and what the file held before
/// is overwritten. Figures stay as they are. It cannot be undone: copies and backups of the ledger are
/// yours to deal with. Importing old files again does not bring the person back.
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack forget ada@example.com
  talktrack forget --yes ada@example.com")]
pub(crate) struct Forget {
    /// The key of the rep
    #[arg(value_name = "REP")]
    pub(crate) rep: String,
    /// Do not ask whether it is meant
    #[arg(long)]
    pub(crate) yes: bool,
}

/// What was refused, and how to mend it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  talktrack quarantine list
  talktrack quarantine replay                     try all of it again
  talktrack quarantine replay 12 --with line.txt  record number 12 as mended in line.txt")]
pub(crate) struct Quarantine {
    #[command(subcommand)]
    pub(crate) action: QuarantineAction,
}

#[derive(Debug, Subcommand)]
pub(crate) enum QuarantineAction {
    /// List what was refused, with its place, reason and text
    List {
        /// Also what a later attempt has recorded
        #[arg(long)]
        all: bool,
    },
    /// Try again to record what was refused
    ///
    /// Rows are read again as their file was read. What was refused for good reason stays where it
    /// is; a mended text can be given for one number.
    Replay {
        /// Only this number
        #[arg(value_name = "NUMBER")]
        number: Option<u64>,
        /// A file with the mended row (- is standard input): as in its file, or a line of JSON
        #[arg(long = "with", value_name = "FILE", requires = "number")]
        mended: Option<PathBuf>,
    },
}

/// Print a completion script for your shell
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  talktrack completions bash > ~/.local/share/bash-completion/completions/talktrack")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}
