"""Uses handed over by Python, beside what one would write instead and beside Rust.

    cargo build --release -p talktrack-bench --bin recording
    python crates/talktrack-bench/handover.py --uses 10000000

In batches of a million, one commit a batch, the ways in turn: `record_all` of an Arrow table;
`sqlite3.executemany` of ready tuples into a plain table with the same unique index, page size, cache, log
and durability, once with keys as texts, as they come, and once as numbers that somebody gave them
beforehand; and, for the first batch, pandas' `to_sql` of the same table as a DataFrame. Making the rows is
not counted. At last the ledger's uses go to Polars and to pandas. Before all that, two
million uses are recorded by `record_all` and by `record_uses` of Rust, several turns of each.
"""

from __future__ import annotations

import argparse
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import polars as pl
import pyarrow as pa

import talktrack as tt

TARGET = os.environ.get("CARGO_TARGET_DIR", Path(__file__).parents[2] / "target")
PROGRAM = Path(TARGET) / "release" / "recording"
BATCH = 1_000_000
# How many uses are recorded beside Rust, and how often.
FEW, TURNS = 2_000_000, 3
START = 1_704_067_200_000_000  # 2024-01-01T00:00:00Z
REPS, ASSETS, DEALS = 5_000, 1_750, 200_000
KEYS = {"rep": REPS, "asset": ASSETS, "deal": DEALS}
ACTIONS = ["opened", "downloaded", "tailored", "presented", "shared"]
CONVERSATIONS = [
    "point-of-view",
    "right-people",
    "relevant-meeting",
    "definition-of-success",
    "tangible-value",
]
COLUMNS = ("id", "at", "rep", "asset", "deal", "conversation", "action")
# What each kind of ids is called in the output of the program, and the budget.
KINDS = {"random": ("random ids", 2.0), "by time": ("ids by time", 1.3)}

Batch = dict[str, np.ndarray]


def batches(uses: int, ids: str) -> Iterator[Batch]:
    """The uses as numbers: few assets are used much."""
    chance = np.random.default_rng(1)
    for start in range(0, uses, BATCH):
        rows = min(BATCH, uses - start)
        at = START + 3_000_000 * np.arange(start, start + rows)
        raw = chance.integers(0, 256, (rows, 16), dtype=np.uint8)
        if ids == "by time":
            millis = (at // 1_000).astype(">u8").view(np.uint8).reshape(rows, 8)
            raw[:, :6] = millis[:, 2:]
        raw[:, 6] = (raw[:, 6] & 0x0F) | (0x70 if ids == "by time" else 0x40)
        raw[:, 8] = (raw[:, 8] & 0x3F) | 0x80
        yield {
            "id": raw,
            "at": at,
            "rep": chance.integers(0, REPS, rows),
            "asset": (chance.random(rows) ** 2 * (ASSETS - 1)).astype(int),
            "deal": chance.integers(0, DEALS, rows),
            "conversation": chance.integers(0, 5, rows),
            "action": chance.integers(0, 5, rows),
        }


def arrow(batch: Batch) -> pa.Table:
    """The batch as it stands in an Arrow table: words as dictionaries."""
    words = {
        **{name: [f"{name}-{n}" for n in range(count)] for name, count in KEYS.items()},
        "conversation": CONVERSATIONS,
        "action": ACTIONS,
    }
    columns = {
        "id": pa.FixedSizeBinaryArray.from_buffers(
            pa.binary(16), len(batch["id"]), [None, pa.py_buffer(batch["id"].tobytes())]
        ),
        "at": pa.array(batch["at"], pa.timestamp("us", "UTC")),
    }
    for name, known in words.items():
        codes = pa.array(batch[name].astype(np.int32))
        columns[name] = pa.DictionaryArray.from_arrays(codes, pa.array(known))
    return pa.table(columns)


def tuples(batch: Batch, *, texts: bool) -> list[tuple[object, ...]]:
    """The batch as ready tuples for SQL, keys as texts or as numbers."""
    ids = batch["id"].tobytes()
    columns = {name: batch[name].tolist() for name in COLUMNS[1:]}
    if texts:
        for name, count in KEYS.items():
            known = [f"{name}-{number}" for number in range(count)]
            columns[name] = [known[number] for number in columns[name]]
    keys = [ids[place : place + 16] for place in range(0, len(ids), 16)]
    return list(zip(keys, *columns.values(), strict=True))


def plain(
    path: Path, key: str = "INTEGER", word: str = "INTEGER"
) -> sqlite3.Connection:
    """A table with the columns of a use and the unique index of a ledger."""
    connection = sqlite3.connect(path)
    for pragma in (
        "page_size = 8192",
        "journal_mode = WAL",
        "synchronous = FULL",
        "cache_size = -16384",
    ):
        connection.execute(f"PRAGMA {pragma}")
    connection.executescript(
        "CREATE TABLE usage (seq INTEGER PRIMARY KEY, source INTEGER NOT NULL DEFAULT 1, "
        f"id BLOB NOT NULL, at {word} NOT NULL, rep {key} NOT NULL, asset {key} NOT NULL, "
        f"deal {key}, conversation {word}, action {word} NOT NULL, account TEXT, version TEXT, "
        "contact TEXT, channel TEXT) STRICT;"
        "CREATE UNIQUE INDEX usage_identity ON usage (source, id);"
    )
    return connection


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def executemany(connection: sqlite3.Connection, rows: list[tuple[object, ...]]) -> None:
    marks = ", ".join("?" * len(COLUMNS))
    with connection:
        connection.executemany(
            f"INSERT INTO usage ({', '.join(COLUMNS)}) VALUES ({marks})", rows
        )


def to_sql(connection: sqlite3.Connection, table: pa.Table) -> float:
    """The time that pandas takes for the same table; moments and words go in as texts."""
    frame = table.to_pandas()
    return timed(
        lambda: frame.to_sql("usage", connection, if_exists="append", index=False)
    )


def kept(good: bool) -> str:
    return "kept" if good else "MISSED"


def measure(folder: Path, uses: int, ids: str) -> None:
    called, budget = KINDS[ids]
    ours, texts, numbers, pandas = 0.0, 0.0, 0.0, 0.0
    with tt.open(folder / "uses.db") as tracker:
        of_texts = plain(folder / "texts.db", key="TEXT")
        of_numbers = plain(folder / "numbers.db")
        for number, batch in enumerate(batches(uses, ids)):
            table = arrow(batch)
            rows = [tuples(batch, texts=True), tuples(batch, texts=False)]
            ways = [
                lambda table=table: tracker.record_all(table, type="use"),
                lambda rows=rows: executemany(of_texts, rows[0]),
                lambda rows=rows: executemany(of_numbers, rows[1]),
            ]
            # None always writes while another's pages still go to the disk.
            order = [(number + way) % len(ways) for way in range(len(ways))]
            spent = {way: timed(ways[way]) for way in order}
            ours, texts, numbers = ours + spent[0], texts + spent[1], numbers + spent[2]
            if number == 0:
                table_of_texts = plain(folder / "pandas.db", key="TEXT", word="TEXT")
                pandas = to_sql(table_of_texts, table) / spent[0]
        of_texts.close()
        of_numbers.close()
        assert tracker.state().seq == uses
        ratio = texts / ours
        print(f"{uses:,} uses, {called}")
        print(f"  record_all of Arrow  {uses / ours:,.0f} rows/s")
        print(
            f"  executemany takes    {ratio:.2f} × (budget {budget} ×: {kept(ratio >= budget)})"
        )
        print(f"  of numbers instead   {numbers / ours:.2f} × (no budget)")
        print(f"  pandas to_sql takes  {pandas:.2f} × (the first batch)")
        if ids == "random":
            out(tracker)


def beside_rust() -> None:
    """The rate of `record_all` beside that of `record_uses`, the best of several turns of each."""
    ours, rust = dict.fromkeys(KINDS, 0.0), dict.fromkeys(KINDS, 0.0)
    for _ in range(TURNS):
        for ids in KINDS:
            with (
                tempfile.TemporaryDirectory() as folder,
                tt.open(Path(folder) / "uses.db") as tracker,
            ):
                spent = sum(
                    timed(
                        lambda table=arrow(batch): tracker.record_all(table, type="use")
                    )
                    for batch in batches(FEW, ids)
                )
            ours[ids] = max(ours[ids], FEW / spent)
        command = [PROGRAM, "bulk", str(FEW)]
        printed = subprocess.run(
            command, check=True, capture_output=True, text=True
        ).stdout
        for ids, (called, _) in KINDS.items():
            found = re.search(
                r"record_uses\s+(\d+) rows/s", printed.split(called, 1)[1]
            )
            assert found is not None
            rust[ids] = max(rust[ids], float(found[1]))
    print(f"{FEW:,} uses, the best of {TURNS} turns")
    for ids, (called, _) in KINDS.items():
        share = ours[ids] / rust[ids]
        print(
            f"  {called}: {share:.0%} of the rate of Rust (budget 80%: {kept(share >= 0.8)})"
        )


def out(tracker: tt.Tracker) -> None:
    found: list[tt.Table] = []
    print(
        f"  uses() takes         {timed(lambda: found.append(tracker.uses())) * 1000:,.0f} ms"
    )
    pl.DataFrame({"warm": ["up"]}).with_columns(pl.col("warm").cast(pl.Categorical))
    for name, hand in {
        "pyarrow": found[0].to_arrow,
        "Polars": found[0].to_polars,
        "pandas": found[0].to_pandas,
    }.items():
        best = min(timed(hand) for _ in range(3))
        print(f"  to {name:17} {best * 1000:,.0f} ms")
    times = pl.DataFrame(found[0].to_arrow().select(["at"]))
    assert times.height == tracker.state().seq


def importing() -> None:
    """What `import talktrack` adds to starting an interpreter, at best."""

    def start(program: str) -> float:
        run = lambda: subprocess.run([sys.executable, "-I", "-c", program], check=True)
        return min(timed(run) for _ in range(20)) * 1000

    added = start("import talktrack") - start("pass")
    print(f"import talktrack takes {added:.0f} ms (budget 60 ms: {kept(added <= 60)})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--uses", type=int, nargs="+", default=[10_000_000])
    arguments = parser.parse_args()
    importing()
    beside_rust()
    for uses in arguments.uses:
        for ids in KINDS:
            with tempfile.TemporaryDirectory() as folder:
                measure(Path(folder), uses, ids)


if __name__ == "__main__":
    main()
