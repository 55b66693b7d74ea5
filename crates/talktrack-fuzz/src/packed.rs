//! Packed columns of chunks, from arbitrary parts.

use talktrack::ledger::chunk::{CHUNK, ChunkFacts, Damaged, Field, Packed};

use crate::bytes::Bytes;

/// Parts are taken only if they are whole, and then give as many values as they should, which pack again
/// into something that holds the same values. Columns of different lengths make facts all the same.
///
/// In the first byte: bit 0, whether the checksum is made to be right; the others, which field.
pub fn holds(input: &[u8]) {
    let mut bytes = Bytes(input);
    let choice = bytes.byte();
    let field = Field::ALL[usize::from(choice / 2) % Field::ALL.len()];
    let chunk = u64::from(bytes.byte());
    let (base, step, width) =
        (bytes.number(), bytes.number(), i64::from(bytes.byte().cast_signed()));
    // As many facts as there is data for, or a few more or less.
    let off = i64::from(bytes.byte().cast_signed() / 32);
    let data = bytes.0;
    let given = i64::try_from(data.len()).unwrap_or_default() / width.max(1);
    let facts = u32::try_from((given + off).clamp(0, CHUNK.cast_signed())).unwrap_or_default();
    let right = i64::from(checksum(chunk, field, (base, step, width), data));
    let sum = if choice.is_multiple_of(2) { right } else { base };

    let packed = Packed::from_parts((chunk, field), facts, (base, step, width), sum, data);
    let whole = matches!(width, 0 | 1 | 2 | 4 | 8)
        && data.len() as u64 == u64::from(facts) * width.unsigned_abs()
        && step != 0
        && sum == right;
    assert_eq!(packed.is_ok(), whole, "{packed:?}");
    let Ok(packed) = packed else { return assert_eq!(packed, Err(Damaged)) };
    let values = unpacked(&packed, facts as usize);
    assert_eq!(values.len(), facts as usize, "a value a fact");
    assert_eq!(unpacked(&Packed::of(&values), values.len()), values, "packed again");

    for facts in [facts as usize, 0, 3] {
        let facts_of_a_chunk = ChunkFacts::unpack(facts, &[(field, packed.clone())]);
        assert_eq!(facts_of_a_chunk.rows().count(), facts);
    }
}

fn unpacked(packed: &Packed, facts: usize) -> Vec<i64> {
    let mut values = Vec::new();
    packed.unpack(facts, &mut values);
    values
}

/// What the schema says of the checksum of a column, said once more.
pub(crate) fn checksum(
    chunk: u64,
    field: Field,
    (base, step, width): (i64, i64, i64),
    data: &[u8],
) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&chunk.to_le_bytes());
    sum.update(&[field.code(), width.to_le_bytes()[0]]);
    sum.update(&base.to_le_bytes());
    sum.update(&step.to_le_bytes());
    sum.update(data);
    sum.finalize()
}
