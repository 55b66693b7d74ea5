//! Where the quotes of a row open and close: asked of rows that go over several lines.

/// Follows the quotes of one row.
pub(super) struct Quotes {
    place: Place,
    /// The line that the next byte stands on.
    line: u64,
    after_cr: bool,
    /// The line on which the last quote opened.
    opened: u64,
    /// That of a quote that closed on a later line, with text behind it: it was not meant to close there.
    torn: Option<u64>,
}

/// What the next byte stands in.
#[derive(Clone, Copy)]
enum Place {
    Beginning,
    Plain,
    Quoted,
    Closed,
    Behind,
}

impl Quotes {
    /// Those of a row that begins on this line.
    pub(super) const fn of_row_on(line: u64) -> Self {
        Self { place: Place::Beginning, line, after_cr: false, opened: line, torn: None }
    }

    /// Goes on over bytes of the row.
    pub(super) fn pass(&mut self, bytes: &[u8], delimiter: u8) {
        for &byte in bytes {
            let ends_line = byte == b'\r' || (byte == b'\n' && !self.after_cr);
            self.line += u64::from(ends_line);
            self.after_cr = byte == b'\r';
            self.place = match (self.place, byte) {
                (Place::Beginning, b'"') => {
                    self.opened = self.line;
                    Place::Quoted
                }
                (Place::Quoted, b'"') => Place::Closed,
                // A quote that is doubled is text.
                (Place::Quoted, _) | (Place::Closed, b'"') => Place::Quoted,
                (_, b'\r' | b'\n') => Place::Beginning,
                (_, byte) if byte == delimiter => Place::Beginning,
                (Place::Closed | Place::Behind, b' ' | b'\t') => Place::Behind,
                (Place::Closed | Place::Behind, _) => {
                    if self.opened < self.line {
                        self.torn.get_or_insert(self.opened);
                    }
                    Place::Plain
                }
                (Place::Beginning | Place::Plain, _) => Place::Plain,
            };
        }
    }

    /// Why the row is refused, if a quote is missing; `closed` says whether the last one is closed.
    pub(super) fn problem(&self, closed: bool) -> Option<String> {
        let (opened, how) = match (self.torn, closed) {
            (Some(torn), _) => (torn, "closes on a later line with text behind it"),
            (None, false) => {
                (self.opened, "is never closed, so that all that follows is taken for its text")
            }
            (None, true) => return None,
        };
        Some(format!(
            "opens a quote on line {opened} that {how}: close it, or double the quotes inside a quoted cell"
        ))
    }
}
