//! `agreements` against a reference of a few obvious lines, and on a few asks worked out by hand.

use std::collections::BTreeMap;

use crate::common::company::{Company, DAY};
use crate::common::{promises, sales};
use proptest::prelude::*;
use talktrack::analysis::{Agreements, AgreementsRow, AgreementsSummary, Flag};
use talktrack::model::{
    Agreement, Answer, AnswerResult, Ask, Entry, Event, Fact, Record, Side, TimeReading,
};
use talktrack::stats::{kaplan_meier, wilson};
use talktrack::{Scope, Tracker};

/// Asked, in time, late, open, overdue, unmeasured, acknowledged, delivered, put to work.
type Counts = [u64; 9];

#[derive(Debug, Default)]
struct Expected {
    counts: Counts,
    waits: Vec<(f64, bool)>,
    acknowledged: Vec<f64>,
    notice: Vec<f64>,
}

fn agreed(company: &Company<'_>, kind: &str, side: Side, at: i64) -> Option<i64> {
    let versions = || {
        company.puts.iter().filter_map(|put| match &put.entry {
            Entry::Agreement(Agreement { kind: of, answered_by, days })
                if of.as_str() == kind && *answered_by == side =>
            {
                Some((put.at.unwrap().micros(), i64::from(*days)))
            }
            _ => None,
        })
    };
    let in_force = versions().filter(|(from, _)| *from <= at).max();
    in_force.or_else(|| versions().min()).map(|(_, days)| days)
}

fn answers<'a>(company: &Company<'a>, ask: &Event) -> Vec<(&'a Event, &'a Answer)> {
    let mut answers: Vec<_> = company
        .events
        .iter()
        .filter_map(|event| match event.fact() {
            Fact::Answer(answer)
                if Some(&answer.ask.id) == ask.id()
                    && answer.ask.source.as_ref().unwrap_or(event.source()) == ask.source() =>
            {
                Some((*event, answer))
            }
            _ => None,
        })
        .collect();
    answers.sort_by_key(|(event, _)| sales::order(event));
    answers
}

fn reference(records: &[Record], until: i64) -> BTreeMap<(Side, String), Expected> {
    let company = Company::new(records);
    let mut all = BTreeMap::<_, Expected>::new();
    for event in &company.events {
        let Fact::Ask(Ask { kind, asked_by, needed_by, .. }) = event.fact() else { continue };
        let at = event.at().micros();
        let answered_by = if *asked_by == Side::Sales { Side::Marketing } else { Side::Sales };
        let due = agreed(&company, kind.as_str(), answered_by, at).map(|days| at + days * DAY);
        let due = due.or(needed_by.map(|needed| needed.micros()));
        let answers = answers(&company, event);
        let ends = |answer: &Answer| answer.result != AnswerResult::Acknowledged;
        let first = answers.iter().find(|(_, answer)| ends(answer));
        let seen = answers.iter().find(|(_, answer)| !ends(answer));
        let expected = all.entry((answered_by, kind.to_string())).or_default();
        let answered = first.map(|(event, _)| event.at().micros());
        let delivered = first.filter(|(_, answer)| answer.result == AnswerResult::Delivered);
        let used = delivered.is_some_and(|(event, answer)| {
            company.put_to_work().any(|(at, usage)| {
                let after = at - event.at().micros();
                Some(&usage.asset) == answer.asset.as_ref() && (0..=90 * DAY).contains(&after)
            })
        });
        let truths = [
            true,
            answered.zip(due).is_some_and(|(at, due)| at <= due),
            answered.zip(due).is_some_and(|(at, due)| at > due),
            answered.is_none(),
            answered.is_none() && due.is_some_and(|due| due < until),
            answered.is_some() && due.is_none(),
            seen.is_some(),
            delivered.is_some(),
            used,
        ];
        for (count, truth) in expected.counts.iter_mut().zip(truths) {
            *count += u64::from(truth);
        }
        let days = |to: i64| (to - at) as f64 / DAY as f64;
        expected.waits.push((days(answered.unwrap_or(until)).max(0.0), answered.is_some()));
        expected.acknowledged.extend(seen.map(|(event, _)| days(event.at().micros()).max(0.0)));
        expected.notice.extend(needed_by.map(|needed| days(needed.micros())));
    }
    all
}

fn counts(row: &AgreementsRow) -> Counts {
    let AgreementsRow { asked, in_time, late, open, overdue, unmeasured, .. } = *row;
    let AgreementsRow { acknowledged, delivered, put_to_work, .. } = *row;
    [asked, in_time, late, open, overdue, unmeasured, acknowledged, delivered, put_to_work]
}

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = |place: usize| values.get(place).copied();
    Some(f64::midpoint(middle(values.len().checked_sub(1)? / 2)?, middle(values.len() / 2)?))
}

/// Whether two versions of an agreement began together: which of them holds is for the laws to say.
fn has_ties(records: &[Record]) -> bool {
    let mut seen = std::collections::HashSet::new();
    records.iter().any(|record| match record {
        Record::Put(put) => match &put.entry {
            Entry::Agreement(of) => !seen.insert((of.kind.to_string(), of.answered_by, put.at)),
            _ => false,
        },
        Record::Event(_) => false,
    })
}

proptest! {
    #[test]
    fn agrees_with_the_reference(records in promises::records(40)) {
        prop_assume!(!has_ties(&records));
        let tracker = Tracker::in_memory().unwrap();
        tracker.record_all(records.clone()).unwrap();
        let answer = tracker.ask(&Agreements::new()).unwrap();
        let expected = reference(&records, answer.span.until.micros());
        let keys: Vec<_> = answer.rows.iter().map(|row| (row.answered_by, row.kind.to_string())).collect();
        prop_assert_eq!(keys, expected.keys().cloned().collect::<Vec<_>>());
        for (row, expected) in answer.rows.iter().zip(expected.into_values()) {
            prop_assert_eq!(counts(row), expected.counts);
            let measured = row.in_time + row.late + row.overdue;
            prop_assert_eq!(row.attainment.low, wilson(row.in_time, measured, 0.95).unwrap().map(|ends| ends.0));
            prop_assert_eq!(row.flags.contains(&Flag::TooFew), measured == 0);
            let (waits, ends): (Vec<f64>, Vec<bool>) = expected.waits.into_iter().unzip();
            let curve = kaplan_meier(&waits, &ends, 0.95).unwrap();
            prop_assert_eq!(row.median_days.value, curve.median);
            prop_assert_eq!(row.median_days.high, curve.median_high);
            prop_assert_eq!(row.acknowledged_days, median(expected.acknowledged));
            prop_assert_eq!(row.notice_days, median(expected.notice));
        }
        for side in &answer.summary {
            let own = || answer.rows.iter().filter(|row| row.answered_by == side.answered_by);
            prop_assert_eq!(side.asked, own().map(|row| row.asked).sum::<u64>());
            prop_assert_eq!(side.in_time, own().map(|row| row.in_time).sum::<u64>());
            prop_assert_eq!(side.overdue, own().map(|row| row.overdue).sum::<u64>());
        }
    }
}

fn tracker(lines: &str) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        lines.lines().map(|line| Record::from_json(line.trim(), &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

/// The example of the reference page.
const ASKS: &str = r#"{"type":"agreement","at":"2026-01-01T00:00:00Z","kind":"collateral","answered_by":"marketing","days":10}
{"type":"rep","at":"2026-01-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"ask","id":"1","at":"2026-03-02T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"ada","needed_by":"2026-03-22T00:00:00Z"}
{"type":"answer","id":"1a","at":"2026-03-03T00:00:00Z","ask":"1","result":"acknowledged"}
{"type":"answer","id":"1b","at":"2026-03-12T00:00:00Z","ask":"1","result":"delivered","asset":"roi"}
{"type":"use","id":"u1","at":"2026-03-20T00:00:00Z","rep":"ada","asset":"roi","action":"presented"}
{"type":"ask","id":"2","at":"2026-03-02T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"bob","needed_by":"2026-03-06T00:00:00Z"}
{"type":"answer","id":"2a","at":"2026-03-14T00:00:00Z","ask":"2","result":"declined"}
{"type":"answer","id":"2b","at":"2026-03-16T00:00:00Z","ask":"2","result":"delivered","asset":"case"}
{"type":"ask","id":"3","at":"2026-03-06T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"bob"}
{"type":"answer","id":"3a","at":"2026-03-09T00:00:00Z","ask":"3","result":"acknowledged"}
{"type":"ask","id":"4","at":"2026-03-28T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"ada"}
{"type":"ask","id":"5","at":"2026-03-02T00:00:00Z","kind":"feedback","asked_by":"marketing","rep":"ada","needed_by":"2026-03-09T00:00:00Z"}
{"type":"answer","id":"5a","at":"2026-03-06T00:00:00Z","ask":"5","result":"delivered"}
{"type":"ask","id":"6","at":"2026-03-02T00:00:00Z","kind":"feedback","asked_by":"marketing","rep":"bob"}
{"type":"answer","id":"6a","at":"2026-03-12T00:00:00Z","ask":"6","result":"delivered"}
{"type":"ask","id":"7","at":"2026-03-30T00:00:00Z","kind":"testimonial","asked_by":"marketing","rep":"bob"}"#;

fn march() -> Scope {
    Scope::new().since_text("2026-03-01").unwrap().until_text("2026-04-01").unwrap()
}

#[test]
fn a_few_asks_worked_out_by_hand() {
    let answer = tracker(ASKS).within(march()).ask(&Agreements::new()).unwrap();
    let rows: Vec<_> =
        answer.rows.iter().map(|row| (row.answered_by, row.kind.as_str(), counts(row))).collect();
    assert_eq!(
        rows,
        [
            (Side::Sales, "feedback", [2, 1, 0, 0, 0, 1, 0, 2, 0]),
            (Side::Sales, "testimonial", [1, 0, 0, 1, 0, 0, 0, 0, 0]),
            (Side::Marketing, "collateral", [4, 1, 1, 2, 1, 0, 2, 1, 1]),
        ]
    );
    let collateral = &answer.rows[2];
    assert_eq!(collateral.attainment.value, Some(1.0 / 3.0));
    assert_eq!(collateral.median_days.value, Some(12.0));
    assert_eq!(collateral.acknowledged_days, Some(2.0));
    assert_eq!(collateral.notice_days, Some(12.0));
    assert_eq!(answer.rows[0].median_days.value, Some(4.0));
    assert_eq!(
        (answer.rows[1].attainment.value, &*answer.rows[1].flags),
        (None, &[Flag::TooFew][..])
    );
    assert_eq!(answer.rows[1].median_days.value, None);
    let sides: Vec<_> = answer
        .summary
        .iter()
        .map(|AgreementsSummary { answered_by, asked, in_time, late, open, overdue, .. }| {
            (*answered_by, *asked, *in_time, *late, *open, *overdue)
        })
        .collect();
    assert_eq!(sides, [(Side::Sales, 3, 1, 0, 1, 0), (Side::Marketing, 4, 1, 1, 2, 1)]);
}

#[test]
fn a_scope_chooses_asks_and_knows_only_what_had_come_of_them_by_its_end() {
    let tracker = tracker(ASKS);
    let early = Scope::new().since_text("2026-03-01").unwrap().until_text("2026-03-11").unwrap();
    let answer = tracker.within(early).ask(&Agreements::new()).unwrap();
    assert_eq!(counts(&answer.rows[1]), [3, 0, 0, 3, 0, 0, 2, 0, 0], "all are open");
    let emea = march().team("EMEA".parse().unwrap());
    let answer = tracker.within(emea).ask(&Agreements::new()).unwrap();
    assert_eq!(counts(&answer.rows[1]), [2, 1, 0, 1, 0, 0, 1, 1, 1]);
    let opened = march().action(talktrack::model::Action::Opened);
    let answer = tracker.within(opened).ask(&Agreements::new()).unwrap();
    assert_eq!(answer.rows[2].put_to_work, 0, "nothing that was only opened was put to work");
}

#[test]
fn the_agreement_of_the_day_of_asking_counts() {
    let changed = r#"{"type":"agreement","at":"2026-03-05T00:00:00Z","kind":"collateral","answered_by":"marketing","days":30}"#;
    let answer =
        tracker(&format!("{ASKS}\n{changed}")).within(march()).ask(&Agreements::new()).unwrap();
    assert_eq!(
        counts(&answer.rows[2])[..5],
        [4, 1, 1, 2, 0],
        "the one of March 6 has until April 5"
    );
}
