"""Questions on a Spark cluster of separate worker processes, beside Spark SQL and beside a ledger.

    python crates/talktrack-bench/spark.py audit --uses 10000000
    python crates/talktrack-bench/spark.py growth --uses 1000000 3000000 10000000
    talktrack --db big.db demo --uses 10000000
    talktrack --db big.db export --format parquet big
    python crates/talktrack-bench/spark.py conform --ledger big.db --folder big

`audit` makes a folder of uses as `export` writes them, and asks per asset what is used, and per rep
who uses how much, on one cluster in turn: of the folder, of DataFrames of it (which opening them
packs and keeps on the workers), and Spark SQL of the same files, and of the same kept in memory by
Spark (warm: each has run once before; the least of several). `growth` does so for several
numbers of uses, with one worker and with two. `conform` asks all questions of a ledger and of its export, and
compares every row.
"""

from __future__ import annotations

import argparse
import math
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyspark
from pyarrow import parquet
from pyspark.sql import DataFrame, SparkSession

import talktrack as tt
from handover import ACTIONS, ASSETS, BATCH, CONVERSATIONS, DEALS, REPS, START, TURNS

DAY = 86_400_000_000
QUESTIONS: list[tuple[str, dict[str, object]]] = [
    ("unused", {}),
    ("relevance", {}),
    ("matrix", {}),
    ("coverage", {}),
    ("adoption", {}),
    ("first_use", {}),
    ("first_use", {"unit": "introduction"}),
    ("consistency", {}),
    ("lifecycle", {}),
    ("trend", {}),
    ("funnel", {}),
    ("effect", {}),
    ("attribution", {}),
    ("listening", {}),
    ("agreements", {}),
    ("scorecard", {}),
    ("recommend", {"conversation": "relevant-meeting"}),
]
SQL, KEPT = "Spark SQL", "Spark SQL of what it keeps"
# Questions, and what is the same in Spark SQL: per asset, and per rep with what is distinct.
BESIDE = {
    "unused": """
        SELECT asset, count(*) AS uses, count_if(action <> 'opened') AS put_to_work,
               max(at) AS last_use
        FROM uses GROUP BY asset
    """,
    "adoption": """
        SELECT rep, count(DISTINCT asset) AS assets, count(*) AS uses,
               count(DISTINCT conversation) AS conversations,
               avg(CAST(action IN ('presented', 'shared') AS INT)) AS buyer_share,
               max(at) AS last_use
        FROM uses WHERE action <> 'opened' GROUP BY rep
    """,
}


@contextmanager
def cluster(workers: int, memory: int) -> Iterator[SparkSession]:
    """So many workers with a core and so many MB each, all of them processes of their own."""
    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with tempfile.TemporaryDirectory(prefix="spark-") as place:
        os.environ["SPARK_WORKER_DIR"] = place
        session = (
            SparkSession.builder.master(f"local-cluster[{workers},1,{memory}]")
            .config("spark.executor.memory", f"{memory}m")
            .config("spark.local.dir", place)
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.driver.bindAddress", "127.0.0.1")
            .config("spark.sql.session.timeZone", "UTC")
            # A machine that is stopped for a while has not lost its workers.
            .config("spark.network.timeout", "1200s")
            .config("spark.worker.timeout", "1200")
            .config("spark.sql.shuffle.partitions", str(2 * workers))
            .config("spark.ui.enabled", "false")
            .config("spark.ui.showConsoleProgress", "false")
            .config("spark.log.level", "ERROR")
            .getOrCreate()
        )
        try:
            yield session
        finally:
            session.stop()


def make(folder: Path, uses: int) -> None:
    """Tables as `export` writes them: few assets are used much."""
    chance = np.random.default_rng(1)
    place = folder / "use" / "month=2024-01"
    place.mkdir(parents=True)
    for number, start in enumerate(range(0, uses, BATCH)):
        rows = min(BATCH, uses - start)
        assets = np.minimum(chance.pareto(1.2, rows) * 40, ASSETS - 1).astype(np.int32)
        high, low = chance.integers(0, 1 << 63, (2, rows), dtype=np.uint64)
        ids = [
            f"{a:016x}{b:016x}"
            for a, b in zip(high.tolist(), low.tolist(), strict=True)
        ]
        at = START + chance.integers(0, 730 * DAY, rows)
        columns = {
            "type": words(np.zeros(rows, np.int32), ["use"]),
            "id": pa.array(ids),
            "source": words(np.zeros(rows, np.int32), ["talktrack"]),
            "at": pa.array(at, pa.timestamp("us", tz="UTC")),
            "rep": words(chance.integers(0, REPS, rows), names("rep", REPS)),
            "asset": words(assets, names("asset", ASSETS)),
            "action": words(chance.integers(0, 5, rows), ACTIONS),
            "conversation": words(chance.integers(0, 5, rows), CONVERSATIONS),
            "deal": words(chance.integers(0, DEALS, rows), names("deal", DEALS)),
        }
        table = pa.table({name: plain(column) for name, column in columns.items()})
        parquet.write_table(table, place / f"part-{number}.parquet", compression="zstd")
    with tt.open(":memory:") as tracker:
        since = "2024-01-01T00:00:00Z"
        tracker.put_assets(
            [{"key": key, "published_at": since} for key in names("asset", ASSETS)]
        )
        tracker.put_reps([{"key": key} for key in names("rep", REPS)])
        tracker.put_deals([{"key": key} for key in names("deal", DEALS)])
        tracker.export(folder / "few", format="parquet")
    for table in (folder / "few").iterdir():
        table.rename(folder / table.name)
    (folder / "few").rmdir()


def names(kind: str, count: int) -> list[str]:
    return [f"{kind}-{number:06}" for number in range(count)]


def words(numbers: np.ndarray, known: Sequence[str]) -> pa.Array:
    return pa.DictionaryArray.from_arrays(numbers.astype(np.int32), pa.array(known))


def plain(column: pa.Array) -> pa.Array:
    """As `export` has it: words are text, which Parquet writes once."""
    return (
        column.dictionary_decode() if isinstance(column, pa.DictionaryArray) else column
    )


def timed(work: Callable[[], object]) -> tuple[float, object]:
    begin = time.perf_counter()
    done = work()
    return time.perf_counter() - begin, done


def audit(session: SparkSession, folder: Path, uses: int) -> None:
    frame = session.read.parquet((folder / "use").as_uri())
    frame.createOrReplaceTempView("uses")
    tables: dict[str, DataFrame] = {"use": frame}
    for kind in ("asset", "rep", "deal"):
        tables[kind] = session.read.parquet((folder / kind).as_uri())
    opening, of_folder = timed(lambda: tt.spark.open(session, folder))
    opening_frames, of_frames = timed(lambda: tt.spark.open(session, tables))
    print(
        f"  open: {opening:.1f} s a folder, {opening_frames:.1f} s DataFrames, which packs them"
    )

    def of_sql(question: str) -> pa.Table:
        return session.sql(BESIDE[question]).toArrow()

    seconds: dict[str, dict[str, float]] = {}
    for question in BESIDE:
        ways = {
            "folder": partial(answered, of_folder, question),
            "DataFrames": partial(answered, of_frames, question),
            SQL: partial(of_sql, question),
        }
        seconds[question] = in_turn(ways)
    of_folder.close()
    of_frames.close()
    # Last: what Spark keeps of a DataFrame it takes wherever the same is read.
    frame.persist()
    for question, took in seconds.items():
        took |= in_turn({KEPT: partial(of_sql, question)})
        shown = ", ".join(f"{way} {least:.2f} s" for way, least in took.items())
        times = ", ".join(
            f"{way} {took[SQL] / took[way]:.1f}"
            for way in ("folder", "DataFrames", KEPT)
        )
        print(f"  {question}, {uses:,} uses: {shown}; × {SQL}: {times}", flush=True)
    frame.unpersist()


def answered(tracker: tt.spark.SparkTracker, question: str) -> pa.Table:
    return getattr(tracker, question)().to_arrow()


def in_turn(ways: dict[str, Callable[[], pa.Table]]) -> dict[str, float]:
    """The least seconds of each way, once all have run before; they have to count the same."""
    least = dict.fromkeys(ways, math.inf)
    counted = {}
    for turn in range(TURNS + 1):
        for way, ask in ways.items():
            took, table = timed(ask)
            counted[way] = sum(table["uses"].to_pylist())
            if turn:
                least[way] = min(least[way], took)
    if len(set(counted.values())) != 1:
        raise SystemExit(f"they do not count the same: {counted}")
    return least


def conform(session: SparkSession, ledger: Path, folder: Path) -> None:
    with tt.open(ledger, read_only=True) as tracker:
        took, spread = timed(lambda: tt.spark.open(session, folder))
        print(f"open: {took:.1f} s")
        differing = 0
        for question, arguments in QUESTIONS:
            own, expected = timed(lambda: getattr(tracker, question)(**arguments))
            took, answer = timed(lambda: getattr(spread, question)(**arguments))
            is_same = len(expected) == len(answer) and all(
                map(same, [*expected, expected.summary], [*answer, answer.summary])
            )
            differing += not is_same
            shown = " ".join([question, *map(str, arguments.values())])
            verdict = "the same" if is_same else "DIFFERS"
            print(
                f"{shown}: {len(answer)} rows, {verdict}; {took:.1f} s, of the ledger {own:.1f} s",
                flush=True,
            )
        spread.close()
    if differing:
        raise SystemExit(f"{differing} answers differ")


def same(one: object, other: object) -> bool:
    """Whether counts are equal, and numbers to 1e-12."""
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(
            same(one[name], other[name]) for name in one
        )
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    commands = parser.add_subparsers(dest="command", required=True)
    for name in ("audit", "growth"):
        command = commands.add_parser(name)
        command.add_argument("--uses", type=int, nargs="+", default=[10_000_000])
    command = commands.add_parser("conform")
    command.add_argument("--ledger", type=Path, required=True)
    command.add_argument("--folder", type=Path, required=True)
    for command in commands.choices.values():
        command.add_argument("--workers", type=int, default=2)
        command.add_argument("--memory", type=int, default=2048, help="MB a worker")
    given = parser.parse_args()
    if given.command == "conform":
        with cluster(given.workers, given.memory) as session:
            conform(session, given.ledger.absolute(), given.folder.absolute())
        return
    for uses in given.uses:
        with tempfile.TemporaryDirectory(prefix="talktrack-") as place:
            folder = Path(place) / "export"
            make(folder, uses)
            for workers in (1, 2) if given.command == "growth" else (given.workers,):
                print(f"{workers} workers with a core each:")
                with cluster(workers, given.memory) as session:
                    audit(session, folder, uses)


if __name__ == "__main__":
    main()
