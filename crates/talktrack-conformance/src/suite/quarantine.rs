//! Nothing refused vanishes.

use std::sync::Arc;

use talktrack::Tracker;
use talktrack::ledger::{Origin, QuarantineFilter, Quarantined, Raw, Submission};
use talktrack::model::Invalid;

use super::{assert_sound, usage};
use crate::store::{Fresh, Store};

fn refused(line: u64, raw: Raw) -> Submission {
    let origin = Origin {
        name: "a.csv".into(),
        format: "csv".into(),
        context: r#"{"header":["rep"]}"#.into(),
    };
    Submission {
        origin: Arc::new(origin),
        line,
        raw,
        content: Err(Invalid::new("rep", "is empty")),
        replays: None,
    }
}

fn whole(text: &str) -> Raw {
    Raw::Whole(text.into())
}

fn kept(tracker: &Tracker, filter: QuarantineFilter) -> Vec<Quarantined> {
    tracker.quarantine(filter).unwrap()
}

pub fn what_is_refused_is_kept_with_its_place_reason_and_text<S: Store>() {
    let tracker = Fresh::<S>::new();
    let bytes = b"x,\xff\x00,y".to_vec();
    let longest = vec![b'l'; Raw::LONGEST];
    let too_long = Raw::TooLong { length: 70_000, hash: [7; 32], offset: 12 };
    let rows = [Raw::Whole(bytes.clone()), Raw::Whole(longest.clone()), too_long];
    let rows: Vec<_> = (2..).zip(rows).map(|(line, raw)| refused(line, raw)).collect();
    let good = Submission { line: 5, ..Submission::of_value(usage("1", "deck").into()) };
    let receipt = tracker.submit(rows.iter().cloned().chain([good]), false).unwrap();
    assert_eq!((receipt.recorded, receipt.rejected), (1, 3), "bad rows are skipped");
    assert_eq!(receipt.reasons.get("rep: is empty"), Some(&3));
    let listed = kept(&tracker, QuarantineFilter::Open);
    let places: Vec<_> = listed.iter().map(|row| row.place().to_string()).collect();
    assert_eq!(places, ["a.csv, line 2", "a.csv, line 3", "a.csv, line 4"]);
    assert!(listed.iter().all(|row| row.reason == "rep: is empty" && row.recorded_at.is_none()));
    assert!(listed.iter().all(|row| *row.origin == *rows[0].origin));
    let texts: Vec<_> = listed.iter().map(|row| row.raw.clone()).collect();
    assert_eq!(texts, [Some(bytes), Some(longest), None]);
    let last = &listed[2];
    assert_eq!((last.length, last.hash, last.offset), (70_000, [7; 32], Some(12)));
    let numbers: Vec<_> = listed.iter().map(|row| row.number).collect();
    let told: Vec<_> = receipt.rejections.iter().map(|row| row.quarantined).collect();
    assert_eq!(numbers, told);
    assert_eq!(kept(&tracker, QuarantineFilter::Number(numbers[1])), listed[1..2]);
    let unknown = tracker.quarantine(QuarantineFilter::Number(numbers[2] + 100)).unwrap_err();
    assert!(matches!(unknown, talktrack::Error::NotFound(_)), "{unknown}");
    // Refused again, the rows keep their numbers.
    assert_eq!(tracker.submit(rows, false).unwrap().rejected, 3);
    assert_eq!(kept(&tracker, QuarantineFilter::All), listed);
    assert_sound(&tracker);
}

pub fn what_was_refused_is_mended_and_recorded<S: Store>() {
    let tracker = Fresh::<S>::new();
    let receipt = tracker.submit([refused(2, whole("x,y"))], false).unwrap();
    let number = receipt.rejections[0].quarantined;
    // An attempt that is refused as well changes the reason.
    let worse = Submission {
        content: Err(Invalid::new("asset", "is empty")),
        replays: Some(number),
        ..refused(2, whole("x,"))
    };
    assert_eq!(tracker.submit([worse], false).unwrap().rejected, 1);
    let open = kept(&tracker, QuarantineFilter::Open);
    assert_eq!((open.len(), &*open[0].reason), (1, "asset: is empty"));
    assert_eq!(open[0].raw.as_deref(), Some(&b"x,y"[..]), "it stays as it came");
    let mended = Submission {
        content: Ok(vec![usage("1", "deck").into()]),
        replays: Some(number),
        ..refused(2, whole("ada,deck"))
    };
    assert_eq!(tracker.submit([mended], false).unwrap().recorded, 1);
    assert!(kept(&tracker, QuarantineFilter::Open).is_empty());
    let all = kept(&tracker, QuarantineFilter::All);
    assert!(all.len() == 1 && all[0].recorded_at.is_some(), "{all:?}");
    assert_sound(&tracker);
}

/// A page begins behind a number and has no more rows than are asked for.
pub fn what_was_refused_is_listed_in_pages<S: Store>() {
    let store = S::create();
    let (tracker, ledger) = (store.tracker(), store.open());
    let rows = (1..=600).map(|line| refused(line, whole(&line.to_string())));
    assert_eq!(tracker.submit(rows, false).unwrap().rejected, 600);
    let page = |after, most| ledger.quarantine(QuarantineFilter::Open, after, most).unwrap();
    let first = page(0, 100);
    let next = page(first[99].number, 1_000);
    assert_eq!((first.len(), next.len()), (100, 500));
    let lines: Vec<_> = first.iter().chain(&next).map(|row| row.line).collect();
    assert!(lines.into_iter().eq(1..=600), "in the order in which they were refused");
    assert!(page(next[499].number, 10).is_empty());
    assert_eq!(kept(&tracker, QuarantineFilter::All).len(), 600);
}
