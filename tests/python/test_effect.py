"""Effect and relevance as Python asks them; what the figures are is tested in Rust."""

from __future__ import annotations

import pytest

import talktrack as tt

PLACE = {"conversation": "relevant-meeting"}


@pytest.fixture
def tracker() -> tt.Tracker:
    """Forty conversations of five reps: those with the deck go better."""
    tracker = tt.open(":memory:")
    deck = {"key": "deck", "supports": [3], "published_at": "2026-01-01T00:00:00Z"}
    tracker.put_assets([deck])
    opened = "2026-02-01T00:00:00Z"
    tracker.put_deals(
        {"key": f"d{deal}", "owner": f"r{deal % 5}", "opened_at": opened, "tag:segment": "smb"}
        for deal in range(40)
    )
    events: list[tt.Use | tt.Outcome] = []
    for deal in range(40):
        treated = deal < 20
        result = "succeeded" if deal % 20 < (15 if treated else 5) else "failed"
        at = "2026-02-09T00:00:00Z"
        events.append(tt.Outcome(deal=f"d{deal}", result=result, at=at, id=f"o{deal}", **PLACE))
        if treated:
            use = tt.Use(
                rep=f"r{deal % 5}",
                asset="deck",
                action="shared",
                deal=f"d{deal}",
                at="2026-02-03T00:00:00Z",
                id=f"u{deal}",
                **PLACE,
            )
            events.append(use)
    assert tracker.record_all(events).rejected == 0
    return tracker


def test_an_asset_is_compared_within_strata(tracker: tt.Tracker) -> None:
    row = tracker.effect()[0]
    assert (row["treated"], row["untreated"]) == (20, 20)
    assert row["adjusted_low"] < row["adjusted"] < row["adjusted_high"]
    assert "conversation" not in row
    assert tracker.effect().summary["tested"] == 1
    assert tracker.effect(strata=[])[0]["adjusted"] == pytest.approx(0.5)
    assert tracker.effect(strata=["conversation"])[0] == tracker.effect(strata=[])[0]
    assert tracker.effect(strata="owner")[0] == row


def test_each_conversation_by_itself(tracker: tt.Tracker) -> None:
    rows = tracker.effect(by_conversation=True)
    assert [row["conversation"] for row in rows] == ["relevant-meeting"]


@pytest.mark.parametrize(
    ("landmark", "days", "treated"),
    [(None, None, 20), ("auto", None, 20), (1, 1.0, 0), (2.5, 2.5, 20)],
)
def test_a_landmark_says_until_when_uses_count(
    tracker: tt.Tracker, landmark: float | None, days: float | None, treated: int
) -> None:
    row = tracker.effect(landmark_days=landmark)[0]
    assert (row["landmark_days"], row["treated"]) == (days, treated)


@pytest.mark.parametrize("landmark", [-1, float("nan"), 40_000, "soon"])
def test_what_is_no_landmark_is_refused(tracker: tt.Tracker, landmark: float) -> None:
    with pytest.raises(tt.InvalidInput, match="landmark_days"):
        tracker.effect(landmark_days=landmark)


def test_a_tag_that_no_deal_has_is_a_slip(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.NotFound, match="did you mean segment"):
        tracker.effect(strata=["segmnt"])


def test_each_asset_has_a_verdict_with_a_reason(tracker: tt.Tracker) -> None:
    year = tracker.within(since="2026-01-01", until="2027-01-01")
    row = year.relevance()[0]
    assert (row["verdict"], row["action"]) == ("proven", "promote")
    assert row["reason"].startswith("goes with success: 20 conversations with it")
    counts = dict(
        zip(year.relevance().summary["verdict"], year.relevance().summary["assets"], strict=True)
    )
    assert counts["proven"] == 1
    assert sum(counts.values()) == 1
    assert year.relevance(min_occasions=50)[0]["verdict"] == "no-occasion"
    assert year.relevance(grace_days=400)[0]["verdict"] == "too-new"


@pytest.mark.parametrize("option", ["grace_days", "min_occasions"])
def test_negative_thresholds_are_refused(tracker: tt.Tracker, option: str) -> None:
    with pytest.raises(tt.InvalidInput, match=option):
        tracker.relevance(**{option: -1})
