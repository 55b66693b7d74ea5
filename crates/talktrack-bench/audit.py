"""The same question of the same uses, put to talktrack and to what one would use instead.

    cargo build --release -p talktrack-bench --bin audit
    python crates/talktrack-bench/audit.py --uses 1000000 10000000

Per asset: uses, distinct reps, first and last use, uses by conversation. Everybody gets two threads.
The others get numbers in place of names, which favours them; talktrack answers with names. "Open" is
with the data open, the median of nine; "fresh" is from opening the data to the answer, in a process
of its own, the median of three (starting an interpreter is not counted). Checks that all agree.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).parents[2] / "target" / "release" / "audit"
THREADS = 2
COUNTS = ", ".join(
    f"count(*) FILTER (WHERE conversation = {n}) AS c{n}" for n in range(6)
)
SQL = (
    'SELECT asset, count(*) AS uses, count(DISTINCT rep) AS reps, min("at") AS first, max("at") AS last, '
    f"{COUNTS} FROM {{table}} GROUP BY asset"
)
SQLITE = (
    "SELECT asset.name, count(*), count(DISTINCT event.rep), min(event.at), max(event.at), "
    + ", ".join(f"sum(coalesce(conversation, 0) = {n})" for n in range(6))
    + " FROM event JOIN asset ON asset.id = event.asset WHERE kind = 1 GROUP BY event.asset"
)

Rows = dict[int, tuple[int, ...]]
Answer = Callable[[], Rows]


def by_asset(rows: Any) -> Rows:
    return {int(row[0]): tuple(int(value) for value in row[1:]) for row in rows}


def duckdb_file(folder: Path) -> Answer:
    import duckdb

    connection = duckdb.connect(str(folder / "uses.duckdb"), read_only=True)
    connection.execute(f"SET threads = {THREADS}")
    return lambda: by_asset(connection.execute(SQL.format(table="uses")).fetchall())


def duckdb_parquet(folder: Path) -> Answer:
    import duckdb

    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    table = f"read_parquet('{folder / 'uses.parquet'}')"
    return lambda: by_asset(connection.execute(SQL.format(table=table)).fetchall())


def polars_query(frame: Any) -> Rows:
    import polars as pl

    counts = [(pl.col("conversation") == n).sum().alias(f"c{n}") for n in range(6)]
    answer = frame.group_by("asset").agg(
        pl.len().alias("uses"),
        pl.col("rep").n_unique().alias("reps"),
        pl.col("at").min().alias("first"),
        pl.col("at").max().alias("last"),
        *counts,
    )
    return by_asset(answer.collect().iter_rows())


def polars_memory(folder: Path) -> Answer:
    import polars as pl

    frame = pl.read_parquet(folder / "uses.parquet")
    return lambda: polars_query(frame.lazy())


def polars_parquet(folder: Path) -> Answer:
    import polars as pl

    return lambda: polars_query(pl.scan_parquet(folder / "uses.parquet"))


def pandas_memory(folder: Path) -> Answer:
    import pandas as pd

    frame = pd.read_parquet(folder / "uses.parquet")

    def ask() -> Rows:
        groups = frame.groupby("asset", sort=False)
        answer = groups.agg(
            uses=("rep", "size"),
            reps=("rep", "nunique"),
            first=("at", "min"),
            last=("at", "max"),
        )
        counts = pd.crosstab(frame["asset"], frame["conversation"]).reindex(
            columns=range(6)
        )
        return by_asset(answer.join(counts.fillna(0)).itertuples())

    return ask


def sqlite_sql(folder: Path) -> Answer:
    import sqlite3

    connection = sqlite3.connect(f"file:{folder / 'uses.db'}?mode=ro", uri=True)

    def ask() -> Rows:
        rows = connection.execute(SQLITE).fetchall()
        return by_asset((row[0].rsplit("-", 1)[1], *row[1:]) for row in rows)

    return ask


PEERS = {
    "DuckDB, own file": (duckdb_file, 9),
    "DuckDB, Parquet": (duckdb_parquet, 9),
    "Polars, memory": (polars_memory, 9),
    "Polars, Parquet": (polars_parquet, 9),
    "pandas, memory": (pandas_memory, 3),
    "SQL in SQLite": (sqlite_sql, 1),
}
FILES = {
    "DuckDB, own file": "uses.duckdb",
    "DuckDB, Parquet": "uses.parquet",
    "Polars, Parquet": "uses.parquet",
    "talktrack": "uses.db",
}


def make(folder: Path, uses: int) -> None:
    """The ledger, and the same uses as DuckDB's own file and as Parquet."""
    import duckdb
    import numpy as np
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = folder / "columns"
    columns.mkdir()
    for command in (["make", folder / "uses.db"], ["columns", columns]):
        subprocess.run(
            [PROGRAM, command[0], "--uses", str(uses), *command[1:]], check=True
        )
    types = {"i64": "<i8", "u32": "<u4", "u8": "<u1"}
    columns_table = pa.table(
        {
            file.stem: np.fromfile(file, types[file.suffix[1:]])
            for file in sorted(columns.iterdir())
        }
    )
    pq.write_table(columns_table, folder / "uses.parquet")
    with duckdb.connect(str(folder / "uses.duckdb")) as connection:
        connection.execute("CREATE TABLE uses AS SELECT * FROM columns_table")
    for file in columns.iterdir():
        file.unlink()


def evict(path: Path) -> None:
    """Takes a file out of the page cache."""
    os.sync()
    with path.open("rb") as file:
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def ask_peer(name: str, folder: Path, times: int) -> dict[str, Any]:
    """What a process of its own measures: see `worker`."""
    environment = {**os.environ, "POLARS_MAX_THREADS": str(THREADS)}
    command = [
        sys.executable,
        __file__,
        "--worker",
        name,
        str(folder),
        "--times",
        str(times),
    ]
    done = subprocess.run(
        command, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def worker(name: str, folder: Path, times: int) -> None:
    import duckdb
    import pandas  # noqa: F401  (importing is not counted)
    import polars  # noqa: F401

    del duckdb
    start = time.perf_counter()
    ask = PEERS[name][0](folder)
    rows = ask()
    fresh = time.perf_counter() - start
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        ask()
        taken.append(time.perf_counter() - start)
    print(json.dumps({"fresh": fresh, "open": taken, "rows": sorted(rows.items())}))


def ask_talktrack(folder: Path, times: int, more: int = 0) -> dict[str, Any]:
    answer = folder / "answer.csv"
    command = [
        PROGRAM,
        "ask",
        "--times",
        str(times),
        "--more",
        str(more),
        "--csv",
        answer,
    ]
    done = subprocess.run(
        [*command, folder / "uses.db"], check=True, stdout=subprocess.PIPE, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    with answer.open() as file:
        rows = by_asset(
            (row[0].rsplit("-", 1)[1], *row[1:]) for row in csv.reader(file)
        )
    return {**result, "rows": sorted(rows.items())}


def fresh_times(
    ask: Callable[[], dict[str, Any]], file: Path | None
) -> tuple[float, float | None]:
    """The median of three fresh processes, and one with the file evicted from the page cache."""
    fresh = statistics.median(ask()["fresh"] for _ in range(3))
    if file is None:
        return fresh, None
    evict(file)
    return fresh, ask()["fresh"]


def compare(uses: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        make(folder, uses)
        ours = ask_talktrack(folder, 9)
        fresh, cold = fresh_times(
            lambda: ask_talktrack(folder, 0), folder / FILES["talktrack"]
        )
        opened = statistics.median(ours["open"])
        size = (folder / "uses.db").stat().st_size
        print(
            f"\n{uses:,} uses: {ours['bytes'] / uses:.1f} bytes a use in memory, "
            f"{size / uses:.0f} on disk"
        )
        print("| beside | open | fresh | fresh, evicted |")
        print("|---|---|---|---|")
        print(
            f"| talktrack | {opened * 1e9 / uses:.1f} ns a use | {fresh / opened:.1f}× open "
            f"| {cold / opened:.1f}× open |"
        )
        for peer, (_, times) in PEERS.items():
            theirs = ask_peer(peer, folder, times)
            expected = [[asset, list(row)] for asset, row in ours["rows"]]
            if theirs["rows"] != expected:
                raise SystemExit(f"{peer} gives another answer")
            file = folder / FILES[peer] if peer in FILES else None
            their_fresh, their_cold = theirs["fresh"], None
            if times > 1:
                again = lambda peer=peer: ask_peer(peer, folder, 0)
                their_fresh, their_cold = fresh_times(again, file)
            evicted = f"{their_cold / cold:.1f}×" if their_cold and cold else ""
            print(
                f"| {peer} | {statistics.median(theirs['open']) / opened:.1f}× "
                f"| {their_fresh / fresh:.1f}× | {evicted} |",
                flush=True,
            )
        more = ask_talktrack(folder, 1, more=1000)
        print(
            f"Reading 1,000 more uses takes 1/{more['fresh'] / more['refreshed']:.0f} of "
            "reading everything."
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--uses", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--worker", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--times", type=int, default=9, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.worker:
        worker(arguments.worker[0], Path(arguments.worker[1]), arguments.times)
        return
    for uses in arguments.uses:
        compare(uses)


if __name__ == "__main__":
    main()
