"""`adoption`: how much and how widely each rep or team uses assets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_PANEL = 190


def adoption(result: Result) -> style.Picture:
    """Draw uses, distinct assets and the share with buyers side by side."""
    by = style.group(result)
    ranked = sorted(result, key=lambda row: (-row["uses"], style.named(row[by])))
    rows, remarks = style.most(ranked, "with most uses")
    order = [style.named(row[by]) for row in rows]
    rows = [row | {"who": style.named(row[by])} for row in rows]
    label = style.label("who", style.words(by), order)
    bare = label.copy()
    bare["axis"] = None
    bars = style.chart(rows).properties(width=_PANEL, height=alt.Step(18))
    uses = bars.mark_bar(color=style.COLOURS[0]).encode(
        x=alt.X("uses:Q", title="Uses put to work"), y=label
    )
    assets = bars.mark_bar(color=style.COLOURS[2]).encode(
        x=alt.X("assets:Q", title="Distinct assets"), y=bare
    )
    buyers = bars.mark_bar(color=style.COLOURS[1]).encode(
        x=style.share("buyer_share", "Presented or shared"), y=bare
    )
    gini = result.summary["gini"]
    if gini is not None:
        remarks.append(f"Uses over assets, Gini's coefficient: {gini:.2f} (0 even, 1 all on one).")
    picture = alt.hconcat(uses, assets, buyers)
    return style.titled(picture, result, f"Adoption by {style.words(by).lower()}", *remarks)
