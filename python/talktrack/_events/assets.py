"""What reps are told about assets, and what they say of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from talktrack._events.base import Event

if TYPE_CHECKING:
    from datetime import datetime

    from talktrack._types import Conversation, Level, Reason, Time


@final
class Training(Event):
    """A rep got to know an asset.

    Args:
        rep: Who.
        asset: Which asset.
        level: How well: `introduced`, `trained` or `certified`.
        at: When.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Training(rep="ada", asset="deck", level="trained", at="2026-03-01T09:30:00Z").level
        'trained'
    """

    rep: str
    asset: str
    level: str

    def __init__(
        self,
        *,
        rep: str,
        asset: str,
        level: Level,
        at: Time,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())


@final
class Recommendation(Event):
    """Marketing advised an asset: to one of a rep, a team and everyone.

    Args:
        asset: Which asset.
        at: When.
        rep: To which rep.
        team: To which team.
        everyone: Whether to every rep.
        conversation: For which conversation.
        deal: For which deal.
        until: Until when it stands.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be, or not exactly one of `rep`, `team` and
            `everyone` is given.

    Example:
        >>> import talktrack as tt
        >>> tt.Recommendation(asset="deck", team="EMEA", at="2026-03-01T09:30:00Z").team
        'EMEA'
    """

    asset: str
    rep: str | None
    team: str | None
    everyone: bool | None
    conversation: str | None
    deal: str | None
    until: datetime | None

    def __init__(
        self,
        *,
        asset: str,
        at: Time,
        rep: str | None = None,
        team: str | None = None,
        everyone: bool | None = None,
        conversation: Conversation | None = None,
        deal: str | None = None,
        until: Time | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())


@final
class Feedback(Event):
    """A rep judged an asset.

    Args:
        rep: Who.
        asset: Which asset.
        at: When.
        rating: From 1 (useless) to 5 (indispensable).
        reason: Why: `relevant`, `too-generic`, `outdated`, `hard-to-find`, `wrong-audience`,
            `objection` or `pain-point`.
        conversation: In which conversation.
        deal: On which deal.
        note: In their words.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Feedback(rep="ada", asset="deck", rating=2, reason="too-generic",
        ...             at="2026-03-05T12:00:00Z").rating
        2
    """

    rep: str
    asset: str
    rating: int | None
    reason: str | None
    conversation: str | None
    deal: str | None
    note: str | None

    def __init__(
        self,
        *,
        rep: str,
        asset: str,
        at: Time,
        rating: int | None = None,
        reason: Reason | None = None,
        conversation: Conversation | None = None,
        deal: str | None = None,
        note: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())
