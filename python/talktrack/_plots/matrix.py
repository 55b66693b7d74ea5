"""`matrix`: a heat map of assets and conversations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_DARK = 0.55  # from this share on, dark cells take light text


def matrix(result: Result) -> style.Picture:
    """Draw the share of each asset's uses by conversation; a frame where it was made for it."""
    uses: dict[str, int] = {}
    for row in result:
        uses[row["asset"]] = uses.get(row["asset"], 0) + (row["uses"] or 0)
    ranked = sorted(uses, key=lambda asset: (-uses[asset], asset))
    assets = ranked[: style.MOST]
    remarks = [f"Framed: the asset was made for the conversation. {_placed(result)}"]
    if len(ranked) > len(assets):
        remarks.append(f"The {len(assets)} most used of {len(ranked):,} assets.")
    shown = set(assets)
    base = style.chart(row for row in result if row["asset"] in shown).encode(
        x=alt.X(
            "conversation:N",
            title="Conversation",
            sort=style.CONVERSATIONS,
            scale=alt.Scale(domain=style.CONVERSATIONS),
            axis=alt.Axis(labelAngle=-30),
        ),
        y=style.label("asset", "Asset", assets),
        tooltip=["asset:N", "conversation:N", "supported:N", "uses:Q", "reps:Q", "deals:Q"],
    )
    scale = alt.Scale(scheme=style.SEQUENTIAL, domain=[0, 1])
    legend = alt.Legend(format=style.PERCENT)
    cells = base.mark_rect().encode(
        color=alt.Color("share:Q", title="Share of its uses", scale=scale, legend=legend)
    )
    frames = base.transform_filter("datum.supported === true").mark_rect(
        fillOpacity=0, stroke=style.COLOURS[5], strokeWidth=2
    )
    light = alt.condition(f"datum.share > {_DARK}", alt.value("white"), alt.value("black"))
    numbers = base.mark_text(fontSize=10).encode(text="uses:Q", color=light)
    picture = (cells + frames + numbers).properties(width=style.WIDTH, height=alt.Step(20))
    return style.titled(picture, result, "Where each asset is put to work, in uses", *remarks)


def _placed(result: Result) -> str:
    summary = result.summary
    placed = f"{summary['stated']:,} uses state theirs, {summary['inferred']:,} have it from the"
    return f"{placed} deal's stage; {summary['unplaced']:,} have none."
