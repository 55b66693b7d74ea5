//! The workbook, read back as others read it, says what the questions say.
#![allow(clippy::unwrap_used)] // this is test code

mod companies;

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use talktrack::analysis::{Column, ColumnKind, Value};
use talktrack::model::Zone;
use talktrack_report::{Audit, AuditOptions};

use companies::{company, hostile, nothing, one_use};

type Workbook = Xlsx<Cursor<Vec<u8>>>;

fn read(audit: &Audit) -> Workbook {
    Xlsx::new(Cursor::new(audit.to_xlsx().unwrap())).unwrap()
}

fn sheet(workbook: &mut Workbook, name: &str) -> Range<Data> {
    workbook.worksheet_range(name).unwrap()
}

/// What a reader finds in the cell of a value.
fn shown(value: &Value, zone: Zone) -> Data {
    match value {
        Value::Null => Data::Empty,
        Value::Text(text) if text.is_empty() => Data::Empty,
        Value::Text(text) => Data::String(text.to_string()),
        Value::Integer(number) => Data::Float(*number as f64),
        Value::Number(number) => Data::Float(*number),
        Value::Time(at) => Data::String(at.written_in(zone)[..19].to_owned()),
        Value::Money(money) => Data::Float(money.amount().parse().unwrap()),
        Value::Boolean(truth) => Data::Bool(*truth),
        Value::List(words) if words.is_empty() => Data::Empty,
        Value::List(words) => Data::String(words.join(", ")),
    }
}

/// A cell as a reader finds it, a date as text to the second.
fn found(cell: Option<&Data>) -> Data {
    match cell {
        None => Data::Empty,
        Some(Data::DateTime(date)) => {
            let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
            Data::String(format!("{year}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"))
        }
        Some(other) => other.clone(),
    }
}

fn header(column: &Column, zone: Zone) -> String {
    match column.kind {
        ColumnKind::Time => format!("{} ({zone})", column.name),
        _ => column.name.to_string(),
    }
}

/// Compares every sheet of the workbook with the tables of the audit.
fn assert_says_the_same(audit: &Audit) {
    let mut workbook = read(audit);
    let tables = audit.tables();
    let names: Vec<_> = tables.iter().map(|table| table.title.to_owned()).collect();
    assert_eq!(
        workbook.sheet_names(),
        [&["Audit".into()], &names[..], &["Definitions".into()]].concat()
    );
    for table in &tables {
        let (sheet, answer) = (sheet(&mut workbook, table.title), &table.answer);
        let zone = answer.span.zone;
        let columns = &answer.table.columns;
        for (place, column) in (0..).zip(columns) {
            let name = found(sheet.get_value((0, place))).to_string();
            let expected = header(column, zone);
            let is_money = column.kind == ColumnKind::Money && name == format!("{expected} (EUR)");
            assert!(name == expected || is_money, "{name} is not {expected}");
        }
        for (number, row) in (1..).zip(&answer.table.rows) {
            for ((place, column), value) in (0..).zip(columns).zip(row) {
                let cell = found(sheet.get_value((number, place)));
                assert_eq!(cell, shown(value, zone), "{}, {}, {number}", table.title, column.name);
            }
        }
        let expected = 1 + answer.table.rows.len();
        assert_eq!(sheet.height(), expected, "{}", table.title);
        assert_summary(
            &mut workbook,
            table.title,
            &answer.summary.columns,
            &answer.summary.rows,
            zone,
        );
    }
}

/// Every figure of a summary stands on the first sheet, in order.
fn assert_summary(
    workbook: &mut Workbook,
    title: &str,
    columns: &[Column],
    rows: &[Vec<Value>],
    zone: Zone,
) {
    let cover = sheet(workbook, "Audit");
    let start = cover.rows().position(|row| row[0] == Data::String("Summary figures".into()));
    let lines = cover.rows().skip(start.unwrap()).filter(|row| row[0] == *title);
    let mut lines = lines.map(|row| (row[2].to_string(), found(Some(&row[3]))));
    let is_list = rows.len() > 1;
    for row in rows {
        for (column, value) in columns.iter().zip(row) {
            let is_label = matches!(column.kind, ColumnKind::Text | ColumnKind::Category);
            if !(is_list && is_label) {
                assert_eq!(lines.next(), Some((column.name.to_string(), shown(value, zone))));
            }
        }
    }
    assert_eq!(lines.next(), None, "{title}");
}

fn audit(tracker: &talktrack::Tracker) -> Audit {
    Audit::of(tracker, &AuditOptions::new()).unwrap()
}

#[test]
fn every_figure_is_the_one_that_the_question_gives() {
    let tracker = company(40);
    let berlin = talktrack::Scope::new().zone("Europe/Berlin".parse().unwrap());
    assert_says_the_same(&audit(&tracker.within(berlin)));
}

#[test]
fn the_same_audit_gives_the_same_bytes() {
    let audit = audit(&company(40));
    assert!(audit.to_xlsx().unwrap() == audit.clone().to_xlsx().unwrap());
    assert_eq!(audit.to_json(), audit.clone().to_json());
}

#[test]
fn nothing_and_one_use_make_a_workbook_too() {
    assert_says_the_same(&audit(&nothing()));
    assert_says_the_same(&audit(&one_use()));
}

#[test]
fn thousands_of_assets_make_a_workbook() {
    let audit = audit(&company(5_000));
    let mut workbook = read(&audit);
    assert!(audit.unused.rows.len() >= 5_000);
    for (title, rows) in [
        ("What goes unused", audit.unused.rows.len()),
        ("Verdicts and actions", audit.relevance.rows.len()),
        ("Made for and used in", audit.matrix.rows.len()),
    ] {
        assert_eq!(sheet(&mut workbook, title).height(), rows + 1);
    }
}

#[test]
fn text_that_means_harm_is_text() {
    let (tracker, texts) = hostile();
    let audit = audit(&tracker);
    let mut workbook = read(&audit);
    let unused = sheet(&mut workbook, "What goes unused");
    for (key, text) in texts {
        let row = unused.rows().find(|row| row[0].to_string() == key).unwrap();
        let cell = row[1].to_string();
        let expected = if text.encode_utf16().count() > 32_767 {
            let kept: String = text.chars().take(cell.chars().count() - 1).collect();
            assert!(cell.encode_utf16().count() >= 32_766);
            format!("{kept}…")
        } else {
            // What moves the cursor, or ends a line in one program and not in another, is a space.
            text.replace(['\u{7}', '\u{1b}', '\r'], " ")
        };
        assert!(cell == expected, "{key}: {cell:.100}");
    }
    for name in workbook.sheet_names() {
        let formulas = workbook.worksheet_formula(&name).unwrap();
        assert_eq!(formulas.used_cells().count(), 0, "{name}");
    }
}

#[test]
fn every_column_and_every_question_is_defined() {
    let audit = audit(&nothing());
    let definitions = sheet(&mut read(&audit), "Definitions");
    let mut lines = definitions.rows().skip(1);
    let mut next =
        || lines.next().map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>());
    for table in audit.tables() {
        let answer = &table.answer;
        let definition = &answer.definition;
        let whole = [table.title, "question", definition.question, "", &definition.text];
        assert_eq!(next().unwrap(), whole);
        for (what, columns) in
            [("column", &answer.table.columns), ("summary figure", &answer.summary.columns)]
        {
            for column in columns {
                let line = [table.title, what, &column.name, column.unit, column.meaning];
                assert_eq!(next().unwrap(), line);
            }
        }
    }
    assert_eq!(next(), None);
}
