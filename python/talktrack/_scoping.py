"""The scope that questions are asked about."""

from __future__ import annotations

from abc import abstractmethod
from typing import TYPE_CHECKING, Any, Self

from talktrack._recording import zone_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

    from talktrack._types import Action, Conversation, Time, Words, Zone


class Scoping:
    """The part of a tracker that narrows what is asked about."""

    if TYPE_CHECKING:
        _scope: dict[str, Any]

    @abstractmethod
    def close(self) -> None:
        """Give back what is held."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @abstractmethod
    def _within(self, scope: dict[str, Any]) -> Self:
        """The same ledger with another scope."""

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
    ) -> Self:
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
        return self._within(scope)

    def _scoped(self, shown: str) -> str:
        """How the tracker is shown, given how it is without a scope."""
        if not self._scope:
            return shown
        scope = ", ".join(f"{name}={value!r}" for name, value in self._scope.items())
        return f"{shown}.within({scope})"


def keywords(scope: Mapping[str, Any]) -> dict[str, object]:
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
