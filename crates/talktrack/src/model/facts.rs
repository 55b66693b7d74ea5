//! The eleven kinds of events: what each of them says.

use super::conversation::Conversation;
use super::fields::{Field, Fields, Written};
use super::invalid::Invalid;
use super::key::{AssetKey, DealKey, Reference, RepKey, Text, Word};
use super::number::{Rating, Seconds};
use super::record::record;
use super::tags::Tags;
use super::time::Timestamp;
use super::vocabulary::{Action, AnswerResult, FeedbackReason, OutcomeResult, Side, TrainingLevel};

record! {
    /// A rep did something with an asset.
    ///
    /// ```
    /// use talktrack::model::{Action, AssetKey, Conversation, RepKey, Use};
    /// let usage = Use::new(RepKey::new("ada")?, AssetKey::new("roi-calculator")?, Action::Shared)
    ///     .conversation(Conversation::TangibleValue);
    /// assert_eq!(usage.deal, None);
    /// # Ok::<(), talktrack::model::Invalid>(())
    /// ```
    Use {
        required {
            /// Who did it.
            rep as "rep": RepKey,
            /// With which asset.
            asset as "asset": AssetKey,
            /// What was done.
            action as "action": Action,
        }
        optional {
            /// In which conversation.
            conversation as "conversation": Conversation,
            /// On which deal.
            deal as "deal": DealKey,
            /// With which account.
            account as "account": Word,
            /// In which version of the asset.
            version as "version": Word,
            /// With which contact at the buyer.
            contact as "contact": Word,
            /// Through which channel.
            channel as "channel": Word,
        }
    }
}

record! {
    /// A buyer looked at what was shared.
    Engagement {
        required {
            /// The use that shared it.
            used as "use": Reference,
        }
        optional {
            /// How long they looked, in seconds.
            seconds as "seconds": Seconds,
            /// How many pages they saw.
            pages as "pages": u32,
            /// Who looked.
            contact as "contact": Word,
        }
    }
}

record! {
    /// A deal's conversation was decided.
    Outcome {
        required {
            /// On which deal.
            deal as "deal": DealKey,
            /// Which conversation.
            conversation as "conversation": Conversation,
            /// How it was decided.
            result as "result": OutcomeResult,
        }
        optional {
            /// Who led it.
            rep as "rep": RepKey,
        }
    }
}

record! {
    /// A deal entered a CRM stage.
    StageEntry {
        required {
            /// Which deal.
            deal as "deal": DealKey,
            /// The stage's name in the CRM.
            stage as "stage": Word,
        }
    }
}

record! {
    /// A rep got to know an asset.
    Training {
        required {
            /// Who.
            rep as "rep": RepKey,
            /// Which asset.
            asset as "asset": AssetKey,
            /// How well.
            level as "level": TrainingLevel,
        }
    }
}

record! {
    /// Marketing advised an asset: to a rep, to a team or to everyone.
    Recommendation {
        required {
            /// Which asset.
            asset as "asset": AssetKey,
            /// To whom: one of rep, team and everyone.
            audience as "rep": Audience,
        }
        optional {
            /// For which conversation.
            conversation as "conversation": Conversation,
            /// For which deal.
            deal as "deal": DealKey,
            /// Until when it stands.
            until as "until": Timestamp,
        }
    }
}

record! {
    /// One side asked the other for something.
    Ask {
        required {
            /// What kind of ask: collateral, change, feedback, testimonial, follow-up, campaign-list or
            /// any word.
            kind as "kind": Word,
            /// Which side asked.
            asked_by as "asked_by": Side,
        }
        default {
            /// For what: segment, industry and so on.
            tags as "tags": Tags,
        }
        optional {
            /// The rep who asked, or was asked.
            rep as "rep": RepKey,
            /// About which asset.
            asset as "asset": AssetKey,
            /// For which conversation.
            conversation as "conversation": Conversation,
            /// For which deal.
            deal as "deal": DealKey,
            /// When it is needed.
            needed_by as "needed_by": Timestamp,
            /// In their words.
            note as "note": Text,
        }
    }
}

record! {
    /// An ask was answered.
    Answer {
        required {
            /// The ask.
            ask as "ask": Reference,
            /// What became of it.
            result as "result": AnswerResult,
        }
        optional {
            /// The asset that was delivered.
            asset as "asset": AssetKey,
            /// In their words.
            note as "note": Text,
        }
    }
}

record! {
    /// A rep judged an asset.
    Feedback {
        required {
            /// Who.
            rep as "rep": RepKey,
            /// Which asset.
            asset as "asset": AssetKey,
        }
        optional {
            /// From 1 to 5.
            rating as "rating": Rating,
            /// Why.
            reason as "reason": FeedbackReason,
            /// In which conversation.
            conversation as "conversation": Conversation,
            /// On which deal.
            deal as "deal": DealKey,
            /// In their words.
            note as "note": Text,
        }
    }
}

record! {
    /// A rep looked for content.
    Search {
        required {
            /// Who.
            rep as "rep": RepKey,
            /// What they typed.
            query as "query": Text,
            /// How many results they got.
            hits as "hits": u32,
        }
        default {
            /// For what: segment, industry and so on.
            tags as "tags": Tags,
        }
        optional {
            /// The asset they opened from the results.
            opened as "opened": AssetKey,
            /// For which conversation.
            conversation as "conversation": Conversation,
        }
    }
}

record! {
    /// An earlier event was wrong. It is final: a retraction is not retracted; what was right
    /// after all is recorded again under a new id.
    Retraction {
        required {
            /// The event; a retraction of a retraction has no effect.
            event as "event": Reference,
        }
        optional {
            /// Why.
            reason as "reason": Text,
        }
    }
}

/// To whom a recommendation goes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Audience {
    /// To one rep, by name.
    Rep(RepKey),
    /// To all reps of a team.
    Team(Word),
    /// To every rep.
    Everyone,
}

impl Audience {
    /// The code stored in a ledger for a recommendation to a rep.
    pub const REP: u8 = 1;
    /// The code of one to a team.
    pub const TEAM: u8 = 2;
    /// The code of one to everyone.
    pub const EVERYONE: u8 = 3;
}

impl Field for Audience {
    const FORM: &'static str = "rep key; or team: a word; or everyone: true";
    fn beside(_name: &'static str) -> &'static [&'static str] {
        &["team", "everyone"]
    }

    fn read(fields: &mut Fields<'_>, name: &'static str) -> Result<Option<Self>, Invalid> {
        let rep = fields.optional(name)?.map(Self::Rep);
        let team = fields.optional("team")?.map(Self::Team);
        let everyone = fields.optional("everyone")?.unwrap_or(false).then_some(Self::Everyone);
        let named: Vec<_> = [rep, team, everyone].into_iter().flatten().collect();
        match <[Self; 1]>::try_from(named) {
            Ok([audience]) => Ok(Some(audience)),
            Err(named) if named.is_empty() => Err(Invalid::new(
                name,
                "is missing: say to whom, with rep, team or everyone (true)",
            )),
            Err(_) => {
                Err(Invalid::new(name, "is one of several: say only one of rep, team, everyone"))
            }
        }
    }

    fn write(&self, name: &'static str, out: &mut Written) {
        match self {
            Self::Rep(rep) => rep.write(name, out),
            Self::Team(team) => team.write("team", out),
            Self::Everyone => true.write("everyone", out),
        }
    }
}
