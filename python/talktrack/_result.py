"""The answer to a question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypedDict

from talktrack._extras import wanted
from talktrack._table import Column, Table

if TYPE_CHECKING:
    from datetime import datetime

    from talktrack import _talktrack
    from talktrack._plots.style import Picture


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question was about, as it was resolved.

    Attributes:
        since: The first moment.
        until: The first moment after it.
        tz: The time zone in which days are cut. `since` and `until` are written in it (in UTC
            where Python knows no such zone).
        filters: The filters in words; empty where there are none.

    Example:
        >>> import talktrack as tt
        >>> quarter = tt.open(":memory:").within(since="2026-07-01", until="2026-10-01",
        ...                                      tz="Europe/Berlin")
        >>> quarter.unused().scope.since.isoformat()
        '2026-07-01T00:00:00+02:00'
    """

    since: datetime
    until: datetime
    tz: str
    filters: tuple[str, ...]


class Provenance(TypedDict):
    """Which facts an answer rests on.

    Attributes:
        ledger: The ledger's own id.
        seq: The number of the last write that was read.
        digest: The digest of all facts up to it.
        generation: Of the digest: how many reps were forgotten. Digests of one generation can be
            compared; figures do not change with it.
        version: The version of talktrack that answered.

    Example:
        >>> import talktrack as tt
        >>> tt.open(":memory:").unused().provenance["seq"]
        0
    """

    ledger: str
    seq: int
    digest: str
    generation: int
    version: str


class Result(Table):
    """The answer to a question: a `Table` with what is needed to read it.

    Example:
        >>> import talktrack as tt
        >>> tracker = tt.open(":memory:")
        >>> tracker.put_assets([{"key": "deck", "published_at": "2026-01-01T00:00:00Z"}]).recorded
        1
        >>> unused = tracker.within(since="2026-01-01", until="2026-04-01").unused()
        >>> unused[0]["status"], unused.summary["eligible"]
        ('unused', 1)
    """

    def __init__(self, core: _talktrack.Answer) -> None:
        super().__init__(core.table)
        self._answer = core
        self._summary = Table(core.summary)

    @property
    def question(self) -> str:
        """The question, as it is called everywhere.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").unused().question
            'unused'
        """
        return self._answer.question

    @property
    def summary(self) -> dict[str, Any]:
        """What the rows come to, by name; empty where the rows say it all.

        Where it has several parts, such as one a group, each name has the list of its values, in
        the order of the parts.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").unused().summary["flags"]
            ['too few']
        """
        if self._answer.summary_is_list:
            parts = list(self._summary)
            names = [column.name for column in self._summary.columns]
            return {name: [part[name] for part in parts] for name in names}
        return self._summary[0]

    @property
    def summary_table(self) -> Table:
        """The summary as a table: one row, or one a part where it has several.

        Example:
            >>> import talktrack as tt
            >>> len(tt.open(":memory:").unused().summary_table)
            1
        """
        return self._summary

    @property
    def summary_columns(self) -> tuple[Column, ...]:
        """What the summary holds: name, unit and meaning of each of its figures.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").unused().summary_columns[0].meaning
            'Assets live for the grace period or longer: what the rates divide by.'
        """
        return self._summary.columns

    @property
    def definition(self) -> str:
        """What the figures mean, with the thresholds that were used.

        Example:
            >>> import talktrack as tt
            >>> "14 days" in tt.open(":memory:").unused(grace_days=14).definition
            True
        """
        return self._answer.definition

    @property
    def scope(self) -> Scope:
        """What the question was about: span of time, zone and filters.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").unused().scope.tz
            'UTC'
        """
        from zoneinfo import ZoneInfo, ZoneInfoNotFoundError  # noqa: PLC0415 - slow to import

        since, until, tz, filters = self._answer.scope
        try:
            zone = ZoneInfo(tz)
        except ZoneInfoNotFoundError:  # a machine without a database of zones
            return Scope(since, until, tz, tuple(filters))
        return Scope(since.astimezone(zone), until.astimezone(zone), tz, tuple(filters))

    @property
    def provenance(self) -> Provenance:
        """Which facts it rests on.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.unused().provenance["digest"] == tracker.state().digest
            True
        """
        ledger, seq, digest, generation, version = self._answer.provenance
        return Provenance(
            ledger=ledger, seq=seq, digest=digest, generation=generation, version=version
        )

    def plot(self) -> Picture:
        """Draw the answer with Altair, where it has a natural picture.

        Returns:
            An Altair chart, which a notebook shows, and which `save` writes to a file. The figures
            travel with it.

        Raises:
            ImportError: Altair is not installed; `pip install talktrack[altair]` brings it.
            NotImplementedError: The answer is better read as a table.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-01-01T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> chart = tracker.within(since="2026-01-01", until="2026-04-01").unused().plot()
            >>> chart.to_dict()["title"]["text"]
            'What became of the assets'
        """
        wanted("altair", "plot")
        from talktrack._plots import PICTURES  # noqa: PLC0415 - needs Altair

        draw = PICTURES[self.question]
        if draw is None:
            message = f"{self.question} has no picture: read it as a table, such as to_pandas()"
            raise NotImplementedError(message)
        return draw(self)

    def __repr__(self) -> str:
        from talktrack import _display  # noqa: PLC0415 - only what is shown pays for it

        return f"{_display.text(self)}\n\n{_display.text_notes(self)}"

    def _repr_html_(self) -> str:
        from talktrack import _display  # noqa: PLC0415 - as above

        return f"{_display.html(self)}{_display.html_notes(self)}"
