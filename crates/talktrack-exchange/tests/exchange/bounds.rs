//! Memory stays bounded, whatever the input is.

use std::io::Read;

use talktrack::ledger::QuarantineFilter;
use talktrack_exchange::{Format, ImportOptions, Mapping, import};

use crate::common::{go_on, refusals, tracker, try_import, use_by};

/// A file of `length` bytes that are made while it is read, around a good row at either end.
struct Huge {
    before: Vec<u8>,
    pattern: Vec<u8>,
    left: u64,
    after: Vec<u8>,
    /// The most that was ever asked for at once: the reader's only view of our buffers.
    asked: usize,
}

impl Read for &mut Huge {
    fn read(&mut self, to: &mut [u8]) -> std::io::Result<usize> {
        self.asked = self.asked.max(to.len());
        if !self.before.is_empty() {
            let length = self.before.len().min(to.len());
            to[..length].copy_from_slice(&self.before[..length]);
            self.before.drain(..length);
            return Ok(length);
        }
        if self.left > 0 {
            let length = usize::try_from(self.left).unwrap_or(usize::MAX).min(to.len());
            for to in to[..length].chunks_mut(self.pattern.len()) {
                to.copy_from_slice(&self.pattern[..to.len()]);
            }
            self.left -= length as u64;
            return Ok(length);
        }
        let length = self.after.len().min(to.len());
        to[..length].copy_from_slice(&self.after[..length]);
        self.after.drain(..length);
        Ok(length)
    }
}

const HUGE: u64 = 100 << 20;

#[test]
fn a_huge_line_of_json_is_measured_and_passed_over() {
    let (before, after) = (format!("{}\n", use_by("ada")), format!("\n{}", use_by("bob")));
    let offset = before.len() as u64;
    let mut file = Huge {
        before: before.into(),
        pattern: vec![b'['; 4096],
        left: HUGE,
        after: after.into(),
        asked: 0,
    };
    let tracker = tracker();
    let imported = try_import(&tracker, &mut file, &Format::JsonLines).unwrap();
    assert_eq!((imported.rows, imported.receipt.recorded, imported.receipt.rejected), (3, 2, 1));
    insta::assert_snapshot!(refusals(&imported.receipt), @"2: row: is 104857600 bytes long, and the longest that is read is 1 MiB: is a line end or a closing quote missing?");
    assert!(file.asked <= 64 * 1024, "the input goes through one small buffer");

    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap().remove(0);
    assert_eq!((kept.raw, kept.length, kept.offset), (None, HUGE, Some(offset)));
    let mut hasher = blake3::Hasher::new();
    let piece = vec![b'['; 1 << 20];
    for _ in 0..HUGE >> 20 {
        hasher.update(&piece);
    }
    assert_eq!(&kept.hash, hasher.finalize().as_bytes());
}

#[test]
fn huge_rows_of_csv_are_measured_and_passed_over() {
    let header = "type,key\n";
    for (pattern, around, length) in [
        (&b"line\n"[..], ["rep,\"", "\"\n"], HUGE),
        (b"x", ["", "\n"], HUGE / 8),
        (b"\"\"", ["rep,\"", "\"\n"], HUGE / 8),
        (b",", ["", "\n"], HUGE / 8),
    ] {
        let mut file = Huge {
            before: format!("{header}rep,ada\n{}", around[0]).into(),
            pattern: pattern.repeat(1024),
            left: length,
            after: format!("{}rep,bob\n", around[1]).into(),
            asked: 0,
        };
        let tracker = tracker();
        let format = Format::Csv(Mapping::identity());
        let imported = try_import(&tracker, &mut file, &format).unwrap();
        let receipt = imported.receipt;
        assert_eq!((imported.rows, receipt.recorded, receipt.rejected), (3, 2, 1), "{pattern:?}");
        let kept = tracker.quarantine(QuarantineFilter::Open).unwrap().remove(0);
        assert_eq!((kept.raw, kept.line), (None, 3));
        assert_eq!(kept.offset, Some(header.len() as u64 + 8));
        assert!(kept.length > length, "{}", kept.length);
        assert!(kept.reason.contains("the longest that is read is 1 MiB"), "{}", kept.reason);
    }
}

#[test]
fn many_cells_in_a_row_are_not_too_many_bytes() {
    let tracker = tracker();
    let file = format!("type,key\nrep,{}\nrep,ada\n", ",".repeat(100_000));
    let receipt =
        try_import(&tracker, file.as_bytes(), &Format::Csv(Mapping::identity())).unwrap().receipt;
    assert_eq!(receipt.recorded, 1);
    insta::assert_snapshot!(refusals(&receipt), @"2: row: has more than 32,767 cells");
}

#[test]
fn rows_up_to_the_limits_are_read_and_kept() {
    // Spaces between the tokens make a line long without making a value long.
    let long = |length: usize| {
        let line = use_by("ada");
        format!("{}{}}}", &line[..line.len() - 1], " ".repeat(length - line.len()))
    };
    let bad = |length: usize| long(length).replace("shared", "shaped");
    let file = [long(1 << 20), bad(65_536), bad(65_537), long((1 << 20) + 1)].join("\n");
    let tracker = tracker();
    let receipt = try_import(&tracker, file.as_bytes(), &Format::JsonLines).unwrap().receipt;
    insta::assert_snapshot!(refusals(&receipt), @r#"
    2: action: "shaped" is not known: did you mean shared?
    3: action: "shaped" is not known: did you mean shared?
    4: row: is 1048577 bytes long, and the longest that is read is 1 MiB: is a line end or a closing quote missing?
    "#);
    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap();
    let whole: Vec<_> = kept.iter().map(|row| (row.length, row.raw.is_some())).collect();
    assert_eq!(whole, [(65_536, true), (65_537, false), (1_048_577, false)]);
    let second = file.split('\n').nth(2).unwrap();
    assert_eq!(&kept[1].hash, blake3::hash(second.as_bytes()).as_bytes());
}

#[test]
fn a_file_of_blank_lines_is_empty() {
    let mut file = Huge {
        before: vec![],
        pattern: b"\r\n".repeat(2048),
        left: 4 << 20,
        after: vec![],
        asked: 0,
    };
    let imported = try_import(&tracker(), &mut file, &Format::JsonLines).unwrap();
    assert_eq!((imported.rows, imported.bytes), (0, 4 << 20));
}

#[test]
fn long_rows_make_smaller_commits() {
    let long = |number: usize| format!("{}{}", use_by(&number.to_string()), " ".repeat(500_000));
    let file: Vec<_> = (0..8).map(long).collect();
    let mut seen = Vec::new();
    let options = ImportOptions { batch: 1_000, ..ImportOptions::default() };
    let file = file.join("\n");
    import(&tracker(), file.as_bytes(), "file", &Format::JsonLines, &options, &mut |progress| {
        seen.push(progress.receipt_so_far.recorded);
        go_on(progress)
    })
    .unwrap();
    seen.dedup();
    assert!(seen.len() > 2, "{seen:?}");
}

#[test]
fn deep_nesting_and_huge_fields_are_refused_in_every_format() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    for (name, sample) in crate::samples::ALL {
        let sample = sample.trim_end();
        let row = if sample.starts_with('{') {
            deep.clone()
        } else {
            format!("\"{}\"", "x".repeat(100_000))
        };
        for end in ["\n", "\r\n"] {
            let file = format!("{}{end}{row}{end}", sample.replace('\n', end));
            let imported = try_import(&tracker(), file.as_bytes(), &Format::Auto).unwrap();
            let alone = try_import(&tracker(), sample.as_bytes(), &Format::Auto).unwrap();
            assert_eq!(imported.rows, alone.rows + 1, "{name}");
            assert_eq!(imported.receipt.rejected, alone.receipt.rejected + 1, "{name}");
            assert_eq!(imported.receipt.recorded, alone.receipt.recorded, "{name}");
        }
    }
    let array = format!("[{},{}]", crate::samples::XAPI.lines().next().unwrap(), deep);
    let imported = try_import(&tracker(), array.as_bytes(), &Format::Auto).unwrap();
    assert_eq!((imported.receipt.recorded, imported.receipt.rejected), (1, 1));
}

#[test]
fn a_huge_element_of_an_array_is_measured_and_passed_over() {
    let first = crate::samples::XAPI.lines().next().unwrap();
    let mut file = Huge {
        before: format!("[{first},{{\"actor\":\"").into(),
        pattern: vec![b'{'; 4096],
        left: HUGE,
        after: format!("\"}},{}]", first.replace("000000000001", "000000000009")).into(),
        asked: 0,
    };
    let imported = try_import(&tracker(), &mut file, &Format::Xapi).unwrap();
    assert_eq!((imported.rows, imported.receipt.recorded, imported.receipt.rejected), (3, 2, 1));
    assert!(imported.receipt.rejections[0].reason.contains("the longest that is read is 1 MiB"));
    assert!(file.asked <= 64 * 1024, "the input goes through one small buffer");
}
