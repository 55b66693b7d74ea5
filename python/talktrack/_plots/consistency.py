"""`consistency`: what the uses of each team or asset were uses of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_PARTS = {
    "current": "current version",
    "outdated": "outdated version",
    "after_end": "after its end",
    "unstated": "version not stated",
    "uncatalogued": "not in the catalogue",
}


def consistency(result: Result) -> style.Picture:
    """Draw the shares of each team's or asset's uses."""
    by = style.group(result)
    ranked = sorted(result, key=lambda row: (-row["uses"], style.named(row[by])))
    groups, remarks = style.most(ranked, "with most uses")
    order = [f"{style.named(row[by])} ({row['uses']:,})" for row in groups]
    rows = [
        {"group": name, "part": words, "uses": row[part], "rank": rank}
        for name, row in zip(order, groups, strict=True)
        for rank, (part, words) in enumerate(_PARTS.items())
    ]
    axis = alt.Axis(format=style.PERCENT)
    bars = (
        style.chart(rows)
        .mark_bar()
        .encode(
            x=alt.X("uses:Q", title="Share of uses", stack="normalize", axis=axis),
            y=style.label("group", f"{style.words(by)} (uses)", order),
            color=style.colour("part", "What was used", list(_PARTS.values())),
            order="rank:Q",
            tooltip=["group:N", "part:N", "uses:Q"],
        )
        .properties(width=style.WIDTH, height=alt.Step(20))
    )
    return style.titled(
        bars, result, f"One message or many, by {style.words(by).lower()}", *remarks
    )
