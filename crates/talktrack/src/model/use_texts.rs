//! What a row of a file says of a use, as the texts that stand there.

use std::borrow::Cow;

use super::key::Source;

/// The type of a use.
const TYPE: &str = "use";

/// Declares the members of a use that a row can name.
macro_rules! members {
    ($($member:ident)+) => {
        /// What a row of a file says of a use, as the texts that stand there, not checked yet. A member that
        /// is missing, null or an empty cell is none.
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub struct UseTexts<'t> {
            is_use: bool,
            named: u16,
            $( pub(super) $member: Option<Cow<'t, str>>, )+
        }

        impl<'t> UseTexts<'t> {
            /// Takes note that the row says `text` under `name`, or nothing where it is null. `false` if a use
            /// has no such member, or if it was named before: then the row has to be read as a record.
            pub fn say(&mut self, name: &str, text: Option<Cow<'t, str>>) -> bool {
                let mut bit = 1;
                $(
                    bit <<= 1;
                    if name == stringify!($member) {
                        self.$member = text;
                        return self.is_first(bit);
                    }
                )+
                if name != "type" {
                    return false;
                }
                self.is_use = text.as_deref() == Some(TYPE);
                self.is_first(1)
            }
        }
    };
}

members! { id source at rep asset action conversation deal account version contact channel }

impl UseTexts<'_> {
    fn is_first(&mut self, bit: u16) -> bool {
        let first = self.named & bit == 0;
        self.named |= bit;
        first
    }

    /// Whether the row says that it is a use.
    pub const fn is_use(&self) -> bool {
        self.is_use
    }

    /// The source that it is of.
    pub fn source_or_default(&self) -> &str {
        self.source.as_deref().unwrap_or(Source::DEFAULT)
    }

    /// Whether it names its id.
    pub const fn has_id(&self) -> bool {
        self.id.is_some()
    }
}
