//! Import twice, import exports that overlap, import in any order: the same ledger.

use proptest::prelude::*;
use proptest::test_runner::Config;
use talktrack::Tracker;
use talktrack::ledger::QuarantineFilter;
use talktrack_exchange::{Format, replay};

use crate::common::{exported, tracker, try_import};
use crate::samples;

/// A file with some of the rows of a sample: of a CSV the header stays.
fn part(sample: &str, chosen: u32) -> String {
    let header = usize::from(!sample.starts_with('{'));
    let is_chosen = |place: usize| {
        place < header || chosen.rotate_right(u32::try_from(place).unwrap()) & 1 == 1
    };
    let lines = sample.lines().enumerate().filter(|(place, _)| is_chosen(*place));
    lines.flat_map(|(_, line)| [line, "\n"]).collect()
}

fn take(tracker: &Tracker, file: &str) {
    // A part without rows is recognised where it is a CSV, and nothing otherwise.
    try_import(tracker, file.as_bytes(), &Format::Auto).unwrap();
}

fn sorted(tracker: &Tracker) -> Vec<String> {
    let mut lines: Vec<_> = exported(tracker).lines().map(str::to_owned).collect();
    lines.sort_unstable();
    lines
}

proptest! {
    #![proptest_config(Config { cases: 24, ..Config::default() })]

    #[test]
    fn parts_in_any_order_give_the_ledger_of_the_whole(
        parts in proptest::collection::vec((0..samples::ALL.len(), any::<u32>()), 0..12),
        order in proptest::sample::select(vec![false, true]),
    ) {
        let whole = tracker();
        for (_, sample) in samples::ALL {
            take(&whole, sample);
        }
        let pieces = tracker();
        let mut files: Vec<_> =
            parts.iter().map(|(which, chosen)| part(samples::ALL[*which].1, *chosen)).collect();
        files.extend(samples::ALL.iter().map(|(_, sample)| (*sample).to_owned()));
        if order {
            files.reverse();
        }
        for file in &files {
            take(&pieces, file);
        }
        prop_assert_eq!(pieces.state().unwrap().digest, whole.state().unwrap().digest);
        prop_assert_eq!(sorted(&pieces), sorted(&whole));
    }
}

#[test]
fn a_second_import_records_nothing() {
    for (name, sample) in samples::ALL {
        let tracker = tracker();
        let first = try_import(&tracker, sample.as_bytes(), &Format::Auto).unwrap();
        let second = try_import(&tracker, sample.as_bytes(), &Format::Auto).unwrap();
        assert!(first.receipt.recorded > 0, "{name}");
        assert_eq!(second.receipt.recorded, 0, "{name}");
        assert_eq!(first.receipt.reasons, second.receipt.reasons, "{name}");
    }
}

#[test]
fn what_was_refused_is_read_again_as_its_file_was() {
    for (name, sample) in samples::ALL {
        let tracker = tracker();
        let imported = try_import(&tracker, sample.as_bytes(), &Format::Auto).unwrap();
        let again = replay(&tracker, QuarantineFilter::Open, None).unwrap();
        assert_eq!(again.reasons, imported.receipt.reasons, "{name}");
    }
    let tracker = tracker();
    try_import(&tracker, samples::SHOWPAD_EVENTS.as_bytes(), &Format::Auto).unwrap();
    let refused = tracker.quarantine(QuarantineFilter::Open).unwrap().remove(0);
    let text = String::from_utf8(refused.raw.unwrap()).unwrap();
    let mended = text.replacen("12:00:00Z,,,,d1", "12:00:00Z,u9,,,d1", 1);
    let filter = QuarantineFilter::Number(refused.number);
    assert_eq!(replay(&tracker, filter, Some(mended.as_bytes())).unwrap().recorded, 1);
    assert!(exported(&tracker).contains(r#""rep":"u9""#));
}
