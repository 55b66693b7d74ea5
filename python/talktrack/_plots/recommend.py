"""`recommend`: the ranking, from the cautious estimate to the mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_TITLE = "Share that succeeds with it: from the 5th percentile to the mean"


def recommend(result: Result) -> style.Picture:
    """Draw what each asset is ranked by, best first, beside what one scores untried."""
    rows, remarks = style.most(list(result), "best")
    rows = [row | {"what": f"{row['asset']} ({row['n']:,})"} for row in rows]
    base = style.chart(rows).encode(
        y=style.label("what", "Asset (conversations)", [row["what"] for row in rows])
    )
    interval = base.mark_rule(strokeWidth=2, color=style.COLOURS[0]).encode(
        x=style.share("lower", _TITLE), x2="mean:Q"
    )
    mean = base.mark_point(filled=True, size=70, opacity=1, color=style.COLOURS[0]).encode(
        x=style.share("mean", _TITLE),
        tooltip=[
            "asset:N",
            alt.Tooltip("lower:Q", format=".1%"),
            alt.Tooltip("mean:Q", format=".1%"),
        ],
    )
    summary = result.summary
    prior = style.chart([{"prior": summary["prior"]}]).mark_rule(
        color=style.GREY, strokeDash=[4, 3]
    )
    picture = prior.encode(x=style.share("prior", _TITLE)) + interval + mean
    if style.has(result, "drawn"):
        picture += base.mark_point(
            shape="diamond", size=70, opacity=1, color=style.COLOURS[5]
        ).encode(x=style.share("drawn", _TITLE))
        remarks.append("Ranked by chance: by what was drawn for each (diamonds).")
    remarks.append(f"Dashed: all {summary['decided']:,} that were decided. Not adjusted for skill.")
    title = f"What to use next: {summary['conversation']}"
    picture = picture.properties(width=style.WIDTH, height=alt.Step(22))
    return style.titled(picture, result, title, *remarks)
