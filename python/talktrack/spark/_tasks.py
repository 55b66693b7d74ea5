"""What runs in Spark's tasks: thin calls of the compiled part."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zipimport import zipimporter

from talktrack import _talktrack
from talktrack.spark._packed import unpack
from talktrack.spark._sent import received, sent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark import Broadcast
    from pyspark.sql import Row

    from talktrack.spark._types import Facts, Names, Parcel, Tallies

# The columns in which tasks over DataFrames hand back what they made.
PLACE, BYTES, TALLIES = "place", "bytes", "tallies map<string, binary>"
# A process works for one ledger at a time, for many tasks.
_loaded: dict[tuple[str, bool], _talktrack.Base] = {}


@dataclass(frozen=True)
class Shared:
    """What every task has: the file of the base, its name, and the names of what is elsewhere."""

    file: str
    label: str
    names: Broadcast[Names]
    # Whether they were collected.
    complete: bool

    def base(self) -> _talktrack.Base:
        """The base, read once by each process."""
        from pyspark import SparkFiles  # noqa: PLC0415 - only where there is Spark

        _forget_archives()
        key = (self.file, self.complete)
        if key not in _loaded:
            _loaded.clear()
            _loaded[key] = _talktrack.Base(SparkFiles.get(self.file), self.label, self.names.value)
        return _loaded[key]


def _forget_archives() -> None:
    """Spare the next task of this process what Python does before it.

    Spark has Python look anew at all places to import from, before each task; and Python then reads
    the directory of each archive among them once for each of its folders, which takes longer than
    to count a million facts. An archive that is not remembered is found again when something is
    imported from it.
    """
    for place, importer in list(sys.path_importer_cache.items()):
        if isinstance(importer, zipimporter):
            del sys.path_importer_cache[place]


@dataclass(frozen=True)
class Question:
    """A question that is asked step by step."""

    name: str
    arguments: tuple[object, ...]
    scope: dict[str, object]

    def step(self, place: _talktrack.Place) -> _talktrack.Answer | None:
        """The answer, unless the question goes on elsewhere."""
        try:
            answer: _talktrack.Answer = getattr(_talktrack, self.name)(place, *self.arguments)
        except _talktrack.Unfinished:
            return None
        return answer

    def plan(self, outline: _talktrack.Place, known: Tallies) -> _talktrack.Place:
        """What comes next."""
        return outline.within(self.scope).plan(received(known))

    def fold(self, place: _talktrack.Place, known: Tallies) -> Tallies:
        """The tallies of the facts that are here."""
        step = place.within(self.scope).fold(received(known))
        self.step(step)
        return sent(step.tallies())

    def merge(self, outline: _talktrack.Place, known: Tallies, several: list[Tallies]) -> Tallies:
        """Tallies of several places as one."""
        if len(several) == 1:
            return several[0]
        all_of_them = [received(tallies) for tallies in several]
        step = outline.within(self.scope).merge(received(known), all_of_them)
        self.step(step)
        return sent(step.tallies())


@dataclass(frozen=True)
class Step:
    """One step of a question, as tasks do it."""

    shared: Shared
    question: Question
    known: Tallies
    # How many facts are elsewhere.
    facts: int

    def fold_facts(self, facts: list[Facts]) -> Tallies:
        """Counts over tables."""
        place = self.shared.base().with_facts(facts, and_base=False)
        return self.question.fold(place, self.known)

    def fold_parcels(self, place: int, of: int, parcels: Iterable[Parcel]) -> Iterator[Tallies]:
        """Counts over what was brought to a place."""
        own = [parcel for _, parcel in parcels]
        yield self.question.fold(self.shared.base().with_parcels(own, place, of), self.known)

    def fold_groups(self, slices: Iterable[list[Facts]]) -> Iterator[Tallies]:
        """Counts over row groups of files."""
        for facts in slices:
            yield self.fold_facts(facts)

    def fold_packed(self, kind: str, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Counts over the packed rows of a DataFrame."""
        import pyarrow as pa  # noqa: PLC0415 - only where there are DataFrames

        facts: list[Facts] = [*unpack(kind, batches)]
        if facts:
            tallies = list(self.fold_facts(facts).items())
            column = pa.array([tallies], pa.map_(pa.string(), pa.binary()))
            yield pa.record_batch({"tallies": column})

    def merge(self, several: Iterable[Tallies]) -> Iterator[Tallies]:
        """Merges what tasks counted."""
        outline = self.shared.base().outline(self.facts)
        tallies = list(several)
        if tallies:
            yield self.question.merge(outline, self.known, tallies)


def as_tallies(made: Tallies | Row) -> Tallies:
    """What a task made; over a DataFrame, a row of one column."""
    if isinstance(made, dict):
        return made
    return {name: bytes(tally) for name, tally in made[0].items()}


def in_memory(kind: str, batches: Iterable[pa.RecordBatch]) -> list[Facts]:
    """Batches as one table."""
    import pyarrow as pa  # noqa: PLC0415 - only where there are DataFrames

    several = [batch for batch in batches if batch.num_rows]
    return [(kind, pa.Table.from_batches(several))] if several else []


def merged_names(several: Iterable[Names]) -> Names:
    """Names of several places, each once, in order."""
    found: tuple[set[str], ...] = (set(), set(), set(), set(), set())
    for names in several:
        for known, more in zip(found, names, strict=True):
            known.update(more)
    return [sorted(known) for known in found]
