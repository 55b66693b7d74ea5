//! The closed vocabularies: small enums with a stored code and a text form each.

/// Declares a closed vocabulary: an enum whose members have an explicit stored code and a word.
/// `or path` names a function that reads further text forms.
macro_rules! vocabulary {
    (
        $(#[$meta:meta])*
        $name:ident as $field:literal $(, or $other:path)? { $( $(#[$member_meta:meta])* $member:ident = $code:literal $word:literal, )+ }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum $name {
            $( $(#[$member_meta])* #[doc = concat!("\n\nWritten `", $word, "`.")] $member = $code, )+
        }

        impl $name {
            /// Every member, in the order of the stored codes.
            pub const ALL: &'static [Self] = &[$( Self::$member, )+];

            /// The word for it, as written in files and shown in tables.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$member => $word, )+ }
            }

            /// The code stored in a ledger.
            pub const fn code(self) -> u8 {
                self as u8
            }
        }

        impl TryFrom<u8> for $name {
            type Error = $crate::model::Invalid;
            fn try_from(code: u8) -> Result<Self, Self::Error> {
                match code {
                    $( $code => Ok(Self::$member), )+
                    _ => Err($crate::model::Invalid::new($field, format!("there is no code {code}"))),
                }
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::model::Invalid;
            /// Reads the word in any case.
            fn from_str(word: &str) -> Result<Self, Self::Err> {
                $( if let Some(member) = $other(word) { return Ok(member); } )?
                Self::ALL.iter().copied().find(|member| member.as_str().eq_ignore_ascii_case(word)).ok_or_else(|| {
                    $crate::model::Invalid::unknown_word($field, word, Self::ALL.iter().map(|member| member.as_str()))
                })
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                out.pad(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let word = String::deserialize(from)?;
                word.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}
pub(crate) use vocabulary;

vocabulary! {
    /// The eleven kinds of events.
    EventKind as "type" {
        /// A rep did something with an asset.
        Use = 1 "use",
        /// A buyer looked at what was shared.
        Engagement = 2 "engagement",
        /// A deal's conversation was decided.
        Outcome = 3 "outcome",
        /// A deal entered a CRM stage.
        Stage = 4 "stage",
        /// A rep got to know an asset.
        Training = 5 "training",
        /// Marketing advised an asset.
        Recommendation = 6 "recommendation",
        /// One side asked the other for something.
        Ask = 7 "ask",
        /// An ask was answered.
        Answer = 8 "answer",
        /// A rep judged an asset.
        Feedback = 9 "feedback",
        /// A rep looked for content.
        Search = 10 "search",
        /// An earlier event was wrong.
        Retraction = 11 "retraction",
    }
}

vocabulary! {
    /// What a rep did with an asset. Any action but [`Action::Opened`] puts it to work.
    Action as "action" {
        /// Looked at it.
        Opened = 1 "opened",
        /// Took a copy.
        Downloaded = 2 "downloaded",
        /// Adapted it to a customer.
        Tailored = 3 "tailored",
        /// Showed it to a buyer.
        Presented = 4 "presented",
        /// Sent it to a buyer.
        Shared = 5 "shared",
    }
}

impl Action {
    /// Whether the action puts the asset to work: every action but opening it does.
    pub const fn puts_to_work(self) -> bool {
        !matches!(self, Self::Opened)
    }
}

vocabulary! {
    /// How a conversation was decided.
    OutcomeResult as "result" {
        /// The conversation produced its result.
        Succeeded = 1 "succeeded",
        /// It did not, and will not.
        Failed = 2 "failed",
    }
}

vocabulary! {
    /// How well a rep got to know an asset.
    TrainingLevel as "level" {
        /// Was told about it.
        Introduced = 1 "introduced",
        /// Was trained on it.
        Trained = 2 "trained",
        /// Was certified on it.
        Certified = 3 "certified",
    }
}

vocabulary! {
    /// One of the two sides.
    Side as "side" {
        /// The people who talk to customers.
        Sales = 1 "sales",
        /// The people who make the material.
        Marketing = 2 "marketing",
    }
}

vocabulary! {
    /// What became of an ask.
    AnswerResult as "result" {
        /// It was seen; not an answer yet.
        Acknowledged = 1 "acknowledged",
        /// What was asked for was delivered.
        Delivered = 2 "delivered",
        /// It was declined.
        Declined = 3 "declined",
    }
}

vocabulary! {
    /// Why a rep judged an asset so.
    FeedbackReason as "reason" {
        /// It fits.
        Relevant = 1 "relevant",
        /// It says nothing about this customer.
        TooGeneric = 2 "too-generic",
        /// It is out of date.
        Outdated = 3 "outdated",
        /// It is hard to find.
        HardToFind = 4 "hard-to-find",
        /// It speaks to the wrong people.
        WrongAudience = 5 "wrong-audience",
        /// It raises or fails an objection.
        Objection = 6 "objection",
        /// It misses or meets a pain point.
        PainPoint = 7 "pain-point",
    }
}

vocabulary! {
    /// A measure of the scorecard.
    Measure as "measure" {
        /// Successful conversations; more is better.
        Succeeded = 1 "succeeded",
        /// Share of held conversations with an asset put to work; more is better.
        AssistedRate = 2 "assisted_rate",
        /// Share of recommendations followed; more is better.
        FollowRate = 3 "follow_rate",
        /// Share of Sales' asks that Marketing answered in time; more is better.
        AttainmentMarketing = 4 "attainment_marketing",
        /// Share of Marketing's asks that Sales answered in time; more is better.
        AttainmentSales = 5 "attainment_sales",
        /// Share of uses on the current version; more is better.
        CurrentShare = 6 "current_share",
        /// Asks that are neither delivered nor declined; fewer is better.
        OpenAsks = 7 "open_asks",
        /// Share of live assets never used; less is better.
        UnusedRate = 8 "unused_rate",
        /// Share of live assets never put to work; less is better.
        IdleRate = 9 "idle_rate",
    }
}

vocabulary! {
    /// How long a target's period is.
    Period as "period" {
        /// The last complete ISO week.
        Week = 1 "week",
        /// The last complete calendar month.
        Month = 2 "month",
        /// The trailing 91 days.
        Quarter = 3 "quarter",
        /// The trailing 365 days.
        Year = 4 "year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_and_word_leads_back_to_its_member() {
        fn check<T>(all: &[T], code: fn(T) -> u8)
        where
            T: Copy + PartialEq + std::fmt::Debug + std::fmt::Display,
            T: TryFrom<u8, Error = crate::model::Invalid>,
            T: std::str::FromStr<Err = crate::model::Invalid>,
        {
            for (position, &member) in all.iter().enumerate() {
                assert_eq!(usize::from(code(member)), position + 1);
                assert_eq!(T::try_from(code(member)), Ok(member));
                assert_eq!(member.to_string().parse(), Ok(member));
                assert_eq!(member.to_string().to_uppercase().parse(), Ok(member));
            }
            assert!(T::try_from(0).is_err());
        }
        check(EventKind::ALL, EventKind::code);
        check(Action::ALL, Action::code);
        check(OutcomeResult::ALL, OutcomeResult::code);
        check(TrainingLevel::ALL, TrainingLevel::code);
        check(Side::ALL, Side::code);
        check(AnswerResult::ALL, AnswerResult::code);
        check(FeedbackReason::ALL, FeedbackReason::code);
        check(Measure::ALL, Measure::code);
        check(Period::ALL, Period::code);
    }

    #[test]
    fn a_near_miss_is_suggested_and_a_stranger_gets_the_list() {
        assert_eq!(
            "openned".parse::<Action>().unwrap_err().to_string(),
            "action: \"openned\" is not known: did you mean opened?"
        );
        assert_eq!(
            "xyz".parse::<Side>().unwrap_err().to_string(),
            "side: \"xyz\" is not known; it is one of sales, marketing"
        );
    }
}
