"""The tracker of a ledger that is spread over a cluster."""

from __future__ import annotations

from os import PathLike, fspath
from typing import TYPE_CHECKING, Any, Self

from talktrack._extras import wanted
from talktrack._outcomes import Outcomes
from talktrack._promises import Promises
from talktrack._questions import Questions
from talktrack._scoping import Scoping, keywords
from talktrack.spark._cluster import Cluster, context_is_there
from talktrack.spark._folder import Folder
from talktrack.spark._frames import Frames
from talktrack.spark._tasks import Question

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pyspark.sql import DataFrame, SparkSession

    from talktrack import _talktrack


def open(  # noqa: A001 - tt.spark.open
    session: SparkSession, source: str | PathLike[str] | Mapping[str, DataFrame]
) -> SparkTracker:
    """Open a ledger that is spread over a Spark cluster, to ask questions of it.

    Args:
        session: The session of Spark.
        source: A folder that `export` wrote as Parquet, under a path that the driver and all
            workers see; or DataFrames by the names of its tables, with the same columns:
            `{"uses": uses, "assets": assets, "reps": reps, "deals": deals, …}`. Each event is in
            them once.

    Returns:
        A tracker that answers and does not record.

    Raises:
        TalktrackError: The workers lack the same version of talktrack, or pyarrow.
        NotFound: There is no such folder, or it holds no tables.
        InvalidInput: A table has rows that are not what they should be.

    Example:
        >>> import talktrack.spark
        >>> tracker = talktrack.spark.open(session, "/shared/export")   # doctest: +SKIP
        >>> tracker.matrix().to_pandas()   # doctest: +SKIP
    """
    wanted("pyspark", "talktrack.spark", "spark")
    wanted("pyarrow", "talktrack.spark", "spark")
    context_is_there(session)
    if isinstance(source, str | PathLike):
        path = fspath(source)
        return SparkTracker(Cluster(session, Folder(session, path)), repr(path), {})
    tables = f"{{{', '.join(f'{name!r}: …' for name in source)}}}"
    return SparkTracker(Cluster(session, Frames(session, source)), tables, {})


class SparkTracker(Scoping, Questions, Outcomes, Promises):
    """A ledger that is spread over a cluster. `talktrack.spark.open` makes one.

    It has the questions of a `talktrack.Tracker` with the same arguments and results, and `within`.
    What is recorded meanwhile is not seen: open the source again.
    """

    def __init__(self, cluster: Cluster, shown: str, scope: dict[str, Any]) -> None:
        self._cluster = cluster
        self._shown = shown
        self._scope = scope

    def _ask(
        self, question: Callable[..., _talktrack.Answer], *arguments: object
    ) -> _talktrack.Answer:
        asked = Question(question.__name__, arguments, keywords(self._scope))
        return self._cluster.answer(asked)

    def _within(self, scope: dict[str, Any]) -> Self:
        # What is wrong with the scope is told at once.
        self._cluster.outline.within(keywords(scope))
        return type(self)(self._cluster, self._shown, scope)

    def close(self) -> None:
        """Give back what the workers keep in memory. Questions are not answered after that."""
        self._cluster.close()

    def __repr__(self) -> str:
        return self._scoped(f"talktrack.spark.open(session, {self._shown})")
