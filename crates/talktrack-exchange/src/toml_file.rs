//! Files in TOML that people write by hand.

use serde::de::DeserializeOwned;
use talktrack::model::suggest;

/// Reads the file, and says on which line it is wrong.
pub(crate) fn read<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error| {
        let what = in_our_words(error.message());
        match error.span() {
            Some(span) => {
                let before = text.as_bytes().iter().take(span.start);
                let line = 1 + before.filter(|byte| **byte == b'\n').count();
                format!("line {line}: {what}")
            }
            None => what,
        }
    })
}

/// "unknown field `x`, expected one of `a`, `b`" with the near miss instead of the list.
fn in_our_words(message: &str) -> String {
    let mut quoted = message.split('`').skip(1).step_by(2);
    if message.starts_with("unknown field")
        && let Some(word) = quoted.next()
    {
        let known: Vec<_> = quoted.collect();
        return match suggest(word, known.iter().copied()) {
            Some(near) => format!("{word} is not known here: did you mean {near}?"),
            None => format!("{word} is not known here; there can be {}", known.join(", ")),
        };
    }
    if let (Some(word), true) = (quoted.next(), message.starts_with("missing field")) {
        return format!("{word} is missing");
    }
    message.lines().collect::<Vec<_>>().join(", ")
}
