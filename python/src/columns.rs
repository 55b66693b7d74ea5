//! Columns of tables that are lists of what the ledger holds, not answers to questions.

use talktrack::analysis::{Cell, Column, ColumnKind, Table, Value};
use talktrack::ledger::Quarantined;

/// The quarantine as a table.
pub(crate) fn quarantine(rows: Vec<Quarantined>) -> Table {
    let column =
        |name: &'static str, kind, unit, meaning| Column { name: name.into(), kind, unit, meaning };
    let columns = vec![
        column("number", ColumnKind::Integer, "", "The number by which the row can be named."),
        column("place", ColumnKind::Text, "", "Where the row stood."),
        column("reason", ColumnKind::Text, "", "Why it was refused."),
        column(
            "raw",
            ColumnKind::Text,
            "",
            "The row as it came, where it was short enough to keep.",
        ),
        column("length", ColumnKind::Integer, "bytes", "Its length."),
        column("refused_at", ColumnKind::Time, "", "When it was refused."),
        column("recorded_at", ColumnKind::Time, "", "When a later attempt recorded it."),
    ];
    let rows = rows.into_iter().map(|row| {
        let raw = row.raw.as_deref().map(|raw| String::from_utf8_lossy(raw));
        vec![
            row.number.value(),
            Value::Text(row.place().to_string().into()),
            Value::Text(row.reason.as_str().into()),
            raw.map_or(Value::Null, |raw| Value::Text(raw.into())),
            row.length.value(),
            row.refused_at.value(),
            row.recorded_at.value(),
        ]
    });
    Table { columns, rows: rows.collect() }
}
