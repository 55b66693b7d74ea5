"""DataFrames with the tables of an export."""

from __future__ import annotations

import pickle
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from talktrack.spark._shuffle import brought, engagements
from talktrack.spark._tables import COUNTED, MANY, table
from talktrack.spark._tasks import BYTES, in_memory, merged_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    import pyarrow as pa
    from pyspark import RDD
    from pyspark.sql import DataFrame, Row, SparkSession

    from talktrack.spark._tasks import Shared, Step
    from talktrack.spark._types import Names, Parcel, Tallies

Made = TypeVar("Made")


class Frames:
    """DataFrames by the names of their tables."""

    label = "DataFrames"

    def __init__(self, session: SparkSession, frames: Mapping[str, DataFrame]) -> None:
        self._session = session
        self._frames = {table(name): frame for name, frame in frames.items()}
        self._many = {kind: self._frames[kind] for kind in MANY if kind in self._frames}
        self.places = 2 * session.sparkContext.defaultParallelism
        self.facts = 0

    def few(self) -> Iterator[pa.Table]:
        """The tables that go into the base."""
        from pyspark.sql import functions as f  # noqa: PLC0415 - only where there is Spark

        for kind, frame in self._frames.items():
            if kind not in self._many:
                # Spark finds the month of an export in the names of its folders.
                yield frame.drop("month").withColumn("type", f.lit(kind)).toArrow()

    def _each(self, work: Callable[[str, Iterable[pa.RecordBatch]], Iterator[Made]]) -> RDD[Made]:
        """What `work` makes of each partition of each DataFrame."""
        done = [
            self._counted(frame).mapInArrow(partial(_pickled, work, kind), f"{BYTES} binary").rdd
            for kind, frame in self._many.items()
        ]
        context = self._session.sparkContext
        none: list[Row] = []
        rows = context.union(done) if done else context.parallelize(none, 1)
        return rows.map(lambda row: pickle.loads(row[0]))  # noqa: S301 - our own tasks wrote it

    def _counted(self, frame: DataFrame) -> DataFrame:
        """The columns that questions need, so that Spark reads no others."""
        # What was retracted is known by its id.
        needed = COUNTED | {"id"} if "retraction" in self._frames else COUNTED
        return frame.select([name for name in frame.columns if name in needed])

    def names(self, shared: Shared) -> Names:
        """The names that the base does not know; counts the facts on the way."""
        found = self._each(partial(_unknown, shared)).collect()
        self.facts = sum(rows for rows, _ in found)
        return merged_names(names for _, names in found)

    def tallies(self, step: Step) -> RDD[Tallies]:
        """What tasks count, each over a partition."""
        return self._each(step.fold_batches)

    def parcels(self, shared: Shared, of: int) -> RDD[Parcel]:
        """All facts, on their way to the place of their deal."""
        tables = [
            engagements(frame, self._many.get("use")) if kind == "engagement" else (kind, frame)
            for kind, frame in self._many.items()
        ]
        context = self._session.sparkContext
        all_of_them = [brought(shared, of, one) for one in tables]
        return context.union(all_of_them) if all_of_them else context.parallelize([], 1)


def _pickled(
    work: Callable[[str, Iterable[pa.RecordBatch]], Iterator[Made]],
    kind: str,
    batches: Iterable[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa  # noqa: PLC0415 - only where there are DataFrames

    for made in work(kind, batches):
        yield pa.record_batch({BYTES: pa.array([pickle.dumps(made)], pa.binary())})


def _unknown(
    shared: Shared, kind: str, batches: Iterable[pa.RecordBatch]
) -> Iterator[tuple[int, Names]]:
    several = list(batches)
    yield sum(batch.num_rows for batch in several), shared.base().unknown(in_memory(kind, several))
