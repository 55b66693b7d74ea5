"""`effect`: a forest plot of what goes with success and failure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_CALLED = ["goes with success", "goes with failure", "cannot be told from none"]
_COLOURS = [style.COLOURS[0], style.COLOURS[5], style.COLOURS[6]]
_TITLE = "Success with it less success without it, within strata (95% interval)"
_DISCOVERY = 0.05


def effect(result: Result) -> style.Picture:
    """Draw the adjusted differences with their intervals, the greatest first."""
    known = [row for row in result if row["adjusted"] is not None]
    rows, remarks = style.most(known, "that are surest")
    rows = sorted(rows, key=lambda row: -row["adjusted"])
    rows = [row | {"what": _what(row), "called": _called(row)} for row in rows]
    base = style.chart(rows).encode(
        y=style.label("what", "Asset", [row["what"] for row in rows]),
        color=alt.Color(
            "called:N", title="It", sort=_CALLED, scale=alt.Scale(domain=_CALLED, range=_COLOURS)
        ),
    )
    axis = alt.Axis(format="+.0%")
    interval = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("adjusted_low:Q", title=_TITLE, axis=axis), x2="adjusted_high:Q"
    )
    point = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=alt.X("adjusted:Q", title=_TITLE, axis=axis),
        tooltip=["what:N", alt.Tooltip("adjusted:Q", format="+.1%"), "treated:Q", "untreated:Q"],
    )
    zero = style.chart([{"zero": 0}]).mark_rule(color=style.GREY, strokeDash=[4, 3])
    picture = (zero.encode(x="zero:Q") + interval + point).properties(
        width=style.WIDTH, height=alt.Step(20)
    )
    few = len(result) - len(known)
    if few:
        remarks.append(f"{few:,} more have too few conversations to say.")
    remarks.append("Association, not cause.")
    return style.titled(picture, result, "What goes with success", *remarks)


def _what(row: dict[str, object]) -> str:
    conversation = row.get("conversation")
    return str(row["asset"]) if conversation is None else f"{row['asset']}, {conversation}"


def _called(row: dict[str, float | None]) -> str:
    q, adjusted = row["q"], row["adjusted"]
    if q is None or adjusted is None or q > _DISCOVERY:
        return _CALLED[2]
    return _CALLED[0] if adjusted > 0 else _CALLED[1]
