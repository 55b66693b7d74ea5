//! What stands between the cells of a CSV, by its header.

use csv_core::ReaderBuilder;

/// What may stand between cells, the most usual first.
const USUAL: [u8; 4] = [b',', b';', b'\t', b'|'];

/// What stands between the cells of the first line: of the usual characters outside quotes the most
/// frequent, a comma if there is none.
pub(crate) fn sniffed(beginning: &[u8]) -> u8 {
    let text = beginning.trim_ascii_start();
    let mut counts = [0; USUAL.len()];
    let mut quoted = false;
    for byte in text {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            _ if quoted => {}
            _ => {
                if let Some(place) = USUAL.iter().position(|usual| usual == byte) {
                    counts[place] += 1;
                }
            }
        }
    }
    // Of equally many the first: `max_by_key` gives the last.
    let best = counts.iter().zip(USUAL).rev().max_by_key(|(count, _)| **count);
    best.filter(|(count, _)| **count > 0).map_or(b',', |(_, byte)| byte)
}

/// The cells of the first line, as far as it is there.
pub(crate) fn header(beginning: &[u8], delimiter: u8) -> Vec<String> {
    // The end of the file ends the line too.
    let text = [beginning.trim_ascii_start(), b"\n"].concat();
    let (mut cells, mut ends) = (vec![0; text.len()], vec![0; text.len()]);
    let mut reader = ReaderBuilder::new().delimiter(delimiter).build();
    let count = reader.read_record(&text, &mut cells, &mut ends).3;
    let mut begin = 0;
    let cell = |end: &usize| {
        let cell = cells.get(begin..*end).unwrap_or_default();
        begin = *end;
        String::from_utf8_lossy(cell).trim().to_owned()
    };
    ends[..count].iter().map(cell).collect()
}
