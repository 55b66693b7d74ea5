"""Tables of uses go in as columns, and say what the same rows say one by one."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import talktrack as tt

if TYPE_CHECKING:
    from collections.abc import Callable

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ACTIONS = ["opened", "Shared", "presented"]
# Some of these are no keys, no words, no moments: whatever is wrong is told in the same words.
keys = st.sampled_from(["a", "b", "12", "", " c", None])
rows = st.fixed_dictionaries(
    {
        "rep": keys,
        "asset": st.sampled_from(["deck", "roi"]),
        "action": st.sampled_from([*ACTIONS, "sung"]),
        "at": st.integers(0, 5).map(lambda days: START + timedelta(days=days)),
    },
    optional={
        "conversation": st.sampled_from([None, "relevant-meeting", "3", "Lunch"]),
        "deal": st.sampled_from([None, "d1", "d2"]),
        "version": st.sampled_from([None, "1"]),
        "channel": st.sampled_from([None, "mail"]),
        "source": st.sampled_from(["crm", "portal"]),
        "id": st.sampled_from([None, "u1", "U1", str(uuid.UUID(int=7)), str(uuid.UUID(int=8))]),
    },
)


def outcome(given_rows: object) -> tuple[Any, ...]:
    with tt.open(":memory:") as tracker:
        receipt = tracker.record_all(given_rows, type="use")  # type: ignore[arg-type]
        refused = [(row["place"], row["reason"], row["raw"]) for row in tracker.quarantine()]
        counts = (receipt.recorded, receipt.duplicates, receipt.rejected)
        return counts, tracker.state().digest, refused


@settings(deadline=None)
@given(st.lists(rows, min_size=1, max_size=12))
def test_a_table_is_the_same_as_its_rows(given_rows: list[dict[str, Any]]) -> None:
    table = pa.Table.from_pylist(given_rows, schema_of(given_rows))
    plain = [{k: v for k, v in row.items() if v is not None} for row in given_rows]
    assert outcome(table) == outcome(plain)
    words = [name for name in table.column_names if name != "at"]
    encoded = pl.DataFrame(table).with_columns(pl.col(words).cast(pl.Categorical))
    assert outcome(encoded) == outcome(plain)


def schema_of(given_rows: list[dict[str, Any]]) -> pa.Schema:
    names = {name for row in given_rows for name in row} - {"at"}
    types: dict[str, pa.DataType] = {"at": pa.timestamp("us", "UTC")}
    return pa.schema(types | {name: pa.string() for name in sorted(names)})


USES = pa.table(
    {
        "id": [str(uuid.UUID(int=number)) for number in range(6)],
        "at": [START + timedelta(hours=number) for number in range(6)],
        "rep": ["ada", "bob"] * 3,
        "asset": ["deck"] * 6,
        "action": ["shared"] * 6,
    }
)


def in_pieces(table: pa.Table) -> pa.Table:
    return pa.concat_tables([table.slice(0, 2), table.slice(2, 1), table.slice(3)])


@pytest.mark.parametrize(
    "other",
    [
        lambda: USES.set_column(
            0, "id", pa.array([n.to_bytes(16) for n in range(6)], pa.binary(16))
        ),
        lambda: pa.concat_tables([USES.slice(0, 1), USES.slice(1, 3), USES.slice(4)]),
        lambda: USES.append_column("type", pa.array(["Use"] * 6)),
        lambda: USES.set_column(4, "action", USES["action"].dictionary_encode()),
        lambda: in_pieces(USES.set_column(2, "rep", USES["rep"].dictionary_encode())),
        USES.to_pandas,
        lambda: USES.set_column(1, "at", pa.array([str(time) for time in USES["at"].to_pylist()])),
    ],
    ids=["bytes", "pieces", "said", "dictionary", "shared", "pandas", "text"],
)
def test_however_it_is_written_it_is_the_same(other: Callable[[], Any]) -> None:
    assert outcome(other()) == outcome(USES.to_pylist())


def test_naive_times_of_a_column_are_read_in_the_zone_that_is_named(tracker: tt.Tracker) -> None:
    table = USES.set_column(1, "at", USES["at"].cast(pa.timestamp("us")))
    assert tracker.record_all(table, type="use", tz="Europe/Berlin").recorded == 6
    assert tracker.uses()[0]["at"] == START - timedelta(hours=1)
    assert tracker.record_all(table, type="use").rejected == 6


def test_lines_are_counted_over_all_pieces(tracker: tt.Tracker) -> None:
    ahead = datetime.now(UTC) + timedelta(days=30)
    times = USES["at"].to_pylist()
    times[4] = ahead
    table = USES.set_column(1, "at", pa.array(times))
    pieces = pa.concat_tables([table.slice(0, 3), table.slice(3)])
    receipt = tracker.record_all(pieces, type="use")
    assert receipt.recorded == 5
    assert [one.place for one in receipt.rejections] == ["row 5"]


def test_a_strict_table_names_only_what_the_catalogue_knows(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match="is not in the catalogue"):
        tracker.record_all(USES, type="use", strict=True)
    assert tracker.state().seq == 0


def test_people_who_were_forgotten_stay_forgotten(tracker: tt.Tracker) -> None:
    tracker.put_reps([{"key": "ada"}])
    tracker.forget("ada")
    assert tracker.record_all(USES, type="use").recorded == 6
    assert "ada" not in {row["rep"] for row in tracker.uses()}


def test_a_large_frame_of_pandas_is_the_same_facts() -> None:
    days = pd.date_range("2026-01-01", periods=70_000, freq="min", tz="UTC")
    frame = pd.DataFrame({"at": days, "rep": "ada", "asset": "deck", "action": "shared"})
    by_rows, by_columns = tt.open(":memory:"), tt.open(":memory:")
    by_rows.record_all(pa.Table.from_pandas(frame).to_pylist(), type="use")
    assert by_columns.record_all(frame, type="use").recorded == 70_000
    assert by_columns.state().digest == by_rows.state().digest
