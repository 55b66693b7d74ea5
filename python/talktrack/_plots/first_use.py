"""`first_use`: survival curves with their bands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_FEW = 3  # so many bands on top of each other can be told apart


def first_use(result: Result) -> style.Picture:
    """Draw the share that still waits, day by day."""
    by = style.group(result)
    curves: dict[str, list[dict[str, Any]]] = {}
    for row in result:
        curves.setdefault(style.named(row[by]), []).append(row)
    shown = sorted(curves, key=lambda name: -max(row["at_risk"] for row in curves[name]))
    shown = shown[: len(style.COLOURS)]
    rows = [step for name in shown for step in _steps(name, curves[name])]
    alone = alt.value(style.COLOURS[0])
    colour = style.colour("group", style.words(by), shown) if len(shown) > 1 else alone
    base = style.chart(rows).encode(
        x=alt.X("days:Q", title="Days", scale=alt.Scale(domainMin=0)), color=colour
    )
    axis = alt.Axis(format=style.PERCENT)
    scale = alt.Scale(domain=[0, 1])
    lines = base.mark_line(interpolate="step-after", strokeWidth=2).encode(
        y=alt.Y("survival:Q", title="Still waiting", axis=axis, scale=scale)
    )
    bands = base.mark_area(interpolate="step-after", opacity=0.18).encode(
        y=alt.Y("low:Q", axis=axis, scale=scale), y2="high:Q"
    )
    remarks = list(_remarks(result, curves, shown))
    # Bands of many curves hide each other.
    picture = bands + lines if len(shown) <= _FEW else alt.layer(lines)
    if len(shown) > _FEW:
        remarks.append("Bands are drawn for up to three curves; the table has them all.")
    picture = picture.properties(width=style.WIDTH, height=260)
    return style.titled(picture, result, "How long until it is put to work", *remarks)


def _steps(name: str, curve: list[dict[str, Any]]) -> list[dict[str, Any]]:
    begin = {"group": name, "days": 0, "survival": 1.0, "low": 1.0, "high": 1.0}
    steps = [
        {
            "group": name,
            "days": row["days"],
            "survival": row["survival"],
            "low": row["survival"] if row["survival_low"] is None else row["survival_low"],
            "high": row["survival"] if row["survival_high"] is None else row["survival_high"],
        }
        for row in curve
    ]
    return [begin, *steps]


def _remarks(
    result: Result, curves: dict[str, list[dict[str, Any]]], shown: list[str]
) -> list[str]:
    remarks: list[str] = []
    parts = list(result.summary_table)
    if len(parts) == 1 and parts[0]["median"] is not None:
        remarks.append(f"Half of them within {parts[0]['median']:,.0f} days.")
    if parts and parts[0].get("p") is not None:
        remarks.append(f"Log-rank test of the groups: p = {parts[0]['p']:.3g}.")
    if len(curves) > len(shown):
        remarks.append(f"The {len(shown)} largest of {len(curves)} groups.")
    return remarks
