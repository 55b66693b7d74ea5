//! JSON lines.

use talktrack::Tracker;
use talktrack::model::{Record, TimeReading};
use talktrack_exchange::{Error, Format};

use crate::law;

/// A line that is accepted, written out and read again is equal. A file of lines gives a ledger that reads
/// back as itself, with every other line in quarantine.
pub fn holds(input: &[u8]) {
    let times = TimeReading::strict();
    for line in input.split(|byte| *byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok())
    {
        if let Ok(record) = Record::from_json(line, &times) {
            let written = serde_json::to_string(&record).expect("a record can be written");
            assert_eq!(Record::from_json(&written, &times), Ok(record), "{line} became {written}");
        }
    }
    let tracker = Tracker::in_memory().expect("a ledger in memory");
    let imported = match law::imported(&tracker, input, &Format::JsonLines) {
        Ok(imported) => imported,
        // A file in another encoding is refused before its first row.
        Err(Error::NotText { .. }) => return,
        Err(error) => panic!("{error}"),
    };
    let receipt = &imported.receipt;
    assert_eq!(
        imported.rows,
        receipt.recorded + receipt.duplicates + receipt.rejected,
        "every row"
    );
    law::reads_back(&tracker, &imported);
}
