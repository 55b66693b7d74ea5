"""A ledger that is spread over a cluster, and how tasks count over it."""

from __future__ import annotations

import tempfile
import uuid
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from talktrack import _talktrack
from talktrack._errors import InvalidInput, TalktrackError
from talktrack._extras import wanted
from talktrack._tracker import open as open_ledger
from talktrack.spark._tasks import Question, Shared, Step, as_tallies
from talktrack.spark._workers import check

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pyspark import RDD
    from pyspark.sql import Row, SparkSession

    from talktrack.spark._folder import Folder
    from talktrack.spark._frames import Frames
    from talktrack.spark._types import Names, Needs, Parcel, Tallies

# So many tallies are merged by one task.
FEW = 8
# Folders that go when Python ends.
_kept: list[tempfile.TemporaryDirectory[str]] = []


class Cluster:
    """What is shared by trackers of the same source."""

    def __init__(self, session: SparkSession, source: Folder | Frames) -> None:
        self._context = session.sparkContext
        self._source = source
        check(self._context)
        folder = tempfile.TemporaryDirectory(prefix="talktrack-")
        # A worker that starts later fetches the file too, whether anybody still asks or not.
        _kept.append(folder)
        file = Path(folder.name) / f"base-{uuid.uuid4().hex}.db"
        _write_base(source, file)
        self._context.addFile(str(file))
        none: Names = [[], [], [], [], []]
        plain = Shared(file.name, source.label, self._context.broadcast(none), complete=False)
        names = source.names(plain)
        sent = self._context.broadcast(names)
        self._shared = Shared(file.name, source.label, sent, complete=True)
        self._base = _talktrack.Base(str(file), source.label, names)
        self.outline = self._base.outline(source.facts)
        self._parcels: RDD[Parcel] | None = None
        # What every question begins with: when the first and the last fact happened, in any scope.
        self._extent: Tallies = {}

    def answer(self, question: Question) -> _talktrack.Answer:
        """Asks step by step, each time with what tasks have counted so far."""
        known = dict(self._extent)
        while True:
            plan = question.plan(self.outline, known)
            answer = question.step(plan)
            if answer is not None:
                return answer
            known |= self._count(question, known, plan.needs())
            self._extent = self._extent or dict(known)

    def _count(self, question: Question, known: Tallies, needs: Needs | None) -> Tallies:
        step = Step(self._shared, question, known, self._source.facts)
        tallies: RDD[Tallies] | RDD[Row]
        if needs is None:
            of = self._source.places
            tallies = self._together().mapPartitionsWithIndex(
                lambda place, parcels: step.fold_parcels(place, of, parcels)
            )
            own = []
        else:
            tallies = self._source.tallies(step, needs)
            # The facts of the base are few.
            own = [question.fold(self._base.with_facts([], and_base=True), known)]
        return question.merge(self.outline, known, own + _collected(tallies, step))

    def _together(self) -> RDD[Parcel]:
        """The facts by the place of their deal: sorted once, and kept on the workers."""
        if self._parcels is None:
            from pyspark import StorageLevel  # noqa: PLC0415 - only where there is Spark

            of = self._source.places
            parcels = self._source.parcels(self._shared, of).partitionBy(of, int)
            self._parcels = parcels.persist(StorageLevel.MEMORY_AND_DISK)
        return self._parcels

    def close(self) -> None:
        """Gives back what the workers keep."""
        self._source.close()
        if self._parcels is not None:
            self._parcels.unpersist()
            self._parcels = None


def _write_base(source: Folder | Frames, file: Path) -> None:
    parquet = wanted("pyarrow.parquet", "talktrack.spark", "spark")
    with open_ledger(file) as ledger:
        for number, table in enumerate(source.few()):
            rows = file.with_name(f"{number}.parquet")
            parquet.write_table(table, rows)
            imported = ledger.import_file(rows)
            rows.unlink()
            if imported.rejected:
                first = imported.rejections[0]
                what = table["type"][0].as_py()
                raise InvalidInput(
                    f"{imported.rejected} rows of table {what} are not what they should be, the "
                    f"first in row {first.line}: {first.reason}"
                )


def _collected(tallies: RDD[Tallies] | RDD[Row], step: Step) -> list[Tallies]:
    """The tallies, merged by tasks until they are few."""
    while (count := tallies.getNumPartitions()) > FEW:
        groups = -(-count // FEW)
        numbered = tallies.mapPartitionsWithIndex(partial(_numbered, groups))
        tallies = numbered.partitionBy(groups, int).values().mapPartitions(step.merge)
    return list(map(as_tallies, tallies.collect()))


def _numbered(
    groups: int, partition: int, tallies: Iterable[Tallies | Row]
) -> Iterator[tuple[int, Tallies]]:
    for tally in tallies:
        yield partition % groups, as_tallies(tally)


def context_is_there(session: SparkSession) -> None:
    """Whether the session can send tasks of one's own."""
    try:
        session.sparkContext  # noqa: B018 - it raises
    except Exception as error:
        raise TalktrackError(
            "cannot ask through Spark Connect, which runs no tasks of one's own: open a session "
            "with a master"
        ) from error
