//! Words that are stored once, and looked up once.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::types::{ArrowDictionaryKeyType, Int8Type, Int16Type, Int32Type};
use arrow_array::{Array, ArrayRef, DictionaryArray};
use arrow_buffer::ArrowNativeType;
use talktrack::ledger::chunk::Packed;

use crate::columnar::cells::cell;

/// The numbers of the words of a dictionary, which several batches can share.
#[derive(Default)]
pub(super) struct Known {
    words: Option<ArrayRef>,
    numbers: Vec<i64>,
}

impl Known {
    /// Stands where a number is not known yet: nothing is stored so.
    const NOT_YET: i64 = Packed::NONE + 1;

    /// The numbers of these words, as far as they are known.
    fn of(&mut self, words: &ArrayRef) -> &mut [i64] {
        let same = |known: &ArrayRef| known.to_data().ptr_eq(&words.to_data());
        if !self.words.as_ref().is_some_and(same) {
            self.numbers.clear();
            self.numbers.resize(words.len(), Self::NOT_YET);
            self.words = Some(Arc::clone(words));
        }
        &mut self.numbers
    }
}

/// Each cell as `convert` gives its word, if the array is a dictionary.
pub(super) fn looked_up(
    array: &ArrayRef,
    missing: i64,
    known: &mut Known,
    values: &mut Vec<i64>,
    convert: impl Fn(&str) -> talktrack::Result<i64>,
) -> Option<talktrack::Result<()>> {
    // As Parquet is read, and as words are packed.
    if let Some(array) = array.as_dictionary_opt::<Int32Type>() {
        return Some(of_keys(array, missing, known, values, convert));
    }
    if let Some(array) = array.as_dictionary_opt::<Int16Type>() {
        return Some(of_keys(array, missing, known, values, convert));
    }
    let array = array.as_dictionary_opt::<Int8Type>()?;
    Some(of_keys(array, missing, known, values, convert))
}

/// Not every word of a dictionary need occur, and one that does not need not be known.
fn of_keys<K: ArrowDictionaryKeyType>(
    array: &DictionaryArray<K>,
    missing: i64,
    known: &mut Known,
    values: &mut Vec<i64>,
    convert: impl Fn(&str) -> talktrack::Result<i64>,
) -> talktrack::Result<()> {
    let begin = values.len();
    let known = known.of(array.values());
    values.reserve(array.len());
    let nulls = array.nulls().filter(|nulls| nulls.null_count() > 0);
    for (row, key) in array.keys().values().iter().enumerate() {
        let Some(number) = known.get_mut(key.as_usize()) else {
            values.push(missing);
            continue;
        };
        if *number == Known::NOT_YET {
            if nulls.is_some_and(|nulls| nulls.is_null(row)) {
                values.push(missing);
                continue;
            }
            *number = convert(&cell(array.values(), key.as_usize()))?;
        }
        values.push(*number);
    }
    for row in
        nulls.into_iter().flat_map(|nulls| (0..nulls.len()).filter(|row| nulls.is_null(*row)))
    {
        values[begin + row] = missing;
    }
    Ok(())
}
