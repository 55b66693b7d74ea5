"""Types of arguments, for whoever checks programs; nothing imports them at run time.

A word of a closed vocabulary is one of its literals or any text: an editor offers the words, and a
word that a program has in a variable is accepted all the same, because the core checks it anyway.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime, tzinfo
from typing import Any, Literal, Protocol, TypeAlias

from talktrack._events import Event

Time: TypeAlias = datetime | date | str
"""A moment: an aware datetime, or ISO text with an offset."""
Zone: TypeAlias = str | tzinfo
"""A time zone of the IANA database: its name, or a `ZoneInfo`."""


class ArrowStream(Protocol):
    """A DataFrame, an Arrow table, or what else speaks the PyCapsule interface of Arrow."""

    def __arrow_c_stream__(self, requested_schema: Any = None) -> object: ...  # noqa: ANN401


Row: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = ArrowStream | Iterable[Row]
Events: TypeAlias = ArrowStream | Iterable[Event | Row]
Words: TypeAlias = str | Iterable[str]

RejectionParts: TypeAlias = tuple[str, int, str, int]
"""Place, line, reason, number in quarantine."""
ReceiptParts: TypeAlias = tuple[int, int, int, list[RejectionParts], str | None, int]
"""Recorded, duplicates, rejected, rejections, id, number of the last write."""
ImportParts: TypeAlias = tuple[ReceiptParts, str, str, list[str]]
"""The receipt, what the file was understood as, what the import came to as JSON, remarks."""

Action: TypeAlias = Literal["opened", "downloaded", "tailored", "presented", "shared"] | str
AttributionMethod: TypeAlias = (
    Literal["first", "last", "linear", "position", "time-decay", "markov", "shapley"] | str
)
AttributionTouch: TypeAlias = Literal["asset", "kind", "asset-in-conversation"] | str
AnswerResult: TypeAlias = Literal["acknowledged", "delivered", "declined"] | str
Conversation: TypeAlias = (
    Literal[
        "point-of-view",
        "right-people",
        "relevant-meeting",
        "definition-of-success",
        "tangible-value",
    ]
    | str
    | int
)
"""A conversation: its slug, its title or its number from 1 to 5."""
EventKind: TypeAlias = (
    Literal[
        "use",
        "engagement",
        "outcome",
        "stage",
        "training",
        "recommendation",
        "ask",
        "answer",
        "feedback",
        "search",
        "retraction",
    ]
    | str
)
FileFormat: TypeAlias = (
    Literal[
        "auto",
        "json-lines",
        "csv",
        "parquet",
        "arrow",
        "cloudevents",
        "xapi",
        "showpad",
        "salesforce",
        "hubspot",
    ]
    | str
)
ExportFormat: TypeAlias = Literal["json-lines", "cloudevents", "parquet", "arrow", "csv"] | str
Credited: TypeAlias = Literal["count", "amount"] | str
LandmarkDays: TypeAlias = Literal["auto", "none"] | float
Level: TypeAlias = Literal["introduced", "trained", "certified"] | str
OutcomeResult: TypeAlias = Literal["succeeded", "failed"] | str
Reason: TypeAlias = (
    Literal[
        "relevant",
        "too-generic",
        "outdated",
        "hard-to-find",
        "wrong-audience",
        "objection",
        "pain-point",
    ]
    | str
)
Side: TypeAlias = Literal["sales", "marketing"] | str
ReportLanguage: TypeAlias = Literal["en", "de"] | str
"""How dates and numbers are written in a report."""
ReportSection: TypeAlias = (
    Literal[
        "funnel",
        "verdicts",
        "unused",
        "matrix",
        "gaps",
        "effects",
        "recommendations",
        "promises",
        "consistency",
        "scorecard",
        "trend",
        "teams",
        "appendix",
    ]
    | str
)
"""A part of the report below the first screen."""
