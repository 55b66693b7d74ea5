"""The tracker: a ledger that is open, what is recorded in it, and what is asked of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from talktrack import _talktrack
from talktrack._audit import Audits
from talktrack._files import Files
from talktrack._ledger import Findings, Forgotten, State
from talktrack._listing import Listing
from talktrack._outcomes import Outcomes
from talktrack._promises import Promises
from talktrack._questions import Questions
from talktrack._recording import Recording
from talktrack._scoping import Scoping, keywords

if TYPE_CHECKING:
    from os import PathLike


def open(path: str | PathLike[str], *, read_only: bool = False) -> Tracker:  # noqa: A001 - tt.open
    """Open a ledger, and create it if there is none.

    Args:
        path: A file, such as `"usage.db"`, or `":memory:"` for a ledger that is gone when it is
            closed. It is created readable by its owner only: it holds personal data. Or a
            PostgreSQL server, such as `"postgresql://user@host/database"`.
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


class Tracker(Recording, Files, Listing, Scoping, Questions, Outcomes, Promises, Audits):
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

    def _within(self, scope: dict[str, Any]) -> Tracker:
        return Tracker(self._core.within(keywords(scope)), self._shown, scope)

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
        return self._scoped(self._shown)
