"""What to use next, and the events that say so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack._events import Recommendation
from talktrack._result import Result

if TYPE_CHECKING:
    from talktrack._types import Time


class Advice(Result):
    """The answer to what to use next: a `Result` that makes events of its rows.

    Example:
        >>> import talktrack as tt
        >>> advice = tt.open(":memory:").recommend("tangible-value")
        >>> advice.question, len(advice)
        ('recommend', 0)
    """

    def as_events(
        self,
        *,
        at: Time,
        rep: str | None = None,
        team: str | None = None,
        everyone: bool | None = None,
        deal: str | None = None,
        until: Time | None = None,
    ) -> list[Recommendation]:
        """The events to record when these assets are recommended.

        Args:
            at: When.
            rep: To which rep.
            team: To which team.
            everyone: Whether to every rep.
            deal: For which deal.
            until: Until when it stands; 30 days unless given.

        Returns:
            One event a row, in the order of rows, ready for `Tracker.record_all`.

        Raises:
            InvalidInput: A field is not what it should be, or not exactly one of `rep`, `team` and
                `everyone` is given.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> roi = {"key": "roi", "supports": "tangible-value",
            ...        "published_at": "2026-01-01T00:00:00Z"}
            >>> tracker.put_assets([roi]).recorded
            1
            >>> quarter = tracker.within(since="2026-01-01", until="2026-04-01")
            >>> advice = quarter.recommend("tangible-value")
            >>> events = advice.as_events(at="2026-04-01T09:30:00Z", rep="ada", deal="d1")
            >>> [(event.asset, event.rep) for event in events]
            [('roi', 'ada')]
            >>> tracker.record_all(events).recorded
            1
        """
        return [
            Recommendation(
                asset=row["asset"],
                at=at,
                rep=rep,
                team=team,
                everyone=everyone,
                conversation=self.summary["conversation"],
                deal=deal,
                until=until,
            )
            for row in self
        ]
