"""`funnel`: how many conversations were held and how they ended, and the rate of success."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_ENDS = ["succeeded", "failed", "open"]
_COLOURS = [style.COLOURS[0], style.COLOURS[5], style.COLOURS[4]]
_OTHERS = {"conversation", "held", "succeeded", "failed", "open"}


def funnel(result: Result) -> style.Picture:
    """Draw what became of the conversations beside their rates of success; a group a row."""
    names = [column.name for column in result.columns]
    groups = names[: names.index("conversation")] + names[names.index("conversation") + 1 :]
    group = groups[0] if groups and groups[0] not in _OTHERS else None
    rows = [row | {"what": _what(row["conversation"], row.get(group or ""))} for row in result]
    rows, remarks = style.most(rows, "first rows")
    order = [row["what"] for row in rows]
    label = style.label("what", "Conversation", order)
    bare = label.copy()
    bare["axis"] = None
    counts = [
        {"what": row["what"], "end": end, "conversations": row[end]}
        for row in rows
        for end in _ENDS
    ]
    colour = alt.Color(
        "end:N", title="Ended", sort=_ENDS, scale=alt.Scale(domain=_ENDS, range=_COLOURS)
    )
    held = (
        style.chart([count | {"rank": _ENDS.index(str(count["end"]))} for count in counts])
        .mark_bar()
        .encode(
            x=alt.X("conversations:Q", title="Conversations held"),
            y=label,
            color=colour,
            order="rank:Q",
        )
        .properties(width=260, height=alt.Step(26))
    )
    base = style.chart(rows).encode(y=bare)
    interval = base.mark_rule(strokeWidth=2).encode(
        x=style.share("rate_low", "Succeeded, of those decided"), x2="rate_high:Q"
    )
    rate = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=style.share("rate", "Succeeded, of those decided"),
        tooltip=["what:N", alt.Tooltip("rate:Q", format=".1%"), "held:Q"],
    )
    rates = (interval + rate).properties(width=200, height=alt.Step(26))
    if any(row["rate"] is None for row in rows):
        remarks.append("Conversations without a mark are too few to give a rate.")
    return style.titled(alt.hconcat(held, rates), result, "The five conversations", *remarks)


def _what(conversation: str, group: object) -> str:
    return conversation if group is None else f"{conversation}, {group}"
