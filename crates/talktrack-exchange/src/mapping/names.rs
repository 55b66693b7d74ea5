//! The names that the fields of a record can have in a table.

use talktrack::model::{FieldDoc, FieldKind, Record, suggest};

/// How a tag is named where each tag has a column.
const TAG: &str = "tag:";
/// What an event carries for other systems: in a table the text of a JSON object.
const ATTRIBUTES: &str = "attributes";

/// What the records of one type, or of all types, have as fields.
#[derive(Debug, Clone)]
pub(super) struct Names {
    /// The type, for messages.
    what: String,
    known: Vec<&'static str>,
    times: Vec<&'static str>,
    numbers: Vec<&'static str>,
    required: Vec<(&'static str, &'static [&'static str])>,
}

impl Names {
    /// Those of one type.
    pub(super) fn of(kind: &str) -> Result<Self, talktrack::model::Invalid> {
        let kind = Record::types().find(|known| known.eq_ignore_ascii_case(kind)).unwrap_or(kind);
        let fields = Record::fields(kind)?;
        let names =
            |field: &FieldDoc| std::iter::once(field.name).chain(field.beside.iter().copied());
        let required = fields.iter().filter(|field| field.required);
        // Every event has them, and no catalogue entry.
        let attributes = fields.iter().any(|field| field.name == "id").then_some(ATTRIBUTES);
        let of_kind = |kinds: &[FieldKind]| {
            let some = fields.iter().filter(|field| kinds.contains(&field.kind));
            some.map(|field| field.name).collect::<Vec<_>>()
        };
        Ok(Self {
            what: kind.to_owned(),
            known: fields.iter().flat_map(names).chain(attributes).collect(),
            times: of_kind(&[FieldKind::Time]),
            numbers: of_kind(&[FieldKind::Integer, FieldKind::Number, FieldKind::Money]),
            required: required.map(|field| (field.name, field.beside)).collect(),
        })
    }

    /// Those of all types together, where the type differs from row to row.
    pub(super) fn of_all() -> Self {
        let all: Vec<_> = Record::types().filter_map(|kind| Self::of(kind).ok()).collect();
        let merged = |part: fn(&Self) -> &[&'static str]| {
            let mut names: Vec<_> = all.iter().flat_map(part).copied().collect();
            names.sort_unstable();
            names.dedup();
            names
        };
        Self {
            what: "any record".to_owned(),
            known: merged(|names| &names.known),
            times: merged(|names| &names.times),
            numbers: merged(|names| &names.numbers),
            required: Vec::new(),
        }
    }

    /// Refuses a name that is no field, with the near miss.
    pub(super) fn check(&self, name: &str) -> Result<(), String> {
        let tagged = self.known.contains(&"tags");
        if self.known.contains(&name) || (tagged && name.len() > TAG.len() && name.starts_with(TAG))
        {
            return Ok(());
        }
        let shown = crate::json::shown(name);
        Err(match suggest(name, self.known.iter().copied()) {
            Some(near) => format!("{shown} is not a field of {}: did you mean {near}?", self.what),
            None => format!(
                "{shown} is not a field of {}; there can be {}",
                self.what,
                self.known.join(", ")
            ),
        })
    }

    /// Whether the field holds a time.
    pub(super) fn is_time(&self, name: &str) -> bool {
        self.times.contains(&name)
    }

    /// Whether the field holds a number.
    pub(super) fn is_number(&self, name: &str) -> bool {
        self.numbers.contains(&name)
    }

    /// A field that is required and is not among `mapped`, neither itself nor what can stand for it.
    pub(super) fn missing(&self, mapped: impl Fn(&str) -> bool) -> Option<&'static str> {
        self.required
            .iter()
            .find(|(name, beside)| !mapped(name) && !beside.iter().any(|name| mapped(name)))
            .map(|(name, _)| *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_time_in_every_type_or_in_none() {
        let all = Names::of_all();
        for kind in Record::types() {
            for name in Names::of(kind).unwrap().known {
                assert_eq!(all.is_time(name), Names::of(kind).unwrap().is_time(name), "{name}");
            }
        }
        assert!(all.is_time("published_at") && all.is_time("until") && all.is_time("at"));
    }
}
