//! One column of a chunk.

use std::ops::Range;

use super::Field;

/// Numbers in the narrowest form that holds them: each is 0 for none, or `base + step × (n − 1)` for
/// a code n of `width` bytes, little-endian. Of width 0 every value is `base`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Packed {
    base: i64,
    step: u64,
    width: u8,
    data: Box<[u8]>,
}

/// A column is not as it was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a sealed column is damaged: run check --repair, which makes it anew from the rows")]
pub struct Damaged;

impl Packed {
    /// Stands where there is no value.
    pub const NONE: i64 = i64::MIN;

    /// Packs `values`.
    pub fn of(values: &[i64]) -> Self {
        // There is no branch in it, so that it is done many at once.
        let least =
            |low: i64, value: i64| low.min(if value == Self::NONE { i64::MAX } else { value });
        let (lowest, base, greatest) =
            values.iter().fold((i64::MAX, i64::MAX, Self::NONE), |(lowest, base, high), value| {
                (lowest.min(*value), least(base, *value), high.max(*value))
            });
        if lowest >= greatest {
            return Self { base: greatest, step: 1, width: 0, data: Box::default() };
        }
        let offset = |value: i64| value.wrapping_sub(base).cast_unsigned();
        let mut step = 0;
        for value in values {
            if *value != Self::NONE {
                step = greatest_common_divisor(step, offset(*value));
                if step == 1 {
                    break;
                }
            }
        }
        let step = step.max(1);
        // The least value stands apart from `NONE`, so the greatest code never overflows.
        let code = |value: i64| match value {
            Self::NONE => 0,
            // Dividing takes long, and most columns have no common step.
            value if step == 1 => offset(value) + 1,
            value => offset(value) / step + 1,
        };
        let (width, data) = match code(greatest) {
            0..=0xFF => (1, narrow::<1>(values, code)),
            0x100..=0xFFFF => (2, narrow::<2>(values, code)),
            0x1_0000..=0xFFFF_FFFF => (4, narrow::<4>(values, code)),
            _ => (8, narrow::<8>(values, code)),
        };
        Self { base, step, width, data }
    }

    /// From its stored parts, if they are as they were sealed: `facts` values of column `field` of
    /// the chunk with this number.
    pub fn from_parts(
        place: (u64, Field),
        facts: u32,
        (base, step, width): (i64, i64, i64),
        checksum: i64,
        data: &[u8],
    ) -> Result<Self, Damaged> {
        let width = u8::try_from(width).ok().filter(|width| matches!(width, 0 | 1 | 2 | 4 | 8));
        let packed = Self {
            base,
            step: step.cast_unsigned(),
            width: width.ok_or(Damaged)?,
            data: data.into(),
        };
        let whole = data.len() as u64 == u64::from(facts) * u64::from(packed.width);
        let intact = i64::from(packed.checksum(place)) == checksum;
        (whole && intact && packed.step > 0).then_some(packed).ok_or(Damaged)
    }

    /// What a code is added to.
    pub const fn base(&self) -> i64 {
        self.base
    }

    /// What a code is multiplied by.
    pub const fn step(&self) -> u64 {
        self.step
    }

    /// How many bytes a code takes.
    pub const fn width(&self) -> u8 {
        self.width
    }

    /// The codes.
    pub fn data(&self) -> &[u8] {
        &self.data
    }

    /// Guards the values, and that they stand where they belong.
    pub fn checksum(&self, (chunk, field): (u64, Field)) -> u32 {
        let mut sum = crc32fast::Hasher::new();
        sum.update(&chunk.to_le_bytes());
        sum.update(&[field.code(), self.width]);
        sum.update(&self.base.to_le_bytes());
        sum.update(&self.step.to_le_bytes());
        sum.update(&self.data);
        sum.finalize()
    }

    /// Puts `facts` values into `out`, none as [`Packed::NONE`].
    pub fn unpack(&self, facts: usize, out: &mut Vec<i64>) {
        self.unpack_as(0..facts, out, Self::NONE, |value| value);
    }

    /// The value at `position`; none as [`Packed::NONE`], and where there is no such position.
    #[inline]
    pub fn get(&self, position: usize) -> i64 {
        fn code<const WIDTH: usize>(data: &[u8], position: usize) -> [u8; WIDTH] {
            data.as_chunks().0.get(position).copied().unwrap_or([0; WIDTH])
        }
        let code = match self.width {
            0 => return self.base,
            1 => u64::from(u8::from_le_bytes(code(&self.data, position))),
            2 => u64::from(u16::from_le_bytes(code(&self.data, position))),
            4 => u64::from(u32::from_le_bytes(code(&self.data, position))),
            _ => u64::from_le_bytes(code(&self.data, position)),
        };
        let offset = code.wrapping_sub(1).wrapping_mul(self.step);
        if code == 0 { Self::NONE } else { self.base.wrapping_add(offset.cast_signed()) }
    }

    /// Whether there is a position without a value.
    pub fn has_none(&self) -> bool {
        match self.width {
            0 => self.base == Self::NONE,
            1 => self.data.contains(&0),
            2 => codes(&self.data).any(|code| u16::from_le_bytes(code) == 0),
            4 => codes(&self.data).any(|code| u32::from_le_bytes(code) == 0),
            _ => codes(&self.data).any(|code| u64::from_le_bytes(code) == 0),
        }
    }

    /// Puts the values of a range of positions into `out`, each as `convert` gives it, none as `none`.
    pub fn unpack_as<T: Copy>(
        &self,
        positions: Range<usize>,
        out: &mut Vec<T>,
        none: T,
        convert: impl Fn(i64) -> T,
    ) {
        let start = self.base.wrapping_sub(self.step.cast_signed());
        let facts = positions.len();
        match u32::try_from(self.step) {
            // Additions and short multiplications are done many at once.
            Ok(1) => self.unpack_with(positions, out, none, |code| {
                convert(start.wrapping_add(code.cast_signed()))
            }),
            Ok(step) => self.unpack_with(positions, out, none, |code| {
                let offset = code.wrapping_mul(u64::from(step));
                convert(start.wrapping_add(offset.cast_signed()))
            }),
            Err(_) => self.unpack_with(positions, out, none, |code| {
                let offset = code.wrapping_mul(self.step);
                convert(start.wrapping_add(offset.cast_signed()))
            }),
        }
        if self.width == 0 {
            let value = if self.base == Self::NONE { none } else { convert(self.base) };
            out.resize(facts, value);
        }
    }

    fn unpack_with<T: Copy>(
        &self,
        positions: Range<usize>,
        out: &mut Vec<T>,
        none: T,
        convert: impl Fn(u64) -> T,
    ) {
        let place = |position: usize| (position * usize::from(self.width)).min(self.data.len());
        let data = self.data.get(place(positions.start)..place(positions.end)).unwrap_or_default();
        // Converted in either case, so that there is no branch.
        let value = |code: u64| {
            let value = convert(code);
            if code == 0 { none } else { value }
        };
        match self.width {
            1 => fill(out, none, codes(data), |code| value(u8::from_le_bytes(code).into())),
            2 => fill(out, none, codes(data), |code| value(u16::from_le_bytes(code).into())),
            4 => fill(out, none, codes(data), |code| value(u32::from_le_bytes(code).into())),
            8 => fill(out, none, codes(data), |code| value(u64::from_le_bytes(code))),
            _ => out.clear(),
        }
    }
}

/// Replaces what is in `out`. It is a loop over room that is there already, which is converted many at once.
#[inline]
fn fill<T: Copy, C>(
    out: &mut Vec<T>,
    none: T,
    codes: impl ExactSizeIterator<Item = C>,
    value: impl Fn(C) -> T,
) {
    out.resize(codes.len(), none);
    for (place, code) in out.iter_mut().zip(codes) {
        *place = value(code);
    }
}

fn codes<const WIDTH: usize>(data: &[u8]) -> impl ExactSizeIterator<Item = [u8; WIDTH]> + '_ {
    data.as_chunks::<WIDTH>().0.iter().copied()
}

/// The low bytes of the code of each value.
fn narrow<const WIDTH: usize>(values: &[i64], code: impl Fn(i64) -> u64) -> Box<[u8]> {
    let mut data = vec![0; values.len() * WIDTH];
    for (place, value) in data.as_chunks_mut::<WIDTH>().0.iter_mut().zip(values) {
        place.copy_from_slice(&code(*value).to_le_bytes()[..WIDTH]);
    }
    data.into()
}

fn greatest_common_divisor(mut a: u64, mut b: u64) -> u64 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLACE: (u64, Field) = (3, Field::At);

    fn read_back(values: &[i64]) -> (Packed, Vec<i64>) {
        let packed = Packed::of(values);
        let mut back = Vec::new();
        packed.unpack(values.len(), &mut back);
        (packed, back)
    }

    #[test]
    fn what_has_a_common_step_is_narrow() {
        let seconds: Vec<_> = (0..1_000).map(|n| 1_704_067_200_000_000 + n * 1_000_000).collect();
        let (packed, back) = read_back(&seconds);
        assert_eq!((packed.width(), packed.step(), back), (2, 1_000_000, seconds));
        assert_eq!(read_back(&[7; 100]).0.data(), b"");
        assert_eq!(read_back(&[Packed::NONE; 100]).0.data(), b"");
    }

    proptest! {
        #[test]
        fn every_value_reads_back(
            values in prop_oneof![
                prop::collection::vec(any::<i64>(), 0..50),
                prop::collection::vec(prop_oneof![Just(Packed::NONE), Just(i64::MAX), Just(i64::MIN + 1)], 0..50),
                prop::collection::vec(prop_oneof![Just(Packed::NONE), 1..300_i64], 0..50),
                prop::collection::vec((0..70_000_i64).prop_map(|n| n * 1_000_000), 0..50),
            ],
        ) {
            let (packed, mut back) = read_back(&values);
            prop_assert_eq!(&back, &values);
            prop_assert!(values.iter().enumerate().all(|(place, value)| packed.get(place) == *value));
            let some = values.len() / 3..values.len() / 2;
            packed.unpack_as(some.clone(), &mut back, Packed::NONE, |value| value);
            prop_assert_eq!(&back, &values[some]);
            let parts = (packed.base(), packed.step().cast_signed(), packed.width().into());
            let facts = u32::try_from(values.len()).unwrap();
            let sum = packed.checksum(PLACE).into();
            prop_assert_eq!(Packed::from_parts(PLACE, facts, parts, sum, packed.data()), Ok(packed.clone()));
            for place in [(4, Field::At), (3, Field::Rep)] {
                prop_assert_eq!(Packed::from_parts(place, facts, parts, sum, packed.data()), Err(Damaged));
            }
        }

        #[test]
        fn a_flipped_bit_is_noticed(values in prop::collection::vec(0..1_000_i64, 2..50), bit: prop::sample::Index) {
            let packed = Packed::of(&values);
            let parts = (packed.base(), packed.step().cast_signed(), packed.width().into());
            let mut data = packed.data().to_vec();
            prop_assume!(!data.is_empty());
            let bit = bit.index(data.len() * 8);
            data[bit / 8] ^= 1 << (bit % 8);
            let facts = u32::try_from(values.len()).unwrap();
            let sum = packed.checksum(PLACE).into();
            prop_assert_eq!(Packed::from_parts(PLACE, facts, parts, sum, &data), Err(Damaged));
        }
    }
}
