"""What becomes of deals."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from talktrack._events.base import Event

if TYPE_CHECKING:
    from talktrack._types import Conversation, OutcomeResult, Time


@final
class Outcome(Event):
    """A deal's conversation was decided.

    Args:
        deal: On which deal.
        conversation: Which conversation.
        result: How it was decided: `succeeded` or `failed`.
        at: When.
        rep: Who led it.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Outcome(deal="d1", conversation="right-people", result="succeeded",
        ...            at="2026-03-02T10:00:00Z").result
        'succeeded'
    """

    deal: str
    conversation: str
    result: str
    rep: str | None

    def __init__(
        self,
        *,
        deal: str,
        conversation: Conversation,
        result: OutcomeResult,
        at: Time,
        rep: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())


@final
class Stage(Event):
    """A deal entered a CRM stage.

    Args:
        deal: Which deal.
        stage: The stage's name in the CRM.
        at: When.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Stage(deal="d1", stage="Qualification", at="2026-03-01T09:30:00Z").stage
        'Qualification'
    """

    deal: str
    stage: str

    def __init__(
        self,
        *,
        deal: str,
        stage: str,
        at: Time,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())
