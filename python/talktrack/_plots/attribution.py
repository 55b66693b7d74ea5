"""`attribution`: who gets the credit for what was won."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result


def attribution(result: Result) -> style.Picture:
    """Draw the credits as bars, the greatest first."""
    rows, remarks = style.most(list(result), "with most credit")
    rows = [row | {"what": style.named(row["touch"])} for row in rows]
    bars = (
        style.chart(rows)
        .mark_bar(color=style.COLOURS[0])
        .encode(
            x=alt.X("credit:Q", title="Credit for what was won"),
            y=style.label("what", "Touch", [row["what"] for row in rows]),
            tooltip=["what:N", alt.Tooltip("credit:Q", format=",.2f"), "won:Q", "lost:Q"],
        )
        .properties(width=style.WIDTH, height=alt.Step(18))
    )
    unassisted = result.summary["unassisted"]
    if unassisted:
        remarks.append(f"{unassisted:,} deals had nothing put to work and are not in it.")
    return style.titled(bars, result, "Credit for what was won", *remarks)
