"""What reps and buyers do with assets."""

from __future__ import annotations

from typing import TYPE_CHECKING, final

from talktrack._events.base import Event

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talktrack._types import Action, Conversation, Time


@final
class Use(Event):
    """A rep did something with an asset.

    Args:
        rep: Who did it.
        asset: With which asset.
        action: What was done: `opened`, `downloaded`, `tailored`, `presented` or `shared`.
        at: When.
        conversation: In which conversation.
        deal: On which deal.
        account: With which account.
        version: In which version of the asset.
        contact: With which contact at the buyer.
        channel: Through which channel.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> use = tt.Use(rep="ada", asset="deck", action="shared", conversation=3,
        ...              at="2026-03-01T09:30:00Z")
        >>> use.conversation
        'relevant-meeting'
    """

    rep: str
    asset: str
    action: str
    conversation: str | None
    deal: str | None
    account: str | None
    version: str | None
    contact: str | None
    channel: str | None

    def __init__(
        self,
        *,
        rep: str,
        asset: str,
        action: Action,
        at: Time,
        conversation: Conversation | None = None,
        deal: str | None = None,
        account: str | None = None,
        version: str | None = None,
        contact: str | None = None,
        channel: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())


@final
class Engagement(Event):
    """A buyer looked at what was shared.

    Args:
        use: The id of the use that shared it.
        at: When.
        use_source: The source of that use, where it differs from this event's.
        seconds: How long they looked, in seconds.
        pages: How many pages they saw.
        contact: Who looked.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Engagement(use="u1", seconds=42.5, pages=3, at="2026-03-02T10:00:00Z").seconds
        42.5
    """

    use: str
    use_source: str | None
    seconds: float | None
    pages: int | None
    contact: str | None

    def __init__(
        self,
        *,
        use: str,
        at: Time,
        use_source: str | None = None,
        seconds: float | None = None,
        pages: int | None = None,
        contact: str | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())


@final
class Search(Event):
    """A rep looked for content.

    Args:
        rep: Who.
        query: What they typed.
        hits: How many results they got.
        at: When.
        opened: The asset they opened from the results.
        conversation: For which conversation.
        tags: For what: segment, industry and so on, one value each.
        id: Identifies the event within its source.
        source: The system it comes from; `talktrack` unless given.

    Raises:
        InvalidInput: A field is not what it should be.

    Example:
        >>> import talktrack as tt
        >>> tt.Search(rep="ada", query="energy case study", hits=0, at="2026-03-05T12:00:00Z").hits
        0
    """

    rep: str
    query: str
    hits: int
    opened: str | None
    conversation: str | None
    tags: Mapping[str, str] | None

    def __init__(
        self,
        *,
        rep: str,
        query: str,
        hits: int,
        at: Time,
        opened: str | None = None,
        conversation: Conversation | None = None,
        tags: Mapping[str, str] | None = None,
        id: str | None = None,
        source: str | None = None,
    ) -> None:
        self._check(locals())
