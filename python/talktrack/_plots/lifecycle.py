"""`lifecycle`: which assets rise and which fade."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result


def lifecycle(result: Result) -> style.Picture:
    """Draw recent uses against those before, with the interval of their ratio."""
    known = [row for row in result if row["ratio"]]
    ranked = sorted(known, key=lambda row: -(row["recent_uses"] + row["previous_uses"]))
    rows, remarks = style.most(ranked, "with most uses")
    rows.sort(key=lambda row: row["ratio"])
    title = "Uses of the last 90 days ÷ uses of the 90 before, with the 95% interval"
    scale = alt.Scale(type="log")
    base = style.chart(rows).encode(y=style.label("asset", "Asset", [r["asset"] for r in rows]))
    fades, rises = alt.value(style.COLOURS[5]), alt.value(style.COLOURS[2])
    colour = (
        alt.when("datum.ratio_high < 1")
        .then(fades)
        .when("datum.ratio_low > 1")
        .then(rises)
        .otherwise(alt.value(style.GREY))
    )
    axis = alt.Axis(format="~g", tickCount=8)
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("ratio_low:Q", title=title, scale=scale, axis=axis), x2="ratio_high:Q", color=colour
    )
    ratio = base.mark_point(filled=True, size=60, opacity=1).encode(
        x=alt.X("ratio:Q", title=title, scale=scale, axis=axis),
        color=colour,
        tooltip=["asset:N", "ratio:Q", "recent_uses:Q", "previous_uses:Q", "age_days:Q"],
    )
    line = style.chart([{"ratio": 1}]).mark_rule(strokeDash=[4, 4], color=style.GREY)
    even = line.encode(x="ratio:Q")
    remarks.append("Left of the line they fade, right of it they rise.")
    if left := len(result) - len(known):
        remarks.append(f"{left:,} assets are left out: too young, or too few uses to compare.")
    picture = (even + interval + ratio).properties(width=style.WIDTH, height=alt.Step(18))
    return style.titled(picture, result, "Which assets rise and which fade", *remarks)
