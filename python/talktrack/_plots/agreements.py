"""`agreements`: what became of each side's asks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_ENDS = ["in time", "late", "overdue", "open, not due", "nothing to measure by"]
_COLOURS = [*(style.COLOURS[place] for place in (0, 1, 5, 4)), style.GREY]


def agreements(result: Result) -> style.Picture:
    """Draw how many asks of each kind were answered in time, late or not, by who must answer."""
    rows, remarks = style.most(list(result), "first rows")
    order = [_what(row) for row in rows]
    counts = [
        {"what": _what(row), "end": end, "asks": asks, "rank": rank}
        for row in rows
        for rank, (end, asks) in enumerate(zip(_ENDS, _asks(row), strict=True))
    ]
    scale = alt.Scale(domain=_ENDS, range=_COLOURS)
    bars = (
        style.chart(counts)
        .mark_bar()
        .encode(
            x=alt.X("asks:Q", title="Asks", axis=alt.Axis(tickMinStep=1)),
            y=style.label("what", "Who must answer, and what", order),
            color=alt.Color("end:N", title="Answered", sort=_ENDS, scale=scale),
            order="rank:Q",
            tooltip=["what:N", "end:N", "asks:Q"],
        )
        .properties(width=style.WIDTH, height=alt.Step(24))
    )
    remarks += [_attainment(side) for side in result.summary_table]
    return style.titled(bars, result, "Promises kept, both ways", *remarks)


def _what(row: dict[str, Any]) -> str:
    return f"{row['answered_by']}: {row['kind']}"


def _asks(row: dict[str, Any]) -> list[int]:
    not_due = row["open"] - row["overdue"]
    return [row["in_time"], row["late"], row["overdue"], not_due, row["unmeasured"]]


def _attainment(side: dict[str, Any]) -> str:
    who = str(side["answered_by"]).capitalize()
    share, low, high = (side[f"attainment{end}"] for end in ("", "_low", "_high"))
    if share is None:
        return f"{who}: nothing was or is due."
    return f"{who}: {share:.0%} in time (95%: {low:.0%} to {high:.0%})."
