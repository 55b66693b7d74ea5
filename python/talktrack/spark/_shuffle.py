"""Brings facts about the same deal to the same place."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from talktrack.spark._tasks import BYTES, PLACE, in_memory

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark import RDD
    from pyspark.sql import Column, DataFrame

    from talktrack.spark._tasks import Shared
    from talktrack.spark._types import Facts, Parcel


def cut(shared: Shared, of: int, facts: list[Facts]) -> list[Parcel]:
    """Facts cut by their place."""
    return shared.base().parcels(facts, of) if facts else []


def brought(shared: Shared, of: int, table: tuple[str, DataFrame]) -> RDD[Parcel]:
    """The rows of a DataFrame, on their way to their places."""
    kind, frame = table
    parcels = frame.mapInArrow(
        partial(_cut_batches, shared, of, kind), f"{PLACE} int, {BYTES} binary"
    )
    return parcels.rdd.map(lambda row: (row[0], bytes(row[1])))


def _cut_batches(
    shared: Shared, of: int, kind: str, batches: Iterable[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    import pyarrow as pa  # noqa: PLC0415 - only where there are DataFrames

    for place, parcel in cut(shared, of, in_memory(kind, batches)):
        columns: dict[str, pa.Array[Any]] = {
            PLACE: pa.array([place], pa.int32()),
            BYTES: pa.array([parcel], pa.binary()),
        }
        yield pa.record_batch(columns)


def engagements(engagements: DataFrame, uses: DataFrame | None) -> tuple[str, DataFrame]:
    """Engagements with the deal of the use that they refer to, which says where they belong."""
    if uses is None:
        return "engagement", engagements
    from pyspark.sql import functions as f  # noqa: PLC0415 - only where there is Spark

    source = f.coalesce(_column(uses, "source"), f.lit("talktrack"))
    known = uses.select(
        source.alias("_source"), f.col("id").alias("_id"), _column(uses, "deal").alias("deal")
    )
    own = f.coalesce(
        _column(engagements, "use_source"), _column(engagements, "source"), f.lit("talktrack")
    )
    same = (own == known["_source"]) & (engagements["use"] == known["_id"])
    joined = engagements.join(known, same, "left").drop("_source", "_id")
    return "engagement", joined


def _column(frame: DataFrame, name: str) -> Column:
    from pyspark.sql import functions as f  # noqa: PLC0415 - as above

    return frame[name] if name in frame.columns else f.lit(None).cast("string")
