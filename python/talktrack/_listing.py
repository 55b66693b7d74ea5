"""What a tracker holds, as tables: the facts and the catalogue that answers are made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack._table import Table

if TYPE_CHECKING:
    from talktrack import _talktrack
    from talktrack._types import EventKind


class Listing:
    """The part of a tracker that lists."""

    if TYPE_CHECKING:
        _core: _talktrack.Tracker

    def uses(self) -> Table:
        """List the uses in the scope, in the order in which they were recorded.

        They come as the columns that questions count by, so that tens of millions are handed to
        Polars or pandas at once. What else a use says, such as its id, is in `events("use")`.

        Returns:
            One row a use: `at`, `source`, `rep`, `asset`, `action`, `conversation` as it was
            stated, `deal` and `version`. Retracted ones are left out.

        Raises:
            NotFound: A filter of the scope matches nothing in the ledger.
            StorageError: The file cannot be read.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> tracker.uses()[0]["rep"]
            'ada'
        """
        return Table(self._core.uses())

    def events(self, kind: EventKind) -> Table:
        """List the events of a kind in the scope with all that they say.

        A filter of the scope leaves out events that do not name what it asks for; those of
        conversations and actions are about uses alone.

        Args:
            kind: Which: `use`, `engagement`, `outcome`, `stage`, `training`, `recommendation`,
                `ask`, `answer`, `feedback`, `search` or `retraction`.

        Returns:
            One row an event, in the order in which they were recorded, with a column a field and
            one a tag, such as `tag:segment`. Retracted ones are left out.

        Raises:
            InvalidInput: There is no such kind.
            NotFound: A filter of the scope matches nothing in the ledger.
            StorageError: The file cannot be read.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> training = tt.Training(rep="ada", asset="deck", level="trained",
            ...                        at="2026-03-01T09:30:00Z")
            >>> tracker.record(training).recorded
            1
            >>> tracker.events("training")[0]["level"]
            'trained'
        """
        return Table(self._core.events(kind))

    def assets(self) -> Table:
        """List the assets of the catalogue as they hold at the end of the scope.

        Returns:
            One row an asset that the filters let through, in the order of keys, with a column a
            field and one a tag, such as `tag:segment`.

        Raises:
            NotFound: A filter of the scope matches nothing in the ledger.
            StorageError: The file cannot be read.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_assets([{"key": "deck", "tag:segment": "smb"}]).recorded
            1
            >>> tracker.assets()[0]["tag:segment"]
            'smb'
        """
        return Table(self._core.entries("asset"))

    def reps(self) -> Table:
        """List the reps of the catalogue as they hold at the end of the scope.

        Returns:
            One row a rep that the filters let through, in the order of keys. Forgotten people are
            left out.

        Raises:
            NotFound: A filter of the scope matches nothing in the ledger.
            StorageError: The file cannot be read.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_reps([{"key": "ada", "team": "EMEA"}]).recorded
            1
            >>> tracker.reps()[0]["team"]
            'EMEA'
        """
        return Table(self._core.entries("rep"))

    def deals(self) -> Table:
        """List the deals of the catalogue as they hold at the end of the scope.

        Returns:
            One row a deal that the filters let through, in the order of keys, with a column a field
            and one a tag, such as `tag:segment`.

        Raises:
            NotFound: A filter of the scope matches nothing in the ledger.
            StorageError: The file cannot be read.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_deals([{"key": "d1", "amount": "900", "currency": "EUR"}]).recorded
            1
            >>> tracker.deals()[0]["amount"]
            Decimal('900.00')
        """
        return Table(self._core.entries("deal"))

    def quarantine(self, *, settled: bool = False) -> Table:
        """What was refused, kept until it is mended: place, reason, raw text and time.

        Args:
            settled: Also list what a later attempt recorded.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_reps([{"key": "ada", "teem": "EMEA"}]).rejected
            1
            >>> tracker.quarantine()[0]["reason"]
            'teem: is not a field of rep: did you mean team?'
        """
        return Table(self._core.quarantine(settled))
