"""Evidence on which marketing assets help which sales conversations.

>>> import talktrack as tt
>>> tracker = tt.open(":memory:")
>>> use = tt.Use(rep="ada", asset="deck", action="shared", at="2026-03-01T09:30:00Z")
>>> tracker.record(use).recorded
1

Open a ledger with `open`, put the catalogue, record events, and ask questions; each answer is a
`Result` that goes into pandas, Polars or anything else that speaks Arrow.
"""

from talktrack import spark, stats
from talktrack._advice import Advice
from talktrack._audit import Audit
from talktrack._errors import Conflict, InvalidInput, NotFound, StorageError, TalktrackError
from talktrack._events import (
    Answer,
    Ask,
    Engagement,
    Event,
    Feedback,
    Outcome,
    Recommendation,
    Retraction,
    Search,
    Stage,
    Training,
    Use,
)
from talktrack._ledger import Findings, Forgotten, Imported, Receipt, Rejection, State
from talktrack._result import Provenance, Result, Scope
from talktrack._table import Column, Table
from talktrack._talktrack import __version__
from talktrack._tracker import Tracker, open  # noqa: A004 - it opens a ledger, as tt.open

__all__ = [
    "Advice",
    "Answer",
    "Ask",
    "Audit",
    "Column",
    "Conflict",
    "Engagement",
    "Event",
    "Feedback",
    "Findings",
    "Forgotten",
    "Imported",
    "InvalidInput",
    "NotFound",
    "Outcome",
    "Provenance",
    "Receipt",
    "Recommendation",
    "Rejection",
    "Result",
    "Retraction",
    "Scope",
    "Search",
    "Stage",
    "State",
    "StorageError",
    "Table",
    "TalktrackError",
    "Tracker",
    "Training",
    "Use",
    "__version__",
    "open",
    "spark",
    "stats",
]

# People meet these classes here, and so do pickles: where they are written may change.
for _name in __all__:
    if isinstance(_class := globals()[_name], type):
        _class.__module__ = __name__
