"""What was wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from talktrack._events.base import Event

if TYPE_CHECKING:
    from talktrack._types import Time


@final
class Retraction(Event):
    """An earlier event was wrong.

    It is final: what was right after all is recorded again under a new id.

    Args:
        event: The id of the event.
        at: When.
        event_source: The source of the event, where it differs from this one's.
        reason: Why.
        id: Identifies the retraction within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Retraction(event="u1", reason="wrong deal", at="2026-03-05T12:00:00Z").event
        'u1'
    """

    event: str
    event_source: str | None
    reason: str | None

    def __init__(
        self,
        *,
        event: str,
        at: Time,
        event_source: str | None = None,
        reason: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())
