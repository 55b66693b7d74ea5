"""`scorecard`: every measure over its periods, beside its target."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_COUNTS = {"succeeded": "Conversations that succeeded", "open_asks": "Open asks"}
_CALLED = ["reached", "missed", "none agreed"]
_COLOURS = [style.COLOURS[0], style.COLOURS[5], style.GREY]
_PERIODS = ["week", "month", "quarter", "year"]
_SHARE = "Share, with its 95% interval"


def scorecard(result: Result) -> style.Picture:
    """Draw the two counts as bars and the shares with their intervals; targets as upright marks."""
    rows = [row | {"called": _called(row), "what": _what(row)} for row in result]
    counts = [_bars(rows, measure, title) for measure, title in _COUNTS.items()]
    shares = [row for row in rows if row["measure"] not in _COUNTS]
    remarks = ["Upright marks are targets."]
    if any(row["value"] is None for row in rows):
        remarks.append("What has no mark is too few to say.")
    partial = [period for period in _PERIODS if _is_partial(rows, period)]
    if partial:
        remarks.append(f"Only a part of it is in the scope: {', '.join(partial)}.")
    picture = alt.vconcat(alt.hconcat(*counts), _shares(shares))
    return style.titled(picture, result, "The page that both teams share", *remarks)


def _bars(rows: list[dict[str, Any]], measure: str, title: str) -> style.Picture:
    own = [row for row in rows if row["measure"] == measure]
    base = style.chart(own).encode(
        x=alt.X("value:Q", title=title, axis=alt.Axis(tickMinStep=1)),
        y=style.label("period", "Period", _PERIODS),
    )
    bars = base.mark_bar().encode(color=_colour(), tooltip=["period:N", "value:Q", "n:Q"])
    numbers = base.mark_text(align="left", dx=6).encode(text=alt.Text("value:Q", format=","))
    targets = base.mark_tick(thickness=3, color=style.COLOURS[6]).encode(x="target:Q")
    picture: style.Picture = bars + numbers + targets
    return picture.properties(width=210, height=alt.Step(20))


def _shares(rows: list[dict[str, Any]]) -> style.Picture:
    base = style.chart(rows).encode(
        y=style.label("what", "Measure and period", [row["what"] for row in rows])
    )
    interval = base.mark_rule(strokeWidth=2).encode(
        x=style.share("value_low", _SHARE), x2="value_high:Q", color=_colour()
    )
    value = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=style.share("value", _SHARE),
        color=_colour(),
        tooltip=["what:N", alt.Tooltip("value:Q", format=".1%"), "n:Q"],
    )
    targets = base.mark_tick(thickness=3, color=style.COLOURS[6]).encode(
        x=style.share("target", _SHARE)
    )
    picture: style.Picture = interval + value + targets
    return picture.properties(width=style.WIDTH, height=alt.Step(16))


def _colour() -> alt.Color:
    scale = alt.Scale(domain=_CALLED, range=_COLOURS)
    return alt.Color("called:N", title="Target", sort=_CALLED, scale=scale)


def _called(row: dict[str, Any]) -> str:
    match row["reached"]:
        case True:
            return _CALLED[0]
        case False:
            return _CALLED[1]
        case _:
            return _CALLED[2]


def _what(row: dict[str, Any]) -> str:
    return f"{style.words(row['measure'])}, {row['period']}"


def _is_partial(rows: list[dict[str, Any]], period: str) -> bool:
    return any(row["partial"] for row in rows if row["period"] == period)
