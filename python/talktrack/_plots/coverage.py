"""`coverage`: a heat map of conversations and values of a tag."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_DARK = 0.55  # from this share on, dark cells take light text


def coverage(result: Result) -> style.Picture:
    """Draw the share of held conversations that were assisted; the darker, the less."""
    tag = next(c.name for c in result.columns if c.name != "conversation")
    held = [row for row in result if row["held"]]
    rows = [
        {
            "conversation": row["conversation"],
            "value": row[tag],
            "alone": None if row["assisted_rate"] is None else 1 - row["assisted_rate"],
            "low": row["assisted_rate_low"],
            "high": row["assisted_rate_high"],
            "held": row["held"],
            "unassisted": row["held"] - row["assisted"],
            "shown": f"{row['held'] - row['assisted']:,} of {row['held']:,}",
        }
        for row in held
    ]
    axis = alt.Axis(labelAngle=-30, labelLimit=160)
    base = style.chart(rows).encode(
        x=alt.X("value:N", title=style.words(tag), axis=axis),
        y=style.label("conversation", "Conversation", style.CONVERSATIONS),
        tooltip=["conversation:N", "value:N", "held:Q", "unassisted:Q"],
    )
    scale = alt.Scale(scheme="oranges", domain=[0, 1])
    legend = alt.Legend(format=style.PERCENT)
    cells = base.mark_rect().encode(
        color=alt.Color("alone:Q", title="Held without help", scale=scale, legend=legend)
    )
    light = alt.condition(f"datum.alone > {_DARK}", alt.value("white"), alt.value("black"))
    numbers = base.mark_text(fontSize=10).encode(text="shown:N", color=light)
    picture = (cells + numbers).properties(width=alt.Step(92), height=alt.Step(36))
    remark = "In each cell: conversations held with no asset put to work, of all that were held."
    title = f"Conversations held without help, by {style.words(tag).lower()}"
    return style.titled(picture, result, title, remark)
