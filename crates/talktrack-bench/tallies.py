"""How large tallies are: what plans of a cluster are reckoned from.

    talktrack --db demo.db demo
    talktrack --db demo.db export --format parquet demo
    python crates/talktrack-bench/tallies.py demo

Asks every question as tasks of Spark do, in this process: the facts are cut into several places,
each counts its own, and what they counted is merged. Prints steps, bytes of all tallies once merged,
and the largest of them.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from pyarrow import parquet

import talktrack as tt
from talktrack import _talktrack
from talktrack._scoping import keywords
from talktrack.spark._sent import received
from talktrack.spark._tables import MANY, TABLES
from talktrack.spark._tasks import Question
from talktrack.spark._types import Facts, Tallies

PLACES = 4
QUESTIONS: list[tuple[str, tuple[object, ...]]] = [
    ("unused", ()),
    ("relevance", ()),
    ("matrix", ()),
    ("coverage", ("segment",)),
    ("adoption", ("rep",)),
    ("first_use", ("asset",)),
    ("consistency", ("team",)),
    ("lifecycle", ()),
    ("trend", ("month",)),
    ("funnel", (None, None)),
    ("effect", (False, ["segment", "owner"], "auto")),
    ("attribution", ("markov", "asset", "count", 7.0, (0.4, 0.2, 0.4))),
    ("listening", ("team",)),
    ("agreements", ()),
    ("scorecard", ()),
    ("recommend", ("relevant-meeting", [], 10, False, None)),
]


def base(folder: Path, file: Path) -> None:
    """The catalogue and the facts that are few, as a ledger."""
    with tt.open(file) as ledger:
        for kind in TABLES:
            if kind not in MANY and (folder / kind).is_dir():
                rows = file.with_suffix(".parquet")
                parquet.write_table(parquet.read_table(folder / kind, partitioning=None), rows)
                ledger.import_file(rows)


def main() -> None:
    folder = Path(sys.argv[1]).absolute()
    with tempfile.TemporaryDirectory(prefix="talktrack-") as place:
        file = Path(place) / "base.db"
        base(folder, file)
        tables: list[Facts] = [
            (kind, str(path), number, rows)
            for kind in MANY
            for path in sorted((folder / kind).rglob("*.parquet"))
            for number, rows in enumerate(_talktrack.parquet_rows(path))
        ]
        facts = sum(rows for *_, rows in tables)
        names = _talktrack.Base(file, "", [[]] * 5).unknown(tables)
        known = _talktrack.Base(file, "", names)
        slices = [tables[number::PLACES] for number in range(PLACES)]
        parcels: list[list[bytes]] = [[] for _ in range(PLACES)]
        for own in slices:
            for number, parcel in known.parcels(own, PLACES):
                parcels[number].append(parcel)
        size = sum(len(parcel) for several in parcels for parcel in several)
        print(f"parcels: {facts:,} facts, {size / facts:.0f} bytes each")
        for name, arguments in QUESTIONS:
            steps, tallies, rows = asked(
                known, slices, parcels, facts, Question(name, arguments, keywords({}))
            )
            own = received(tallies)
            largest = max(own, key=lambda tally: len(own[tally]))
            print(
                f"{name}: {rows} rows, {steps} steps, {sum(map(len, own.values())):,} bytes, of "
                f"which {len(own[largest]):,} {largest.rpartition('::')[2]}; sent as "
                f"{sum(map(len, tallies.values())):,}",
                flush=True,
            )


def asked(
    base: _talktrack.Base,
    slices: list[list[Facts]],
    parcels: list[list[bytes]],
    facts: int,
    question: Question,
) -> tuple[int, Tallies, int]:
    """Steps, tallies and rows of a question."""
    outline = base.outline(facts)
    known: Tallies = {}
    steps = 0
    while True:
        plan = question.plan(outline, known)
        answer = question.step(plan)
        if answer is not None:
            return steps, known, len(answer.table)
        if plan.needs() is None:
            places = [base.with_parcels(own, n, PLACES) for n, own in enumerate(parcels)]
        else:
            places = [base.with_facts(own, and_base=n == 0) for n, own in enumerate(slices)]
        several = [question.fold(place, known) for place in places]
        known |= question.merge(outline, known, several)
        steps += 1


if __name__ == "__main__":
    main()
