"""`unused`: rates with their intervals by group, or how many assets are what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import altair as alt

from talktrack._plots import style

if TYPE_CHECKING:
    from talktrack._result import Result

_MEASURES = {"unused_rate": "never touched", "idle_rate": "never put to work"}
_STATUSES = ["used", "opened-only", "unused", "too-new", "uncatalogued", "not-live"]


def unused(result: Result) -> style.Picture:
    """Draw the rates of groups; of single assets, how many have which status."""
    return _assets(result) if style.has(result, "status") else _groups(result)


def _groups(result: Result) -> style.Picture:
    by = style.group(result)
    ranked = sorted(result, key=lambda row: row["idle_rate"] or -1, reverse=True)
    groups, remarks = style.most(ranked, "with the highest rates")
    rows = [_measure(row, by, measure) for row in groups for measure in _MEASURES]
    order = [style.named(row[by]) for row in groups]
    measures = list(_MEASURES.values())
    base = style.chart(rows).encode(
        y=style.label("group", style.words(by), order),
        yOffset=alt.YOffset("measure:N", sort=measures),
        color=style.colour("measure", "Assets", measures),
    )
    interval = base.mark_rule(strokeWidth=2).encode(
        x=style.share("low", "Share of assets, with its 95% interval"), x2="high:Q"
    )
    rate = base.mark_point(filled=True, size=70, opacity=1).encode(
        x=style.share("rate", "Share of assets, with its 95% interval"),
        tooltip=["group:N", "measure:N", alt.Tooltip("rate:Q", format=".1%"), "eligible:Q"],
    )
    if any(row["unused_rate"] is None for row in groups):
        remarks.append("Groups without a mark are too small to say.")
    picture = (interval + rate).properties(width=style.WIDTH, height=alt.Step(16))
    return style.titled(picture, result, f"Unused assets by {style.words(by).lower()}", *remarks)


def _measure(row: dict[str, Any], by: str, measure: str) -> dict[str, Any]:
    return {
        "group": style.named(row[by]),
        "measure": _MEASURES[measure],
        "rate": row[measure],
        "low": row[f"{measure}_low"],
        "high": row[f"{measure}_high"],
        "eligible": row["eligible"],
    }


def _assets(result: Result) -> style.Picture:
    counts = dict.fromkeys(_STATUSES, 0)
    for row in result:
        counts[row["status"]] = counts.get(row["status"], 0) + 1
    rows = [{"status": status, "assets": count} for status, count in counts.items() if count]
    base = style.chart(rows).encode(
        x=alt.X("assets:Q", title="Assets", axis=alt.Axis(tickMinStep=1)),
        y=style.label("status", "Status", list(counts)),
    )
    bars = base.mark_bar(color=style.COLOURS[0])
    numbers = base.mark_text(align="left", dx=4).encode(text=alt.Text("assets:Q", format=","))
    picture = (bars + numbers).properties(width=style.WIDTH, height=alt.Step(28))
    return style.titled(picture, result, "What became of the assets", _rate(result))


def _rate(result: Result) -> str:
    summary = result.summary
    rate, low, high = (summary[f"unused_rate{end}"] for end in ("", "_low", "_high"))
    if rate is None:
        return "Too few assets to give a rate."
    of = f"of {summary['eligible']:,} that could have been used"
    return f"{rate:.0%} unused (95%: {low:.0%} to {high:.0%}) {of}."
