"""The same questions where the history is too large for one machine: on a Spark cluster.

Open a folder that `export` wrote as Parquet, or DataFrames of the same tables, and ask as a tracker
is asked. Spark's tasks run the compiled code that a tracker runs, and the results are the same.

>>> import talktrack.spark
>>> tracker = talktrack.spark.open(session, "/shared/export")   # doctest: +SKIP
>>> tracker.within(since="2026-01-01").unused().summary["unused_rate"]   # doctest: +SKIP
0.31
"""

from talktrack.spark._tracker import SparkTracker, open  # noqa: A004 - as tt.open

__all__ = ["SparkTracker", "open"]

for _class in (SparkTracker,):
    _class.__module__ = __name__
