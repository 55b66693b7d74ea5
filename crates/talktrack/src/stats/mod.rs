//! Pure statistics: numbers in, numbers out, each with its source and published values in its tests.

mod proportion;

pub use proportion::wilson;
