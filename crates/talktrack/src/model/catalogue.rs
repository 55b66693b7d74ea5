//! The catalogue: what is known about assets, reps, deals, stages, agreements and targets.

use std::fmt;
use std::str::FromStr;

use serde_json::{Map, Value};

use super::conversation::{Conversation, Conversations};
use super::fields::{Field, Fields, Written};
use super::invalid::Invalid;
use super::key::{AssetKey, DealKey, RepKey, Text, Word};
use super::money::Money;
use super::number::Quantity;
use super::record::record;
use super::tags::Tags;
use super::time::Timestamp;
use super::vocabulary::{Measure, Period, Side, vocabulary};

vocabulary! {
    /// The six kinds of catalogue entries.
    EntryKind as "type" {
        /// A piece of marketing collateral.
        Asset = 1 "asset",
        /// A sales rep.
        Rep = 2 "rep",
        /// An opportunity.
        Deal = 3 "deal",
        /// What a CRM stage means.
        Stage = 4 "stage-map",
        /// How long an answer may take.
        Agreement = 5 "agreement",
        /// A value both teams agreed to reach.
        Target = 6 "target",
    }
}

record! {
    /// A piece of marketing collateral.
    Asset {
        required {
            /// The caller's id.
            key as "key": AssetKey,
        }
        default {
            /// The conversations it was made for.
            supports as "supports": Conversations,
            /// Segment, persona, industry, product, region and so on.
            tags as "tags": Tags,
            /// Whether it is meant to be adapted to a customer.
            tailorable as "tailorable": bool,
        }
        optional {
            /// What people call it.
            title as "title": Text,
            /// What it is: case-study, battle-card, deck, email, roi-calculator or any word.
            kind as "kind": Word,
            /// The campaign it belongs to.
            campaign as "campaign": Word,
            /// Who answers for it.
            owner as "owner": Word,
            /// Its current version.
            version as "version": Word,
            /// When it became available.
            published_at as "published_at": Timestamp,
            /// When it stops being valid.
            expires_at as "expires_at": Timestamp,
            /// When it was withdrawn.
            retired_at as "retired_at": Timestamp,
            /// The asset that takes its place.
            replaced_by as "replaced_by": AssetKey,
            /// What it cost to make.
            cost as "cost": Money,
            /// Where it lies.
            link as "link": Text,
        }
    }
}

record! {
    /// A sales rep.
    Rep {
        required {
            /// The caller's id.
            key as "key": RepKey,
        }
        optional {
            /// Their name.
            name as "name": Text,
            /// Their team.
            team as "team": Word,
            /// Their region.
            region as "region": Word,
            /// Their role.
            role as "role": Word,
            /// When they started.
            started_at as "started_at": Timestamp,
            /// When they left.
            left_at as "left_at": Timestamp,
        }
    }
}

record! {
    /// An opportunity.
    Deal {
        required {
            /// The caller's id.
            key as "key": DealKey,
        }
        default {
            /// Segment, industry, product and so on.
            tags as "tags": Tags,
        }
        optional {
            /// With which account.
            account as "account": Word,
            /// What it is worth.
            amount as "amount": Money,
            /// When it was opened.
            opened_at as "opened_at": Timestamp,
            /// The rep who owns it.
            owner as "owner": RepKey,
        }
    }
}

record! {
    /// What a CRM stage means.
    Stage {
        required {
            /// The stage's name in the CRM.
            stage as "stage": Word,
            /// A conversation, or won, or lost.
            means as "means": StageMeaning,
        }
    }
}

record! {
    /// How long the answer to a kind of ask may take.
    Agreement {
        required {
            /// The kind of ask.
            kind as "kind": Word,
            /// The side that must answer.
            answered_by as "answered_by": Side,
            /// Calendar days it may take.
            days as "days": u32,
        }
    }
}

record! {
    /// The value of a measure that both teams agreed to reach.
    Target {
        required {
            /// Which measure of the scorecard.
            measure as "measure": Measure,
            /// Over which period.
            period as "period": Period,
            /// The value to reach.
            value as "value": Quantity,
        }
        optional {
            /// For which team, or for which tag of deals (tags with one key); for everybody if neither.
            applies_to as "team": TargetFor,
        }
    }
}

/// What a CRM stage means: a deal in it holds a conversation, or is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum StageMeaning {
    /// The deal is in this conversation.
    Conversation(Conversation),
    /// The deal was won.
    Won,
    /// The deal was lost.
    Lost,
}

impl StageMeaning {
    const WON: u8 = 6;
    const LOST: u8 = 7;

    /// The code stored in a ledger: the conversation's, 6 for won, 7 for lost.
    pub const fn code(self) -> u8 {
        match self {
            Self::Conversation(conversation) => conversation.code(),
            Self::Won => Self::WON,
            Self::Lost => Self::LOST,
        }
    }
}

impl TryFrom<u8> for StageMeaning {
    type Error = Invalid;
    fn try_from(code: u8) -> Result<Self, Invalid> {
        match code {
            Self::WON => Ok(Self::Won),
            Self::LOST => Ok(Self::Lost),
            _ => Conversation::try_from(code)
                .map(Self::Conversation)
                .map_err(|invalid| invalid.in_field("means")),
        }
    }
}

impl FromStr for StageMeaning {
    type Err = Invalid;
    fn from_str(text: &str) -> Result<Self, Invalid> {
        const DECIDED: [(&str, StageMeaning); 2] =
            [("won", StageMeaning::Won), ("lost", StageMeaning::Lost)];
        if let Some((_, meaning)) = DECIDED.iter().find(|(word, _)| word.eq_ignore_ascii_case(text))
        {
            return Ok(*meaning);
        }
        text.parse().map(Self::Conversation).map_err(|_| {
            let slugs = Conversation::ALL.iter().map(|conversation| conversation.as_str());
            Invalid::unknown_word("means", text, slugs.chain(DECIDED.map(|(word, _)| word)))
        })
    }
}

impl fmt::Display for StageMeaning {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(match self {
            Self::Conversation(conversation) => conversation.as_str(),
            Self::Won => "won",
            Self::Lost => "lost",
        })
    }
}

impl Field for StageMeaning {
    const FORM: &'static str = "conversation, won or lost";
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        fields.optional::<Word>(name)?.map(|word| word.as_str().parse()).transpose()
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        out.push(name, Value::String(self.to_string()));
    }
}

/// Whom a target is for, where it is not for everybody.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum TargetFor {
    /// The reps of a team.
    Team(Word),
    /// The deals with a tag: its key and its value.
    Tag(Word, Word),
}

impl Field for TargetFor {
    const FORM: &'static str = "word; or tags: an object with one key";
    fn beside(_name: &'static str) -> &'static [&'static str] {
        &["tags"]
    }
    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let team = fields.optional(name)?.map(Self::Team);
        let tags: Option<Tags> = fields.optional("tags")?;
        match (team, tags) {
            (team, None) => Ok(team),
            (Some(_), Some(_)) => Err(Invalid::new("tags", "cannot stand beside a team")),
            (None, Some(tags)) => {
                let all: Vec<_> = tags.iter().collect();
                let [(key, value)] = all[..] else {
                    return Err(Invalid::new("tags", "has more than one key: a target is for one"));
                };
                Ok(Some(Self::Tag(Word::new(key)?, Word::new(value)?)))
            }
        }
    }
    fn write(&self, name: &'static str, out: &mut Written) {
        match self {
            Self::Team(team) => team.write(name, out),
            Self::Tag(key, value) => {
                let tag = Map::from_iter([(key.to_string(), Value::from(value.as_str()))]);
                out.push("tags", Value::Object(tag));
            }
        }
    }
}

/// A catalogue entry of any kind.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)] // each variant is named after the type it holds
pub enum Entry {
    Asset(Box<Asset>),
    Rep(Rep),
    Deal(Deal),
    Stage(Stage),
    Agreement(Agreement),
    Target(Target),
}

impl Entry {
    /// Its kind.
    pub const fn kind(&self) -> EntryKind {
        match self {
            Self::Asset(_) => EntryKind::Asset,
            Self::Rep(_) => EntryKind::Rep,
            Self::Deal(_) => EntryKind::Deal,
            Self::Stage(_) => EntryKind::Stage,
            Self::Agreement(_) => EntryKind::Agreement,
            Self::Target(_) => EntryKind::Target,
        }
    }

    /// The fields that an entry of this kind has.
    pub fn fields(kind: EntryKind) -> Vec<super::FieldDoc> {
        match kind {
            EntryKind::Asset => Asset::fields(),
            EntryKind::Rep => Rep::fields(),
            EntryKind::Deal => Deal::fields(),
            EntryKind::Stage => Stage::fields(),
            EntryKind::Agreement => Agreement::fields(),
            EntryKind::Target => Target::fields(),
        }
    }

    /// The money it names, if any: every amount in a ledger has the same currency.
    pub fn money(&self) -> Option<Money> {
        match self {
            Self::Asset(asset) => asset.cost,
            Self::Deal(deal) => deal.amount,
            _ => None,
        }
    }

    /// What no single field can tell.
    pub(crate) fn check(&self) -> Result<(), Invalid> {
        match self {
            Self::Asset(asset) if asset.replaced_by.as_ref() == Some(&asset.key) => {
                Err(Invalid::new("replaced_by", "is the asset itself"))
            }
            _ => Ok(()),
        }
    }

    pub(crate) fn read(kind: EntryKind, fields: &mut Fields<'_>) -> Result<Self, Invalid> {
        let entry = match kind {
            EntryKind::Asset => Self::Asset(Box::new(Asset::read(fields)?)),
            EntryKind::Rep => Self::Rep(Rep::read(fields)?),
            EntryKind::Deal => Self::Deal(Deal::read(fields)?),
            EntryKind::Stage => Self::Stage(Stage::read(fields)?),
            EntryKind::Agreement => Self::Agreement(Agreement::read(fields)?),
            EntryKind::Target => Self::Target(Target::read(fields)?),
        };
        entry.check()?;
        Ok(entry)
    }

    pub(crate) fn write(&self, out: &mut Written) {
        match self {
            Self::Asset(asset) => asset.write(out),
            Self::Rep(rep) => rep.write(out),
            Self::Deal(deal) => deal.write(out),
            Self::Stage(stage) => stage.write(out),
            Self::Agreement(agreement) => agreement.write(out),
            Self::Target(target) => target.write(out),
        }
    }
}

macro_rules! entry_from {
    ($($type:ident),+) => { $(
        impl From<$type> for Entry {
            fn from(entry: $type) -> Self {
                Self::$type(entry)
            }
        }
    )+ };
}
entry_from!(Rep, Deal, Stage, Agreement, Target);

impl From<Asset> for Entry {
    fn from(asset: Asset) -> Self {
        Self::Asset(Box::new(asset))
    }
}

/// A catalogue entry put into a ledger: it holds from `at` on (from the moment it is recorded, if
/// `None`), and the first version also holds before.
#[derive(Debug, Clone, PartialEq)]
pub struct Put {
    /// From when it holds.
    pub at: Option<Timestamp>,
    /// The entry.
    pub entry: Entry,
}

impl<T: Into<Entry>> From<T> for Put {
    fn from(entry: T) -> Self {
        Self { at: None, entry: entry.into() }
    }
}

impl Put {
    pub(crate) fn write(&self, out: &mut Written) {
        out.push("type", Value::from(self.entry.kind().as_str()));
        if let Some(at) = self.at {
            at.write("at", out);
        }
        self.entry.write(out);
    }

    /// Puts `entry` as of `at`.
    pub fn at(entry: impl Into<Entry>, at: Timestamp) -> Self {
        Self { at: Some(at), entry: entry.into() }
    }
}
