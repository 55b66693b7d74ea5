"""What runs in Spark's tasks: thin calls of the compiled part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from talktrack import _talktrack

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import pyarrow as pa
    from pyspark import Broadcast

    from talktrack.spark._types import Facts, Names, Parcel, Tallies

# The column in which tasks over DataFrames hand bytes back.
PLACE, BYTES = "place", "bytes"
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

        key = (self.file, self.complete)
        if key not in _loaded:
            _loaded.clear()
            _loaded[key] = _talktrack.Base(SparkFiles.get(self.file), self.label, self.names.value)
        return _loaded[key]


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

    def fold(self, place: _talktrack.Place, known: Tallies) -> Tallies:
        """The tallies of the facts that are here."""
        step = place.within(self.scope).fold(known)
        self.step(step)
        return step.reached()[0]

    def merge(self, outline: _talktrack.Place, known: Tallies, several: list[Tallies]) -> Tallies:
        """Tallies of several places as one."""
        if len(several) == 1:
            return several[0]
        step = outline.within(self.scope).merge(known, several)
        self.step(step)
        return step.reached()[0]


@dataclass(frozen=True)
class Step:
    """One step of a question, as tasks do it."""

    shared: Shared
    question: Question
    known: Broadcast[Tallies]
    # How many facts are elsewhere.
    facts: int

    def fold_facts(self, facts: list[Facts]) -> Tallies:
        """Counts over tables."""
        place = self.shared.base().with_facts(facts, and_base=False)
        return self.question.fold(place, self.known.value)

    def fold_parcels(self, place: int, of: int, parcels: Iterable[Parcel]) -> Iterator[Tallies]:
        """Counts over what was brought to a place."""
        own = [parcel for _, parcel in parcels]
        yield self.question.fold(self.shared.base().with_parcels(own, place, of), self.known.value)

    def fold_groups(self, slices: Iterable[list[Facts]]) -> Iterator[Tallies]:
        """Counts over row groups of files."""
        for facts in slices:
            yield self.fold_facts(facts)

    def fold_batches(self, kind: str, batches: Iterable[pa.RecordBatch]) -> Iterator[Tallies]:
        """Counts over rows of a DataFrame."""
        facts = in_memory(kind, batches)
        if facts:
            yield self.fold_facts(facts)

    def merge(self, several: Iterable[Tallies]) -> Iterator[Tallies]:
        """Merges what tasks counted."""
        outline = self.shared.base().outline(self.facts)
        tallies = list(several)
        if tallies:
            yield self.question.merge(outline, self.known.value, tallies)


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
