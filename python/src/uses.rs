//! A table of uses on its way into the ledger as columns, without an object per row.
//!
//! Only a table of which every row is good goes this way. Where anything has to be said about a row,
//! the rows are read one by one instead, with the same outcome.

use std::collections::HashMap;
use std::str::FromStr;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_cast::cast;
use arrow_schema::DataType;
use serde_json::Value;
use talktrack::model::{
    Action, Conversation, EventId, Ids, Keyed, Record, Source, TimeReading, Timestamp, Uses,
};
use uuid::Uuid;

use crate::cells::Cells;

/// What a record of this kind is called.
const USE: &str = "use";

/// The uses of a table, if it holds nothing but good ones. Its rows are of the type `record`, or say
/// what they are.
pub(crate) fn uses(
    batches: &[RecordBatch],
    record: Option<&str>,
    times: &TimeReading,
) -> Option<Uses> {
    let table = Table { batches };
    if !table.is_of_uses(record)? {
        return None;
    }
    std::thread::scope(|scope| {
        let ids = scope.spawn(|| ids(&table));
        let deal = scope.spawn(|| table.optional("deal"));
        let at = times_of(&table, times)?;
        let rep = table.required("rep")?;
        let asset = table.required("asset")?;
        let mut uses = Uses::new(at, rep, asset, actions(&table)?).ok()?;
        if let Some(sources) = table.optional::<Source>("source")? {
            uses = uses.source(the_only(&sources)?);
        }
        if let Some(conversations) = table.optional::<Conversation>("conversation")? {
            let rows = 0..conversations.codes().len();
            uses = uses
                .conversation(rows.map(|row| conversations.get(row).copied()).collect())
                .ok()?;
        }
        macro_rules! take {
            ($($column:ident: $read:expr;)+) => {
                $( if let Some(column) = $read? { uses = uses.$column(column).ok()?; } )+
            };
        }
        take! {
            account: table.optional("account");
            version: table.optional("version");
            contact: table.optional("contact");
            channel: table.optional("channel");
            deal: deal.join().ok()?;
        }
        uses.ids(ids.join().ok()??).ok()
    })
}

/// The columns of all batches together.
struct Table<'a> {
    batches: &'a [RecordBatch],
}

impl Table<'_> {
    /// Whether every row is a use and has no column that a use has not.
    fn is_of_uses(&self, record: Option<&str>) -> Option<bool> {
        let fields = Record::fields(USE).ok()?;
        let schema = self.batches.first()?.schema();
        let known = |name: &String| name == "type" || fields.iter().any(|field| field.name == name);
        if !schema.fields().iter().all(|field| known(field.name())) {
            return Some(false);
        }
        let is_use = |word: &str| word.eq_ignore_ascii_case(USE);
        let said: Option<Keyed<String>> = self.optional("type")?;
        let missing =
            said.as_ref().is_none_or(|said| said.codes().contains(&Keyed::<String>::NONE));
        let said_so = said.is_none_or(|said| said.keys().iter().all(|word| is_use(word)));
        Some(said_so && record.map_or(!missing, is_use))
    }

    /// A column of every batch; empty if there is no such column.
    fn column(&self, name: &str) -> Vec<&ArrayRef> {
        self.batches.iter().filter_map(|batch| batch.column_by_name(name)).collect()
    }

    /// A column of words of which every row has one.
    fn required<K: FromStr>(&self, name: &str) -> Option<Keyed<K>> {
        self.optional(name)?
    }

    /// A column of words; `Some(None)` if there is no such column, `None` if a word is not one.
    fn optional<K: FromStr>(&self, name: &str) -> Option<Option<Keyed<K>>> {
        let arrays = self.column(name);
        if arrays.is_empty() {
            return Some(None);
        }
        let mut words = Words::default();
        for array in arrays {
            words.read(array)?;
        }
        Keyed::new(words.keys, words.codes).ok().map(Some)
    }
}

/// Words that are read batch by batch: each distinct one is checked once.
struct Words<K> {
    known: HashMap<String, u32>,
    keys: Vec<K>,
    codes: Vec<u32>,
}

impl<K> Default for Words<K> {
    fn default() -> Self {
        Self { known: HashMap::new(), keys: Vec::new(), codes: Vec::new() }
    }
}

impl<K: FromStr> Words<K> {
    fn read(&mut self, array: &ArrayRef) -> Option<()> {
        let encoded = encoded(array)?;
        let dictionary = encoded.as_dictionary_opt::<Int32Type>()?;
        let words = dictionary.values().as_string_opt::<i64>()?;
        let mut codes = Vec::with_capacity(words.len());
        for word in words {
            codes.push(match word {
                None => Keyed::<K>::NONE,
                Some(word) => self.code(word)?,
            });
        }
        self.codes.reserve(dictionary.len());
        for key in dictionary.keys() {
            self.codes.push(match key {
                None => Keyed::<K>::NONE,
                Some(key) => *codes.get(usize::try_from(key).ok()?)?,
            });
        }
        Some(())
    }

    fn code(&mut self, word: &str) -> Option<u32> {
        if let Some(code) = self.known.get(word) {
            return Some(*code);
        }
        let code = u32::try_from(self.keys.len()).ok()?;
        self.keys.push(word.parse().ok()?);
        self.known.insert(word.to_owned(), code);
        Some(code)
    }
}

/// A column of words as a dictionary of texts. Whole numbers are words too: many systems use them as
/// ids.
fn encoded(array: &ArrayRef) -> Option<ArrayRef> {
    let dictionary = DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::LargeUtf8));
    let plain = match array.data_type() {
        DataType::Dictionary(_, values) => &**values,
        other => other,
    };
    let is_word = plain.is_integer()
        || matches!(
            plain,
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null
        );
    if is_word { cast(array, &dictionary).ok() } else { None }
}

/// The word of every row, if all have the same.
fn the_only<K: Clone>(words: &Keyed<K>) -> Option<K> {
    match words.keys() {
        [only] if words.codes().iter().all(|code| *code == 0) => Some(only.clone()),
        _ => None,
    }
}

fn actions(table: &Table<'_>) -> Option<Vec<Action>> {
    let actions = table.required::<Action>("action")?;
    (0..actions.codes().len()).map(|row| actions.get(row).copied()).collect()
}

/// Moments need no reading; naive times and texts are read as those of any row are.
fn times_of(table: &Table<'_>, times: &TimeReading) -> Option<Vec<Timestamp>> {
    let mut all = Vec::new();
    for array in table.column("at") {
        let cells = Cells::read(array).ok()?;
        all.reserve(array.len());
        for row in 0..array.len() {
            all.push(match cells.moment(row) {
                Some(micros) => Timestamp::from_micros(micros).ok()?,
                None => match cells.cell(row) {
                    Value::String(text) => times.read(&text).ok()?,
                    _ => return None,
                },
            });
        }
    }
    Some(all)
}

fn ids(table: &Table<'_>) -> Option<Ids> {
    let arrays = table.column("id");
    if arrays.iter().all(|array| array.null_count() == array.len()) {
        return Some(Ids::Derived);
    }
    let cells: Vec<Cells> =
        arrays.iter().map(|array| Cells::read(array).ok()).collect::<Option<_>>()?;
    let rows = || {
        let counted = cells.iter().zip(&arrays);
        counted.flat_map(|(cells, array)| (0..array.len()).map(move |row| (cells, row)))
    };
    let uuids: Option<Vec<Uuid>> = rows().map(|(cells, row)| cells.uuid(row)).collect();
    if let Some(uuids) = uuids {
        return Some(Ids::Uuids(uuids));
    }
    let texts = rows().map(|(cells, row)| match cells.cell(row) {
        Value::String(text) => EventId::from_str(&text).ok(),
        _ => None,
    });
    texts.collect::<Option<_>>().map(Ids::Texts)
}
