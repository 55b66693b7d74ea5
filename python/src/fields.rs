//! Which names a record may have: what its columns may be called.

use talktrack::model::{FieldDoc, FieldKind, Invalid, Record, suggest};

/// What a column for one tag begins with.
const TAG_PREFIX: &str = "tag:";

/// Every name that a record of type `record` may have, with whether it must, its form and meaning.
pub(crate) fn of(record: &str) -> Result<Vec<FieldDoc>, Invalid> {
    let mut fields = Vec::new();
    for field in Record::fields(record)? {
        let meaning = "Stands beside another field.";
        fields.push(field);
        fields.extend(field.beside.iter().map(|name| FieldDoc {
            name,
            required: false,
            beside: &[],
            form: "",
            kind: FieldKind::Word,
            meaning,
        }));
    }
    Ok(fields)
}

/// Refuses a table with a column that no record of its rows can have: such a column is a slip that
/// spoils every row, so it is told once and not a million times.
pub(crate) fn check_columns<'a>(
    columns: impl IntoIterator<Item = &'a str>,
    record: Option<&str>,
) -> Result<(), Invalid> {
    let records: Vec<&str> = match record {
        Some(record) => vec![record],
        None => Record::types().collect(),
    };
    let mut known = vec!["type"];
    for record in &records {
        known.extend(of(record)?.iter().map(|field| field.name));
    }
    for column in columns {
        let is_tag = column.starts_with(TAG_PREFIX) && known.contains(&"tags");
        if is_tag || known.contains(&column) {
            continue;
        }
        let what = record.unwrap_or("any record");
        let problem = match suggest(column, known.iter().copied()) {
            Some(near) => format!("is not a column of {what}: did you mean {near}?"),
            None if record.is_none() => format!("is not a column of {what}"),
            None => format!("is not a column of {what}; it has {}", known[1..].join(", ")),
        };
        return Err(Invalid::new(shown(column), problem));
    }
    Ok(())
}

/// A name as a message may show it.
fn shown(name: &str) -> String {
    name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).take(60).collect()
}
