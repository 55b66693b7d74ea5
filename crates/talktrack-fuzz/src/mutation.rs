//! Inputs by chance: mutations of the corpus, and bytes that mean nothing.

use rand::rngs::ChaCha8Rng;
use rand::{Rng, SeedableRng};

/// What often leads somewhere: limits of numbers, what ends a text or a row, what opens something.
const PIECES: [&[u8]; 24] = [
    b"\0",
    b"\n",
    b"\r\n",
    b"\"",
    b"\"\"",
    b",",
    b"{",
    b"}",
    b"[[record]]\n",
    b"\\u0000",
    b"\\ud800",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xc3\x28",
    b"null",
    b"-0",
    b"1e400",
    b"9223372036854775808",
    b"\xff\xff\xff\xff\xff\xff\xff\xff",
    b"\0\0\0\0\0\0\0\x80",
    b"2026-02-30T25:61:00Z",
    b"+99:99",
    b"type",
    b"%",
];
/// Inputs grow no longer than this by mutation.
const LONGEST: usize = 4_096;

/// An endless stream of inputs, the same for the same seed.
#[derive(Debug)]
pub struct Inputs {
    chance: ChaCha8Rng,
    corpus: Vec<Vec<u8>>,
}

impl Inputs {
    /// Mutations of `corpus`, and now and then bytes that mean nothing.
    pub fn new(seed: u64, corpus: Vec<Vec<u8>>) -> Self {
        Self { chance: ChaCha8Rng::seed_from_u64(seed), corpus }
    }

    /// The next one.
    pub fn next_input(&mut self) -> Vec<u8> {
        if self.corpus.is_empty() || self.below(16) == 0 {
            let length = self.below(256);
            return self.bytes(length);
        }
        let mut input = self.entry();
        for _ in 0..=self.below(6) {
            self.mutate(&mut input);
            input.truncate(LONGEST);
        }
        input
    }

    fn entry(&mut self) -> Vec<u8> {
        let number = self.below(self.corpus.len());
        self.corpus[number].clone()
    }

    fn mutate(&mut self, input: &mut Vec<u8>) {
        let place = self.below(input.len() + 1);
        let end = (place + self.below(16)).min(input.len());
        match self.below(7) {
            0 if place < input.len() => input[place] ^= 1 << self.below(8),
            1 if place < input.len() => input[place] = self.bytes(1)[0],
            2 => drop(input.drain(place..end)),
            3 => {
                let repeated = input[place..end].to_vec();
                drop(input.splice(place..place, repeated));
            }
            4 => {
                let piece = PIECES[self.below(PIECES.len())];
                drop(input.splice(place..end.min(place + self.below(2)), piece.iter().copied()));
            }
            5 => {
                let other = self.entry();
                let from = self.below(other.len() + 1);
                let until = (from + self.below(64)).min(other.len());
                drop(input.splice(place..end, other[from..until].iter().copied()));
            }
            _ => input.truncate(place.max(1)),
        }
    }

    fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = vec![0; length];
        self.chance.fill_bytes(&mut bytes);
        bytes
    }

    fn below(&mut self, bound: usize) -> usize {
        // The bias is nothing for bounds as small as these.
        usize::try_from(self.chance.next_u32()).unwrap_or_default() % bound.max(1)
    }
}
