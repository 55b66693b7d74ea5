"""What all pictures share: colours that everybody can tell apart, titles and labels."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import altair as alt

if TYPE_CHECKING:
    from collections.abc import Iterable

    from talktrack._result import Result

Picture: TypeAlias = (
    alt.Chart | alt.LayerChart | alt.HConcatChart | alt.VConcatChart | alt.FacetChart
)

# Okabe and Ito's palette, which people with any kind of colour vision can tell apart; but for its
# yellow, which is hard to see on white.
COLOURS = ["#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#000000"]
GREY = "#767676"
# From few to many: even steps of lightness, for any kind of colour vision and in print.
SEQUENTIAL: Final = "blues"
# More rows than this cannot be read.
MOST = 30
WIDTH = 420
PERCENT = ".0%"

CONVERSATIONS = [
    "point-of-view",
    "right-people",
    "relevant-meeting",
    "definition-of-success",
    "tangible-value",
]


def has(result: Result, column: str) -> bool:
    """Whether the answer has a column of this name."""
    return any(known.name == column for known in result.columns)


def group(result: Result) -> str:
    """The column that the answer is grouped by: its first."""
    return result.columns[0].name


def words(name: str) -> str:
    """A column's name as a label of an axis."""
    return name.replace("_", " ").capitalize()


def named(word: object) -> str:
    """A group's name; those without one are a group too."""
    return "(none)" if word is None else str(word)


def chart(rows: Iterable[dict[str, Any]]) -> alt.Chart:
    """A chart of rows, which travel with it."""
    return alt.Chart(alt.InlineData(values=[_plain(row) for row in rows]))


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name.replace(":", "_"): _value(value) for name, value in row.items()}


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever a table holds
    match value:
        case Decimal():
            return float(value)
        case datetime():
            return value.isoformat()
        case _:
            return value


def colour(name: str, title: str, order: list[str] | None = None) -> alt.Color:
    """A colour a word."""
    scale = alt.Scale(range=COLOURS) if order is None else alt.Scale(domain=order, range=COLOURS)
    return alt.Color(f"{name}:N", title=title, scale=scale, sort=order)


def label(name: str, title: str | None = None, order: list[str] | None = None) -> alt.Y:
    """A row of the picture a word."""
    return alt.Y(
        f"{name.replace(':', '_')}:N",
        title=title or words(name),
        sort=order,
        axis=alt.Axis(labelLimit=220),
    )


def share(name: str, title: str) -> alt.X:
    """An axis from 0 to 100%."""
    axis = alt.Axis(format=PERCENT, values=[0, 0.25, 0.5, 0.75, 1])
    return alt.X(f"{name}:Q", title=title, axis=axis, scale=alt.Scale(domain=[0, 1]))


def most(rows: list[dict[str, Any]], which: str) -> tuple[list[dict[str, Any]], list[str]]:
    """The first rows, and a remark where there are more, such as those "with most uses"."""
    if len(rows) <= MOST:
        return rows, []
    return rows[:MOST], [f"The {MOST} {which}, of {len(rows):,}."]


def titled(picture: Picture, result: Result, title: str, *remarks: str) -> Picture:
    """The picture under its title, the scope and what is worth knowing."""
    scope = result.scope
    last = scope.until - timedelta(microseconds=1)
    span = f"{scope.since:%Y-%m-%d} to {last:%Y-%m-%d} ({scope.tz})"
    subtitle = ["; ".join((span, *scope.filters)), *remarks]
    heading = alt.Title(title, subtitle=subtitle, anchor="start", offset=12)
    config = alt.Config(
        axis=alt.AxisConfig(grid=False),
        title=alt.TitleConfig(subtitleColor=GREY),
        view=alt.ViewConfig(strokeOpacity=0),
    )
    return picture.properties(title=heading, config=config)
