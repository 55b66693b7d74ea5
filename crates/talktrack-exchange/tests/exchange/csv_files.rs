//! CSV as it comes: quotes, line ends, marks, delimiters, and files that are not what they seem.

use talktrack::ledger::QuarantineFilter;
use talktrack_exchange::{Format, Imported, Mapping};

use crate::common::{Pieces, exported, import_csv, refusals, tracker, try_import};

fn identity(file: impl AsRef<[u8]>) -> (Imported, String) {
    let tracker = tracker();
    let imported = import_csv(&tracker, file, &Mapping::identity());
    (imported, exported(&tracker))
}

fn refused(file: impl AsRef<[u8]>, mapping: &Mapping) -> String {
    let format = Format::Csv(mapping.clone());
    try_import(&tracker(), file.as_ref(), &format).unwrap_err().to_string() + "\n"
}

#[test]
fn quoted_cells_hold_line_ends_quotes_and_delimiters() {
    let tracker = tracker();
    let imported = import_csv(
        &tracker,
        "type,key,title\r\nasset,a,\"two\r\nlines, and \"\"quotes\"\"\"\r\n\r\nasset,b,\" trimmed \"\r\nasset,,\"c\n\"\r\n",
        &Mapping::identity(),
    );
    let all = exported(&tracker);
    assert_eq!((imported.rows, imported.receipt.recorded), (3, 2));
    assert!(all.contains(r#""title":"two\r\nlines, and \"quotes\"""#), "{all}");
    assert!(all.contains(r#""title":"trimmed""#), "{all}");
    let kept = tracker.quarantine(QuarantineFilter::Open).unwrap().remove(0);
    assert_eq!(kept.raw.as_deref(), Some(&b"asset,,\"c\n\""[..]));
    // The line on which the row begins, as an editor shows it.
    insta::assert_snapshot!(refusals(&imported.receipt), @"6: key: is missing");
}

#[test]
fn marks_line_ends_and_pieces_make_no_difference() {
    let rows = ["type,key,title", "asset,a,\"x\ny\"", "asset,b,z", "asset,c,é", "asset,,"];
    let (expected, all) = identity(rows.join("\n"));
    let without_time = |all: &str| all.replace(|c: char| c.is_ascii_digit(), "");
    for end in ["\n", "\r\n", "\r"] {
        let file = format!("\u{feff}{}{end}", rows.join(end));
        for size in [1, 2, 3, 7, 64, 100_000] {
            let tracker = tracker();
            let format = Format::Csv(Mapping::identity());
            let imported = try_import(&tracker, Pieces(file.as_bytes(), size), &format).unwrap();
            assert_eq!(imported.receipt, expected.receipt, "{end:?} in pieces of {size}");
            assert_eq!(without_time(&exported(&tracker)), without_time(&all));
        }
    }
}

#[test]
fn rows_with_cells_missing_or_left_over() {
    let (imported, _) = identity(
        b"type,key,title\nasset,a\nasset,b,c,d\nasset,e,\xff\nasset,g,ok\nasset,h,\"never closed\nasset,i,j\n",
    );
    assert_eq!(imported.receipt.recorded, 1);
    insta::assert_snapshot!(refusals(&imported.receipt), @"
    2: row: has 2 cells, and the header has 3: is a delimiter or a quote missing?
    3: row: has 4 cells, and the header has 3: is a delimiter or a quote missing?
    4: text: is not UTF-8 at byte 9 of the row: save it as UTF-8
    6: row: opens a quote on line 6 that is never closed, so that all that follows is taken for its text: close it, or double the quotes inside a quoted cell
    ");
}

#[test]
fn a_quote_that_is_not_closed_is_told_with_its_line() {
    let rows = |first: &str| {
        let file = format!("type,key,title\nasset,a,\"two\nlines\"\n{first}\nasset,c,x\n");
        let (imported, _) = identity(file);
        assert_eq!(imported.receipt.recorded + imported.receipt.rejected, imported.rows);
        refusals(&imported.receipt)
    };
    // To the end of the file; to the quote that opens another cell; of a row that goes over lines before.
    let swallowed = [
        rows("asset,b,\"never"),
        rows("asset,b,\"never\nasset,d,\"Deck\""),
        rows("\"as\nset\",b,\"never\r\nasset,d,\"Deck\""),
        rows(&format!("asset,b,\"never{}", "\nasset,d,x".repeat(200_000))),
    ];
    insta::assert_snapshot!(swallowed.join("\n"), @"
    4: row: opens a quote on line 4 that is never closed, so that all that follows is taken for its text: close it, or double the quotes inside a quoted cell
    4: row: opens a quote on line 4 that closes on a later line with text behind it: close it, or double the quotes inside a quoted cell
    4: row: opens a quote on line 5 that closes on a later line with text behind it: close it, or double the quotes inside a quoted cell
    4: row: opens a quote on line 4 that is never closed, so that all that follows is taken for its text: close it, or double the quotes inside a quoted cell
    ");
    for fine in [
        "asset,b,\"a \"\"quoted\"\" word\" ",
        "asset,b,5\" screen",
        "asset,b,\"x\"y",
        "a,b,\"\n\" ",
    ] {
        assert!(!rows(fine).contains("quote"), "{fine}");
    }
}

#[test]
fn headers_that_cannot_be_used() {
    let deals = Mapping::from_toml(
        "[[record]]\ntype = \"deal\"\nfields = { key = \"opportunity_id\", account = \"account\" }",
    )
    .unwrap();
    let utf16: Vec<u8> = "type,key".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let all = [
        refused("", &deals),
        refused("\n\n", &deals),
        refused("oportunity_id,account\n", &deals),
        refused("a,b\n", &deals),
        refused("opportunity_id,account,account\n", &deals),
        refused("a;b\n", &Mapping::from_toml("delimiter = \",\"").unwrap()),
        refused("rep,asset\n", &Mapping::identity()),
        refused("type,asett\n", &Mapping::identity()),
        refused("type,shoe size\n", &Mapping::identity()),
        refused("type,k\0ey\n", &Mapping::identity()),
        refused(b"type,k\xffey\n", &Mapping::identity()),
        refused(utf16, &Mapping::identity()),
        refused("x".repeat(2 << 20), &Mapping::identity()),
    ];
    insta::assert_snapshot!(all.concat(), @"
    cannot import file: it is empty, not even a header
    cannot import file: it is empty, not even a header
    cannot import file: the mapping reads column opportunity_id, and the file has none of that name: is oportunity_id meant?
    cannot import file: the mapping reads column account, and the file has none of that name; it has a, b
    cannot import file: column account stands twice in the header: rename or remove one
    cannot import file: it has one column only, a;b: say in a mapping that delimiter = ';', if that is what stands between its cells
    cannot import file: it has no column type: add one that says what each row is, or give a mapping that says which column is what
    cannot import file: column asett is not a field of any record: did you mean asset?
    cannot import file: column shoe size is not a field of any record; there can be account, action, amount, answered_by, ask, ask_source, asked_by, asset, at, attributes, campaign, channel, contact, conversation, cost, currency, days, deal, event, event_source, everyone, expires_at, hits, id, key, kind, left_at, level, link, means, measure, name, needed_by, note, opened, opened_at, owner, pages, period, published_at, query, rating, reason, region, rep, replaced_by, result, retired_at, role, seconds, source, stage, started_at, supports, tags, tailorable, team, title, until, use, use_source, value, version
    cannot import file: its header: text: holds NUL bytes: save the file as CSV in UTF-8
    cannot import file: its header: text: is not UTF-8 at byte 7 of the row: save it as UTF-8
    cannot import file: it is not text in UTF-8 (it holds NUL bytes): save it as UTF-8
    cannot import file: its header: row: is 2097152 bytes long, and the longest that is read is 1 MiB: is a line end or a closing quote missing?
    ");
}

#[test]
fn columns_without_a_name_and_columns_left_out_are_told() {
    let (imported, _) = identity("type,key,\nrep,ada,x\n");
    assert_eq!(imported.notes, ["columns left out, because nothing is read from them: number 3"]);
    let reps =
        Mapping::from_toml("[[record]]\ntype = \"rep\"\nwhen = { column = \"on\", present = true }\nfields = { key = \"id\" }")
            .unwrap();
    let imported = import_csv(&tracker(), "id,on,shoe\nada,1,40\nbob,,41\n", &reps);
    assert_eq!((imported.rows, imported.receipt.recorded), (2, 1));
    assert_eq!(imported.notes, ["columns left out, because nothing is read from them: shoe",]);
}

#[test]
fn other_delimiters() {
    for delimiter in [";", "\\t", "|"] {
        let mapping = Mapping::from_toml(&format!("delimiter = \"{delimiter}\"")).unwrap();
        let file = "type,key\nrep,ada\n".replace(',', &delimiter.replace("\\t", "\t"));
        assert_eq!(import_csv(&tracker(), file, &mapping).receipt.recorded, 1);
    }
}

#[test]
fn rows_of_every_kind_by_the_names_of_their_fields() {
    let (imported, all) = identity(
        "type,key,at,rep,asset,action,supports,tag:segment,everyone,conversation\n\
         asset,deck,2026-01-01T00:00:00Z,,,,1|relevant-meeting,enterprise,,\n\
         use,,2026-03-01T00:00:00Z,ada,deck,shared,,,,3\n\
         recommendation,,2026-03-01T00:00:00Z,,deck,,,,true,\n\
         use,k,2026-03-01T00:00:00Z,ada,deck,shared,,,,\n",
    );
    assert_eq!(imported.receipt.recorded, 3);
    assert!(
        all.contains(
            r#""supports":["point-of-view","relevant-meeting"],"tags":{"segment":"enterprise"}"#
        ),
        "{all}"
    );
    insta::assert_snapshot!(refusals(&imported.receipt), @"5: key: is not a field of use; it has type, id, source, at, rep, asset, action, conversation, deal, account, version, contact, channel, attributes");
}
