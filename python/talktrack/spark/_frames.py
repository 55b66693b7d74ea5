"""DataFrames with the tables of an export."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from talktrack._errors import InvalidInput
from talktrack.spark._packed import pack, unpack
from talktrack.spark._shuffle import brought, engagements
from talktrack.spark._tables import COUNTED, MANY, table
from talktrack.spark._tasks import TALLIES, merged_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa
    from pyspark import RDD
    from pyspark.sql import DataFrame, Row, SparkSession

    from talktrack.spark._tasks import Shared, Step
    from talktrack.spark._types import Names, Needs, Parcel

# What identifies a fact: what was retracted is known by it.
IDENTITY = {"source", "id"}
# What is found out about each table when it is opened.
FOUND = "facts bigint, names array<array<string>>"


class Frames:
    """DataFrames by the names of their tables."""

    label = "DataFrames"

    def __init__(self, session: SparkSession, frames: Mapping[str, DataFrame]) -> None:
        self._session = session
        self._frames = {table(name): frame for name, frame in frames.items()}
        self._many = {kind: self._frames[kind] for kind in MANY if kind in self._frames}
        self._identity: set[str] = set(IDENTITY) if "retraction" in self._frames else set()
        self._packed = {kind: self._keep(kind, frame) for kind, frame in self._many.items()}
        self.places = 2 * session.sparkContext.defaultParallelism
        self.facts = 0

    def few(self) -> Iterator[pa.Table]:
        """The tables that go into the base."""
        from pyspark.sql import functions as f  # noqa: PLC0415 - only where there is Spark

        for kind, frame in self._frames.items():
            if kind not in self._many:
                # Spark finds the month of an export in the names of its folders.
                yield frame.drop("month").withColumn("type", f.lit(kind)).toArrow()

    def _keep(self, kind: str, frame: DataFrame) -> DataFrame:
        """The columns that questions need, packed and kept by the workers once they were read."""
        if "at" not in frame.columns:
            raise InvalidInput(f"table {kind} has no column at, which says when something happened")
        needed = COUNTED | self._identity
        names = [name for name in frame.columns if name in needed]
        schema = ", ".join(f"{name} binary" for name in names)
        return frame.select(names).mapInArrow(pack, schema).persist()

    def names(self, shared: Shared) -> Names:
        """The names that the base does not know; counts the facts on the way."""
        done = [
            packed.mapInArrow(partial(_unknown, shared, kind), FOUND)
            for kind, packed in self._packed.items()
        ]
        found = self._union(done).collect()
        self.facts = sum(row["facts"] for row in found)
        return merged_names(row["names"] for row in found)

    def tallies(self, step: Step, needs: Needs) -> RDD[Row]:
        """What tasks count, each over a partition."""
        done = [
            self._needed(kind, needs[kind]).mapInArrow(partial(step.fold_packed, kind), TALLIES)
            for kind in self._packed
            if kind in needs
        ]
        return self._union(done)

    def _union(self, frames: list[DataFrame]) -> RDD[Row]:
        context = self._session.sparkContext
        none: list[Row] = []
        rows = [frame.rdd for frame in frames]
        return context.union(rows) if rows else context.parallelize(none, 1)

    def _needed(self, kind: str, columns: set[str]) -> DataFrame:
        packed = self._packed[kind]
        return packed.select([name for name in packed.columns if name in columns | self._identity])

    def close(self) -> None:
        """Gives back what the workers keep."""
        for packed in self._packed.values():
            packed.unpersist()

    def parcels(self, shared: Shared, of: int) -> RDD[Parcel]:
        """All facts, on their way to the place of their deal."""
        tables = [
            engagements(frame, self._many.get("use")) if kind == "engagement" else (kind, frame)
            for kind, frame in self._many.items()
        ]
        context = self._session.sparkContext
        all_of_them = [brought(shared, of, one) for one in tables]
        return context.union(all_of_them) if all_of_them else context.parallelize([], 1)


def _unknown(
    shared: Shared, kind: str, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa  # noqa: PLC0415 - only where there are DataFrames

    tables = unpack(kind, batches)
    facts = sum(len(table) for _, table in tables)
    names = shared.base().unknown([*tables])
    lists = pa.list_(pa.list_(pa.string()))
    yield pa.record_batch({"facts": pa.array([facts]), "names": pa.array([names], lists)})
