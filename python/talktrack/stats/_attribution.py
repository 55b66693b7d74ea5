"""Sharing out what was won among what led to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from talktrack import _talktrack
from talktrack._errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

    from talktrack._types import AttributionMethod, Credited

Touch = TypeVar("Touch", bound="Hashable")


@dataclass(frozen=True, slots=True)
class Journey(Generic[Touch]):
    """A way that deals went, and how often.

    Attributes:
        touches: What was touched, in the order of time; repeats stand repeatedly.
        conversions: How often this way was won.
        nulls: How often this way was lost.
        value: What its conversions were worth, all together.
        days_before: How many days before the decision each touch was, for time decay.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.Journey(["deck", "case"], conversions=2).nulls
        0
    """

    touches: Sequence[Touch]
    conversions: int = 1
    nulls: int = 0
    value: float = 0.0
    days_before: Sequence[float] = ()


def attribute(
    journeys: Iterable[Journey[Touch] | tuple[Sequence[Touch], int, int, float]],
    method: AttributionMethod,
    *,
    of: Credited = "count",
    half_life_days: float = 7,
    position: tuple[float, float, float] = (0.4, 0.2, 0.4),
) -> dict[Touch, float]:
    """Share out what journeys won among their touches.

    None of the methods says what a touch caused: the rules credit whoever stands in the right
    place, and the chain whatever many journeys pass through. Journeys without touches are passed
    over.

    Args:
        journeys: Each a `Journey`, or a tuple of touches, conversions, nulls and value (of the
            conversions, all together). For time decay, a `Journey` says when its touches were.
        method: `first`, `last`, `linear` (each touch, repeats too), `position` (shares of the
            first, those between and the last; one touch has all, two have the first and the last
            in proportion), `time-decay`, `markov` (by how much less would be won without the
            touch, in a chain of order 1, solved exactly) or `shapley` (the same to each distinct
            touch).
        of: What is shared out: the `count` of conversions, or the `amount` of their value.
        half_life_days: In how many days before the decision a touch loses half its weight.
        position: The shares of the first touch, of those between and of the last; they sum to 1.

    Returns:
        The credit of each touch; none is negative, and they sum to what was won.

    Raises:
        InvalidInput: The method is unknown, a count, value or time is negative or not finite,
            there is value without conversions, shares do not sum to 1, the half-life is not above
            0, or time decay is asked for touches without times.

    Example:
        >>> import talktrack as tt
        >>> journeys = [(["deck", "case", "roi"], 1, 0, 0), (["deck"], 0, 1, 0),
        ...             (["case", "roi"], 0, 1, 0)]
        >>> credit = tt.stats.attribute(journeys, "markov")
        >>> {touch: round(credit[touch], 3) for touch in credit}
        {'deck': 0.2, 'case': 0.4, 'roi': 0.4}

    Source: E. Anderl and others, International Journal of Research in Marketing 33 (2016) 457-474,
    for the chain; K. Zhao, S. H. Mahboobi and S. R. Bagheri, "Shapley value methods for attribution
    modeling in online advertising" (2018).
    """
    known: dict[Touch, int] = {}
    ways: list[tuple[list[int], int, int, float, list[float]]] = []
    for number, journey in enumerate(journeys):
        way = journey if isinstance(journey, Journey) else Journey(*journey)
        if isinstance(way.touches, str):
            raise InvalidInput(f"journeys[{number}]: its touches are one text, not a list of them")
        touches = [known.setdefault(touch, len(known)) for touch in way.touches]
        ways.append((touches, way.conversions, way.nulls, way.value, list(way.days_before)))
    credit = _talktrack.attribute(ways, method, of, half_life_days, position)
    return {touch: credit[number] for touch, number in known.items()}
