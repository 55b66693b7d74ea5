"""What a tracker is asked of outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack import _talktrack
from talktrack._advice import Advice
from talktrack._asking import Asking
from talktrack._result import Result

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from talktrack._types import (
        AttributionMethod,
        AttributionTouch,
        Conversation,
        Credited,
        LandmarkDays,
    )


class Outcomes(Asking):
    """The part of a tracker that answers whether it helps, and what to use next."""

    def funnel(self, *, by: str | None = None, period: str | None = None) -> Result:
        """The five conversations: how many are held, succeed and fail, and how long they take.

        The median of the days from start to decision is Kaplan and Meier's: what is still open is
        censored. It is no funnel of the same deals: a deal can skip conversations.

        Args:
            by: Rows by `team`, or by a tag of deals such as `segment`.
            period: Rows by `day`, `week` (ISO), `month` or `quarter`; a conversation counts when it
                was decided, or else had its last fact.

        Returns:
            One row a conversation, of each period and group that was asked for.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or the group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> won = tt.Outcome(deal="d1", conversation="tangible-value", result="succeeded",
            ...                  at="2026-03-09T09:30:00Z")
            >>> tracker.record(won).recorded
            1
            >>> [(row["held"], row["succeeded"]) for row in tracker.funnel() if row["held"]]
            [(1, 1)]
        """
        return Result(self._ask(_talktrack.funnel, by, period))

    def relevance(self, *, grace_days: int = 30, min_occasions: int = 20) -> Result:
        """One verdict and one action per asset, with the reason in a sentence.

        The first rule that holds is the verdict: `retired`, `too-new`, `misfiled`, `no-occasion`,
        `unknown`, `training-gap`, `harmful`, `proven`, `not-chosen`, `working` or `unclear`. What
        goes with success or failure is an association, not a cause: see `effect`.

        Args:
            grace_days: How many days an asset must have been live in the scope before it is judged.
            min_occasions: How many conversations it must have been made for before it is judged.

        Returns:
            One row an asset of the catalogue, with a summary of how many have each verdict.

        Raises:
            InvalidInput: `grace_days` or `min_occasions` is negative.
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-01-01T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> year = tracker.within(since="2026-01-01", until="2027-01-01")
            >>> [(row["verdict"], row["action"]) for row in year.relevance(min_occasions=1)]
            [('unclear', 'wait')]
            >>> year.relevance(min_occasions=1)[0]["reason"][:48]
            '1 of 1 rep had an occasion; 1 knew it and used i'
        """
        return Result(self._ask(_talktrack.relevance, grace_days, min_occasions))

    def effect(
        self,
        *,
        by_conversation: bool = False,
        strata: Iterable[str] = ("segment", "owner"),
        landmark_days: LandmarkDays | None = "auto",
    ) -> Result:
        """Does putting an asset to work go with success, with what else matters held equal.

        Decided conversations in which the asset was put to work are compared with the others: as
        they are, and within conversation and strata (Mantel and Haenszel). This is association, not
        cause: the E-value says how strong something unseen would have to be to explain it away.

        Args:
            by_conversation: A row per asset and conversation instead of one per asset.
            strata: What is held equal beside the conversation: tags of deals, and `owner`.
            landmark_days: Only uses in so many days from the start of a conversation count, and
                conversations decided sooner are left out. `auto` sets it where those that succeed
                take longer or shorter than those that fail; None never does.

        Returns:
            One row an asset that had a decided conversation, the surest first, with a summary of
            how many were tested and found to go with success or failure (q of 0.05 or less).

        Raises:
            InvalidInput: `landmark_days` is neither `auto`, None nor a number from 0 to 36500.
            NotFound: No deal has a tag of `strata`, or the scope names what is not known.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-01-01T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> for deal in range(40):
            ...     place = {"deal": f"d{deal}", "conversation": "relevant-meeting"}
            ...     if deal < 20:
            ...         use = tt.Use(rep=f"r{deal % 5}", asset="deck", action="presented",
            ...                      at="2026-03-01T09:30:00Z", **place)
            ...         assert tracker.record(use).recorded == 1
            ...     result = "succeeded" if deal % 20 < (15 if deal < 20 else 5) else "failed"
            ...     outcome = tt.Outcome(result=result, at="2026-03-02T09:30:00Z", **place)
            ...     assert tracker.record(outcome).recorded == 1
            >>> [(row["asset"], row["adjusted"]) for row in tracker.effect(strata=[])]
            [('deck', 0.5)]
        """
        strata = [strata] if isinstance(strata, str) else list(strata)
        return Result(self._ask(_talktrack.effect, by_conversation, strata, landmark_days))

    def attribution(
        self,
        *,
        method: AttributionMethod = "markov",
        touch: AttributionTouch = "asset",
        of: Credited = "count",
        half_life_days: float = 7,
        position: tuple[float, float, float] = (0.4, 0.2, 0.4),
    ) -> Result:
        """Credit for the deals that were won, seven ways.

        A deal's journey is what was put to work on it up to the decision, however early. No method
        says what an asset caused: compare several, and look at what lost deals touched.

        Args:
            method: `first`, `last`, `linear`, `position`, `time-decay`, `markov` or `shapley`; see
                `talktrack.stats.attribute`.
            touch: What gets the credit: an `asset`, a `kind`, or an `asset-in-conversation`.
            of: What is shared out: the `count` of deals won, or their `amount`.
            half_life_days: Of time decay: in how many days a touch loses half its weight.
            position: Of position: the shares of the first touch, of those between and of the last;
                they sum to 1.

        Returns:
            One row a touch, with a summary of how many deals were decided, won and unassisted, and
            of the total that is shared out.

        Raises:
            InvalidInput: An argument is not one of those that are known, the half-life is not above
                0, or shares do not sum to 1.
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> for day, asset in [("01", "deck"), ("05", "roi")]:
            ...     use = tt.Use(rep="ada", asset=asset, action="presented", deal="d1",
            ...                  at=f"2026-03-{day}T09:30:00Z")
            ...     assert tracker.record(use).recorded == 1
            >>> won = tt.Outcome(deal="d1", conversation="tangible-value", result="succeeded",
            ...                  at="2026-03-09T09:30:00Z")
            >>> tracker.record(won).recorded
            1
            >>> [(row["touch"], row["credit"]) for row in tracker.attribution(method="linear")]
            [('deck', 0.5), ('roi', 0.5)]
        """
        answer = self._ask(_talktrack.attribution, method, touch, of, half_life_days, position)
        return Result(answer)

    def recommend(
        self,
        conversation: Conversation,
        *,
        tags: Mapping[str, str] | None = None,
        top: int = 10,
        explore: bool = False,
        seed: int | None = None,
    ) -> Advice:
        """What to use next in a conversation.

        Live assets that were made for it and do not contradict the tags of the deal, by how well
        such conversations went in which they were put to work: cautiously, because few successes
        say little. Not adjusted for the skill of reps: what good reps use looks good.

        Args:
            conversation: The conversation: its slug, number or title.
            tags: The tags of the deal that it is for.
            top: How many assets at most.
            explore: Rank by chance, an asset the more probably first the better it may be, so that
                what is not known yet gets tried (Thompson sampling).
            seed: With `explore`: the same number gives the same ranks; without one it is another
                each time, which the definition names.

        Returns:
            One row an asset, best first, with a summary of what they are measured by; it makes the
            events to record, see `Advice.as_events`.

        Raises:
            InvalidInput: An argument is not what it should be.
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> roi = {"key": "roi", "supports": "tangible-value",
            ...        "published_at": "2026-01-01T00:00:00Z"}
            >>> tracker.put_assets([roi]).recorded
            1
            >>> quarter = tracker.within(since="2026-01-01", until="2026-04-01")
            >>> [(row["asset"], row["n"]) for row in quarter.recommend("tangible-value")]
            [('roi', 0)]
        """
        named = list((tags or {}).items())
        answer = self._ask(_talktrack.recommend, str(conversation), named, top, explore, seed)
        return Advice(answer)
