//! The options that narrow what a question is about.

use clap::Args;
use talktrack::Scope;
use talktrack::model::{Invalid, RepKey, Word, Zone};

use crate::failure::Failure;

/// What the question is about
#[derive(Debug, Args)]
#[command(next_help_heading = "What is asked about")]
pub(crate) struct ScopeArguments {
    /// From this date or time on; from the first event unless given
    #[arg(long, value_name = "DATE")]
    since: Option<String>,
    /// Before this date or time; just after the last event unless given
    #[arg(long, value_name = "DATE")]
    until: Option<String>,
    /// The time zone of dates, such as Europe/Berlin; UTC unless given
    #[arg(long, value_name = "ZONE")]
    tz: Option<String>,
    /// Only reps of this team; can be given several times
    #[arg(long, value_name = "TEAM")]
    team: Vec<String>,
    /// Only reps of this region
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// Only this rep
    #[arg(long, value_name = "KEY")]
    rep: Vec<String>,
    /// Only assets of this kind
    #[arg(long, value_name = "KIND")]
    kind: Vec<String>,
    /// Only assets with this tag, such as segment=enterprise
    #[arg(long, value_name = "KEY=VALUE")]
    tag: Vec<String>,
    /// Only uses on deals with this tag
    #[arg(long, value_name = "KEY=VALUE")]
    deal_tag: Vec<String>,
    /// Only what takes place in this conversation: its slug, number or title
    #[arg(long, value_name = "CONVERSATION")]
    conversation: Vec<String>,
    /// Only uses with this action: opened, downloaded, tailored, presented or shared
    #[arg(long, value_name = "ACTION")]
    action: Vec<String>,
    /// Where rows are groups of reps: merge those of fewer reps than this, and leave them out if they
    /// are still fewer; 1 unless given, 3 in an audit
    #[arg(long, value_name = "N")]
    pub(crate) min_reps: Option<u32>,
    /// As the ledger was after this write: an answer names the write it rests on
    #[arg(long, value_name = "WRITE")]
    as_of: Option<u64>,
}

impl ScopeArguments {
    pub(crate) fn scope(&self) -> Result<Scope, Failure> {
        let zone = self.tz.as_deref().map_or(Ok(Zone::UTC), str::parse)?;
        let mut scope = Scope::new().zone(zone).min_reps(self.min_reps.unwrap_or(1));
        if let Some(since) = &self.since {
            scope = scope.since_text(since)?;
        }
        if let Some(until) = &self.until {
            scope = scope.until_text(until)?;
        }
        for team in &self.team {
            scope = scope.team(word("team", team)?);
        }
        for region in &self.region {
            scope = scope.region(word("region", region)?);
        }
        for rep in &self.rep {
            scope = scope.rep(RepKey::new(rep.as_str())?);
        }
        for kind in &self.kind {
            scope = scope.kind(word("kind", kind)?);
        }
        for tag in &self.tag {
            let (key, value) = pair("--tag", tag)?;
            scope = scope.asset_tag(key, value)?;
        }
        for tag in &self.deal_tag {
            let (key, value) = pair("--deal-tag", tag)?;
            scope = scope.deal_tag(key, value)?;
        }
        for conversation in &self.conversation {
            scope = scope.conversation(conversation.parse()?);
        }
        for action in &self.action {
            scope = scope.action(action.parse()?);
        }
        if let Some(write) = self.as_of {
            scope = scope.as_of(write.into());
        }
        Ok(scope)
    }
}

pub(crate) fn word(option: &str, text: &str) -> Result<Word, Failure> {
    Word::new(text).map_err(|invalid: Invalid| Failure::Misuse(format!("--{option}: {invalid}")))
}

pub(crate) fn pair<'a>(option: &str, text: &'a str) -> Result<(&'a str, &'a str), Failure> {
    text.split_once('=').ok_or_else(|| {
        Failure::Misuse(format!("{option}: is written as KEY=VALUE, such as segment=enterprise"))
    })
}
