"""`trend`: lines over time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_USES = "Uses put to work"
_MEASURES = {
    "uses": _USES,
    "reps": "Reps",
    "assets": "Assets",
    "held": "Conversations held",
    "succeeded": "Conversations succeeded",
}
_PANEL = 90
_MANY = 40  # from so many periods on, marks hide the line


def trend(result: Result) -> style.Picture:
    """Draw every measure over time; by group, the uses of each."""
    columns = [column.name for column in result.columns]
    after = columns[columns.index("period") + 1]
    partial = [row["period"] for row in result if row["partial"]]
    remarks = ["Hollow: the scope holds only a part of the period."] if partial else []
    if after in _MEASURES:
        return _measures(result, remarks)
    return _groups(result, after, remarks)


def _lines(
    rows: list[dict[str, Any]],
    measure: str,
    title: str,
    colour: alt.Color | alt.ColorValue,
    *,
    dated: bool = True,
) -> alt.LayerChart:
    dates = alt.Axis(labelAngle=-45, labelOverlap=True, labels=dated, ticks=dated)
    count = alt.Axis(tickMinStep=1, tickCount=4, format=",d")
    many = len({row["period"] for row in rows}) > _MANY
    base = style.chart(rows).encode(
        x=alt.X("period:O", title=None, axis=dates),
        y=alt.Y(f"{measure}:Q", title=title, axis=count),
        color=colour,
    )
    points = base.transform_filter("datum.partial" if many else "true").mark_point(
        size=40, opacity=1, filled=False
    )
    whole = base.transform_filter("false" if many else "!datum.partial").mark_point(
        size=40, opacity=1, filled=True
    )
    hollow = points.encode(fill=alt.value("white"), tooltip=["period:O", f"{measure}:Q"])
    return alt.LayerChart(layer=[base.mark_line(strokeWidth=2), hollow, whole])


def _measures(result: Result, remarks: list[str]) -> style.Picture:
    last = list(_MEASURES)[-1]
    panels: list[alt.LayerChart] = []
    for place, (measure, title) in enumerate(_MEASURES.items()):
        colour = alt.ColorValue(style.COLOURS[place])
        panel = _lines(list(result), measure, title, colour, dated=measure == last)
        panels.append(panel.properties(width=style.WIDTH, height=_PANEL))
    return style.titled(alt.vconcat(*panels), result, "Over time", *remarks)


def _groups(result: Result, by: str, remarks: list[str]) -> style.Picture:
    uses: dict[str, int] = {}
    for row in result:
        uses[style.named(row[by])] = uses.get(style.named(row[by]), 0) + row["uses"]
    groups = sorted(uses, key=lambda name: (-uses[name], name))
    shown = groups[: len(style.COLOURS)]
    if len(groups) > len(shown):
        remarks.append(f"The {len(shown)} largest of {len(groups)} groups.")
    rows = [row | {"group": style.named(row[by])} for row in result]
    colour = style.colour("group", style.words(by), shown)
    picture = _lines([row for row in rows if row["group"] in shown], "uses", _USES, colour)
    picture = picture.properties(width=style.WIDTH, height=260)
    return style.titled(picture, result, f"Uses over time by {style.words(by).lower()}", *remarks)
