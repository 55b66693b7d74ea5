//! Threads and processes share one ledger.

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier};

use talktrack::analysis::Unused;
use talktrack::ledger::{Cursor, Ledger, Name, QuarantineFilter, Seq};
use talktrack::model::Record;

use super::cursors::Log;
use super::{assert_sound, usage};
use crate::store::{Fresh, Store};

pub fn threads_record_while_others_ask<S: Store>() {
    let tracker = Fresh::<S>::new();
    let (threads, each) = (4, 25);
    let start = Barrier::new(threads + 1);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (tracker, start) = ((*tracker).clone(), &start);
            scope.spawn(move || {
                start.wait();
                for number in 0..each {
                    tracker.record(usage(&format!("{thread}-{number}"), "deck")).unwrap();
                }
            });
        }
        start.wait();
        let mut last = 0;
        while last < (threads * each) as u64 {
            let rows = tracker.ask(&Unused::new()).unwrap().rows;
            let uses = rows.first().map_or(0, |row| row.uses);
            assert!(uses >= last, "what was seen stays seen");
            last = uses;
        }
    });
    let other = tracker.store.tracker();
    assert_eq!(other.state().unwrap(), tracker.state().unwrap());
    assert_sound(&other);
}

/// Twelve threads record through three openings: numbers go from 1 without gaps, whoever was told that a
/// write is durable finds all up to it, and a thread's writes are in the order in which it made them.
pub fn numbers_follow_commits_without_gaps<S: Store>() {
    const EACH: u64 = 20;
    let store = S::create();
    let openings = [(); 3].map(|()| store.tracker());
    let threads: Vec<_> = openings.iter().flat_map(|opening| [opening; 4]).collect();
    let start = Barrier::new(threads.len());
    let told: HashMap<String, Seq> = std::thread::scope(|scope| {
        let work = |(thread, tracker): (usize, &talktrack::Tracker)| {
            let (start, tracker) = (&start, tracker.clone());
            scope.spawn(move || {
                start.wait();
                let mut told = Vec::new();
                for number in 0..EACH {
                    let id = format!("{thread}-{number}");
                    let receipt = tracker.record(usage(&id, &format!("asset-{thread}"))).unwrap();
                    assert_eq!(receipt.recorded, 1);
                    assert!(tracker.state().unwrap().seq >= receipt.seq);
                    told.push((id, receipt.seq));
                }
                told
            })
        };
        let all: Vec<_> = threads.iter().copied().enumerate().map(work).collect();
        all.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    let mut next = Seq::ZERO;
    let mut last_of_thread = HashMap::new();
    openings[0]
        .records(|seq, record| {
            assert_eq!(seq.get(), next.get() + 1, "without gaps");
            next = seq;
            let Record::Event(event) = record else { panic!("only events were recorded") };
            let id = event.id().unwrap().to_string();
            assert!(told[&id] >= seq, "{id} was acknowledged before it was there");
            let (thread, number) = id.split_once('-').unwrap();
            let number: u64 = number.parse().unwrap();
            let expected = last_of_thread.insert(thread.to_owned(), number).map_or(0, |n| n + 1);
            assert_eq!(number, expected, "in the order of commits");
            Ok(())
        })
        .unwrap();
    assert_eq!(next.get(), threads.len() as u64 * EACH);
    for opening in &openings {
        assert_eq!(opening.state().unwrap().seq, next);
    }
    assert_sound(&openings[1]);
}

/// Readers go on from where they are while others write. What they read at once is a moment between two
/// commits: batches are there whole or not at all, nothing is read twice and nothing left out.
pub fn a_snapshot_never_shows_half_a_batch<S: Store>() {
    const BATCHES: usize = 12;
    const SIZE: usize = 9;
    let store = S::create();
    drop(store.open());
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let mut writers = Vec::new();
        for writer in 0..2 {
            let tracker = store.tracker();
            writers.push(scope.spawn(move || {
                for batch in 0..BATCHES {
                    // Each batch has an asset of its own, which is new.
                    let asset = format!("{writer}-{batch}");
                    let events = (0..SIZE).map(|row| usage(&format!("{asset}-{row}"), &asset));
                    assert_eq!(tracker.record_all(events).unwrap().recorded, SIZE as u64);
                }
            }));
        }
        let readers: Vec<_> =
            (0..3).map(|_| scope.spawn(|| read_to_the_end(&store.open(), &done, SIZE))).collect();
        for writer in writers {
            writer.join().unwrap();
        }
        done.store(true, Ordering::SeqCst);
        for reader in readers {
            let facts = reader.join().unwrap();
            assert_eq!(facts, 2 * BATCHES * SIZE);
        }
    });
}

/// Reads until nothing more is to come; returns how many facts it read.
fn read_to_the_end(ledger: &Arc<dyn Ledger>, done: &AtomicBool, size: usize) -> usize {
    let mut cursor = Cursor::default();
    let mut names = Vec::new();
    let mut facts = 0;
    loop {
        let last_time = done.load(Ordering::SeqCst);
        let mut log = Log::default();
        let state = ledger.read(&cursor, &mut log).unwrap();
        names.extend(log.names_of(Name::Asset));
        let mut batches = BTreeMap::<&String, usize>::new();
        for (fact, expected) in log.facts.iter().zip(cursor.seq.get() + 1..) {
            assert_eq!(fact.seq.get(), expected, "one after the other");
            *batches.entry(&names[fact.asset.unwrap() as usize]).or_default() += 1;
        }
        assert!(batches.values().all(|rows| *rows == size), "half a batch: {batches:?}");
        facts += log.facts.len();
        assert_eq!(state.seq.get(), facts as u64, "the state is that of the snapshot");
        cursor = log.cursor(cursor, &state);
        if last_time {
            return facts;
        }
    }
}

/// A row that is refused by several at once is kept once.
pub fn several_refuse_the_same_row_once<S: Store>() {
    let store = S::create();
    let first = store.tracker();
    first.record(usage("1", "deck")).unwrap();
    let start = Barrier::new(4);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            let (tracker, start) = (store.tracker(), &start);
            scope.spawn(move || {
                start.wait();
                assert_eq!(tracker.record_all([usage("1", "other")]).unwrap().rejected, 1);
            });
        }
    });
    assert_eq!(first.quarantine(QuarantineFilter::All).unwrap().len(), 1);
    assert_sound(&first);
}
