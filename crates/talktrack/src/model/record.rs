//! One declaration per kind of record gives its struct, its constructor, its JSON and its docs.

/// A field of a record, for documentation, stubs and help.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldDoc {
    /// The name in JSON, in a table's column and in Python.
    pub name: &'static str,
    /// Whether it must be there.
    pub required: bool,
    /// The names of what is read together with it, such as the currency of an amount.
    pub beside: &'static [&'static str],
    /// What is written there.
    pub form: &'static str,
    /// What sort of value that is.
    pub kind: FieldKind,
    /// What it means.
    pub meaning: &'static str,
}

/// What sort of value a field holds: how a table shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// A key or a word, which many records share.
    Word,
    /// Text that few records share.
    Text,
    /// A moment.
    Time,
    /// True or false.
    Boolean,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// An amount, with its currency beside it.
    Money,
    /// Conversations.
    Conversations,
    /// Tags: a value each.
    Tags,
}

/// Declares a kind of record. Each field's type is one that checks itself, so a record that exists
/// is valid; `new` takes what is required, a method of the field's name
/// sets what is not. A `default` field is empty or false unless set; an `optional` one is `None`.
macro_rules! record {
    (
        $(#[$meta:meta])*
        $name:ident {
            required { $( $(#[doc = $required_doc:literal])+ $required:ident as $required_name:literal: $required_type:ty, )* }
            $( default { $( $(#[doc = $default_doc:literal])+ $default:ident as $default_name:literal: $default_type:ty, )* } )?
            $( optional { $( $(#[doc = $optional_doc:literal])+ $optional:ident as $optional_name:literal: $optional_type:ty, )* } )?
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, PartialEq)]
        pub struct $name {
            $( $(#[doc = $required_doc])+ pub $required: $required_type, )*
            $($( $(#[doc = $default_doc])+ pub $default: $default_type, )*)?
            $($( $(#[doc = $optional_doc])+ pub $optional: Option<$optional_type>, )*)?
        }

        impl $name {
            /// With what is required, and nothing else yet.
            pub fn new($( $required: $required_type, )*) -> Self {
                Self {
                    $( $required, )*
                    $($( $default: <$default_type>::default(), )*)?
                    $($( $optional: None, )*)?
                }
            }

            $($(
                #[doc = concat!("Sets `", $default_name, "`:", $($default_doc),+)]
                pub fn $default(mut self, $default: $default_type) -> Self {
                    self.$default = $default;
                    self
                }
            )*)?

            $($(
                #[doc = concat!("Sets `", $optional_name, "`:", $($optional_doc),+)]
                pub fn $optional(mut self, $optional: $optional_type) -> Self {
                    self.$optional = Some($optional);
                    self
                }
            )*)?

            /// The fields, in order.
            pub fn fields() -> Vec<$crate::model::FieldDoc> {
                fn doc<T: $crate::model::fields::Field>(
                    name: &'static str,
                    required: bool,
                    meaning: &'static str,
                ) -> $crate::model::FieldDoc {
                    let meaning = meaning.trim_ascii();
                    let (beside, form, kind) = (T::beside(name), T::FORM, T::KIND);
                    $crate::model::FieldDoc { name, required, beside, form, kind, meaning }
                }
                vec![
                    $( doc::<$required_type>($required_name, true, concat!($($required_doc),+)), )*
                    $($( doc::<$default_type>($default_name, false, concat!($($default_doc),+)), )*)?
                    $($( doc::<$optional_type>($optional_name, false, concat!($($optional_doc),+)), )*)?
                ]
            }

            pub(crate) fn read(
                fields: &mut $crate::model::fields::Fields<'_>,
            ) -> Result<Self, $crate::model::Invalid> {
                Ok(Self {
                    $( $required: fields.required($required_name)?, )*
                    $($( $default: fields.optional($default_name)?.unwrap_or_default(), )*)?
                    $($( $optional: fields.optional($optional_name)?, )*)?
                })
            }

            pub(crate) fn write(&self, out: &mut $crate::model::fields::Written) {
                use $crate::model::fields::Field as _;
                $( self.$required.write($required_name, out); )*
                $($( self.$default.write($default_name, out); )*)?
                $($( if let Some(value) = &self.$optional { value.write($optional_name, out); } )*)?
            }
        }
    };
}
pub(crate) use record;
