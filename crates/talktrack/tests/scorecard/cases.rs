//! A small company worked out by hand.

use talktrack::analysis::{Flag, Scorecard, ScorecardRow};
use talktrack::model::{Event, EventId, Measure, Period, Put, Record, TimeReading};
use talktrack::{Scope, Tracker};

fn tracker(lines: &str) -> Tracker {
    let tracker = Tracker::in_memory().unwrap();
    let records =
        lines.lines().map(|line| Record::from_json(line.trim(), &TimeReading::strict()).unwrap());
    assert_eq!(tracker.record_all(records.collect::<Vec<_>>()).unwrap().rejected, 0);
    tracker
}

/// The example of the reference page.
const COMPANY: &str = r#"{"type":"asset","at":"2025-06-01T00:00:00Z","key":"deck","supports":["relevant-meeting"],"version":"1","published_at":"2025-06-01T00:00:00Z"}
{"type":"asset","at":"2026-02-01T00:00:00Z","key":"deck","supports":["relevant-meeting"],"version":"2","published_at":"2025-06-01T00:00:00Z"}
{"type":"asset","at":"2025-06-01T00:00:00Z","key":"roi","supports":["tangible-value"],"published_at":"2025-06-01T00:00:00Z"}
{"type":"rep","at":"2025-06-01T00:00:00Z","key":"ada","team":"EMEA"}
{"type":"rep","at":"2025-06-01T00:00:00Z","key":"bob","team":"EMEA"}
{"type":"agreement","at":"2025-06-01T00:00:00Z","kind":"collateral","answered_by":"marketing","days":10}
{"type":"target","at":"2025-06-01T00:00:00Z","measure":"succeeded","period":"month","value":2}
{"type":"target","at":"2025-06-01T00:00:00Z","measure":"succeeded","period":"month","value":1,"team":"EMEA"}
{"type":"target","at":"2025-06-01T00:00:00Z","measure":"assisted_rate","period":"quarter","value":0.6}
{"type":"target","at":"2025-06-01T00:00:00Z","measure":"open_asks","period":"week","value":2}
{"type":"target","at":"2025-06-01T00:00:00Z","measure":"open_asks","period":"month","value":2}
{"type":"outcome","id":"o4","at":"2025-09-15T00:00:00Z","deal":"d4","conversation":"right-people","result":"succeeded","rep":"bob"}
{"type":"use","id":"u3","at":"2026-01-12T00:00:00Z","rep":"ada","asset":"deck","version":"1","action":"shared","conversation":"tangible-value","deal":"d3"}
{"type":"outcome","id":"o3","at":"2026-01-20T00:00:00Z","deal":"d3","conversation":"tangible-value","result":"succeeded","rep":"ada"}
{"type":"use","id":"u2","at":"2026-03-09T00:00:00Z","rep":"bob","asset":"deck","version":"1","action":"opened"}
{"type":"outcome","id":"o2","at":"2026-03-10T00:00:00Z","deal":"d2","conversation":"relevant-meeting","result":"failed","rep":"bob"}
{"type":"use","id":"u1","at":"2026-03-24T00:00:00Z","rep":"ada","asset":"deck","version":"2","action":"presented","conversation":"relevant-meeting","deal":"d1"}
{"type":"outcome","id":"o1","at":"2026-03-25T00:00:00Z","deal":"d1","conversation":"relevant-meeting","result":"succeeded","rep":"ada"}
{"type":"recommendation","id":"r1","at":"2026-03-02T00:00:00Z","asset":"deck","team":"EMEA"}
{"type":"ask","id":"1","at":"2026-01-05T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"ada"}
{"type":"answer","id":"1a","at":"2026-01-25T00:00:00Z","ask":"1","result":"declined"}
{"type":"answer","id":"1b","at":"2026-02-02T00:00:00Z","ask":"1","result":"delivered","asset":"roi"}
{"type":"ask","id":"2","at":"2026-02-02T00:00:00Z","kind":"feedback","asked_by":"marketing","rep":"bob","needed_by":"2026-02-09T00:00:00Z"}
{"type":"ask","id":"3","at":"2026-03-02T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"ada"}
{"type":"answer","id":"3a","at":"2026-03-12T00:00:00Z","ask":"3","result":"delivered","asset":"roi"}
{"type":"ask","id":"4","at":"2026-03-09T00:00:00Z","kind":"testimonial","asked_by":"marketing","rep":"bob"}
{"type":"answer","id":"4a","at":"2026-03-31T00:00:00Z","ask":"4","result":"delivered"}
{"type":"ask","id":"5","at":"2026-03-24T00:00:00Z","kind":"collateral","asked_by":"sales","rep":"ada"}
{"type":"answer","id":"5a","at":"2026-03-25T00:00:00Z","ask":"5","result":"acknowledged"}"#;

fn year() -> Scope {
    Scope::new().since_text("2025-04-01").unwrap().until_text("2026-04-01").unwrap()
}

/// The rows of a measure as the reference page shows them: the value and what it is out of.
fn shown(rows: &[ScorecardRow], measure: Measure) -> Vec<String> {
    let own = rows.iter().filter(|row| row.measure == measure);
    let value =
        |row: &ScorecardRow| row.value.value.map_or("-".into(), |value| format!("{value:.3}"));
    own.map(|row| format!("{} of {}", value(row), row.n)).collect()
}

#[test]
fn a_small_company_worked_out_by_hand() {
    let rows = tracker(COMPANY).within(year()).ask(&Scorecard::new()).unwrap().rows;
    for (measure, expected) in [
        (Measure::Succeeded, ["1.000 of 1", "1.000 of 2", "2.000 of 3", "3.000 of 4"]),
        (Measure::AssistedRate, ["1.000 of 1", "0.500 of 2", "0.667 of 3", "0.500 of 4"]),
        (Measure::FollowRate, ["- of 0", "0.500 of 2", "0.500 of 2", "0.500 of 2"]),
        (Measure::AttainmentMarketing, ["- of 0", "1.000 of 1", "0.500 of 2", "0.500 of 2"]),
        (Measure::AttainmentSales, ["- of 0", "- of 0", "0.000 of 1", "0.000 of 1"]),
        (Measure::CurrentShare, ["1.000 of 1", "0.500 of 2", "0.667 of 3", "0.667 of 3"]),
        (Measure::OpenAsks, ["3.000 of 5", "2.000 of 5", "2.000 of 5", "2.000 of 5"]),
    ] {
        assert_eq!(shown(&rows, measure), expected, "{measure}");
    }
    assert_eq!(shown(&rows, Measure::UnusedRate), ["0.500 of 2"], "over the quarter only");
    assert_eq!(shown(&rows, Measure::IdleRate), ["0.500 of 2"]);
    let days =
        |row: &ScorecardRow| [row.since, row.until].map(|at| at.to_string()[..10].to_owned());
    let periods: Vec<_> =
        rows[..4].iter().map(|row| (row.period, days(row), row.partial)).collect();
    assert_eq!(
        periods,
        [
            (Period::Week, ["2026-03-23", "2026-03-30"].map(String::from), false),
            (Period::Month, ["2026-03-01", "2026-04-01"].map(String::from), false),
            (Period::Quarter, ["2025-12-31", "2026-04-01"].map(String::from), false),
            (Period::Year, ["2025-04-01", "2026-04-01"].map(String::from), false),
        ]
    );
    let agreed: Vec<_> = rows.iter().filter(|row| row.target.is_some()).collect();
    let against = |row: &ScorecardRow| (row.measure, row.period, row.target, row.reached);
    assert_eq!(
        agreed.into_iter().map(against).collect::<Vec<_>>(),
        [
            (Measure::Succeeded, Period::Month, Some(2.0), Some(false)),
            (Measure::AssistedRate, Period::Quarter, Some(0.6), Some(true)),
            (Measure::OpenAsks, Period::Week, Some(2.0), Some(false)),
            (Measure::OpenAsks, Period::Month, Some(2.0), Some(true)),
        ]
    );
    let assisted = &rows[6];
    let ends = [assisted.value.low, assisted.value.high].map(|end| format!("{:.2}", end.unwrap()));
    assert_eq!(ends, ["0.10", "0.97"]);
    assert_eq!(assisted.flags, [Flag::FewReps]);
    assert_eq!((rows[0].value.low, rows[0].value.high), (None, None), "a count is no estimate");
}

#[test]
fn a_scope_is_held_against_the_targets_that_are_meant_for_it() {
    let tagged = r#"{"type":"deal","at":"2025-06-01T00:00:00Z","key":"d1","tags":{"segment":"small"}}
{"type":"target","at":"2025-06-01T00:00:00Z","measure":"succeeded","period":"month","value":5,"tags":{"segment":"small"}}"#;
    let tracker = tracker(&format!("{COMPANY}\n{tagged}"));
    let month = |scope: Scope| {
        let rows = tracker.within(scope).ask(&Scorecard::new()).unwrap().rows;
        let month = rows.into_iter().find(|row| row.period == Period::Month).unwrap();
        (month.value.value, month.target, month.reached)
    };
    let emea = || year().team("EMEA".parse().unwrap());
    assert_eq!(month(year()), (Some(1.0), Some(2.0), Some(false)));
    assert_eq!(month(emea()), (Some(1.0), Some(1.0), Some(true)));
    let small = |scope: Scope| scope.deal_tag("segment", "small").unwrap();
    assert_eq!(month(small(year())), (Some(1.0), Some(5.0), Some(false)));
    assert_eq!(month(small(emea())), (Some(1.0), None, None), "nothing was agreed on both at once");
    assert_eq!(month(year().rep("ada".parse().unwrap())), (Some(1.0), None, None));
}

#[test]
fn the_target_of_the_time_counts() {
    let raised = r#"{"type":"target","at":"2026-03-15T00:00:00Z","measure":"succeeded","period":"month","value":9}
{"type":"target","at":"2026-04-01T00:00:00Z","measure":"succeeded","period":"month","value":99}"#;
    let tracker = tracker(&format!("{COMPANY}\n{raised}"));
    let target = |until: &str| {
        let scope = Scope::new().until_text(until).unwrap();
        tracker.within(scope).ask(&Scorecard::new()).unwrap().rows[1].target
    };
    let all = ["2026-03-20", "2026-04-20", "2026-05-20"].map(target);
    assert_eq!(all, [Some(2.0), Some(9.0), Some(99.0)], "those of February, March and April");
}

#[test]
fn a_period_before_the_scope_holds_nothing_and_a_team_may_be_younger_than_a_period() {
    let moved = r#"{"type":"rep","at":"2026-03-30T00:00:00Z","key":"bob","team":"APAC"}"#;
    let tracker = tracker(&format!("{COMPANY}\n{moved}"));
    let apac = year().team("APAC".parse().unwrap());
    let rows = tracker.within(apac).ask(&Scorecard::new()).unwrap().rows;
    let succeeded: Vec<_> = rows[..4].iter().map(|row| row.value.value).collect();
    assert_eq!(
        succeeded,
        [Some(0.0), Some(0.0), Some(0.0), Some(1.0)],
        "nobody was in it that week"
    );
    let late = Scope::new().since_text("2026-03-31").unwrap().until_text("2026-04-01").unwrap();
    let rows = tracker.within(late).ask(&Scorecard::new()).unwrap().rows;
    let week = &rows[0];
    assert_eq!((week.value.value, &*week.flags, week.partial), (None, &[Flag::TooFew][..], true));
    assert_eq!((rows[1].value.value, rows[1].partial), (Some(0.0), true), "of its last day");
}

#[test]
fn weeks_and_months_are_those_of_the_time_zone() {
    let berlin = Scope::new().zone("Europe/Berlin".parse().unwrap());
    let scope = berlin.until_text("2026-03-30").unwrap();
    let rows = tracker(COMPANY).within(scope).ask(&Scorecard::new()).unwrap().rows;
    let week = &rows[0];
    assert_eq!(week.since.to_string(), "2026-03-22T23:00:00Z");
    assert_eq!(week.until.to_string(), "2026-03-29T22:00:00Z", "clocks were set forward");
}

#[test]
fn an_empty_ledger_has_reached_nothing() {
    let tracker = Tracker::in_memory().unwrap();
    let rows = tracker.ask(&Scorecard::new()).unwrap().rows;
    assert_eq!(rows.len(), 30);
    assert!(rows.iter().all(|row| row.value.value.is_none() && row.flags == [Flag::TooFew]));
    let known = Event::new(
        "2026-03-30T00:00:00Z".parse().unwrap(),
        talktrack::model::Training::new(
            "ada".parse().unwrap(),
            "deck".parse().unwrap(),
            talktrack::model::TrainingLevel::Trained,
        ),
    );
    tracker.record(known.with_id(EventId::new("t").unwrap())).unwrap();
    let target = talktrack::model::Target::new(
        Measure::OpenAsks,
        Period::Quarter,
        talktrack::model::Quantity::new(3.0).unwrap(),
    );
    tracker.put(Put::from(target)).unwrap();
    let rows = tracker.ask(&Scorecard::new()).unwrap().rows;
    let open =
        rows.iter().find(|row| (row.measure, row.period) == (Measure::OpenAsks, Period::Quarter));
    let open = open.unwrap();
    assert_eq!((open.value.value, open.n, open.reached), (Some(0.0), 0, Some(true)));
}
