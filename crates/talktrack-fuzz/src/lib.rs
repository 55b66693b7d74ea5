//! Whatever bytes come in, the decoders of talktrack neither panic nor lose anything.
//!
//! Each module has one function that takes any bytes, and panics if the law stated there does not hold:
//! that is how a fuzzer learns of it. They are called
//!
//! - by the tests, with the committed corpus and a fixed sample of mutations of it;
//! - by `cargo run --release -p talktrack-fuzz -- --seconds 60`, with as many as there is time for;
//! - by `cargo fuzz`, which learns what leads further: see `fuzz/`.
// A law that does not hold is a panic here, as in any test.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::missing_panics_doc)]

pub mod bytes;
pub mod corpus;
pub mod csv;
pub mod formats;
pub mod json_lines;
pub mod law;
pub mod mutation;
pub mod packed;
pub mod scratch;
pub mod sealed_chunk;
pub mod stored_id;
pub mod tables;

/// A decoder, and the law that holds for it.
#[derive(Debug, Clone, Copy)]
pub struct Target {
    /// Its name, and that of its folder of the corpus.
    pub name: &'static str,
    /// Panics if the law does not hold for these bytes.
    pub holds: fn(&[u8]),
    /// How many mutations the tests try: as many as take a second or so.
    pub sample: u32,
}

/// All decoders.
pub const TARGETS: [Target; 14] = [
    Target { name: "json_lines", holds: json_lines::holds, sample: 200 },
    Target { name: "csv", holds: csv::holds, sample: 200 },
    Target { name: "cloud_events", holds: formats::cloud_events, sample: 150 },
    Target { name: "xapi", holds: formats::xapi, sample: 150 },
    Target { name: "showpad", holds: formats::showpad, sample: 150 },
    Target { name: "salesforce", holds: formats::salesforce, sample: 150 },
    Target { name: "hubspot", holds: formats::hubspot, sample: 150 },
    Target { name: "recognised", holds: formats::recognised, sample: 150 },
    Target { name: "parquet", holds: tables::parquet, sample: 150 },
    Target { name: "arrow", holds: tables::arrow, sample: 200 },
    Target { name: "packed_file", holds: tables::packed_file, sample: 200 },
    Target { name: "stored_id", holds: stored_id::holds, sample: 500 },
    Target { name: "packed", holds: packed::holds, sample: 20_000 },
    Target { name: "sealed_chunk", holds: sealed_chunk::holds, sample: 10 },
];
