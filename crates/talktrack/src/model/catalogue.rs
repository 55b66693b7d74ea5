//! The catalogue: what is known about assets, reps, deals, stages, agreements and targets.

mod stage_meaning;
mod target_for;

use serde_json::Value;

pub use self::stage_meaning::StageMeaning;
pub use self::target_for::TargetFor;
use super::conversation::Conversations;
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
