//! What the columns of a table of events become as numbers.

use std::collections::BTreeSet;
use std::str::FromStr;

use arrow_array::cast::AsArray;
use arrow_array::types::{Float64Type, TimestampMicrosecondType, TimestampNanosecondType};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use talktrack::columns::Base;
use talktrack::ledger::Name;
use talktrack::ledger::chunk::{Field, Packed};
use talktrack::model::{
    Action, AssetKey, Conversation, DealKey, EventKind, OutcomeResult, RepKey, Seconds,
    Source as System, Word,
};

use super::dictionary::{self, Known};
use super::unreadable;
use crate::columnar::cells::cell;

/// How the column of a table of events of this kind is called that holds a field; nothing where such events do
/// not have it.
pub(super) const fn name(kind: EventKind, field: Field) -> Option<&'static str> {
    use EventKind::{Engagement, Outcome, Stage, Use};
    Some(match (kind, field) {
        (_, Field::At) => "at",
        (_, Field::Source) => "source",
        (Use | Outcome, Field::Rep) => "rep",
        (Use, Field::Asset) => "asset",
        (Use | Outcome | Stage, Field::Deal) => "deal",
        (Use | Outcome, Field::Conversation) => "conversation",
        (Use, Field::Code) => "action",
        (Outcome, Field::Code) => "result",
        (Use, Field::Word) => "version",
        (Stage, Field::Word) => "stage",
        (Engagement, Field::Number) => "seconds",
        _ => return None,
    })
}

/// The columns that a table of events of this kind has to have for a fold that reads these fields. The time is
/// always among them, which says what of it can be left out.
pub fn columns(kind: EventKind, fields: impl IntoIterator<Item = Field>) -> BTreeSet<&'static str> {
    let named = fields.into_iter().filter_map(|field| name(kind, field));
    named.chain(name(kind, Field::At)).collect()
}

/// The columns of a table of events of this kind that hold names.
pub(super) const fn names(kind: EventKind) -> &'static [(Name, &'static str)] {
    use Name::{Asset, Deal, Rep, Source, Word};
    match kind {
        EventKind::Use => {
            &[(Source, "source"), (Rep, "rep"), (Asset, "asset"), (Deal, "deal"), (Word, "version")]
        }
        EventKind::Outcome => &[(Source, "source"), (Rep, "rep"), (Deal, "deal")],
        EventKind::Stage => &[(Source, "source"), (Deal, "deal"), (Word, "stage")],
        _ => &[(Source, "source")],
    }
}

/// Whether a name is one that events can have.
pub(super) fn check(name: Name, text: &str) -> talktrack::Result<()> {
    match name {
        Name::Source => System::new(text).map(drop),
        Name::Word => Word::new(text).map(drop),
        Name::Asset => AssetKey::new(text).map(drop),
        Name::Rep => RepKey::new(text).map(drop),
        Name::Deal => DealKey::new(text).map(drop),
    }
    .map_err(talktrack::Error::from)
}

/// Appends a column of a batch as a chunk holds it. Names need the base; a time does not.
pub(super) fn fill(
    kind: EventKind,
    field: Field,
    batch: &RecordBatch,
    base: Option<&Base>,
    known: &mut Known,
    values: &mut Vec<i64>,
) -> talktrack::Result<()> {
    let first = values.len();
    // A column that facts of this kind do not have.
    let Some(name) = name(kind, field) else {
        values.resize(first + batch.num_rows(), Packed::NONE);
        return Ok(());
    };
    match batch.column_by_name(name) {
        None => values.resize(first + batch.num_rows(), missing(field, base)),
        Some(array) => match field {
            Field::At => times(array, values)?,
            Field::Number => seconds(array, values)?,
            _ => mapped(array, missing(field, base), known, values, |text| {
                number(kind, field, text, base)
            })?,
        },
    }
    if is_required(kind, field) && values[first..].contains(&Packed::NONE) {
        let problem = format!("a {} has no {name}: leave such rows out", kind.as_str());
        return Err(unreadable(format!("the column {name}"), problem));
    }
    Ok(())
}

/// Whether every event of the kind has it.
const fn is_required(kind: EventKind, field: Field) -> bool {
    match kind {
        EventKind::Use => matches!(field, Field::At | Field::Rep | Field::Asset | Field::Code),
        EventKind::Outcome => {
            matches!(field, Field::At | Field::Deal | Field::Conversation | Field::Code)
        }
        EventKind::Stage => matches!(field, Field::At | Field::Deal | Field::Word),
        _ => matches!(field, Field::At),
    }
}

/// What stands for a cell without a value: for a source the usual one.
fn missing(field: Field, base: Option<&Base>) -> i64 {
    let usual = base.filter(|_| field == Field::Source);
    let number = usual.and_then(|base| base.number(Name::Source, System::DEFAULT));
    number.map_or(Packed::NONE, stored)
}

/// Names are counted from 1 there.
fn stored(number: u32) -> i64 {
    i64::from(number) + 1
}

/// The number that a word stands for.
fn number(
    kind: EventKind,
    field: Field,
    text: &str,
    base: Option<&Base>,
) -> talktrack::Result<i64> {
    let of = |name: Name| {
        let known = base.and_then(|base| base.number(name, text)).map(stored);
        let advice = "the table has changed since it was opened: open it again";
        known.ok_or_else(|| unreadable("a table of events", advice))
    };
    match field {
        Field::Source => of(Name::Source),
        Field::Rep => of(Name::Rep),
        Field::Asset => of(Name::Asset),
        Field::Deal => of(Name::Deal),
        Field::Word => of(Name::Word),
        Field::Conversation => code(Conversation::from_str(text), Conversation::code),
        Field::Code if kind == EventKind::Outcome => {
            code(OutcomeResult::from_str(text), OutcomeResult::code)
        }
        _ => code(Action::from_str(text), Action::code),
    }
}

fn code<T>(
    word: Result<T, talktrack::model::Invalid>,
    code: impl Fn(T) -> u8,
) -> talktrack::Result<i64> {
    Ok(code(word.map_err(talktrack::Error::from)?).into())
}

/// Each cell as `convert` gives it.
fn mapped(
    array: &ArrayRef,
    missing: i64,
    known: &mut Known,
    values: &mut Vec<i64>,
    convert: impl Fn(&str) -> talktrack::Result<i64>,
) -> talktrack::Result<()> {
    let convert = |text: &str| if text.is_empty() { Ok(missing) } else { convert(text) };
    if let Some(done) = dictionary::looked_up(array, missing, known, values, convert) {
        return done;
    }
    match array.data_type() {
        DataType::Utf8 => {
            // Equal words often stand one after the other.
            let mut last = ("", missing);
            for text in array.as_string::<i32>() {
                let text = text.unwrap_or_default();
                if text != last.0 {
                    last = (text, convert(text)?);
                }
                values.push(last.1);
            }
        }
        _ => {
            for row in 0..array.len() {
                values.push(convert(&cell(array, row))?);
            }
        }
    }
    Ok(())
}

/// Visits the words of a column, few of them more than once.
pub(super) fn distinct(
    batch: &RecordBatch,
    column: &str,
    visit: &mut dyn FnMut(&str) -> talktrack::Result<()>,
) -> talktrack::Result<()> {
    let Some(array) = batch.column_by_name(column) else { return Ok(()) };
    let values = match array.data_type() {
        DataType::Dictionary(..) => array.as_any_dictionary().values(),
        _ => array,
    };
    let mut last = String::new();
    for row in 0..values.len() {
        let text = cell(values, row);
        if !text.is_empty() && *text != *last {
            visit(&text)?;
            text.as_ref().clone_into(&mut last);
        }
    }
    Ok(())
}

fn times(array: &ArrayRef, values: &mut Vec<i64>) -> talktrack::Result<()> {
    let begin = values.len();
    match array.data_type() {
        DataType::Timestamp(TimeUnit::Microsecond, Some(_)) => {
            values.extend_from_slice(array.as_primitive::<TimestampMicrosecondType>().values());
        }
        DataType::Timestamp(TimeUnit::Nanosecond, Some(_)) => {
            let nanos = array.as_primitive::<TimestampNanosecondType>().values();
            values.extend(nanos.iter().map(|nanos| nanos.div_euclid(1_000)));
        }
        other => {
            let problem = format!("it holds {other} and not times with a time zone");
            return Err(unreadable("the column at", problem));
        }
    }
    if array.null_count() > 0 {
        for row in (0..array.len()).filter(|row| array.is_null(*row)) {
            values[begin + row] = Packed::NONE;
        }
    }
    Ok(())
}

/// How long buyers looked, in milliseconds.
fn seconds(array: &ArrayRef, values: &mut Vec<i64>) -> talktrack::Result<()> {
    let Some(seconds) = array.as_primitive_opt::<Float64Type>() else {
        let problem = format!("it holds {} and not numbers", array.data_type());
        return Err(unreadable("the column seconds", problem));
    };
    for seconds in seconds {
        values.push(match seconds {
            None => Packed::NONE,
            Some(seconds) => Seconds::new(seconds).map_err(talktrack::Error::from)?.millis(),
        });
    }
    Ok(())
}
