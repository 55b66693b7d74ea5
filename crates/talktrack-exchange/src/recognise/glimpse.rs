//! The names that stand in the beginning of a file of JSON, however it ends.

use std::collections::BTreeSet;

use crate::json_rows::Layout;

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Glimpse {
    /// The names of members, with the number of brackets around each.
    names: BTreeSet<(usize, String)>,
    /// The values of members that are called `type`.
    types: BTreeSet<(usize, String)>,
    is_array: bool,
    /// The first member of the first object that is an array of objects.
    array: Option<String>,
    /// Whether the first object goes over several lines.
    spans_lines: bool,
}

impl Glimpse {
    /// Looks at the beginning of a file, or of all of it.
    pub(super) fn of(text: &[u8]) -> Self {
        let mut seen = Self { is_array: text.starts_with(b"["), ..Self::default() };
        let mut brackets = Vec::new();
        let mut last_name = Vec::new();
        let mut first_is_over = false;
        let mut rest = text;
        while let Some((&byte, after)) = rest.split_first() {
            rest = after;
            match byte {
                b'"' => {
                    let (string, after) = string(rest);
                    let depth = brackets.len();
                    let value = after.trim_ascii_start();
                    if value.starts_with(b":") && brackets.last() == Some(&b'{') {
                        seen.names.insert((depth, string.clone()));
                        last_name.resize(depth + 1, String::new());
                        last_name[depth] = string;
                        rest = &value[1..];
                    } else {
                        if last_name.get(depth).is_some_and(|name| name == super::TYPE) {
                            seen.types.insert((depth, string));
                        }
                        rest = after;
                    }
                }
                b'{' | b'[' => {
                    if byte == b'{' && brackets == [b'{', b'['] && seen.array.is_none() {
                        seen.array = last_name.get(1).cloned();
                    }
                    brackets.push(byte);
                }
                b'}' | b']' => {
                    brackets.pop();
                    last_name.truncate(brackets.len() + 1);
                    first_is_over |= brackets.is_empty();
                }
                b',' if brackets.last() == Some(&b'{') => last_name.truncate(brackets.len()),
                b'\n' => seen.spans_lines |= !first_is_over,
                _ => {}
            }
        }
        seen
    }

    /// How the rows of the file may stand in it, and how many brackets are around their names then.
    pub(super) fn layouts(&self) -> Vec<(Layout, usize)> {
        if self.is_array {
            return vec![(Layout::Array, 2)];
        }
        let alone = if self.spans_lines { Layout::Sequence } else { Layout::Lines };
        let envelope = self.array.iter().map(|name| (Layout::Envelope(name.clone()), 3));
        std::iter::once((alone, 1)).chain(envelope).collect()
    }

    /// Whether a name stands this deep.
    pub(super) fn has(&self, depth: usize, name: &str) -> bool {
        self.names(depth).any(|known| known == name)
    }

    /// Whether a member called `type` says so, this deep.
    pub(super) fn has_type(&self, depth: usize, kind: &str) -> bool {
        let mut said = self.types.iter().filter(|(place, _)| *place == depth);
        said.any(|(_, said)| said.eq_ignore_ascii_case(kind))
    }

    /// The names that stand this deep.
    pub(super) fn names(&self, depth: usize) -> impl Iterator<Item = &str> {
        self.names.iter().filter(move |(place, _)| *place == depth).map(|(_, name)| name.as_str())
    }
}

/// The text up to the quote that ends it, as it is written, and what follows.
fn string(bytes: &[u8]) -> (String, &[u8]) {
    let mut escaped = false;
    let is_end = |byte: &u8| {
        let ends = *byte == b'"' && !escaped;
        escaped = *byte == b'\\' && !escaped;
        ends
    };
    let end = bytes.iter().position(is_end).unwrap_or(bytes.len());
    let (string, after) = bytes.split_at(end);
    (String::from_utf8_lossy(string).into_owned(), after.get(1..).unwrap_or_default())
}
