"""Pictures of answers: one a question that has a natural one, drawn with Altair.

Only `Result.plot` imports this, so that the package works without Altair.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack._plots.adoption import adoption
from talktrack._plots.agreements import agreements
from talktrack._plots.attribution import attribution
from talktrack._plots.consistency import consistency
from talktrack._plots.coverage import coverage
from talktrack._plots.effect import effect
from talktrack._plots.first_use import first_use
from talktrack._plots.funnel import funnel
from talktrack._plots.lifecycle import lifecycle
from talktrack._plots.listening import listening
from talktrack._plots.matrix import matrix
from talktrack._plots.recommend import recommend
from talktrack._plots.relevance import relevance
from talktrack._plots.scorecard import scorecard
from talktrack._plots.trend import trend
from talktrack._plots.unused import unused

if TYPE_CHECKING:
    from collections.abc import Callable

    from talktrack._plots.style import Picture
    from talktrack._result import Result

# The picture of each question; None for one whose answer is better read as a table.
PICTURES: dict[str, Callable[[Result], Picture] | None] = {
    "adoption": adoption,
    "agreements": agreements,
    "attribution": attribution,
    "consistency": consistency,
    "coverage": coverage,
    "effect": effect,
    "first_use": first_use,
    "funnel": funnel,
    "lifecycle": lifecycle,
    "listening": listening,
    "matrix": matrix,
    "recommend": recommend,
    "relevance": relevance,
    "scorecard": scorecard,
    "trend": trend,
    "unused": unused,
}
