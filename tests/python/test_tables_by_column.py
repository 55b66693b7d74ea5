"""Parquet and Arrow IPC: what others wrote comes in, and what goes out others read."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

import talktrack as tt

if TYPE_CHECKING:
    from pathlib import Path

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
ROWS: dict[str, list[Any]] = {
    "type": ["use", "use", "use"],
    "rep": ["ada", "bob", "eve"],
    "asset": ["deck", "deck", "roi"],
    "action": ["shared", "presented", "tailored"],
    "at": [AT, AT, AT],
}


@pytest.mark.parametrize("format", ["parquet", "arrow", "csv"])
def test_an_exported_folder_makes_an_equal_ledger(
    company: tt.Tracker, tmp_path: Path, format: str
) -> None:
    folder = tmp_path / "tables"
    assert company.export(folder, format=format) == company.state().seq
    assert folder.stat().st_mode & 0o077 == 0
    with tt.open(tmp_path / "copy.db") as copy:
        receipt = copy.import_file(folder)
        assert (receipt.rejected, receipt.recorded) == (0, company.state().seq)
        assert copy.state().digest == company.state().digest
        assert list(copy.assets()) == list(company.assets())
        assert copy.unused().summary == company.unused().summary
        assert copy.import_file(folder).recorded == 0
    with pytest.raises(tt.StorageError, match="is there already: name another one"):
        company.export(folder, format=format)


def test_exported_tables_are_read_by_others(company: tt.Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    company.export(folder, format="parquet")
    company.export(tmp_path / "lines")
    events = map(json.loads, (tmp_path / "lines").read_text().splitlines())
    actions = Counter(event["action"] for event in events if event["type"] == "use")
    months = {path.name for path in (folder / "use").iterdir()}

    uses = ds.dataset(folder / "use", partitioning="hive").to_table()
    assert {f"month={month}" for month in uses["month"].unique().to_pylist()} == months
    counts = uses.group_by("action").aggregate([("id", "count")]).to_pylist()
    assert {row["action"]: row["id_count"] for row in counts} == actions
    assert uses.schema.field("at").type == pa.timestamp("us", "UTC")
    assert pc.all(pc.equal(pc.strftime(uses["at"], "%Y-%m"), uses["month"])).as_py()

    frame = pl.scan_parquet(folder / "use/**/*.parquet", hive_partitioning=True).collect()
    assert dict(frame["action"].value_counts().iter_rows()) == actions
    files = duckdb.read_parquet(f"{folder}/use/*/*.parquet", hive_partitioning=True)
    # Whole rows hold times, for which DuckDB asks for a package that nothing else here needs.
    found = files.select("action", "month").fetchall()
    assert Counter(action for action, _ in found) == actions
    assert {f"month={month}" for _, month in found} == months
    deals = duckdb.read_parquet(f"{folder}/deal/*/*.parquet")
    assert str(dict(zip(deals.columns, deals.types, strict=True))["amount"]) == "DECIMAL(19,2)"
    supports = pl.read_parquet(folder / "asset/**/*.parquet")["supports"]
    assert supports.dtype == pl.List(pl.String)


def test_exported_files_of_arrow_are_read_by_others(quarter: tt.Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    quarter.export(folder, format="arrow")
    uses = folder / "use" / "month=2026-03" / "part-0.arrow"
    assert pl.read_ipc(uses)["rep"].to_list() == ["ada"]
    with pa.OSFile(str(uses), "rb") as file:
        assert pa.ipc.open_file(file).read_all()["asset"].to_pylist() == ["deck"]


def test_ids_that_a_database_keeps_as_uuids_are_read(tracker: tt.Tracker, tmp_path: Path) -> None:
    ids = ["0195c2d4-7e3a-7b10-8c55-1f2e3d4c5b6a", "f47ac10b-58cc-4372-a567-0e02b2c3d479"]
    columns = "'use' AS type, 'ada' AS rep, 'deck' AS asset, 'shared' AS action, "
    at = "TIMESTAMPTZ '2026-03-01 09:30:00+00' AS at"
    path = tmp_path / "uses.parquet"
    rows = [f"SELECT {columns} UUID '{one}' AS id, {at}" for one in ids]
    duckdb.connect().execute(f"COPY ({' UNION ALL '.join(rows)}) TO '{path}' (FORMAT parquet)")
    assert pq.read_schema(path).field("id").type in (pa.uuid(), pa.binary(16))
    assert tracker.import_file(path).recorded == 2
    assert sorted(use["id"] for use in tracker.events("use")) == ids


def written(path: Path, by: str) -> None:
    frame, table = pl.DataFrame(ROWS), pa.table(ROWS)
    match by:
        case "polars":
            frame.write_parquet(path)
        case "polars, dictionaries":
            frame.with_columns(pl.col("rep", "action").cast(pl.Categorical)).write_parquet(path)
        case "polars, a stream of Arrow":
            frame.write_ipc_stream(path, compression="lz4")
        case "pandas":
            table.to_pandas().to_parquet(path)
        case "pyarrow, Arrow":
            with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, table.schema) as to:
                to.write_table(table)
        case "DuckDB":
            duckdb.from_arrow(table).write_parquet(str(path))
        case codec:
            options: dict[str, Any] = {"compression": codec, "data_page_version": "2.0"}
            pq.write_table(table, path, **options)


@pytest.mark.parametrize(
    "by",
    [
        "polars",
        "polars, dictionaries",
        "polars, a stream of Arrow",
        "pandas",
        "pyarrow, Arrow",
        "DuckDB",
        "none",
        "snappy",
        "gzip",
        "lz4",
        "zstd",
    ],
)
def test_tables_of_others_are_read(tracker: tt.Tracker, tmp_path: Path, by: str) -> None:
    path = tmp_path / "table"
    written(path, by)
    receipt = tracker.import_file(path)
    assert (receipt.recorded, receipt.rejections) == (3, ())
    expected = sorted(zip(ROWS["rep"], ROWS["asset"], ROWS["action"], ROWS["at"], strict=True))
    uses = [(use["rep"], use["asset"], use["action"], use["at"]) for use in tracker.uses()]
    assert sorted(uses) == expected
    kind = "Arrow IPC" if "Arrow" in by else "Parquet"
    assert receipt.understood == f"{kind}, its columns named as the fields of records are"


def test_a_file_of_arrow_without_a_stream_is_told(tracker: tt.Tracker, tmp_path: Path) -> None:
    path = tmp_path / "table.arrow"
    pl.DataFrame(ROWS).write_ipc(path)
    with pytest.raises(tt.InvalidInput, match="write_ipc_stream"):
        tracker.import_file(path)


def test_a_codec_that_is_not_read_is_told(tracker: tt.Tracker, tmp_path: Path) -> None:
    path = tmp_path / "table.parquet"
    pq.write_table(pa.table(ROWS), path, compression="brotli")
    with pytest.raises(tt.InvalidInput, match=r"(?i)brotli"):
        tracker.import_file(path)


def test_a_mapping_reads_a_table_with_other_columns(tracker: tt.Tracker, tmp_path: Path) -> None:
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(
        '[[record]]\ntype = "deal"\n'
        'fields = { key = "Id", amount = "Value", currency = { constant = "EUR" }, at = "Seen" }\n'
    )
    naive = datetime(2026, 3, 1, 9, 30)
    deals: dict[str, list[Any]] = {
        "Id": [1, 2],
        "Value": [Decimal("12.50"), None],
        "Seen": [naive, naive],
    }
    path = tmp_path / "deals.parquet"
    pq.write_table(pa.table(deals), path)
    refused = tracker.import_file(path, mapping=mapping)
    assert refused.rejected == 2
    assert "has no time zone" in refused.rejections[0].reason
    assert tracker.import_file(path, mapping=mapping, tz="Europe/Berlin").recorded == 2
    first, second = sorted(tracker.deals(), key=lambda deal: str(deal["key"]))
    assert (first["key"], first["amount"], second["amount"]) == ("1", Decimal("12.50"), None)


def test_what_is_compressed_is_unpacked_up_to_a_limit(tmp_path: Path) -> None:
    lines = [
        json.dumps({"type": "use", "rep": f"r{number}", "asset": "deck", "action": "shared"})[:-1]
        + ', "at": "2026-03-01T09:30:00Z"}'
        for number in range(100)
    ]
    path = tmp_path / "events.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(lines).encode("utf-16")))
    with tt.open(":memory:") as tracker:
        receipt = tracker.import_file(path)
        assert receipt.recorded == 100
        assert receipt.understood.endswith(", compressed with gzip, in UTF-16")
    with tt.open(":memory:") as tracker, pytest.raises(tt.InvalidInput, match="unpack_to"):
        tracker.import_file(path, unpack_to=0)


@pytest.mark.parametrize("format", ["json-lines", "parquet"])
def test_ctrl_c_ends_an_export_and_leaves_nothing(tmp_path: Path, format: str) -> None:
    def ring(_number: int, _frame: object) -> None:
        raise InterruptedError

    rows = 200_000
    uses = pa.table({name: [values[0]] * rows for name, values in ROWS.items() if name != "rep"})
    uses = uses.append_column("rep", pa.array([f"r{number}" for number in range(rows)]))
    before = signal.signal(signal.SIGALRM, ring)
    try:
        with tt.open(":memory:") as tracker:
            assert tracker.record_all(uses).recorded == rows
            signal.setitimer(signal.ITIMER_REAL, 0.02)
            with pytest.raises(InterruptedError):
                tracker.export(tmp_path / "export", format=format)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert list(tmp_path.iterdir()) == []


def test_the_command_answers_with_tables_by_column(company: tt.Tracker, tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    company.export(folder)
    command = [sys.executable, "-m", "talktrack", "--db", str(tmp_path / "copy.db")]
    subprocess.run([*command, "import", str(folder)], check=True, capture_output=True)
    expected = company.trend(by="team").to_arrow()
    unit = (expected.schema.field("uses").metadata or {})[b"unit"]
    for name in ("parquet", "arrow"):
        path = tmp_path / name
        with path.open("wb") as file:
            asked = [*command, "trend", "--by", "team", "--format", name]
            subprocess.run(asked, check=True, stdout=file)
        table = pq.read_table(path) if name == "parquet" else ipc_table(path)
        assert table.to_pylist() == expected.to_pylist()
        assert (table.schema.field("uses").metadata or {})[b"unit"] == unit


def ipc_table(path: Path) -> pa.Table:
    with pa.OSFile(str(path), "rb") as file:
        return pa.ipc.open_file(file).read_all()
