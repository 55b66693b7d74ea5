"""What a tracker is asked of the promises between the two sides."""

from __future__ import annotations

from talktrack import _talktrack
from talktrack._asking import Asking
from talktrack._result import Result


class Promises(Asking):
    """The part of a tracker that answers who keeps their promises, and what both sides reach."""

    def agreements(self) -> Result:
        """Does each side answer the other in time.

        An ask is answered by the first `delivered` or `declined`. It is due the agreed calendar
        days after it was made, else when it was needed by; attainment is in time divided by in
        time, late and overdue. The median of the days to the answer is Kaplan and Meier's: what is
        still open is censored.

        Returns:
            One row a side that must answer and kind of ask, with a summary of one row a side.

        Raises:
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> agreed = {"kind": "collateral", "answered_by": "marketing", "days": 10}
            >>> tracker.put_agreements([agreed]).recorded
            1
            >>> ask = tt.Ask(kind="collateral", asked_by="sales", at="2026-03-02T09:00:00Z", id="1")
            >>> answer = tt.Answer(ask="1", result="delivered", at="2026-03-09T15:00:00Z")
            >>> tracker.record_all([ask, answer]).recorded
            2
            >>> [(row["in_time"], row["median_days"]) for row in tracker.agreements()]
            [(1, 7.25)]
        """
        return Result(self._ask(_talktrack.agreements))

    def listening(self, *, by: str = "team") -> Result:
        """Were recommendations followed, and what then.

        A recommendation stands until it says, else for 30 days. Each rep, asset and conversation
        counts once while recommendations overlap; those who had no occasion before it lapsed do not
        count in the rate. How conversations went is described, and proves nothing.

        Args:
            by: A row per `team`, `asset` or `rep`.

        Returns:
            One row a team, asset or rep, with a summary that has the recommendations without an
            occasion, and how many a rep got in a week.

        Raises:
            InvalidInput: `by` is not one of those that are known.
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> advice = tt.Recommendation(asset="deck", rep="ada", conversation="relevant-meeting",
            ...                            at="2026-03-01T09:30:00Z")
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-04T09:30:00Z")
            >>> tracker.record_all([advice, use]).recorded
            2
            >>> [(row["asset"], row["follow_rate"]) for row in tracker.listening(by="asset")]
            [('deck', 1.0)]
        """
        return Result(self._ask(_talktrack.listening, by))

    def scorecard(self) -> Result:
        """The one page that both teams share, beside what they agreed to reach.

        The last complete week and month, the trailing 91 days (`quarter`) and 365 days (`year`), up
        to the end of the scope. Each figure is what the question behind it says of that period:
        `funnel`, `listening`, `agreements`, `consistency` and `unused`. A target for a team or a
        tag of deals is shown where the scope has that filter and no other.

        Returns:
            One row a measure and period.

        Raises:
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> target = {"measure": "succeeded", "period": "week", "value": 1}
            >>> tracker.put_targets([target]).recorded
            1
            >>> won = tt.Outcome(deal="d1", conversation="tangible-value", result="succeeded",
            ...                  at="2026-03-09T09:30:00Z")
            >>> tracker.record(won).recorded
            1
            >>> week = tracker.within(since="2026-01-01", until="2026-03-16").scorecard()[0]
            >>> week["measure"], week["period"], week["value"], week["reached"]
            ('succeeded', 'week', 1.0, True)
        """
        return Result(self._ask(_talktrack.scorecard))
