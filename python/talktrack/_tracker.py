"""The tracker: a ledger that is open, what is recorded in it, and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn, Self

from talktrack import _talktrack
from talktrack._audit import Audits
from talktrack._files import Files
from talktrack._ledger import Findings, Forgotten, State
from talktrack._listing import Listing
from talktrack._outcomes import Outcomes
from talktrack._promises import Promises
from talktrack._questions import Questions
from talktrack._recording import Recording, zone_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from os import PathLike
    from types import TracebackType

    from talktrack._types import Action, Conversation, Time, Words, Zone


def open(path: str | PathLike[str], *, read_only: bool = False) -> Tracker:  # noqa: A001 - tt.open
    """Open a ledger, and create it if there is none.

    Args:
        path: A file, such as `"usage.db"`, or `":memory:"` for a ledger that is gone when it is
            closed, or a PostgreSQL server, such as `"postgresql://user@host/database"`. The file is
            created readable by its owner only: it holds personal data.
        read_only: Only look: the ledger must be there, and nothing can be recorded.

    Returns:
        A tracker. Several threads and several programs may have the same file open.

    Raises:
        NotFound: There is no such file, and it was to be opened read-only.
        StorageError: It is not a ledger, a newer talktrack wrote it, or it cannot be opened.

    Example:
        >>> import talktrack as tt
        >>> with tt.open(":memory:") as tracker:
        ...     tracker.state().seq
        0
    """
    shown = f"talktrack.open({_talktrack.Tracker.shown(path)!r})"
    return Tracker(_talktrack.Tracker(path, read_only), shown, {})


class Tracker(Recording, Files, Listing, Questions, Outcomes, Promises, Audits):
    """A ledger that is open. `open` makes one.

    Methods may be called from several threads at once; other Python threads run meanwhile. Used
    in a `with` statement, it closes itself. Ctrl-C ends a batch that is being recorded, and then
    nothing of it is recorded. A tracker is good in the process that opened it: a process that was
    forked from it opens the ledger again.

    Rows can be a DataFrame (pandas, Polars), an Arrow table or stream, or an iterable of dicts;
    each row has the fields of what it is by name. `supports` is a list or `"a|b"`, `tags` a dict or
    columns named like `tag:segment`, times are aware datetimes or ISO text with an offset. Naive
    times and dates are refused unless `tz` names the zone that they are in. `None`, NaN and their
    kin mean that there is no value. Rows that are refused are told in the receipt and kept in the
    quarantine; with `strict=True` the first of them is raised and nothing is recorded.
    """

    def __init__(self, core: _talktrack.Tracker, shown: str, scope: dict[str, Any]) -> None:
        self._core = core
        self._shown = shown
        self._scope = scope

    def close(self) -> None:
        """Close the ledger, also for the trackers that `within` made of this one.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.close()
            >>> tracker.state()
            Traceback (most recent call last):
            talktrack.TalktrackError: the tracker is closed: open the ledger again
        """
        self._core.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def within(
        self,
        *,
        since: Time | None = None,
        until: Time | None = None,
        tz: Zone | None = None,
        team: Words | None = None,
        region: Words | None = None,
        rep: Words | None = None,
        kind: Words | None = None,
        asset_tags: Mapping[str, str] | None = None,
        deal_tags: Mapping[str, str] | None = None,
        conversation: Conversation | Iterable[Conversation] | None = None,
        action: Action | Iterable[Action] | None = None,
        min_reps: int | None = None,
    ) -> Tracker:
        """Ask the same ledger about less.

        What is given replaces the same filter of this tracker; its other filters stay. Several
        values of a filter are alternatives.

        Args:
            since: From this date or time on; from the first event unless given.
            until: Before this date or time; just after the last event unless given.
            tz: The time zone in which dates and naive times are read and days are cut; UTC unless
                given. A naive time is refused unless it is.
            team: Only what reps of this team do.
            region: Only what reps of this region do.
            rep: Only what this rep does.
            kind: Only assets of this kind.
            asset_tags: Only assets with all of these tags.
            deal_tags: Only facts on deals with all of these tags.
            conversation: Only what takes place in this conversation, stated or inferred from the
                stage of the deal.
            action: Only uses with this action.
            min_reps: Groups of fewer reps than this are merged into `other`, which is left out if
                it is still smaller. 1 unless given.

        Returns:
            A tracker of the same ledger. Recording with it is recording with this one.

        Raises:
            InvalidInput: A value is not what it should be. A filter that matches nothing in the
                ledger raises `NotFound` when a question is asked.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.within(since="2026-07-01", until="2026-10-01", team=["EMEA", "DACH"])
            talktrack.open(':memory:').within(since='2026-07-01', until='2026-10-01', team=...)
        """
        given = {name: value for name, value in locals().items() if value is not None}
        del given["self"]
        scope = {**self._scope, **given}
        return Tracker(self._core.within(_keywords(scope)), self._shown, scope)

    def state(self) -> State:
        """What the ledger is and how far it has come.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_reps([{"key": "ada"}]).seq == tracker.state().seq
            True
        """
        return State(*self._core.state())

    def forget(self, rep: str) -> Forgotten:
        """Forget a rep for good: it cannot be undone.

        A pseudonym that leads to nobody takes the place of the key; the name and the notes go,
        and so do mentions in the texts of others and in what was refused; and what the file held
        before is overwritten. Figures stay as they are. Importing old files again does not bring
        the rep back.

        Args:
            rep: The key of the rep.

        Returns:
            What was changed.

        Raises:
            NotFound: There is nobody with this key.
            StorageError: Others read the ledger for a minute, and nothing was changed; or the rep
                is severed and old pages could not be overwritten: then forget them again to
                finish.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_reps([{"key": "ada", "name": "Ada Lovelace"}]).recorded
            1
            >>> tracker.forget("ada").generation
            1
            >>> tracker.forget("ada").already
            True
        """
        return Forgotten(*self._core.forget(rep))

    def check(self) -> Findings:
        """Verify the file and the promises that the ledger makes.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").check().problems
            ()
        """
        checked, problems = self._core.check()
        return Findings(tuple(checked), tuple(problems))

    def __reduce__(self) -> NoReturn:
        message = "a tracker cannot be sent to another process: open the ledger there"
        raise TypeError(message)

    def __repr__(self) -> str:
        if not self._scope:
            return self._shown
        scope = ", ".join(f"{name}={value!r}" for name, value in self._scope.items())
        return f"{self._shown}.within({scope})"


def _keywords(scope: Mapping[str, Any]) -> dict[str, object]:
    """The scope in the form that the compiled part takes: every filter a list."""
    filters = ("team", "region", "rep", "kind", "conversation", "action")
    lists = {name: _listed(scope.get(name)) for name in filters}
    tags = {name: list(dict(scope.get(name, {})).items()) for name in ("asset_tags", "deal_tags")}
    return {
        "since": scope.get("since"),
        "until": scope.get("until"),
        "tz": zone_name(scope.get("tz")),
        "min_reps": scope.get("min_reps", 1),
        **lists,
        **tags,
    }


def _listed(words: Words | int | Iterable[str | int] | None) -> list[str]:
    if words is None:
        return []
    # A conversation can be given by its number.
    several = [words] if isinstance(words, str | int) else words
    return [str(word) for word in several]
