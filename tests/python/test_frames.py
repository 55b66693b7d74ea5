"""DataFrames and Arrow tables of every make on their way into a ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import talktrack as tt

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ROWS: list[dict[str, Any]] = [
    {
        "rep": f"r{number % 3}",
        "asset": f"a{number % 5}",
        "action": ["opened", "shared"][number % 2],
        "at": START.replace(minute=number),
        "deal": None if number % 4 else f"d{number}",
    }
    for number in range(20)
]


def duckdb_relation(rows: list[dict[str, Any]]) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    connection.register("rows", pa.Table.from_pylist(rows))
    return connection.sql("SELECT * FROM rows")


MAKES: dict[str, Callable[[list[dict[str, Any]]], Any]] = {
    "dicts": list,
    "generator": iter,
    "pandas": pd.DataFrame,
    "pandas-arrow": lambda rows: pd.DataFrame(rows).convert_dtypes(dtype_backend="pyarrow"),
    "polars": pl.DataFrame,
    "polars-categorical": lambda rows: pl.DataFrame(rows).with_columns(
        pl.col("rep", "asset", "action").cast(pl.Categorical)
    ),
    "pyarrow": pa.Table.from_pylist,
    "batch": pa.RecordBatch.from_pylist,
    "stream": lambda rows: pa.Table.from_pylist(rows).to_reader(max_chunksize=7),
    "duckdb": duckdb_relation,
    "narwhals": lambda rows: nw.from_native(pl.DataFrame(rows), eager_only=True),
}


@pytest.mark.parametrize("make", MAKES)
def test_every_make_of_table_is_the_same_facts(tracker: tt.Tracker, make: str) -> None:
    with tt.open(":memory:") as other:
        other.record_all(ROWS, type="use")
        expected = other.state()
    receipt = tracker.record_all(MAKES[make](ROWS), type="use")
    assert (receipt.recorded, receipt.rejections) == (20, ())
    assert tracker.state().digest == expected.digest
    again = tracker.record_all(MAKES[make](ROWS), type="use")
    assert (again.recorded, again.duplicates) == (0, 20)
    assert tracker.state().digest == expected.digest


def column(array: pa.Array[Any], name: str = "deal") -> pa.Table:
    """Rows of stages whose deal, or what else is named, is the column under test."""
    columns: dict[str, Any] = {
        "deal": pa.array(["d"] * len(array)),
        "stage": pa.array(["Demo"] * len(array)),
        "at": pa.array([START] * len(array)),
    }
    return pa.table(columns | {name: array})


@pytest.mark.parametrize(
    "array",
    [
        pa.array(["7", "8"], pa.large_string()),
        pa.array(["7", "8"], pa.string_view()),
        pa.array(["7", "8"]).dictionary_encode(),
        pa.array([7, 8], pa.int8()),
        pa.array([7, 8], pa.uint64()),
        pa.array([7, 8]).dictionary_encode(),
        pa.array([Decimal(7), Decimal(8)], pa.decimal128(5, 0)),
        pa.RunEndEncodedArray.from_arrays(pa.array([1, 2], pa.int32()), pa.array(["7", "8"])),
    ],
    ids=lambda array: str(array.type),
)
def test_keys_are_read_from_every_type_that_can_be_one(
    tracker: tt.Tracker, array: pa.Array[Any]
) -> None:
    assert tracker.record_all(column(array), type="stage").recorded == 2
    same = [{"deal": key, "stage": "Demo", "at": START} for key in ("7", "8")]
    assert tracker.record_all(same, type="stage").duplicates == 2


@pytest.mark.parametrize(
    "array",
    [
        pa.array([START], pa.timestamp(unit, zone))
        for unit in ("s", "ms", "us", "ns")
        for zone in ("UTC", "+02:00", "America/New_York")
    ],
    ids=lambda array: str(array.type),
)
def test_moments_are_read_in_every_unit_and_zone(tracker: tt.Tracker, array: pa.Array[Any]) -> None:
    tracker.record({"type": "stage", "id": "s1", "deal": "d", "stage": "Demo", "at": START})
    table = column(array, "at").append_column("id", pa.array(["s1"]))
    assert tracker.record_all(table, type="stage").duplicates == 1


@pytest.mark.parametrize(
    "array",
    [
        pa.array([datetime(2026, 3, 1)], pa.timestamp("us")),
        pa.array([datetime(2026, 3, 1)], pa.timestamp("ns")),
        pa.array([date(2026, 3, 1)], pa.date32()),
        pa.array([date(2026, 3, 1)], pa.date64()),
        pa.array(["2026-03-01"]),
    ],
    ids=lambda array: str(array.type),
)
def test_naive_times_and_dates_need_a_zone(tracker: tt.Tracker, array: pa.Array[Any]) -> None:
    rejection = tracker.record_all(column(array, "at"), type="stage").rejections[0]
    assert "has no time zone" in rejection.reason
    assert tracker.record_all(column(array, "at"), type="stage", tz="Europe/Berlin").recorded == 1
    same = {"deal": "d", "stage": "Demo", "at": "2026-02-28T23:00:00Z"}
    assert tracker.record_all([same], type="stage").duplicates == 1


def test_a_moment_beyond_the_calendar_is_refused_not_lost(tracker: tt.Tracker) -> None:
    array = pa.array([2**62], pa.int64()).cast(pa.timestamp("s", "UTC"))
    receipt = tracker.record_all(column(array, "at"), type="stage")
    assert (receipt.recorded, receipt.rejected) == (0, 1)
    assert str(2**62) in tracker.quarantine()[0]["raw"]


def test_missing_values_of_pandas_are_no_values(tracker: tt.Tracker) -> None:
    frame = pd.DataFrame(
        {
            "rep": ["ada", "ada"],
            "asset": ["deck", "deck"],
            "rating": [4, None],
            "note": [None, float("nan")],
            "at": [pd.Timestamp(START), pd.Timestamp(START)],
        }
    )
    assert frame["rating"].dtype == "float64"
    assert tracker.record_all(frame, type="feedback").recorded == 2
    assert tracker.record(
        tt.Feedback(rep="ada", asset="deck", rating=4, at=START, id="f1")
    ).recorded


@pytest.mark.parametrize(
    "supports",
    [
        pa.array([["relevant-meeting", "2"]]),
        pa.array([["relevant-meeting", "2"]], pa.large_list(pa.string_view())),
        pa.array([[3, 2]], pa.list_(pa.int64(), 2)),
        pa.array(["relevant-meeting|right-people"]),
    ],
    ids=lambda array: str(array.type),
)
@pytest.mark.parametrize(
    "tags",
    [
        pa.array([{"segment": "smb", "size": None}]),
        pa.array([[("segment", "smb")]], pa.map_(pa.string(), pa.string())),
        None,
    ],
    ids=lambda array: "columns" if array is None else str(array.type),
)
def test_sets_and_tags_are_read_from_nested_columns(
    tracker: tt.Tracker, supports: pa.Array[Any], tags: pa.Array[Any] | None
) -> None:
    plain = {"key": "deck", "supports": [2, 3], "tags": {"segment": "smb"}}
    tracker.put_assets([plain], strict=True)
    columns: dict[str, Any] = {"key": ["deck"], "supports": supports}
    columns |= {"tag:segment": ["smb"]} if tags is None else {"tags": tags}
    assert tracker.put_assets(pa.table(columns), strict=True).duplicates == 1


def test_a_table_of_several_kinds_of_events(tracker: tt.Tracker) -> None:
    frame = pl.DataFrame(
        {
            "type": ["use", "stage", "outcome"],
            "at": [START] * 3,
            "rep": ["ada", None, None],
            "asset": ["deck", None, None],
            "action": ["shared", None, None],
            "deal": [None, "d1", "d1"],
            "stage": [None, "Demo", None],
            "conversation": [None, None, 3],
            "result": [None, None, "succeeded"],
        }
    )
    assert tracker.record_all(frame, strict=False).recorded == 3


def test_a_column_that_no_row_can_have_is_refused_before_anything_is_recorded(
    tracker: tt.Tracker,
) -> None:
    frame = pl.DataFrame({"key": ["deck"], "titel": ["The deck"]})
    with pytest.raises(
        tt.InvalidInput, match=r"titel: is not a column of asset: did you mean title\?"
    ):
        tracker.put_assets(frame)
    with pytest.raises(tt.InvalidInput, match="colour: is not a column of rep; it has at, key, na"):
        tracker.put_reps(pl.DataFrame({"key": ["ada"], "colour": ["red"]}))
    with pytest.raises(tt.InvalidInput, match=r"actoin: .* did you mean action\?"):
        tracker.record_all(pl.DataFrame({"type": ["use"], "actoin": ["shared"]}))
    with pytest.raises(tt.InvalidInput, match="tag:segment: is not a column of rep"):
        tracker.put_reps(pl.DataFrame({"key": ["ada"], "tag:segment": ["x"]}))
    assert tracker.state().seq == 0
    assert len(tracker.quarantine()) == 0


def test_a_column_that_occurs_twice_is_refused(tracker: tt.Tracker) -> None:
    table = pa.table([pa.array(["ada"]), pa.array(["bob"])], names=["key", "key"])
    with pytest.raises(tt.InvalidInput, match="key: is the name of two columns"):
        tracker.put_reps(table)


@pytest.mark.parametrize(
    "array", [pa.array([b"x"]), pa.array([1], pa.duration("s")), pa.array([1], pa.time32("s"))]
)
def test_a_column_of_a_type_that_no_field_takes_is_refused(
    tracker: tt.Tracker, array: pa.Array[Any]
) -> None:
    with pytest.raises(tt.InvalidInput, match=r"name: holds \w+.*, which no field takes"):
        tracker.put_reps(pa.table({"key": ["ada"], "name": array}))


@pytest.mark.parametrize(
    "given",
    [
        pl.Series(["ada"]),
        pa.array(["ada"]),
        pd.DataFrame({"key": ["ada", 1]}),
    ],
    ids=lambda given: type(given).__module__ + type(given).__name__,
)
def test_what_is_no_table_of_columns_is_refused(tracker: tt.Tracker, given: Any) -> None:
    with pytest.raises(tt.InvalidInput, match="table: cannot be read as columns: ") as refusal:
        tracker.put_reps(given)
    assert refusal.value.__cause__ is not None


def test_a_stream_that_breaks_leaves_nothing_behind(tracker: tt.Tracker) -> None:
    schema = pa.schema({"key": pa.string()})

    def batches() -> Iterator[pa.RecordBatch]:
        yield pa.RecordBatch.from_pylist([{"key": "ada"}], schema)
        raise RuntimeError("the line went dead")

    with pytest.raises(tt.InvalidInput, match=r"table: broke off: .*the line went dead"):
        tracker.put_reps(pa.RecordBatchReader.from_batches(schema, batches()))
    assert tracker.state().seq == 0


def test_rows_beyond_one_piece_keep_their_numbers(tracker: tt.Tracker) -> None:
    keys = [f"r{number}" for number in range(150_000)]
    keys[140_000] = ""
    receipt = tracker.put_reps(pl.DataFrame({"key": keys}))
    assert (receipt.recorded, receipt.rejected) == (149_999, 1)
    assert receipt.rejections[0].line == 140_001


def test_an_empty_table_records_nothing(tracker: tt.Tracker) -> None:
    assert tracker.put_reps(pl.DataFrame({"key": []}, schema={"key": pl.String})).recorded == 0
    assert tracker.record_all([]).recorded == 0


def test_a_lazy_frame_is_asked_to_be_collected(tracker: tt.Tracker) -> None:
    with pytest.raises(TypeError, match="LazyFrame is not rows"):
        tracker.put_reps(pl.LazyFrame({"key": ["ada"]}))  # type: ignore[arg-type]


def test_an_answer_goes_back_in(quarter: tt.Tracker, tracker: tt.Tracker) -> None:
    retired = quarter.unused().to_polars().select(key="asset", title="title", kind="kind")
    assert tracker.put_assets(retired).rejections == ()
