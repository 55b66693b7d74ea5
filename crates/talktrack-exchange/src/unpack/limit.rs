//! How much a compressed file may hold.

use std::cell::Cell;
use std::fmt;
use std::io::{self, Read};
use std::rc::Rc;

/// How much a compressed file may unpack to: a few bytes can hold more than any disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Unpacking {
    /// The most bytes that come out of one file; 64 GiB unless set.
    pub most_bytes: u64,
    /// How many times its own size comes out of it at most, beyond the first 64 MiB; 250 unless set. Events
    /// as JSON lines come to 10 to 60 times.
    pub most_times: u64,
}

impl Unpacking {
    /// What may come out whatever the size of the file.
    const SMALL: u64 = 64 << 20;

    /// Up to so many bytes, however small the file is.
    pub const fn up_to(most_bytes: u64) -> Self {
        Self { most_bytes, most_times: u64::MAX }
    }

    /// Up to so many GiB, however small the file is.
    pub const fn up_to_gib(gib: u64) -> Self {
        Self::up_to(gib.saturating_mul(1 << 30))
    }
}

impl Default for Unpacking {
    fn default() -> Self {
        Self { most_bytes: 64 << 30, most_times: 250 }
    }
}

/// What a reader says that came to its limit.
#[derive(Debug)]
pub(crate) struct TooMuch(pub(crate) String);

impl fmt::Display for TooMuch {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "it unpacks to more than {}", self.0)
    }
}

impl std::error::Error for TooMuch {}

/// Counts what is taken from a file.
pub(super) struct Counted<R> {
    pub(super) from: R,
    pub(super) taken: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(to)?;
        self.taken.set(self.taken.get().saturating_add(length as u64));
        Ok(length)
    }
}

/// Stops where more comes out than the limits allow.
pub(super) struct Limited<R> {
    from: R,
    taken: Rc<Cell<u64>>,
    given: u64,
    limits: Unpacking,
}

impl<R> Limited<R> {
    pub(super) const fn new(from: R, taken: Rc<Cell<u64>>, limits: Unpacking) -> Self {
        Self { from, taken, given: 0, limits }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let length = self.from.read(to)?;
        self.given = self.given.saturating_add(length as u64);
        let Unpacking { most_bytes, most_times } = self.limits;
        if self.given > most_bytes {
            return Err(io::Error::other(TooMuch(format!("{most_bytes} bytes"))));
        }
        let likely = self.taken.get().saturating_mul(most_times).max(Unpacking::SMALL);
        if self.given > likely {
            let limit = format!("{most_times} times its own size");
            return Err(io::Error::other(TooMuch(limit)));
        }
        Ok(length)
    }
}
