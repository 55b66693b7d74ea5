//! Many at once is the same as one by one.

use proptest::prelude::*;
use talktrack::Tracker;
use talktrack::analysis::Unused;
use talktrack::model::{
    Action, Asset, AssetKey, Conversation, DealKey, Event, EventId, Ids, Keyed, Put, Record,
    RepKey, Source, Timestamp, Use, Uses, Word,
};
use uuid::Uuid;

use crate::common;
use crate::store::{Fresh, Store};

fn at(second: i64) -> Timestamp {
    Timestamp::from_micros(1_767_225_600_000_000 + second * 1_000_000).unwrap()
}

fn keyed<K: std::hash::Hash + Eq + Clone>(
    values: &[Option<u8>],
    key: impl Fn(String) -> K,
) -> Keyed<K> {
    values.iter().map(|value| value.map(|value| key(format!("key-{value}")))).collect()
}

/// One row of a table of uses.
#[derive(Debug, Clone)]
struct Row {
    id: u8,
    second: i64,
    rep: u8,
    asset: u8,
    action: Action,
    conversation: Option<Conversation>,
    deal: Option<u8>,
    version: Option<u8>,
    channel: Option<u8>,
}

fn row() -> impl Strategy<Value = Row> {
    let action = prop::sample::select(Action::ALL.to_vec());
    let conversation = prop::option::of(prop::sample::select(Conversation::ALL.to_vec()));
    let small = || prop::option::of(0..4_u8);
    (any::<u8>(), 0..500_i64, 0..5_u8, 0..5_u8, action, conversation, small(), small(), small())
        .prop_map(|(id, second, rep, asset, action, conversation, deal, version, channel)| Row {
            id,
            second,
            rep,
            asset,
            action,
            conversation,
            deal,
            version,
            channel,
        })
}

/// What the ids of a table are.
#[derive(Debug, Clone, Copy)]
enum Kind {
    Derived,
    Uuids,
    Texts,
}

fn uses(rows: &[Row], kind: Kind) -> Uses {
    let column = |value: fn(&Row) -> Option<u8>| rows.iter().map(value).collect::<Vec<_>>();
    let word = |text| Word::new(text).unwrap();
    let ids = match kind {
        Kind::Derived => Ids::Derived,
        Kind::Uuids => Ids::Uuids(rows.iter().map(|row| Uuid::from_u128(row.id.into())).collect()),
        Kind::Texts => Ids::Texts(
            rows.iter().map(|row| EventId::new(format!("use {}", row.id)).unwrap()).collect(),
        ),
    };
    Uses::new(
        rows.iter().map(|row| at(row.second)).collect(),
        keyed(&column(|row| Some(row.rep)), |text| RepKey::new(text).unwrap()),
        keyed(&column(|row| Some(row.asset)), |text| AssetKey::new(text).unwrap()),
        rows.iter().map(|row| row.action).collect(),
    )
    .and_then(|uses| uses.conversation(rows.iter().map(|row| row.conversation).collect()))
    .and_then(|uses| uses.deal(keyed(&column(|row| row.deal), |text| DealKey::new(text).unwrap())))
    .and_then(|uses| uses.version(keyed(&column(|row| row.version), word)))
    .and_then(|uses| uses.channel(keyed(&column(|row| row.channel), word)))
    .and_then(|uses| uses.ids(ids))
    .unwrap()
    .source(Source::new("portal").unwrap())
}

/// What is there, whatever the order in which it came.
fn contents(tracker: &Tracker) -> Vec<String> {
    let mut all = super::export(tracker);
    all.sort_unstable();
    all
}

fn answer(tracker: &Tracker) -> String {
    let mut rows = tracker.ask(&Unused::new()).unwrap().rows;
    rows.sort_by(|a, b| a.asset.cmp(&b.asset));
    format!("{rows:?}")
}

pub(super) fn assert_same(one: &Tracker, other: &Tracker) {
    assert_eq!(contents(one), contents(other));
    assert_eq!(one.state().unwrap().digest, other.state().unwrap().digest);
    assert_eq!(answer(one), answer(other));
    super::assert_sound(one);
}

/// Columns, events in a batch, and events one by one come to the same, with the same receipt.
/// Ids stand several times, with the same content and with another.
pub fn uses_as_columns_are_the_same_as_events<S: Store>() {
    let kinds = prop::sample::select(vec![Kind::Derived, Kind::Uuids, Kind::Texts]);
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(
        before in prop::collection::vec(row(), 0..12),
        rows in prop::collection::vec(row(), 0..60),
        kind in kinds,
        with_put in any::<bool>(),
    )| {
        let trackers = [(); 3].map(|()| Fresh::<S>::new());
        for tracker in &trackers {
            tracker.record_all(events(&uses(&before, kind))).unwrap();
            if with_put {
                // The last write is no event: numbers go on all the same.
                let asset = Asset::new(AssetKey::new("key-1").unwrap());
                tracker.put(Put::at(asset, at(0))).unwrap();
            }
        }
        let [columns, batch, single] = &trackers;
        let table = uses(&rows, kind);
        let a = columns.record_uses(&table).unwrap();
        let b = batch.record_all(events(&table)).unwrap();
        let mut c = (0, 0, 0);
        for event in events(&table) {
            let receipt = single.record_all([event]).unwrap();
            c.0 += receipt.recorded;
            c.1 += receipt.duplicates;
            c.2 += receipt.rejected;
        }
        prop_assert_eq!((a.recorded, a.duplicates, a.rejected), c);
        prop_assert_eq!((b.recorded, b.duplicates, b.rejected), c);
        let lines = |receipt: &talktrack::ledger::Receipt| {
            receipt.rejections.iter().map(|row| row.place.line).collect::<Vec<_>>()
        };
        prop_assert_eq!(lines(&a), lines(&b));
        assert_same(columns, batch);
        assert_same(columns, single);
        let again = columns.record_uses(&table).unwrap();
        prop_assert_eq!((again.recorded, again.duplicates + again.rejected), (0, rows.len() as u64));
    });
}

/// Everything of every kind in one batch, in batches of three, and one by one.
pub fn the_size_of_a_batch_changes_nothing<S: Store>() {
    proptest!(ProptestConfig::with_cases(S::SAMPLE), |(records in common::records(60))| {
        let trackers = [(); 3].map(|()| Fresh::<S>::new());
        for (tracker, size) in trackers.iter().zip([records.len().max(1), 3, 1]) {
            for batch in records.chunks(size) {
                tracker.record_all(batch.to_vec()).unwrap();
            }
        }
        assert_same(&trackers[0], &trackers[1]);
        assert_same(&trackers[0], &trackers[2]);
    });
}

/// So many that they go the way of many: sorted, loaded, and looked at where they stand twice.
pub fn thousands_of_columns_are_the_same_as_events<S: Store>() {
    let rows: Vec<Row> = (0..6_000_u32)
        .map(|number| Row {
            // 256 ids for 6,000 rows: most are in conflict, or duplicates.
            id: number.to_le_bytes()[0],
            second: i64::from(number % 2),
            rep: 0,
            asset: u8::try_from(number % 3).unwrap(),
            action: Action::Shared,
            conversation: None,
            deal: (number % 5 == 0).then_some(1),
            version: None,
            channel: None,
        })
        .collect();
    for kind in [Kind::Derived, Kind::Uuids, Kind::Texts] {
        let (columns, batch) = (Fresh::<S>::new(), Fresh::<S>::new());
        let table = uses(&rows, kind);
        let a = columns.record_uses(&table).unwrap();
        let b = batch.record_all(events(&table)).unwrap();
        let counts = (a.recorded, a.duplicates, a.rejected);
        assert_eq!(counts, (b.recorded, b.duplicates, b.rejected), "{kind:?}");
        assert!(a.recorded > 0 && a.duplicates > 0, "{kind:?}");
        assert_same(&columns, &batch);
    }
}

fn events(uses: &Uses) -> Vec<Record> {
    (0..uses.len()).map(|row| uses.event(row).unwrap().into()).collect()
}

pub fn a_use_that_is_refused_leaves_no_name_and_says_where_it_stood<S: Store>() {
    let tracker = Fresh::<S>::new();
    let use_of = |rep: &str, asset: &str| {
        let rep = RepKey::new(rep).unwrap();
        Use::new(rep, AssetKey::new(asset).unwrap(), Action::Shared)
    };
    let id = |number: u32| EventId::new(format!("u{number}")).unwrap();
    tracker.record(Event::new(at(0), use_of("ada", "deck")).with_id(id(0))).unwrap();
    let texts = |texts: [&str; 6]| {
        texts.iter().map(|text| Some(AssetKey::new(*text).unwrap())).collect::<Keyed<_>>()
    };
    let mut times = vec![at(0), at(1), at(2), at(3), at(4), at(5)];
    times[4] = Timestamp::from_micros(Timestamp::now().micros() + 90_000_000_000).unwrap();
    let table = Uses::new(
        times,
        (0..6).map(|_| Some(RepKey::new("ada").unwrap())).collect(),
        texts(["stranger", "deck", "card", "card", "late stranger", "deck"]),
        vec![Action::Shared; 6],
    )
    .and_then(|uses| uses.ids(Ids::Texts((0..6).map(id).collect())))
    .unwrap();
    let receipt = tracker.record_uses(&table).unwrap();
    assert_eq!((receipt.recorded, receipt.duplicates, receipt.rejected), (4, 0, 2));
    let lines: Vec<_> = receipt.rejections.iter().map(|row| row.place.line).collect();
    assert_eq!(lines, [1, 5]);
    let assets: Vec<_> =
        tracker.ask(&Unused::new()).unwrap().rows.into_iter().map(|row| row.asset).collect();
    assert!(assets.iter().all(|asset| !asset.contains("stranger")), "{assets:?}");
    super::assert_sound(&tracker);
}
