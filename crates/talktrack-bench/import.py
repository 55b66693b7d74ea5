"""Files imported by the command, beside DuckDB's readers followed by an insert.

    cargo build --release -p talktrack-cli
    python crates/talktrack-bench/import.py --uses 1000000

The same uses as JSON lines and as CSV, with ids made by chance, as event buses make them. DuckDB reads
the file into a table in a file of its own with the same unique (source, id), in one statement; talktrack
checks every field, resolves names, adds up the digest, reconciles, and commits every 300,000 rows. In turns,
each into a new file; the least time of each counts, and both say how many rows are there.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb

TARGET = os.environ.get("CARGO_TARGET_DIR", Path(__file__).parents[2] / "target")
PROGRAM = Path(TARGET) / "release" / "talktrack"
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
ACTIONS = ["opened", "downloaded", "tailored", "presented", "shared"]
COLUMNS = ("type", "id", "source", "at", "rep", "asset", "action", "deal")
TABLE = """
    CREATE TABLE uses (
        type VARCHAR, id UUID, source VARCHAR, "at" TIMESTAMPTZ, rep VARCHAR, asset VARCHAR,
        action VARCHAR, deal VARCHAR, UNIQUE (source, id)
    )
"""


def uses(count: int) -> Iterator[tuple[str, ...]]:
    """The uses: few assets are used much."""
    chance = random.Random(1)
    for _ in range(count):
        at = FIRST + timedelta(seconds=chance.randrange(63_000_000))
        yield (
            "use",
            str(uuid.UUID(int=chance.getrandbits(128), version=4)),
            "showroom",
            at.isoformat().replace("+00:00", "Z"),
            f"rep-{chance.randrange(5_000)}@example.com",
            f"asset-{int(1_750 * chance.random() ** 3)}",
            chance.choice(ACTIONS),
            f"deal-{chance.randrange(200_000)}",
        )


def write(folder: Path, count: int) -> dict[str, Path]:
    """The files."""
    lines, table = folder / "uses.jsonl", folder / "uses.csv"
    with lines.open("w") as as_json, table.open("w") as as_csv:
        as_csv.write(",".join(COLUMNS) + "\n")
        for row in uses(count):
            as_json.write(json.dumps(dict(zip(COLUMNS, row, strict=True))) + "\n")
            as_csv.write(",".join(row) + "\n")
    return {"JSON lines": lines, "CSV": table}


def by_talktrack(file: Path, ledger: Path) -> int:
    """The command, which says how many uses it recorded."""
    command = [PROGRAM, "--db", ledger, "import", "--json", file]
    done = subprocess.run(command, check=True, capture_output=True)
    return json.loads(done.stdout)["reconciliation"]["recorded"]


def by_duckdb(file: Path, database: Path) -> int:
    """The reader that fits, into a table with the same unique columns."""
    types = "{'id': 'UUID', 'at': 'TIMESTAMPTZ'}"
    reader = "read_csv" if file.suffix == ".csv" else "read_json"
    how = f"types = {types}" if reader == "read_csv" else "format = 'newline_delimited'"
    with duckdb.connect(str(database)) as connection:
        connection.execute(TABLE)
        columns = ", ".join(f'"{column}"' for column in COLUMNS)
        inserted = connection.execute(
            f"INSERT INTO uses SELECT {columns} FROM {reader}('{file}', {how})"
        ).fetchone()
        connection.execute("CHECKPOINT")
    return inserted[0] if inserted else 0


def main() -> None:
    """Measure, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--uses", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=3)
    arguments = parser.parse_args()
    ways = {"talktrack": by_talktrack, "DuckDB": by_duckdb}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for kind, file in write(folder, arguments.uses).items():
            least, rows = dict.fromkeys(ways, float("inf")), {}
            for turn in range(arguments.turns):
                for way, load in ways.items():
                    target = folder / f"{way}-{turn}.db"
                    start = time.perf_counter()
                    rows[way] = load(file, target)
                    least[way] = min(least[way], time.perf_counter() - start)
                    for left in folder.glob(f"{target.name}*"):
                        left.unlink()
            times = ", ".join(
                f"{way} {rows[way]:,} rows in {seconds:.2f} s"
                for way, seconds in least.items()
            )
            ratio = least["DuckDB"] / least["talktrack"]
            print(f"{kind}: {times}; talktrack is {ratio:.2f} times as fast")


if __name__ == "__main__":
    main()
