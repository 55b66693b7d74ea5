"""What a tracker is asked: one method a question, over one function of the compiled part."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack import _talktrack
from talktrack._result import Result


class Questions:
    """The part of a tracker that answers."""

    if TYPE_CHECKING:
        _core: _talktrack.Tracker

    def unused(self, *, grace_days: int = 30, by: str | None = None) -> Result:
        """What is never used, of what could have been.

        An asset counts if it was live in the scope for the grace period. It is `unused` if nobody
        did anything with it, and `opened-only` if it was never put to work; both together are idle.
        The rates and their 95% intervals (Wilson's) are shares between 0 and 1.

        Args:
            grace_days: How many days an asset must have been live in the scope before its being
                unused says anything.
            by: Give the rates per group instead of the assets one by one: per `kind`,
                `conversation`, `owner`, `campaign`, `team`, or the key of a tag of assets.

        Returns:
            One row an asset, with a summary of counts, rates and the cost of what is unused; or one
            row a group.

        Raises:
            InvalidInput: `grace_days` is negative.
            NotFound: The scope or `by` names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_assets([
            ...     {"key": "deck", "kind": "deck", "published_at": "2026-01-01T00:00:00Z"},
            ...     {"key": "roi", "kind": "tool", "published_at": "2026-01-01T00:00:00Z"},
            ... ]).recorded
            2
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> quarter = tracker.within(since="2026-01-01", until="2026-04-01")
            >>> quarter.unused().summary["unused_rate"]
            0.5
            >>> [(row["kind"], row["unused"]) for row in quarter.unused(by="kind")]
            [('deck', 0), ('tool', 1)]
        """
        return Result(_talktrack.unused(self._core, grace_days, by))
