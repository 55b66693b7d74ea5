//! The five conversations and sets of them.

use super::invalid::Invalid;
use super::vocabulary::vocabulary;

vocabulary! {
    /// One of the five conversations that a B2B sale consists of, in their order.
    ///
    /// Parsing takes the slug, the number and the title, in any case.
    ///
    /// ```
    /// use talktrack::model::Conversation;
    ///
    /// assert_eq!("3".parse(), Ok(Conversation::RelevantMeeting));
    /// assert_eq!("have a relevant meeting".parse(), Ok(Conversation::RelevantMeeting));
    /// assert_eq!(Conversation::RelevantMeeting.as_str(), "relevant-meeting");
    /// let slip = "relevant-meting".parse::<Conversation>().unwrap_err();
    /// assert_eq!(
    ///     slip.to_string(),
    ///     "conversation: \"relevant-meting\" is not known: did you mean relevant-meeting?"
    /// );
    /// ```
    Conversation as "conversation", or by_number_or_title {
        /// Build a Tailored Point of View: success is a customer-specific, tailored point-of-view
        /// statement.
        PointOfView = 1 "point-of-view",
        /// Connect with the Right People: success is a confirmed opportunity.
        RightPeople = 2 "right-people",
        /// Have a Relevant Meeting: success is a qualified prospect who has a problem to solve.
        RelevantMeeting = 3 "relevant-meeting",
        /// Create the Definition of Success: success is a clear, mutually beneficial definition of
        /// success.
        DefinitionOfSuccess = 4 "definition-of-success",
        /// Make the Value Tangible: success is a formal activation or close.
        TangibleValue = 5 "tangible-value",
    }
}

fn by_number_or_title(text: &str) -> Option<Conversation> {
    Conversation::ALL.iter().copied().find(|conversation| {
        text.eq_ignore_ascii_case(conversation.title())
            || text.parse().is_ok_and(|number: u8| number == conversation.code())
    })
}

impl Conversation {
    /// The title people know it by.
    pub const fn title(self) -> &'static str {
        match self {
            Self::PointOfView => "Build a Tailored Point of View",
            Self::RightPeople => "Connect with the Right People",
            Self::RelevantMeeting => "Have a Relevant Meeting",
            Self::DefinitionOfSuccess => "Create the Definition of Success",
            Self::TangibleValue => "Make the Value Tangible",
        }
    }
}

/// A set of conversations, such as those an asset was made for.
///
/// Written as a list of slugs in JSON, or as `a|b` in a cell of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Conversations(u8);

impl Conversations {
    /// No conversation.
    pub const NONE: Self = Self(0);

    /// Whether `conversation` is in the set.
    pub const fn contains(self, conversation: Conversation) -> bool {
        self.0 & Self::bit(conversation) != 0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The set with `conversation` in it.
    pub const fn with(self, conversation: Conversation) -> Self {
        Self(self.0 | Self::bit(conversation))
    }

    /// The members, in order.
    pub fn iter(self) -> impl Iterator<Item = Conversation> {
        Conversation::ALL.iter().copied().filter(move |conversation| self.contains(*conversation))
    }

    /// The stored form: bit `n − 1` for conversation `n`.
    pub const fn bits(self) -> u8 {
        self.0
    }

    const fn bit(conversation: Conversation) -> u8 {
        1 << (conversation.code() - 1)
    }
}

impl TryFrom<u8> for Conversations {
    type Error = Invalid;
    fn try_from(bits: u8) -> Result<Self, Invalid> {
        if bits < 1 << Conversation::ALL.len() {
            Ok(Self(bits))
        } else {
            Err(Invalid::new("supports", format!("there is no set {bits}")))
        }
    }
}

impl FromIterator<Conversation> for Conversations {
    fn from_iter<I: IntoIterator<Item = Conversation>>(from: I) -> Self {
        from.into_iter().fold(Self::NONE, Self::with)
    }
}

impl std::str::FromStr for Conversations {
    type Err = Invalid;
    /// Reads `a|b`; an empty text is the empty set.
    fn from_str(text: &str) -> Result<Self, Invalid> {
        text.split('|').map(str::trim).filter(|part| !part.is_empty()).map(str::parse).collect()
    }
}

impl std::fmt::Display for Conversations {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let slugs: Vec<_> = self.iter().map(Conversation::as_str).collect();
        out.pad(&slugs.join("|"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_conversation_reads_back_from_slug_number_and_title() {
        for &conversation in Conversation::ALL {
            for text in
                [conversation.as_str(), &conversation.code().to_string(), conversation.title()]
            {
                assert_eq!(text.parse(), Ok(conversation));
                assert_eq!(text.to_uppercase().parse(), Ok(conversation));
            }
        }
        assert!("0".parse::<Conversation>().is_err());
        assert!("6".parse::<Conversation>().is_err());
        assert!("".parse::<Conversation>().is_err());
    }

    #[test]
    fn every_set_reads_back_from_its_text_and_bits() {
        for bits in 0..32 {
            let set = Conversations::try_from(bits).unwrap();
            assert_eq!(set.to_string().parse(), Ok(set));
            assert_eq!(set.iter().collect::<Conversations>(), set);
        }
        assert!(Conversations::try_from(32).is_err());
    }
}
