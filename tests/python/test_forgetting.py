"""A rep is forgotten for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import talktrack as tt

if TYPE_CHECKING:
    from pathlib import Path

STORES = ("memory", "server")

KEY = "zora.quillfeather@example.com"
EVENTS = [
    {
        "type": "use",
        "id": f"{KEY}-{number}",
        "at": "2026-03-01T09:30:00Z",
        "rep": KEY,
        "asset": "deck",
        "action": "shared",
    }
    for number in range(50)
]


def test_nothing_of_a_forgotten_rep_stays_or_comes_back(tmp_path: Path) -> None:
    with tt.open(tmp_path / "usage.db") as tracker:
        tracker.put_assets([{"key": "deck", "owner": "Zora Quillfeather"}])
        tracker.put_reps([{"key": KEY, "name": "Zora Quillfeather"}])
        tracker.record_all(EVENTS)
        before = list(tracker.unused())
        forgotten = tracker.forget(KEY)
        assert (forgotten.events, forgotten.versions, forgotten.already) == (50, 2, False)
        assert tracker.record_all(EVENTS).recorded == 0
        assert list(tracker.unused()) == before
        assert tracker.unused().provenance["generation"] == tracker.state().generation == 1
        assert "of generation 1" in tracker.unused()._repr_html_()
        assert tracker.check()
        for file in tmp_path.iterdir():
            assert b"uillfeather" not in file.read_bytes(), file.name


def test_nobody_unknown_is_forgotten(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.NotFound) as error:
        tracker.forget(KEY)
    assert "zora" not in str(error.value)
    with pytest.raises(tt.InvalidInput):
        tracker.forget(" ")
