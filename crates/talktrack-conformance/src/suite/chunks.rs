//! Sealed chunks say what the rows say, however these came.

use talktrack::analysis::Unused;
use talktrack::ledger::chunk::{CHUNK, Chunk, ChunkFacts, Field};
use talktrack::ledger::{Cursor, Ledger, Name, Seq};
use talktrack::model::{Action, AssetKey, EventId, Flat, Ids, Record, RepKey, Timestamp, Uses};
use talktrack_simulation::{Company, Settings};

use std::sync::Mutex;

use super::assert_sound;
use super::cursors::Log;
use crate::store::{Fresh, Store};

/// Uses that are all alike but for their id, asset, rep and time.
fn uses(numbers: std::ops::Range<u64>) -> Uses {
    let at = |number: u64| {
        Timestamp::from_micros(1_767_225_600_000_000 + number.cast_signed() * 1_000_001).unwrap()
    };
    let rep = |number: u64| RepKey::new(format!("rep-{}", number % 37)).unwrap();
    let asset = |number: u64| AssetKey::new(format!("asset-{}", number % 301)).unwrap();
    let id = |number: u64| EventId::new(format!("use-{number}")).unwrap();
    Uses::new(
        numbers.clone().map(at).collect(),
        numbers.clone().map(|number| Some(rep(number))).collect(),
        numbers.clone().map(|number| Some(asset(number))).collect(),
        numbers.clone().map(|_| Action::Shared).collect(),
    )
    .and_then(|uses| uses.ids(Ids::Texts(numbers.map(id).collect())))
    .unwrap()
}

fn chunks(ledger: &dyn Ledger, numbers: &[u64], fields: &[Field]) -> Vec<Chunk> {
    let all = Mutex::new(Vec::new());
    ledger.chunks(numbers, fields, &|chunk| all.lock().unwrap().push(chunk)).unwrap();
    let mut all = all.into_inner().unwrap();
    all.sort_by_key(|chunk| chunk.head.number);
    all
}

/// A fact as both tell it.
type Told = (u64, u8, i64, [Option<String>; 5], [Option<i64>; 3]);

fn told_by_record(seq: Seq, record: &Record) -> Option<Told> {
    let Record::Event(event) = record else { return None };
    let flat = Flat::of(event.fact(), event.source());
    let names = [Some(event.source().as_str()), flat.word, flat.asset, flat.rep, flat.deal];
    let numbers = [
        flat.conversation.map(|conversation| i64::from(conversation.code())),
        flat.code.map(i64::from),
        flat.number,
    ];
    let names = names.map(|name| name.map(str::to_owned));
    Some((seq.get(), flat.kind.code(), event.at().micros(), names, numbers))
}

fn told_by_chunk(chunk: &Chunk, read: &Log) -> Vec<Told> {
    let dictionaries = Name::ALL.map(|name| (name, read.names_of(name)));
    let facts = ChunkFacts::unpack(chunk.head.facts as usize, &chunk.columns);
    let some = |value: i64| (value != ChunkFacts::NONE).then_some(value);
    let text = |name: Name, value: i64| {
        let (_, of) = dictionaries.iter().find(|(other, _)| *other == name)?;
        some(value).map(|value| of[usize::try_from(value).unwrap() - 1].clone())
    };
    let row = |row: [i64; 11]| {
        let [write, kind, at, source, rep, asset, deal, conversation, code, word, number] = row;
        let names = [
            text(Name::Source, source),
            text(Name::Word, word),
            text(Name::Asset, asset),
            text(Name::Rep, rep),
            text(Name::Deal, deal),
        ];
        let seq = chunk.head.first().get() + write.cast_unsigned();
        let numbers = [some(conversation), some(code), some(number)];
        (seq, u8::try_from(kind).unwrap(), at, names, numbers)
    };
    facts.rows().map(row).collect()
}

/// A chunk with facts of every kind among catalogue entries, a chunk of uses alone, and the rows behind them.
pub fn sealed_chunks_agree_with_the_rows<S: Store>() {
    let company = Company::new(&Settings::default().reps(12).deals(120)).unwrap();
    let store = S::create();
    let (tracker, ledger) = (store.tracker(), store.open());
    tracker.record_all(company.records().collect::<Vec<_>>()).unwrap();
    let before = tracker.state().unwrap().seq.get();
    assert!(before < CHUNK, "the company fits into the first chunk");
    tracker.record_uses(&uses(0..2 * CHUNK - before + 500)).unwrap();

    let mut names = Log::default();
    ledger.read(&Cursor::default(), &mut names).unwrap();
    ledger.read_deals(&Cursor::default(), &mut names).unwrap();
    let tail: Vec<u64> = names.facts.iter().map(|fact| fact.seq.get()).collect();
    assert!(tail.into_iter().eq(2 * CHUNK + 1..=2 * CHUNK + 500), "the rest comes as rows");

    let mut told = Vec::new();
    tracker
        .records(|seq, record| {
            told.extend(told_by_record(seq, &record));
            Ok(())
        })
        .unwrap();
    let sealed = chunks(&*ledger, &[2, 1], &Field::ALL);
    let heads: Vec<_> = sealed.iter().map(|chunk| chunk.head.number).collect();
    assert_eq!(heads, [1, 2]);
    let mut rows = told.iter();
    for chunk in &sealed {
        let facts = told_by_chunk(chunk, &names);
        let times = facts.iter().map(|fact| fact.2);
        let expected = times.clone().min().zip(times.max());
        let times = chunk.head.times.map(|(first, last)| (first.micros(), last.micros()));
        assert_eq!(times, expected);
        for fact in facts {
            assert_eq!(Some(&fact), rows.next());
        }
        let state = ledger.state_as_of(chunk.head.last()).unwrap();
        assert_eq!(state.digest, chunk.head.digest, "everything up to its last write");
    }
    assert_eq!(rows.count(), 500);
    assert!(sealed[0].head.facts < sealed[1].head.facts, "catalogue entries are no facts");

    let few = chunks(&*ledger, &[1], &[Field::Asset, Field::At]);
    let column = |chunk: &Chunk, field| {
        let facts = ChunkFacts::unpack(chunk.head.facts as usize, &chunk.columns);
        facts.column(field).to_vec()
    };
    for field in [Field::Asset, Field::At] {
        assert_eq!(column(&few[0], field), column(&sealed[0], field), "by itself as with others");
    }
    assert_sound(&tracker);
}

pub fn how_writes_were_batched_changes_no_chunk<S: Store>() {
    let sealed = |size: u64| {
        let store = S::create();
        let tracker = store.tracker();
        let all = uses(0..CHUNK + 10);
        let rows: Vec<Record> = (0..all.len()).map(|row| all.event(row).unwrap().into()).collect();
        for batch in rows.chunks(usize::try_from(size).unwrap()) {
            tracker.record_all(batch.to_vec()).unwrap();
        }
        let chunk = chunks(&*store.open(), &[1], &[Field::Conversation]).remove(0);
        let rows = tracker.ask(&Unused::new()).unwrap().rows;
        (chunk.head, tracker.state().unwrap().digest, rows)
    };
    assert_eq!(sealed(2 * CHUNK), sealed(9_000));
}

/// Forgetting rewrites facts of sealed chunks; their digests follow.
pub fn who_is_forgotten_is_forgotten_in_sealed_chunks_too<S: Store>() {
    let tracker = Fresh::<S>::new();
    let rows = || tracker.ask(&Unused::new()).unwrap().rows;
    tracker.record_uses(&uses(0..CHUNK - 1)).unwrap();
    let before = rows();
    // This write completes the first chunk, and is no fact.
    tracker.forget(&RepKey::new("rep-3").unwrap()).unwrap();
    assert_eq!(tracker.state().unwrap().seq.get(), CHUNK);
    tracker.forget(&RepKey::new("rep-4").unwrap()).unwrap();
    assert_sound(&tracker);
    assert_eq!(rows(), before);
    let again = tracker.record_uses(&uses(0..2_000)).unwrap();
    assert_eq!((again.recorded, again.duplicates), (0, 2_000), "old facts come as they were");
    tracker.record_uses(&uses(CHUNK..CHUNK + 10)).unwrap();
    assert_sound(&tracker);
}
