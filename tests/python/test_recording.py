"""Recording events and the catalogue, one by one and in batches of plain Python values."""

from __future__ import annotations

import json
import pickle
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest

import talktrack as tt

if TYPE_CHECKING:
    from pathlib import Path

STORES = ("memory", "server")

USE = {
    "type": "use",
    "rep": "ada",
    "asset": "deck",
    "action": "shared",
    "at": "2026-03-01T09:30:00Z",
}


def test_what_is_recorded_in_a_file_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    with tt.open(path) as tracker:
        receipt = tracker.record(
            tt.Use(rep="ada", asset="deck", action="shared", at="2026-03-01T09:30:00Z")
        )
        assert (receipt.recorded, receipt.duplicates, receipt.rejected) == (1, 0, 0)
        assert receipt.id is not None
        digest = tracker.state().digest
    with tt.open(str(path), read_only=True) as again:
        assert again.state().seq == receipt.seq
        assert again.state().digest == digest
        (row,) = again.unused()
        assert (row["asset"], row["status"], row["uses"]) == ("deck", "uncatalogued", 1)
        assert again.check()


def test_an_event_without_an_id_is_new_each_time_it_is_recorded_alone(tracker: tt.Tracker) -> None:
    first, second = tracker.record(USE), tracker.record(USE)
    assert (first.recorded, second.recorded) == (1, 1)
    assert first.id != second.id


def test_an_event_with_an_id_counts_once(tracker: tt.Tracker) -> None:
    event = tt.Event.from_dict(USE | {"id": "e1"})
    assert tracker.record(event).id == "e1"
    assert tracker.record(event).duplicates == 1


def test_the_same_identity_with_other_content_is_a_conflict(tracker: tt.Tracker) -> None:
    tracker.record(USE | {"id": "e1"})
    with pytest.raises(tt.Conflict, match="kept in quarantine as number 1"):
        tracker.record(USE | {"id": "e1", "action": "opened"})
    assert '"action":"opened"' in tracker.quarantine()[0]["raw"]


def test_a_batch_says_what_became_of_each_row(tracker: tt.Tracker) -> None:
    rows: list[tt.Event | dict[str, Any]] = [
        tt.Event.from_dict(USE),
        USE,
        USE | {"action": "sharred"},
        USE | {"colour": "red"},
        {"type": "rep", "key": "ada"},
    ]
    receipt = tracker.record_all(rows)
    assert (receipt.recorded, receipt.duplicates, receipt.rejected) == (2, 1, 2)
    assert [one.line for one in receipt.rejections] == [3, 4]
    first, second = (one.reason for one in receipt.rejections)
    assert first == 'action: "sharred" is not known: did you mean shared?'
    assert second.startswith("colour: is not a field of use; it has type, id, source, at, rep")
    assert receipt.rejections[0].place == "row 3"
    assert [row["number"] for row in tracker.quarantine()] == [
        one.number for one in receipt.rejections
    ]


def test_recording_a_batch_again_records_nothing(tracker: tt.Tracker) -> None:
    rows = [USE | {"deal": f"d{number}"} for number in range(10)]
    assert tracker.record_all(rows).recorded == 10
    before = tracker.state()
    again = tracker.record_all(iter(rows))
    assert (again.recorded, again.duplicates) == (0, 10)
    assert tracker.state() == before


def test_a_strict_batch_is_recorded_whole_or_not_at_all(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match=r"nothing of the batch.* row 2: key: is empty"):
        tracker.put_reps([{"key": "ada"}, {"key": ""}], strict=True)
    assert tracker.state().seq == 0
    assert len(tracker.quarantine()) == 0


def test_a_strict_batch_names_only_what_the_catalogue_knows(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match="is not in the catalogue"):
        tracker.record_all([USE], strict=True)
    tracker.put_assets([{"key": "deck"}], strict=True)
    tracker.put_reps([{"key": "ada"}], strict=True)
    assert tracker.record_all([USE], strict=True).recorded == 1


def test_every_kind_of_entry_is_put_and_putting_it_again_changes_nothing(
    tracker: tt.Tracker,
) -> None:
    def put() -> list[tt.Receipt]:
        asset = {"key": "deck", "supports": {"relevant-meeting"}, "tags": {"segment": "smb"}}
        target = {"measure": "succeeded", "period": "month", "value": 120, "team": "EMEA"}
        return [
            tracker.put_assets([asset]),
            tracker.put_reps([{"key": "ada", "started_at": date(2024, 5, 1)}], tz="Europe/Berlin"),
            tracker.put_deals([{"key": "d1", "amount": 99.5, "currency": "EUR"}]),
            tracker.put_stages({"Qualification": "right-people", "Closed Won": "won"}),
            tracker.put_stages([{"stage": "Closed Lost", "means": "lost"}]),
            tracker.put_agreements([{"kind": "change", "answered_by": "marketing", "days": 5}]),
            tracker.put_targets([target]),
        ]

    assert [receipt.recorded for receipt in put()] == [1, 1, 1, 2, 1, 1, 1]
    again = put()
    assert [receipt.recorded for receipt in again] == [0] * 7
    assert [receipt.duplicates for receipt in again] == [1, 1, 1, 2, 1, 1, 1]
    assert tracker.state().currency == "EUR"


def test_a_row_of_another_type_is_refused_where_a_type_is_asked_for(tracker: tt.Tracker) -> None:
    receipt = tracker.put_assets([{"key": "deck", "type": "deck"}, {"key": "x", "type": "ASSET"}])
    assert (receipt.recorded, receipt.rejected) == (1, 1)
    assert receipt.rejections[0].reason.startswith("type: is not asset")


@pytest.mark.parametrize(
    ("at", "moment"),
    [
        (datetime(2026, 3, 1, 9, 30, tzinfo=UTC), "2026-03-01T09:30:00Z"),
        (datetime(2026, 3, 1, 9, 30, tzinfo=ZoneInfo("Asia/Tokyo")), "2026-03-01T00:30:00Z"),
        # Until 1972 Liberia's offset had seconds, which RFC 3339 cannot write.
        (datetime(1970, 1, 1, tzinfo=ZoneInfo("Africa/Monrovia")), "1970-01-01T00:44:30Z"),
        ("2026-03-01T09:30:00.123456+01:00", "2026-03-01T08:30:00.123456Z"),
    ],
)
def test_a_moment_is_kept_in_utc(at: datetime | str, moment: str) -> None:
    event = tt.Stage(deal="d1", stage="Demo", at=at)
    assert event.to_dict()["at"] == moment
    assert event.at.tzinfo is UTC


@pytest.mark.parametrize("naive", [datetime(2026, 3, 1, 9), date(2026, 3, 1), "2026-03-01 09:00"])
def test_a_naive_time_is_refused_unless_its_zone_is_named(
    tracker: tt.Tracker, naive: datetime | date | str
) -> None:
    with pytest.raises(tt.InvalidInput, match="at: has no time zone"):
        tt.Stage(deal="d1", stage="Demo", at=naive)
    rows = [USE | {"at": naive}]
    assert "has no time zone" in tracker.record_all(rows).rejections[0].reason
    assert tracker.record_all(rows, tz="Europe/Berlin").recorded == 1
    assert tracker.record(USE | {"at": naive}, tz=ZoneInfo("Europe/Berlin")).recorded == 1
    assert tracker.record_all(rows, tz=UTC).recorded == 1


def test_a_refused_row_keeps_its_moment_and_can_be_read_again(tracker: tt.Tracker) -> None:
    row = {"deal": "d1", "stage": "", "at": "2026-07-01 09:30"}
    assert tracker.record_all([row], type="stage", tz="Europe/Berlin").rejected == 1
    kept = json.loads(tracker.quarantine()[0]["raw"])
    assert kept == {"type": "stage", "deal": "d1", "stage": "", "at": "2026-07-01T07:30:00Z"}
    assert tracker.record(kept | {"stage": "Demo"}).recorded == 1


def test_a_time_that_does_not_exist_is_refused(tracker: tt.Tracker) -> None:
    times: list[datetime | str] = [datetime(2026, 3, 29, 2, 30), "2026-10-25 02:30"]
    rows: list[dict[str, Any]] = [USE | {"at": time} for time in times]
    receipt = tracker.record_all(rows, tz="Europe/Berlin")
    assert [one.reason.split(",")[0] for one in receipt.rejections] == [
        "at: does not exist in Europe/Berlin",
        "at: occurs twice in Europe/Berlin",
    ]


def test_an_unknown_zone_is_refused_with_the_near_miss(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match=r"tz: .* did you mean Europe/Berlin\?"):
        tracker.record_all([USE], tz="Europe/Berln")


def test_a_time_far_ahead_is_refused(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match="more than 24 hours ahead"):
        tracker.record(USE | {"at": "2226-03-01T00:00:00Z"})


@pytest.mark.parametrize("rows", [USE, "use", 7, None])
def test_what_is_not_rows_is_refused(tracker: tt.Tracker, rows: Any) -> None:
    with pytest.raises(TypeError, match="is not rows"):
        tracker.record_all(rows)


@pytest.mark.parametrize("row", [3, "use", ("rep", "ada"), {1: "ada"}])
def test_what_is_not_a_row_is_refused_with_its_place(tracker: tt.Tracker, row: object) -> None:
    with pytest.raises(TypeError, match=r"^row 2: "):
        tracker.record_all([USE, row])  # type: ignore[list-item]
    assert tracker.state().seq == 0


def test_an_unknown_type_is_refused_with_the_near_miss(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match=r"did you mean use\?"):
        tracker.record_all([USE], type="uses")
    with pytest.raises(tt.InvalidInput, match="type: is missing"):
        tracker.record({"rep": "ada"})


def test_a_receipt_is_kept_compared_and_read() -> None:
    rejection = tt.Rejection("row 2", 2, "key: is empty", 1)
    receipt = tt.Receipt(1, 0, 1, (rejection,), None, 1)
    assert repr(receipt).startswith("Receipt(recorded=1, duplicates=0, rejected=1, rejections=(Rej")
    assert receipt == tt.Receipt(1, 0, 1, (rejection,), None, 1)
    assert pickle.loads(pickle.dumps(receipt)) == receipt  # noqa: S301 - our own
    with pytest.raises(AttributeError):
        receipt.recorded = 2  # type: ignore[misc]
