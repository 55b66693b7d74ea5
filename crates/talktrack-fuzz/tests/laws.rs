//! Every law holds for the corpus, and for a fixed sample of mutations of it. More of them:
//! `cargo run --release -p talktrack-fuzz -- --seconds 60`.
#![allow(clippy::unwrap_used, clippy::panic)] // this is test code

use talktrack_fuzz::mutation::Inputs;
use talktrack_fuzz::{TARGETS, corpus};

fn holds(name: &str) {
    let target = TARGETS.iter().find(|target| target.name == name).unwrap();
    let corpus = corpus::of(name);
    assert!(!corpus.is_empty(), "the corpus of {name}");
    for input in &corpus {
        (target.holds)(input);
    }
    let mut inputs = Inputs::new(1, corpus);
    for number in 0..target.sample {
        let input = inputs.next_input();
        let shown = String::from_utf8_lossy(&input).into_owned();
        std::panic::catch_unwind(|| (target.holds)(&input))
            .unwrap_or_else(|_| panic!("mutation {number} of {name}: {shown:?} {input:?}"));
    }
}

#[test]
fn json_lines() {
    holds("json_lines");
}

#[test]
fn csv() {
    holds("csv");
}

#[test]
fn cloud_events() {
    holds("cloud_events");
}

#[test]
fn xapi() {
    holds("xapi");
}

#[test]
fn showpad() {
    holds("showpad");
}

#[test]
fn salesforce() {
    holds("salesforce");
}

#[test]
fn hubspot() {
    holds("hubspot");
}

#[test]
fn recognised() {
    holds("recognised");
}

#[test]
fn parquet() {
    holds("parquet");
}

#[test]
fn arrow() {
    holds("arrow");
}

#[test]
fn packed_file() {
    holds("packed_file");
}

#[test]
fn stored_id() {
    holds("stored_id");
}

#[test]
fn packed() {
    holds("packed");
}

#[test]
fn sealed_chunk() {
    holds("sealed_chunk");
}

#[test]
fn cargo_fuzz_knows_every_decoder() {
    for target in TARGETS {
        let manifest = include_str!("../fuzz/Cargo.toml");
        let path = format!("path = \"fuzz_targets/{}.rs\"", target.name);
        assert!(manifest.contains(&path), "{path}");
    }
}
