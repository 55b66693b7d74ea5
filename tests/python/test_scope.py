"""Asking about less: `within`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import talktrack as tt


@pytest.mark.parametrize(
    ("since", "tz"),
    [
        ("2026-07-01", "Europe/Berlin"),
        ("2026-07-01T00:00", ZoneInfo("Europe/Berlin")),
        (date(2026, 7, 1), "europe/berlin"),
        (datetime(2026, 7, 1), "Europe/Berlin"),
        (datetime(2026, 6, 30, 22, tzinfo=UTC), "Europe/Berlin"),
        ("2026-06-30T22:00:00Z", None),
        (datetime(2026, 6, 30, 18, tzinfo=ZoneInfo("America/New_York")), None),
    ],
)
def test_a_moment_is_read_from_dates_times_and_text(
    tracker: tt.Tracker,
    since: datetime | date | str,
    tz: Any,
) -> None:
    scope = tracker.within(since=since, until="2026-10-01T00:00:00Z", tz=tz).unused().scope
    assert scope.since == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_a_date_without_a_zone_is_cut_in_utc(tracker: tt.Tracker) -> None:
    scope = tracker.within(since="2026-07-01", until=date(2026, 10, 1)).unused().scope
    assert (scope.since, scope.until) == (
        datetime(2026, 7, 1, tzinfo=UTC),
        datetime(2026, 10, 1, tzinfo=UTC),
    )


@pytest.mark.parametrize("naive", [datetime(2026, 7, 1), "2026-07-01T09:30", "2026-07-01 09:30"])
def test_a_naive_time_needs_a_zone(tracker: tt.Tracker, naive: datetime | str) -> None:
    with pytest.raises(tt.InvalidInput, match="since: has no time zone"):
        tracker.within(since=naive)


def test_filters_take_one_value_or_several(quarter: tt.Tracker) -> None:
    assert [row["asset"] for row in quarter.within(kind="tool").unused()] == ["roi"]
    assert len(quarter.within(kind=["tool", "deck"]).unused()) == 2
    assert len(quarter.within(kind=()).unused()) == 2
    emea = quarter.within(team={"EMEA"}, action=("shared", "presented")).unused()
    assert emea.scope.filters == ("team: EMEA", "action: shared, presented")
    assert quarter.within(rep="bob").unused().summary["unused"] == 2
    assert len(quarter.within(asset_tags={"segment": "enterprise"}).unused()) == 1


def test_a_narrower_scope_keeps_the_other_filters_and_replaces_its_own(quarter: tt.Tracker) -> None:
    emea = quarter.within(team="EMEA")
    assert emea.unused().scope.since == quarter.unused().scope.since
    assert emea.within(team="APAC").unused().scope.filters == ("team: APAC",)
    assert quarter.unused().scope.filters == (), "the wider scope stays as it was"


def test_small_groups_are_merged(quarter: tt.Tracker) -> None:
    assert [row["team"] for row in quarter.unused(by="team")] == ["APAC", "EMEA"]
    assert [row["team"] for row in quarter.within(min_reps=2).unused(by="team")] == ["other"]
    assert len(quarter.within(min_reps=3).unused(by="team")) == 0


@pytest.mark.parametrize(
    ("keywords", "message"),
    [
        ({"since": "soon"}, "since: is not a date or time such as"),
        ({"since": 7}, "since: is not a date or a time"),
        ({"tz": "Mars/Olympus"}, "tz: is not a time zone"),
        ({"team": ""}, "team: is empty"),
        ({"action": "sharred"}, r"action: .* did you mean shared\?"),
        ({"min_reps": -1}, "min_reps: is not a number of zero or more"),
    ],
)
def test_what_makes_no_sense_is_refused_at_once(
    tracker: tt.Tracker, keywords: dict[str, Any], message: str
) -> None:
    with pytest.raises(tt.InvalidInput, match=message):
        tracker.within(**keywords)


def test_a_filter_that_matches_nothing_is_not_found(quarter: tt.Tracker) -> None:
    with pytest.raises(tt.NotFound, match=r"did you mean EMEA\?"):
        quarter.within(team="EMAE").unused()
    with pytest.raises(tt.NotFound, match=r"did you mean segment\?"):
        quarter.unused(by="segmnt")
    with pytest.raises(tt.InvalidInput, match="until: is not after since"):
        quarter.within(since="2026-05-01").unused()


def test_a_tracker_shows_how_it_was_made(quarter: tt.Tracker) -> None:
    assert repr(quarter.within(team="EMEA")) == (
        "talktrack.open(':memory:').within(since='2026-01-01', until='2026-04-01', team='EMEA')"
    )
