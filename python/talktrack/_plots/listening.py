"""`listening`: were recommendations followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result


def listening(result: Result) -> style.Picture:
    """Draw the share of recommendations that were followed, with its interval."""
    by = style.group(result)
    ranked = sorted(result, key=lambda row: (-row["with_occasion"], style.named(row[by])))
    rows, remarks = style.most(ranked, "with most occasions")
    rows = [row | {"who": style.named(row[by])} for row in rows]
    base = style.chart(rows).encode(
        y=style.label("who", style.words(by), [row["who"] for row in rows])
    )
    title = "Followed, of those with an occasion (95% interval)"
    interval = base.mark_rule(strokeWidth=2, color=style.COLOURS[0]).encode(
        x=style.share("follow_rate_low", title), x2="follow_rate_high:Q"
    )
    rate = base.mark_point(filled=True, size=70, opacity=1, color=style.COLOURS[0]).encode(
        x=style.share("follow_rate", title),
        tooltip=["who:N", alt.Tooltip("follow_rate:Q", format=".1%"), "with_occasion:Q"],
    )
    if any(row["follow_rate"] is None for row in rows):
        remarks.append("Rows without a mark had no occasion.")
    picture = (interval + rate).properties(width=style.WIDTH, height=alt.Step(22))
    return style.titled(picture, result, "Recommendations followed", *remarks)
