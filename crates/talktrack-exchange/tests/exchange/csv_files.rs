//! CSV as it comes: quotes, line ends, marks, delimiters, and files that are not what they seem.

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
    let (imported, all) = identity(
        "type,key,title\r\nasset,a,\"two\r\nlines, and \"\"quotes\"\"\"\r\n\r\nasset,b,\" trimmed \"\r\nasset,,c\r\n",
    );
    assert_eq!((imported.rows, imported.receipt.recorded), (3, 2));
    assert!(all.contains(r#""title":"two\r\nlines, and \"quotes\"""#), "{all}");
    assert!(all.contains(r#""title":"trimmed""#), "{all}");
    // The line on which the row begins, as an editor shows it.
    insta::assert_snapshot!(refusals(&imported.receipt), @"");
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
    insta::assert_snapshot!(refusals(&imported.receipt), @"");
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
        refused("opportunity_id;account\n", &deals),
        refused("rep,asset\n", &Mapping::identity()),
        refused("type,asett\n", &Mapping::identity()),
        refused("type,shoe size\n", &Mapping::identity()),
        refused("type,k\0ey\n", &Mapping::identity()),
        refused(b"type,k\xffey\n", &Mapping::identity()),
        refused(utf16, &Mapping::identity()),
        refused("x".repeat(2 << 20), &Mapping::identity()),
    ];
    insta::assert_snapshot!(all.concat(), @"");
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
    assert_eq!(
        imported.notes,
        [
            "columns left out, because nothing is read from them: shoe",
            "rows of which the mapping makes no record: 1"
        ]
    );
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
    insta::assert_snapshot!(refusals(&imported.receipt), @"");
}
