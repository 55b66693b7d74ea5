"""What all events have in common: the core checks them, and they never change."""

from __future__ import annotations

from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn

from talktrack import _talktrack
from talktrack._errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping

# What every event has; shown after what is its own.
_COMMON = ("at", "id", "source")
_USUAL_SOURCE = "talktrack"


class Event:
    """Something that happened: the base of the eleven kinds of events.

    An event is checked when it is made and never changes. Events that say the same are equal. Every
    kind has these fields beside its own:

    Attributes:
        at: When it happened, in UTC.
        id: Identifies the event within its source; `None` until it has one.
        source: The system that it comes from.

    Example:
        >>> import talktrack as tt
        >>> event = tt.Event.from_dict({"type": "stage", "deal": "d1", "stage": "Qualification",
        ...                             "at": "2026-03-01T09:30:00+01:00"})
        >>> event
        Stage(deal='d1', stage='Qualification', at='2026-03-01T08:30:00Z')
        >>> event.at.hour
        8
    """

    _kinds: ClassVar[dict[str, type[Event]]] = {}
    _type: ClassVar[str]
    _names: ClassVar[tuple[str, ...]]
    _times: ClassVar[frozenset[str]]
    _record: dict[str, Any]

    at: datetime
    id: str | None
    source: str

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._type = cls.__name__.lower()
        fields = _talktrack.record_fields(cls._type)
        own = (name for name, *_ in fields if name not in _COMMON)
        cls._names = (*own, *_COMMON)
        cls._times = frozenset(name for name, _, form, _ in fields if form == "time")
        cls._kinds[cls._type] = cls

    def __init__(self) -> None:
        message = "an Event is one of its kinds, such as talktrack.Use, or Event.from_dict(…)"
        raise TypeError(message)

    @classmethod
    def from_dict(cls, record: Mapping[str, object]) -> Event:
        """Make the event that a dict describes.

        Args:
            record: The fields by name, and `type`, such as `"use"`.

        Returns:
            An event of the class for its type.

        Raises:
            InvalidInput: A field is missing, unknown or not what it should be.

        Example:
            >>> import talktrack as tt
            >>> use = tt.Use(rep="ada", asset="deck", action="opened", at="2026-03-01T09:30:00Z")
            >>> tt.Event.from_dict(use.to_dict()) == use
            True
        """
        checked = _talktrack.check_record(dict(record))
        kind = cls._kinds.get(checked["type"])
        if kind is None:
            message = f"type: {checked['type']} is an entry of the catalogue, not an event: put it"
            raise InvalidInput(message)
        event = kind.__new__(kind)
        Event._hold(event, checked)
        return event

    def to_dict(self) -> dict[str, Any]:
        """Return the event as values that JSON can hold: its `type`, times as RFC 3339 text.

        Example:
            >>> import talktrack as tt
            >>> tt.Stage(deal="d1", stage="Demo", at="2026-03-01T09:30:00Z").to_dict()["type"]
            'stage'
        """
        record = dict(self._record)
        if "tags" in record:
            record["tags"] = dict(record["tags"])  # whoever changes it must not change the event
        return record

    def _check(self, given: dict[str, Any]) -> None:
        """Take the arguments of a constructor, as `locals()` holds them."""
        del given["self"]
        self._hold(_talktrack.check_record({"type": self._type, **given}))

    def _hold(self, record: dict[str, Any]) -> None:
        values = self.__dict__
        values["_record"] = record
        for name in self._names:
            value = record.get(name)
            if value is not None and name in self._times:
                value = datetime.fromisoformat(value)
            values[name] = value
        if "tags" in record:
            values["tags"] = MappingProxyType[str, str](record["tags"])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Event):
            return NotImplemented
        return self._record == other._record

    def __hash__(self) -> int:
        return hash((self._type, self.at, self.source, self.id))

    def __repr__(self) -> str:
        shown = {name: self._record[name] for name in self._names if name in self._record}
        if self.source == _USUAL_SOURCE:
            del shown["source"]
        arguments = ", ".join(f"{name}={value!r}" for name, value in shown.items())
        return f"{type(self).__name__}({arguments})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Event.from_dict, (self.to_dict(),)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        message = f"{name} cannot be set: an event never changes; make another one"
        raise AttributeError(message)

    def __delattr__(self, name: str) -> NoReturn:
        message = f"{name} cannot be deleted: an event never changes"
        raise AttributeError(message)
