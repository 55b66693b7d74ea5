use super::*;

fn cuts(calendar: Calendar, zone: &str, since: &str, until: &str) -> Vec<String> {
    let zone: Zone = zone.parse().unwrap();
    let at = |text: &str| TimeReading::strict().zone(zone).read(text).unwrap();
    let span = Span { since: at(since), until: at(until), zone };
    let cuts = calendar.cuts(&span).unwrap();
    for pair in cuts.windows(2) {
        assert_eq!(pair[0].to, pair[1].from);
        assert!(pair[0].name < pair[1].name);
    }
    let hours = |cut: &Cut| (cut.to - cut.from) / 3_600_000_000;
    let shown = |cut: &Cut| {
        format!("{} {}h{}", cut.name, hours(cut), if cut.partial { " partial" } else { "" })
    };
    cuts.iter().map(shown).collect()
}

#[test]
fn days_are_as_long_as_clocks_make_them() {
    assert_eq!(
        cuts(Calendar::Day, "Europe/Berlin", "2026-03-28", "2026-03-31"),
        ["2026-03-28 24h", "2026-03-29 23h", "2026-03-30 24h"]
    );
    assert_eq!(
        cuts(Calendar::Day, "Europe/Berlin", "2026-10-25", "2026-10-26"),
        ["2026-10-25 25h"]
    );
    assert_eq!(
        cuts(Calendar::Day, "America/Sao_Paulo", "2018-11-03", "2018-11-05"),
        ["2018-11-03 24h", "2018-11-04 23h"],
        "a day without a midnight"
    );
    assert_eq!(
        cuts(Calendar::Day, "Pacific/Apia", "2011-12-29", "2012-01-01"),
        ["2011-12-29 24h", "2011-12-31 24h"],
        "a day that was left out"
    );
}

#[test]
fn weeks_around_new_year_belong_to_the_year_of_their_thursday() {
    assert_eq!(
        cuts(Calendar::Week, "UTC", "2026-12-28", "2027-01-11"),
        ["2026-W53 168h", "2027-W01 168h"]
    );
    assert_eq!(
        cuts(Calendar::Week, "Europe/Berlin", "2025-12-30", "2026-01-01"),
        ["2026-W01 168h partial"]
    );
}

#[test]
fn first_and_last_periods_are_partial_unless_the_scope_cuts_where_they_do() {
    assert_eq!(
        cuts(Calendar::Month, "UTC", "2026-01-01", "2026-03-02"),
        ["2026-01 744h", "2026-02 672h", "2026-03 744h partial"]
    );
    assert_eq!(
        cuts(Calendar::Quarter, "America/New_York", "2026-02-01", "2026-07-01"),
        ["2026-Q1 2159h partial", "2026-Q2 2184h"]
    );
    assert!(cuts(Calendar::Day, "UTC", "2026-01-01", "2026-01-01").is_empty());
    assert_eq!(cuts(Calendar::Quarter, "UTC", "9999-11-01", "9999-12-31").len(), 1);
}

#[test]
fn calendar_days_follow_the_clocks() {
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let due = |text: &str, days: u32| {
        let at = TimeReading::strict().read(text).unwrap().micros();
        Timestamp::from_micros(days_after(at, days, zone)).map(|due| due.written_in(zone))
    };
    for (asked, days, expected) in [
        ("2026-03-27T09:00:00+01:00", 3, "2026-03-30T09:00:00+02:00"),
        ("2026-10-23T09:00:00+02:00", 3, "2026-10-26T09:00:00+01:00"),
        ("2026-03-28T02:30:00+01:00", 1, "2026-03-29T03:30:00+02:00"),
        ("2026-02-27T00:00:00+01:00", 0, "2026-02-27T00:00:00+01:00"),
    ] {
        assert_eq!(due(asked, days).unwrap(), expected);
    }
    assert!(due("2026-02-27T00:00:00+01:00", u32::MAX).is_err(), "beyond every calendar");
}

#[test]
fn the_last_complete_period_is_over() {
    let last = |calendar: Calendar, zone: &str, until: &str| {
        let zone: Zone = zone.parse().unwrap();
        let until = TimeReading::strict().zone(zone).read(until).unwrap();
        let (from, to) = calendar.last_complete(until, zone);
        assert!(from < to && to <= until);
        [from, to].map(|at| at.written_in(zone)[..16].to_owned())
    };
    for (calendar, zone, until, expected) in [
        (Calendar::Week, "UTC", "2026-03-30", ["2026-03-23T00:00", "2026-03-30T00:00"]),
        (Calendar::Week, "UTC", "2026-03-29T23:59:59Z", ["2026-03-16T00:00", "2026-03-23T00:00"]),
        (Calendar::Week, "Europe/Berlin", "2026-04-01", ["2026-03-23T00:00", "2026-03-30T00:00"]),
        (Calendar::Month, "UTC", "2026-01-31", ["2025-12-01T00:00", "2026-01-01T00:00"]),
        (
            Calendar::Month,
            "America/New_York",
            "2026-04-01",
            ["2026-03-01T00:00", "2026-04-01T00:00"],
        ),
    ] {
        assert_eq!(last(calendar, zone, until), expected, "{calendar} {zone} {until}");
    }
    for zone in [Zone::UTC, "America/New_York".parse().unwrap()] {
        let beginning = Calendar::Month.last_complete(Timestamp::EARLIEST, zone);
        assert_eq!(beginning, (Timestamp::EARLIEST, Timestamp::EARLIEST), "nothing was before");
    }
}

#[test]
fn days_back_follow_the_clocks_too() {
    let zone: Zone = "Europe/Berlin".parse().unwrap();
    let at = TimeReading::strict().zone(zone).read("2026-05-01").unwrap();
    assert_eq!(days_before(at, 91, zone).written_in(zone), "2026-01-30T00:00:00+01:00");
    assert_eq!(days_before(Timestamp::EARLIEST, 365, zone), Timestamp::EARLIEST);
}

#[test]
fn the_finder_finds_what_a_search_finds() {
    let zone = Zone::UTC;
    let at = |text: &str| TimeReading::strict().read(text).unwrap();
    let span = Span { since: at("2026-01-05T00:00:00Z"), until: at("2026-03-01T00:00:00Z"), zone };
    let cuts = Calendar::Week.cuts(&span).unwrap();
    let mut finder = Finder::new(&cuts);
    for step in [0_i64, 40, 39, 3, 3, 90, -5, 55] {
        let at = span.since.micros() + step * 86_400_000_000;
        let place = cuts.iter().position(|cut| cut.from <= at && at < cut.to);
        assert_eq!(finder.find(at), place);
    }
}
