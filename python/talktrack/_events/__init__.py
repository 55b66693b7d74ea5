"""The eleven kinds of events.

Each class has the fields of the core's declaration of the same name, which a test compares. All are
keyword-only. `at` is when it happened, an aware datetime or ISO text with an offset; `id`
identifies the event within its `source`, and one that is recorded alone gets a fresh id.
"""

from talktrack._events.asks import Answer, Ask
from talktrack._events.assets import Feedback, Recommendation, Training
from talktrack._events.base import Event
from talktrack._events.corrections import Retraction
from talktrack._events.deals import Outcome, Stage
from talktrack._events.usage import Engagement, Search, Use

__all__ = [
    "Answer",
    "Ask",
    "Engagement",
    "Event",
    "Feedback",
    "Outcome",
    "Recommendation",
    "Retraction",
    "Search",
    "Stage",
    "Training",
    "Use",
]
