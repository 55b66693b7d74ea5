"""Answers: as rows, as Arrow, as DataFrames, on screen."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import narwhals as nw
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import talktrack as tt


def test_rows_are_dicts_of_python_values(quarter: tt.Tracker) -> None:
    unused = quarter.unused()
    roi, deck = unused
    assert len(unused) == 2
    assert (roi["asset"], roi["status"], roi["last_use"]) == ("roi", "unused", None)
    assert deck["last_use"] == datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
    assert deck["cost"] == Decimal("1200.50")
    assert (deck["live_days"], deck["uses"], deck["flags"]) == (90.0, 1, [])
    assert unused[-1] == deck
    assert list(deck) == [column.name for column in unused.columns]
    with pytest.raises(IndexError, match="there is no row 2: the table has 2"):
        unused[2]


def test_an_answer_says_what_it_means_and_rests_on(quarter: tt.Tracker) -> None:
    unused = quarter.within(tz="Europe/Berlin", action="shared").unused(grace_days=14)
    assert unused.question == "unused"
    assert "at least 14 days" in unused.definition
    assert unused.scope.since == datetime(2026, 1, 1, tzinfo=ZoneInfo("Europe/Berlin"))
    assert unused.scope.until.isoformat() == "2026-04-01T00:00:00+02:00"
    assert (unused.scope.tz, unused.scope.filters) == ("Europe/Berlin", ("action: shared",))
    state = quarter.state()
    assert unused.provenance == {
        "ledger": state.ledger,
        "seq": state.seq,
        "digest": state.digest,
        "generation": 0,
        "version": tt.__version__,
    }
    assert unused.summary["unused_cost"] == Decimal("80.00")
    assert (unused.summary["eligible"], unused.summary["unused_rate"]) == (2, 0.5)
    assert [column.name for column in unused.summary_columns] == list(unused.summary)


def test_an_answer_by_group_has_no_summary(quarter: tt.Tracker) -> None:
    groups = quarter.unused(by="segment")
    assert groups.summary == {}
    assert [(row["segment"], row["unused"]) for row in groups] == [
        ("enterprise", 0),
        ("startup", 1),
    ]
    assert groups.columns[0].name == "segment"


def test_columns_say_what_they_hold(quarter: tt.Tracker) -> None:
    columns = {column.name: column for column in quarter.unused().columns}
    assert columns["live_days"] == tt.Column(
        "live_days", "number", "days", "How long it was live in the scope."
    )
    assert columns["cost"].unit == "EUR"
    assert all(column.meaning for column in columns.values())


def test_arrow_types_are_those_that_notebooks_handle_best(quarter: tt.Tracker) -> None:
    table = quarter.unused().to_arrow()
    word = pa.dictionary(pa.int32(), pa.string())
    assert dict(zip(table.schema.names, table.schema.types, strict=True)) == {
        "asset": pa.string(),
        "title": pa.string(),
        "kind": word,
        "status": word,
        "live_days": pa.float64(),
        "uses": pa.int64(),
        "put_to_work": pa.int64(),
        "last_use": pa.timestamp("us", "UTC"),
        "cost": pa.decimal128(19, 2),
        "flags": pa.list_(pa.string()),
    }
    metadata = table.schema.field("cost").metadata
    assert metadata is not None
    assert metadata[b"currency"] == metadata[b"unit"] == b"EUR"
    assert metadata[b"meaning"] == b"What it cost to make."
    assert pa.schema(quarter.unused()) == table.schema  # type: ignore[arg-type]


@pytest.mark.parametrize(("currency", "scale"), [("JPY", 0), ("EUR", 2), ("KWD", 3)])
def test_amounts_have_the_decimals_of_their_currency(
    tracker: tt.Tracker, currency: str, scale: int
) -> None:
    tracker.put_assets([{"key": "deck", "cost": 7, "currency": currency}], strict=True)
    table = tracker.unused().to_arrow()
    assert table.schema.field("cost").type == pa.decimal128(19, scale)
    assert table["cost"].to_pylist() == [Decimal(7)]


def test_every_library_gets_the_same_rows(quarter: tt.Tracker) -> None:
    unused = quarter.unused()
    rows = list(unused)
    assert unused.to_arrow().to_pylist() == rows
    assert unused.to_polars().to_dicts() == rows
    assert pl.DataFrame(unused).equals(unused.to_polars())
    assert nw.from_arrow(unused, backend="polars")["asset"].to_list() == ["roi", "deck"]
    assert duckdb.connect().execute("SELECT sum(uses) FROM unused").fetchall() == [(1,)]
    frame = unused.to_pandas()
    assert frame["asset"].tolist() == ["roi", "deck"]
    assert isinstance(frame["status"].dtype, pd.CategoricalDtype)
    assert str(frame["last_use"].dtype) == "datetime64[us, UTC]"


def test_a_requested_schema_is_followed(quarter: tt.Tracker) -> None:
    wanted = quarter.unused().to_arrow().schema
    wanted = wanted.set(2, pa.field("kind", pa.string()))
    reader = pa.RecordBatchReader.from_stream(quarter.unused(), schema=wanted)
    assert reader.read_all().schema.field("kind").type == pa.string()


def test_an_empty_answer_has_its_columns(tracker: tt.Tracker) -> None:
    unused = tracker.unused()
    assert (len(unused), list(unused)) == (0, [])
    assert unused.to_polars().columns == [column.name for column in unused.columns]
    assert "0 rows" in repr(unused)
    assert unused.summary["unused_rate"] is None


@pytest.mark.parametrize(
    ("missing", "method", "advice"),
    [
        ("pandas", "to_pandas", "to_pandas needs pandas: pip install talktrack[pandas]"),
        ("pyarrow", "to_pandas", "to_pandas needs pyarrow: pip install talktrack[pandas]"),
        ("polars", "to_polars", "to_polars needs polars: pip install talktrack[polars]"),
        ("pyarrow", "to_arrow", "to_arrow needs pyarrow: pip install talktrack[pyarrow]"),
    ],
)
def test_a_missing_library_is_named_with_what_installs_it(
    tracker: tt.Tracker, monkeypatch: pytest.MonkeyPatch, missing: str, method: str, advice: str
) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(ImportError) as refusal:
        getattr(tracker.unused(), method)()
    assert str(refusal.value) == advice
    assert refusal.value.name == missing


def test_pandas_without_pyarrow_says_what_is_missing(
    tracker: tt.Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    frame = pd.DataFrame({"key": ["ada"]})
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ImportError, match=r"pip install talktrack\[pandas\]"):
        tracker.put_reps(frame)


def test_an_answer_reads_well_in_a_terminal(quarter: tt.Tracker) -> None:
    shown = repr(quarter.unused()).splitlines()
    assert shown[0].split() == [
        *("asset", "title", "kind", "status", "live_days", "uses", "put_to_work", "[uses]"),
        *("last_use", "cost", "[EUR]", "flags"),
    ]
    assert shown[3].startswith("deck   The <deck>  deck  used")
    assert shown[3].rstrip().endswith("1,200.50")
    assert shown[4] == "2 rows"
    text = " ".join(shown)
    assert "unused_rate 50.0%" in text
    assert "unused_cost [EUR] 80.00" in text
    assert "Of the assets in the catalogue that were live in the scope" in text
    assert f"Ledger {quarter.state().ledger}" in text
    assert max(map(len, shown[6:])) <= 100


def test_an_answer_in_a_notebook_is_escaped(quarter: tt.Tracker) -> None:
    shown = quarter.unused()._repr_html_()
    assert "The &lt;deck&gt;" in shown
    assert "<deck>" not in shown
    assert 'title="The asset&#x27;s key."' in shown
    assert "<dt>Definition</dt>" in shown


def test_long_tables_and_cells_are_cut_and_say_so(tracker: tt.Tracker) -> None:
    rows: list[dict[str, Any]] = [
        {"key": f"r{number:03}", "teem": "long " * 40} for number in range(60)
    ]
    tracker.put_reps(rows)
    table = tracker.quarantine()
    assert repr(table).endswith("60 rows, the first 20 shown")
    assert "…" in repr(table)
    assert table._repr_html_().count("<tr>") == 51


def test_the_quarantine_is_a_table_too(tracker: tt.Tracker) -> None:
    tracker.put_reps([{"key": " ada"}])
    table = tracker.quarantine()
    (row,) = table
    assert (row["number"], row["place"]) == (1, "row 1")
    assert row["raw"] == '{"key":" ada","type":"rep"}'
    assert row["length"] == len(row["raw"])
    assert row["refused_at"].tzinfo is UTC
    assert row["recorded_at"] is None
    assert table.to_arrow().to_pylist() == [row]
    assert len(tracker.quarantine(settled=True)) == 1
