//! Compressed files and other encodings.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use talktrack_exchange::{Error, Format, ImportOptions, Mapping, Unpacking, import};

use crate::common::{exported, go_on, import_csv, import_jsonl, tracker, try_import, use_by};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).unwrap()
}

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

#[test]
fn packed_files_are_unpacked() {
    let lines = format!("{}\n{}\n", use_by("ada"), use_by("bob"));
    let plain = tracker();
    import_jsonl(&plain, &lines);
    let (first, second) = lines.split_at(lines.len() / 2);
    let files = [
        (gzip(lines.as_bytes()), "gzip"),
        ([gzip(first.as_bytes()), gzip(second.as_bytes())].concat(), "gzip"),
        (zstd(lines.as_bytes()), "zstd"),
        ([zstd(first.as_bytes()), zstd(second.as_bytes())].concat(), "zstd"),
        (utf16(&lines), "in UTF-16"),
        (gzip(&utf16(&lines)), "compressed with gzip, in UTF-16"),
    ];
    for (file, how) in files {
        let tracker = tracker();
        let imported = try_import(&tracker, &file[..], &Format::Auto).unwrap();
        assert!(imported.understood.ends_with(how), "{}", imported.understood);
        assert_eq!(imported.bytes, file.len() as u64, "{how}");
        assert_eq!(exported(&tracker), exported(&plain), "{how}");
    }
}

#[test]
fn what_unpacks_to_far_more_than_its_size_is_refused() {
    let blank = vec![b' '; 80 << 20];
    for bomb in [gzip(&blank), zstd(&blank)] {
        let refused = try_import(&tracker(), &bomb[..], &Format::Auto).unwrap_err();
        assert!(matches!(refused, Error::TooLarge { .. }), "{refused}");
    }
    let small = gzip(use_by("ada").as_bytes());
    let with = |most| {
        let unpacking = Unpacking::up_to(most);
        let options = ImportOptions { unpacking, ..ImportOptions::default() };
        import(&tracker(), &small[..], "small", &Format::Auto, &options, &mut go_on)
    };
    assert!(matches!(with(10), Err(Error::TooLarge { .. })));
    assert_eq!(with(1000).unwrap().receipt.recorded, 1);
    let twice = try_import(&tracker(), &gzip(&gzip(b"x"))[..], &Format::Auto).unwrap_err();
    assert!(twice.to_string().contains("compressed twice"), "{twice}");
}

#[test]
fn a_file_that_was_cut_off_says_so() {
    let whole = gzip(format!("{}\n", use_by("ada")).repeat(100).as_bytes());
    let cut = try_import(&tracker(), &whole[..whole.len() - 9], &Format::JsonLines).unwrap_err();
    assert!(matches!(cut, Error::Io { .. }), "{cut}");
    let whole = zstd(use_by("ada").as_bytes());
    let cut = try_import(&tracker(), &whole[..whole.len() - 3], &Format::JsonLines).unwrap_err();
    assert!(matches!(cut, Error::Io { .. }), "{cut}");
}

#[test]
fn spreadsheets_of_the_continent_are_read() {
    let mapping = r#"
        decimal = ","
        [[record]]
        type = "deal"
        fields = { key = "Nr", amount = "Wert", currency = { constant = "EUR" }, at = "Am" }
    "#;
    let file = "Nr;Wert;Am\r\n1;1.234,56;2026-01-01T00:00:00Z\n2;12,5;2026-01-01T00:00:00Z\r3;1.5;2026-01-01T00:00:00Z\r\n";
    let mapping = Mapping::from_toml(mapping).unwrap();
    for file in [file.as_bytes().to_vec(), utf16(file), [b"\xef\xbb\xbf", file.as_bytes()].concat()]
    {
        let tracker = tracker();
        let imported = import_csv(&tracker, file, &mapping);
        let lines = exported(&tracker);
        assert!(lines.contains("\"1234.56\"") && lines.contains("\"12.50\""), "{lines}");
        let refused = &imported.receipt.rejections;
        assert_eq!(refused.len(), 1);
        assert_eq!(
            refused[0].reason,
            "amount (column Wert): is not a number with a decimal comma, such as 1.234,56"
        );
        assert_eq!(refused[0].place.line, 4);
    }
}
