"""A folder that `export` wrote, read by the tasks themselves."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from talktrack import _talktrack
from talktrack._errors import NotFound
from talktrack._extras import wanted
from talktrack.spark._shuffle import brought, cut, engagements
from talktrack.spark._tables import MANY, TABLES
from talktrack.spark._tasks import merged_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark import RDD
    from pyspark.sql import DataFrame, SparkSession

    from talktrack.spark._tasks import Shared, Step
    from talktrack.spark._types import Facts, Names, Needs, Parcel, Tallies

# About how many rows are worth a task of their own.
ROWS = 4_000_000


class Folder:
    """Tables in files that the driver and all workers see under the same path."""

    def __init__(self, session: SparkSession, path: str) -> None:
        self._session = session
        self._context = session.sparkContext
        self.label = path
        self._path = Path(path)
        if not self._path.is_dir():
            raise NotFound(f"there is no folder at {path}: name one that export wrote as Parquet")
        groups = [
            group for kind in MANY for file in self._files(kind) for group in _groups(kind, file)
        ]
        self.facts = sum(rows for *_, rows in groups)
        # As many as there are cores, or several rounds of them.
        cores = self._context.defaultParallelism
        self._groups, self._tasks = groups, max(cores, self.facts // ROWS)
        self._slices = _slices(groups, self._tasks)
        self.places = min(max(2 * cores, self.facts // ROWS), max(len(groups), 1))

    def _files(self, kind: str) -> list[Path]:
        return sorted((self._path / kind).rglob("*.parquet"))

    def few(self) -> Iterator[pa.Table]:
        """The tables that go into the base, each with all of its months."""
        parquet = wanted("pyarrow.parquet", "talktrack.spark", "spark")
        tables = [self._path / kind for kind in TABLES if kind not in MANY]
        found = [table for table in tables if table.is_dir()]
        if not found and not self._slices:
            raise NotFound(
                f"{self._path} holds no tables: name a folder that export wrote as Parquet"
            )
        for table in found:
            yield parquet.read_table(table, partitioning=None)

    def _rdd(self, slices: list[list[Facts]]) -> RDD[list[Facts]]:
        return self._context.parallelize(slices, max(len(slices), 1))

    def names(self, shared: Shared) -> Names:
        """The names that the base does not know."""
        found = self._rdd(self._slices).mapPartitions(partial(_unknown, shared))
        return merged_names(found.collect())

    def tallies(self, step: Step, needs: Needs) -> RDD[Tallies]:
        """What tasks count, each over some row groups."""
        groups = [group for group in self._groups if group[0] in needs]
        return self._rdd(_slices(groups, self._tasks)).mapPartitions(step.fold_groups)

    def parcels(self, shared: Shared, of: int) -> RDD[Parcel]:
        """All facts, on their way to the place of their deal."""
        rows = self._rdd(self._slices).flatMap(
            lambda facts: cut(shared, of, _but_engagements(facts))
        )
        if not self._files("engagement"):
            return rows
        uses = self._table("use") if self._files("use") else None
        return rows.union(brought(shared, of, engagements(self._table("engagement"), uses)))

    def close(self) -> None:
        """Workers keep nothing of it."""

    def _table(self, kind: str) -> DataFrame:
        return self._session.read.parquet((self._path.absolute() / kind).as_uri())


def _groups(kind: str, file: Path) -> Iterator[tuple[str, str, int, int]]:
    for number, rows in enumerate(_talktrack.parquet_rows(file)):
        yield kind, str(file.absolute()), number, rows


def _slices(groups: list[tuple[str, str, int, int]], tasks: int) -> list[list[Facts]]:
    """Row groups for each task, about as many rows each."""
    slices: list[list[Facts]] = [[] for _ in range(min(tasks, len(groups)))]
    rows = [0] * len(slices)
    for group in sorted(groups, key=lambda group: -group[3]):
        least = rows.index(min(rows))
        slices[least].append(group)
        rows[least] += group[3]
    return slices


def _unknown(shared: Shared, slices: Iterable[list[Facts]]) -> Iterator[Names]:
    for facts in slices:
        yield shared.base().unknown(facts)


def _but_engagements(facts: list[Facts]) -> list[Facts]:
    """Those go where the use is that they refer to, which has to be found first."""
    return [group for group in facts if group[0] != "engagement"]
