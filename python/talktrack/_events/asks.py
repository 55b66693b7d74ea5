"""What the two sides ask of each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from talktrack._events.base import Event

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from talktrack._types import AnswerResult, Conversation, Side, Time


@final
class Ask(Event):
    """One side asked the other for something.

    Args:
        kind: `collateral`, `change`, `feedback`, `testimonial`, `follow-up`, `campaign-list` or
            any word.
        asked_by: Which side asked: `sales` or `marketing`.
        at: When.
        rep: The rep who asked, or was asked.
        asset: About which asset.
        conversation: For which conversation.
        deal: For which deal.
        tags: For what: segment, industry and so on, one value each.
        needed_by: When it is needed.
        note: In their words.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> ask = tt.Ask(kind="collateral", asked_by="sales", tags={"industry": "energy"},
        ...              needed_by="2026-04-01T00:00:00Z", at="2026-03-01T09:30:00Z")
        >>> ask.tags["industry"], (ask.needed_by - ask.at).days
        ('energy', 30)
    """

    kind: str
    asked_by: str
    rep: str | None
    asset: str | None
    conversation: str | None
    deal: str | None
    tags: Mapping[str, str] | None
    needed_by: datetime | None
    note: str | None

    def __init__(
        self,
        *,
        kind: str,
        asked_by: Side,
        at: Time,
        rep: str | None = None,
        asset: str | None = None,
        conversation: Conversation | None = None,
        deal: str | None = None,
        tags: Mapping[str, str] | None = None,
        needed_by: Time | None = None,
        note: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())


@final
class Answer(Event):
    """An ask was answered.

    Args:
        ask: The id of the ask.
        result: What became of it: `acknowledged` (seen, not an answer yet), `delivered` or
            `declined`.
        at: When.
        ask_source: The source of the ask, where it differs from this event's.
        asset: The asset that was delivered.
        note: In their words.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Answer(ask="a1", result="delivered", asset="deck", at="2026-03-05T12:00:00Z").asset
        'deck'
    """

    ask: str
    ask_source: str | None
    result: str
    asset: str | None
    note: str | None

    def __init__(
        self,
        *,
        ask: str,
        result: AnswerResult,
        at: Time,
        ask_source: str | None = None,
        asset: str | None = None,
        note: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())
