//! A table of uses on its way into the ledger as columns, without an object per row.
//!
//! Only a table of which every row is good goes this way. Where anything has to be said about a row,
//! the rows are read one by one instead, with the same outcome.

use std::collections::HashMap;
use std::error::Error;
use std::str::FromStr;

use arrow_array::cast::AsArray;
use arrow_array::types::Int32Type;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_data::ArrayData;
use arrow_schema::DataType;
use serde_json::Value;
use talktrack::model::{
    Action, Conversation, EventId, Ids, Keyed, Record, Source, TimeReading, Timestamp, Uses,
};
use uuid::Uuid;

use crate::cells::Cells;

/// What a record of this kind is called.
const USE: &str = "use";
/// Stands in a row that names nothing.
const NONE: u32 = Keyed::<String>::NONE;

/// Something has to be said about a row.
struct RowByRow;

impl<E: Error> From<E> for RowByRow {
    fn from(_: E) -> Self {
        Self
    }
}

type Result<T> = std::result::Result<T, RowByRow>;

/// The uses of a table, if it holds nothing but good ones. Its rows are of the type `record`, or say
/// what they are.
pub(crate) fn uses(
    batches: &[RecordBatch],
    record: Option<&str>,
    times: &TimeReading,
) -> Option<Uses> {
    let table = Table { batches };
    if table.is_of_uses(record).ok()? { table.uses(times).ok() } else { None }
}

/// The columns of all batches together.
struct Table<'a> {
    batches: &'a [RecordBatch],
}

impl Table<'_> {
    /// Whether every row is a use and has no column that a use has not.
    fn is_of_uses(&self, record: Option<&str>) -> Result<bool> {
        let fields = Record::fields(USE)?;
        let schema = self.batches.first().ok_or(RowByRow)?.schema();
        let known = |name: &String| name == "type" || fields.iter().any(|field| field.name == name);
        if !schema.fields().iter().all(|field| known(field.name())) {
            return Ok(false);
        }
        let is_use = |word: &str| word.eq_ignore_ascii_case(USE);
        let said: Option<Keyed<String>> = self.words("type")?;
        let missing = said.as_ref().is_none_or(|said| said.codes().contains(&NONE));
        let said_so = said.is_none_or(|said| said.keys().iter().all(|word| is_use(word)));
        Ok(said_so && record.map_or(!missing, is_use))
    }

    fn uses(&self, times: &TimeReading) -> Result<Uses> {
        let (ids, deal, uses) = std::thread::scope(|scope| {
            let ids = scope.spawn(|| self.ids());
            let deal = scope.spawn(|| self.words("deal"));
            let uses = self.rest(times);
            (ids.join(), deal.join(), uses)
        });
        // A panic is a fault of this crate, which the rows one by one do not have.
        let (ids, deal) = (ids.map_err(|_| RowByRow)??, deal.map_err(|_| RowByRow)??);
        let uses = uses?.ids(ids)?;
        Ok(match deal {
            Some(deal) => uses.deal(deal)?,
            None => uses,
        })
    }

    /// The uses without what takes long to read.
    fn rest(&self, times: &TimeReading) -> Result<Uses> {
        let rep = self.words("rep")?.ok_or(RowByRow)?;
        let asset = self.words("asset")?.ok_or(RowByRow)?;
        let mut uses = Uses::new(self.times(times)?, rep, asset, self.actions()?)?;
        if let Some(sources) = self.words::<Source>("source")? {
            uses = uses.source(the_only(&sources)?);
        }
        if let Some(conversations) = self.words::<Conversation>("conversation")? {
            let rows = 0..conversations.codes().len();
            uses = uses.conversation(rows.map(|row| conversations.get(row).copied()).collect())?;
        }
        if let Some(accounts) = self.words("account")? {
            uses = uses.account(accounts)?;
        }
        if let Some(versions) = self.words("version")? {
            uses = uses.version(versions)?;
        }
        if let Some(contacts) = self.words("contact")? {
            uses = uses.contact(contacts)?;
        }
        if let Some(channels) = self.words("channel")? {
            uses = uses.channel(channels)?;
        }
        Ok(uses)
    }

    /// A column of every batch; empty if there is no such column.
    fn column(&self, name: &str) -> Vec<&ArrayRef> {
        self.batches.iter().filter_map(|batch| batch.column_by_name(name)).collect()
    }

    /// A column of words, if there is one.
    fn words<K: FromStr>(&self, name: &str) -> Result<Option<Keyed<K>>> {
        let arrays = self.column(name);
        if arrays.is_empty() {
            return Ok(None);
        }
        let mut words = Words::default();
        for array in arrays {
            words.read(array)?;
        }
        Ok(Some(Keyed::new(words.keys, words.codes)?))
    }

    fn actions(&self) -> Result<Vec<Action>> {
        let actions = self.words::<Action>("action")?.ok_or(RowByRow)?;
        let rows = 0..actions.codes().len();
        rows.map(|row| actions.get(row).copied().ok_or(RowByRow)).collect()
    }

    /// Moments need no reading; naive times and texts are read as those of any row are.
    fn times(&self, times: &TimeReading) -> Result<Vec<Timestamp>> {
        let mut all = Vec::new();
        for array in self.column("at") {
            let cells = Cells::read(array).map_err(|_| RowByRow)?;
            all.reserve(array.len());
            for row in 0..array.len() {
                all.push(match cells.moment(row) {
                    Some(micros) => Timestamp::from_micros(micros)?,
                    None => match cells.cell(row) {
                        Value::String(text) => times.read(&text)?,
                        _ => return Err(RowByRow),
                    },
                });
            }
        }
        Ok(all)
    }

    fn ids(&self) -> Result<Ids> {
        let arrays = self.column("id");
        if arrays.iter().all(|array| array.null_count() == array.len()) {
            return Ok(Ids::Derived);
        }
        let cells = arrays.iter().map(|array| Cells::read(array).map_err(|_| RowByRow));
        let cells: Vec<Cells> = cells.collect::<Result<_>>()?;
        let rows = || {
            let counted = cells.iter().zip(&arrays);
            counted.flat_map(|(cells, array)| (0..array.len()).map(move |row| (cells, row)))
        };
        let uuids: Option<Vec<Uuid>> = rows().map(|(cells, row)| cells.uuid(row)).collect();
        if let Some(uuids) = uuids {
            return Ok(Ids::Uuids(uuids));
        }
        let texts = rows().map(|(cells, row)| match cells.cell(row) {
            Value::String(text) => Ok(EventId::from_str(&text)?),
            _ => Err(RowByRow),
        });
        texts.collect::<Result<_>>().map(Ids::Texts)
    }
}

/// Words that are read batch by batch: each distinct one is checked once.
struct Words<K> {
    keys: Vec<K>,
    codes: Vec<u32>,
    /// The codes of the words of the batches so far, once there is a second dictionary.
    known: HashMap<String, u32>,
    /// The dictionary of the last batch, and the codes of its words: batches often share one.
    last: Option<Dictionary>,
}

struct Dictionary {
    given: ArrayData,
    words: LargeStringArray,
    codes: Vec<u32>,
}

impl<K> Default for Words<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), codes: Vec::new(), known: HashMap::new(), last: None }
    }
}

impl<K: FromStr> Words<K> {
    fn read(&mut self, array: &ArrayRef) -> Result<()> {
        let encoded = encoded(array)?;
        let dictionary = encoded.as_dictionary_opt::<Int32Type>().ok_or(RowByRow)?;
        let last = match self.last.take() {
            Some(last) if last.given.ptr_eq(&given(array)) => last,
            last => {
                let words = dictionary.values().as_string_opt::<i64>().ok_or(RowByRow)?.clone();
                let codes = self.number(&words, last.as_ref())?;
                Dictionary { given: given(array), words, codes }
            }
        };
        self.codes.reserve(dictionary.len());
        for key in dictionary.keys() {
            self.codes.push(match key {
                None => NONE,
                Some(key) => *last.codes.get(usize::try_from(key)?).ok_or(RowByRow)?,
            });
        }
        self.last = Some(last);
        Ok(())
    }

    /// The codes of the words of a dictionary that comes after `last`.
    fn number(&mut self, words: &LargeStringArray, last: Option<&Dictionary>) -> Result<Vec<u32>> {
        // Of a single dictionary nothing has to be found again.
        let alone = last.is_none();
        for (word, code) in last.iter().flat_map(|last| last.words.iter().zip(&last.codes)) {
            if let Some(word) = word {
                self.known.insert(word.to_owned(), *code);
            }
        }
        let mut codes = Vec::with_capacity(words.len());
        for word in words {
            codes.push(match word {
                None => NONE,
                Some(word) => match self.known.get(word) {
                    Some(code) => *code,
                    None => self.add(word, alone)?,
                },
            });
        }
        Ok(codes)
    }

    fn add(&mut self, word: &str, alone: bool) -> Result<u32> {
        let code = u32::try_from(self.keys.len())?;
        self.keys.push(word.parse().map_err(|_| RowByRow)?);
        if !alone {
            self.known.insert(word.to_owned(), code);
        }
        Ok(code)
    }
}

/// The words of a column as they were given, to tell whether another batch has the same.
fn given(array: &ArrayRef) -> ArrayData {
    array
        .as_any_dictionary_opt()
        .map_or_else(|| array.to_data(), |dictionary| dictionary.values().to_data())
}

/// A column of words as a dictionary of texts. Whole numbers are words too: many systems use them as
/// ids.
fn encoded(array: &ArrayRef) -> Result<ArrayRef> {
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
    if is_word { Ok(cast(array, &dictionary)?) } else { Err(RowByRow) }
}

/// The word of every row, if all have the same.
fn the_only<K: Clone>(words: &Keyed<K>) -> Result<K> {
    match words.keys() {
        [only] if words.codes().iter().all(|code| *code == 0) => Ok(only.clone()),
        _ => Err(RowByRow),
    }
}
