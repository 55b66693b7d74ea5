"""`relevance`: how many assets have which verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result


def relevance(result: Result) -> style.Picture:
    """Draw the verdicts as bars."""
    rows = [row for row in result.summary_table if row["assets"]]
    base = style.chart(rows).encode(
        x=alt.X("assets:Q", title="Assets", axis=alt.Axis(tickMinStep=1)),
        y=style.label("verdict", "Verdict", [row["verdict"] for row in rows]),
    )
    bars = base.mark_bar(color=style.COLOURS[0])
    numbers = base.mark_text(align="left", dx=4).encode(text=alt.Text("assets:Q", format=","))
    picture = (bars + numbers).properties(width=style.WIDTH, height=alt.Step(26))
    return style.titled(picture, result, "What is to be said of the assets")
