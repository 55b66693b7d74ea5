//! What must hold of any company: each figure is what the question behind it says.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};
use proptest::prelude::*;
use talktrack::analysis::{
    Agreements, Answer, Consistency, ConsistencyBy, Estimate, Flag, Listening, Question, Scorecard,
    Unused,
};
use talktrack::model::{
    AnswerResult, Event, Fact, Measure, OutcomeResult, Period, Record, Side, Source, Timestamp,
};
use talktrack::{Error, Scope, Tracker};

use crate::common::company::DAY;
use crate::common::{advice, held, promises};

fn midnight(date: NaiveDate) -> Timestamp {
    format!("{date}T00:00:00Z").parse().unwrap()
}

/// From when until when a period is, in UTC, found day by day.
fn stretch(period: Period, until: Timestamp) -> (Timestamp, Timestamp) {
    let day = until.to_utc().date_naive();
    let back = |days: i64| Timestamp::from_micros(until.micros() - days * DAY).unwrap();
    let last = |begins: fn(&NaiveDate) -> bool| {
        let mut days = (0..).map(|number| day.checked_sub_days(Days::new(number)).unwrap());
        days.find(begins).unwrap()
    };
    match period {
        Period::Week => {
            let monday = last(|day| day.weekday() == Weekday::Mon);
            (midnight(monday - Days::new(7)), midnight(monday))
        }
        Period::Month => {
            let first = last(|day| day.day() == 1);
            (midnight(first - Months::new(1)), midnight(first))
        }
        Period::Quarter => (back(91), until),
        Period::Year => (back(365), until),
    }
}

/// The same records from sources of their own, so that they can stand beside others.
fn apart(records: Vec<Record>) -> impl Iterator<Item = Record> {
    records.into_iter().map(|record| match record {
        Record::Event(event) => {
            let source = Source::new(format!("promises-{}", event.source())).unwrap();
            Record::Event(event.with_source(source))
        }
        Record::Put(put) => put.into(),
    })
}

/// Whether an event was answered before a moment.
fn is_answered(asked: &Event, events: &[&Event], before: Timestamp) -> bool {
    events.iter().any(|event| match event.fact() {
        Fact::Answer(answer) => {
            answer.result != AnswerResult::Acknowledged
                && Some(&answer.ask.id) == asked.id()
                && answer.ask.source.as_ref().unwrap_or(event.source()) == asked.source()
                && event.at() < before
        }
        _ => false,
    })
}

/// What a question says of a part of a scope; nothing where a filter fits nothing then.
fn asked<Q: Question>(
    tracker: &Tracker,
    question: &Q,
    scope: &Scope,
) -> Option<Answer<Q::Row, Q::Summary>> {
    match tracker.within(scope.clone()).ask(question) {
        Ok(answer) => Some(answer),
        Err(Error::NotFound(_)) => None,
        Err(other) => panic!("{other}"),
    }
}

/// The value that a question gives for a measure, and what it is out of.
fn answered(tracker: &Tracker, measure: Measure, scope: &Scope) -> Option<(Estimate, u64)> {
    let side = |side: Side| {
        let sides = asked(tracker, &Agreements::new(), scope)?.summary;
        let own = sides.into_iter().find(|of| of.answered_by == side)?;
        Some((own.attainment, own.in_time + own.late + own.overdue))
    };
    match measure {
        Measure::FollowRate => {
            let all = asked(tracker, &Listening::new(), scope)?.summary;
            Some((all.follow_rate, all.with_occasion))
        }
        Measure::AttainmentMarketing => side(Side::Marketing),
        Measure::AttainmentSales => side(Side::Sales),
        Measure::CurrentShare => {
            let by_team = Consistency::new().by(ConsistencyBy::Team);
            let rows = asked(tracker, &by_team, scope)?.rows;
            let n: u64 = rows.iter().map(|row| row.uses - row.unstated).sum();
            let current: u64 = rows.iter().map(|row| row.current).sum();
            let share = (n > 0).then(|| current as f64 / n as f64);
            Some((Estimate { value: share, ..Estimate::default() }, n))
        }
        Measure::UnusedRate => {
            let all = asked(tracker, &Unused::new(), scope)?.summary;
            Some((all.unused_rate, all.eligible))
        }
        Measure::IdleRate => {
            let all = asked(tracker, &Unused::new(), scope)?.summary;
            Some((all.idle_rate, all.eligible))
        }
        other => panic!("{other} is counted by hand"),
    }
}

proptest! {
    // Each case asks a hundred questions.
    #![proptest_config(ProptestConfig::with_cases(100))]
    #[test]
    fn agrees_with_the_reference(
        sales in advice::records(60),
        promises in promises::records(30),
        since in -40_i64..20,
        length in prop_oneof![3 => 1_i64..50, 1 => 50_i64..500],
        team in proptest::sample::select(vec![None, Some("EMEA")]),
    ) {
        let records: Vec<Record> = sales.into_iter().chain(apart(promises)).collect();
        let tracker = Tracker::in_memory().unwrap();
        prop_assert_eq!(tracker.record_all(records.clone()).unwrap().rejected, 0);
        let start: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        let at = |hours: i64| Timestamp::from_micros(start.micros() + hours * DAY / 24).unwrap();
        let (since, until) = (at(since * 24), at((since + length) * 24 + 7));
        let whole = Scope::new().since(since).until(until);
        let whole = team.iter().fold(whole, |scope, team| scope.team(team.parse().unwrap()));
        let Some(answer) = asked(&tracker, &Scorecard::new(), &whole) else { return Ok(()) };
        prop_assert_eq!(answer.rows.len(), 7 * 4 + 2);
        let (events, _) = crate::common::in_force(&records);
        let conversations = held::expected(&records);
        for row in &answer.rows {
            let (from, to) = stretch(row.period, until);
            prop_assert_eq!((row.since, row.until), (from, to));
            prop_assert_eq!(row.partial, from < since);
            prop_assert_eq!(row.flags.contains(&Flag::TooFew), row.value.value.is_none());
            let from = from.max(since);
            let part = whole.clone().since(from).until(to);
            let ended = conversations.iter().filter(|one| from <= one.end && one.end < to);
            let number = |count: usize| Some(count as f64);
            match row.measure {
                Measure::Succeeded | Measure::AssistedRate | Measure::OpenAsks if team.is_some() => {}
                Measure::Succeeded if from < to => {
                    let decided: Vec<_> = ended.filter_map(|one| one.result).collect();
                    let won = decided.iter().filter(|one| **one == OutcomeResult::Succeeded).count();
                    prop_assert_eq!((row.value.value, row.n), (number(won), decided.len() as u64));
                }
                Measure::AssistedRate if from < to => {
                    let helped: Vec<bool> = ended.map(|one| one.assisted).collect();
                    let assisted = helped.iter().filter(|assisted| **assisted).count();
                    let rate = (!helped.is_empty()).then(|| assisted as f64 / helped.len() as f64);
                    prop_assert_eq!((row.value.value, row.n), (rate, helped.len() as u64));
                }
                Measure::OpenAsks if since < to => {
                    let made = |event: &&&Event| {
                        matches!(event.fact(), Fact::Ask(_)) && since <= event.at() && event.at() < to
                    };
                    let made: Vec<_> = events.iter().filter(made).collect();
                    let open = made.iter().filter(|ask| !is_answered(ask, &events, to)).count();
                    prop_assert_eq!((row.value.value, row.n), (number(open), made.len() as u64));
                }
                Measure::Succeeded | Measure::AssistedRate | Measure::OpenAsks => {
                    prop_assert_eq!((row.value.value, row.n), (None, 0), "nothing of it in the scope");
                }
                measure => {
                    let of_part = (from < to).then(|| answered(&tracker, measure, &part)).flatten();
                    let (value, n) = of_part.unwrap_or_default();
                    prop_assert_eq!((row.value, row.n), (value, n), "{} {}", row.measure, row.period);
                }
            }
        }
    }
}
