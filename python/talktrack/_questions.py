"""What a tracker is asked: one method a question, over one function of the compiled part."""

from __future__ import annotations

from talktrack import _talktrack
from talktrack._asking import Asking
from talktrack._result import Result


class Questions(Asking):
    """The part of a tracker that answers."""

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
        return Result(self._ask(_talktrack.unused, grace_days, by))

    def matrix(self) -> Result:
        """In which conversation each asset is put to work, and whether it was made for that one.

        A use takes place in the conversation that it states; else in the one that the stage of its
        deal maps to at that time; else it is unplaced.

        Returns:
            One row an asset and conversation: whether the asset was made for it, uses, distinct
            reps and deals, and the share of the asset's placed uses; with a summary of how uses
            were placed.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> tracker.matrix()[0]["conversation"], tracker.matrix().summary["stated"]
            ('relevant-meeting', 1)
        """
        return Result(self._ask(_talktrack.matrix))

    def coverage(self, *, by: str = "segment") -> Result:
        """Where conversations are held without help.

        A conversation is held on a deal if something was put to work in it, an outcome was stated,
        or the deal entered its stage; it is assisted if anything was put to work in it.

        Args:
            by: The key of a tag of deals.

        Returns:
            One row a conversation and value of the tag, ranked by the conversations that were held
            unassisted.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> tracker.put_deals([{"key": "d1", "tag:segment": "smb"}]).recorded
            1
            >>> [(row["segment"], row["assisted"]) for row in tracker.coverage() if row["held"]]
            [('smb', 1)]
        """
        return Result(self._ask(_talktrack.coverage, by))

    def adoption(self, *, by: str = "rep") -> Result:
        """Who uses what, how widely, how current and how tailored.

        Over the uses in the scope that put something to work. People who were forgotten are in no
        row of their own.

        Args:
            by: A row per `rep` or `team`.

        Returns:
            One row a rep or team, with a summary of how unequally uses are spread over assets
            (Gini's coefficient).

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> [(row["rep"], row["uses"]) for row in tracker.adoption()]
            [('ada', 1)]
        """
        return Result(self._ask(_talktrack.adoption, by))

    def first_use(self, *, unit: str = "asset", by: str | None = None) -> Result:
        """How long until an asset, or an introduction, is put to work, in days.

        Kaplan and Meier's curve with log-log bands at 95%; what still waits is censored. Groups are
        compared by the log-rank test.

        Args:
            unit: `asset`, from its publication; or `introduction` of a rep to an asset.
            by: A curve per `kind`, `conversation`, `owner`, `campaign`, `team` (of introductions),
                or the key of a tag of assets.

        Returns:
            The steps of the curves, with a summary of each: how many, events, the median wait.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> year = tracker.within(since="2026-01-01", until="2027-01-01")
            >>> year.first_use().summary["events"]
            [1]
        """
        return Result(self._ask(_talktrack.first_use, unit, by))

    def consistency(self, *, by: str = "team") -> Result:
        """One message or twenty: which uses are current, outdated, expired, rep-made.

        Each use is the first that holds: uncatalogued, after the asset's end, without a version,
        outdated, current.

        Args:
            by: A row per `team` or `asset`.

        Returns:
            One row a team or asset.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> [row["unstated"] for row in tracker.consistency(by="asset")]
            [1]
        """
        return Result(self._ask(_talktrack.consistency, by))

    def lifecycle(self) -> Result:
        """Age, half-life and staleness of each asset, in days.

        The half-life is the time from going live to half of its uses; recent uses are those of the
        last 90 days, beside the 90 before.

        Returns:
            One row an asset of the catalogue that was live in the scope.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> [row["recent_uses"] for row in tracker.lifecycle()]
            [1]
        """
        return Result(self._ask(_talktrack.lifecycle))

    def trend(self, *, period: str = "month", by: str | None = None) -> Result:
        """Uses, reps, assets and conversations over time.

        Periods are cut in the scope's time zone; those of which the scope holds only a part are
        `partial`.

        Args:
            period: `day`, `week` (ISO), `month` or `quarter`.
            by: A row per period and `conversation`, `kind`, `campaign`, `owner`, `team`, or tag.

        Returns:
            One row a period, or a period and group.

        Raises:
            InvalidInput: An argument is not one of those that are known.
            NotFound: The scope or a group names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> deck = {"key": "deck", "published_at": "2026-02-27T00:00:00Z"}
            >>> tracker.put_assets([deck]).recorded
            1
            >>> use = tt.Use(rep="ada", asset="deck", action="shared", deal="d1",
            ...              conversation="relevant-meeting", at="2026-03-01T09:30:00Z")
            >>> tracker.record(use).recorded
            1
            >>> [(row["period"], row["uses"]) for row in tracker.trend()]
            [('2026-03', 1)]
        """
        return Result(self._ask(_talktrack.trend, period, by))
