"""What a tracker is asked of outcomes, and of the promises between the two sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack import _talktrack
from talktrack._result import Result


class Outcomes:
    """The part of a tracker that answers whether it helps, and who keeps their promises."""

    if TYPE_CHECKING:
        _core: _talktrack.Tracker

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
        return Result(_talktrack.agreements(self._core))
