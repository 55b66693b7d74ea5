"""What goes wrong around a ledger, and how it is told."""

from __future__ import annotations

import pickle
import sqlite3
import stat
from typing import TYPE_CHECKING

import pytest

import talktrack as tt

if TYPE_CHECKING:
    from pathlib import Path


def test_exceptions_are_what_programs_catch() -> None:
    assert issubclass(tt.InvalidInput, ValueError)
    assert issubclass(tt.NotFound, LookupError)
    for kind in (tt.InvalidInput, tt.NotFound, tt.Conflict, tt.StorageError):
        assert issubclass(kind, tt.TalktrackError)
        assert kind.__module__ == "talktrack"
        again = pickle.loads(pickle.dumps(kind("why")))  # noqa: S301 - our own
        assert (type(again), again.args) == (kind, ("why",))


def test_a_ledger_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    path = tmp_path / "none.db"
    with pytest.raises(tt.NotFound, match=r"there is no ledger at .*none\.db"):
        tt.open(path, read_only=True)
    assert not path.exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(tt.StorageError, match=r"usage\.db.*No such file or directory"):
        tt.open(tmp_path / "none" / "usage.db")


def test_a_file_that_is_no_ledger_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes and no ledger at all" * 100)
    with pytest.raises(tt.StorageError, match="is not a talktrack ledger"):
        tt.open(path)
    assert path.read_text().startswith("these are notes")


def test_a_ledger_of_a_newer_version_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    tt.open(path).close()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(tt.StorageError, match=r"has schema 99.*install a newer talktrack"):
        tt.open(path)


def test_a_ledger_that_is_only_read_refuses_to_record(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    tt.open(path).close()
    tracker = tt.open(path, read_only=True)
    with pytest.raises(tt.StorageError, match="opened read-only"):
        tracker.put_reps([{"key": "ada"}])
    with pytest.raises(tt.InvalidInput, match="read_only: is of no use in memory"):
        tt.open(":memory:", read_only=True)


@pytest.mark.parametrize(
    "server", ["postgresql://ada:secret@127.0.0.1:9/a", "postgres://ada:secret@127.0.0.1:9/a"]
)
def test_a_server_that_is_not_there_is_told_without_the_password(server: str) -> None:
    with pytest.raises(tt.StorageError, match="check the host, the port") as refusal:
        tt.open(server)
    assert "secret" not in str(refusal.value)


def test_a_file_is_its_owners_only(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    tt.open(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_closed_tracker_refuses_and_closes_those_made_of_it(tmp_path: Path) -> None:
    with tt.open(tmp_path / "usage.db") as tracker:
        narrow = tracker.within(since="2026-01-01")
        assert tracker.state().seq == 0
    tracker.close()
    for closed in (tracker, narrow):
        with pytest.raises(tt.TalktrackError, match="the tracker is closed"):
            closed.unused()
        with pytest.raises(tt.TalktrackError, match="the tracker is closed"):
            closed.put_reps([{"key": "ada"}])


def test_an_error_inside_with_is_not_swallowed() -> None:
    with pytest.raises(KeyError), tt.open(":memory:"):
        raise KeyError("mine")


def test_check_tells_what_is_wrong(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    with tt.open(path) as tracker:
        tracker.put_reps([{"key": "ada"}])
        assert tracker.check() == tt.Findings(tracker.check().checked, ())
    connection = sqlite3.connect(path)
    connection.execute("UPDATE ledger SET digest = zeroblob(16)")
    connection.commit()
    connection.close()
    findings = tt.open(path).check()
    assert not findings
    assert "the digest of the facts is" in findings.problems[0]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((3, 2), "successes: are 3 of 2"),
        ((-1, 2), "successes: is negative"),
        ((0, -2), "n: is negative"),
        ((1, 2, 1.5), "level: is not between 0 and 1"),
        ((1, 2, float("nan")), "level: is not between 0 and 1"),
    ],
)
def test_statistics_refuse_nonsense(arguments: tuple[int, int], message: str) -> None:
    with pytest.raises(tt.InvalidInput, match=message):
        tt.stats.wilson(*arguments)


def test_statistics_agree_with_published_numbers() -> None:
    low, high = tt.stats.wilson(15, 148) or (0, 0)
    assert (round(low, 4), round(high, 4)) == (0.0624, 0.1605)
    assert tt.stats.wilson(0, 0) is None


def test_a_negative_grace_period_is_refused(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match="grace_days: is not a number of days"):
        tracker.unused(grace_days=-1)
