"""The tables of a ledger, as `export` names them."""

from __future__ import annotations

from talktrack._errors import InvalidInput

# Those of which there can be too many rows for one machine.
MANY = ("use", "engagement", "outcome", "stage")
TABLES = (
    *MANY,
    "asset",
    "rep",
    "deal",
    "stage-map",
    "agreement",
    "target",
    "training",
    "recommendation",
    "ask",
    "answer",
    "feedback",
    "search",
    "retraction",
)
# What questions count by; others are read only to tell events apart.
COUNTED = {
    "source",
    "at",
    "rep",
    "asset",
    "deal",
    "conversation",
    "action",
    "result",
    "version",
    "stage",
    "seconds",
}
_PLURALS = {"searches": "search"}


def table(name: str) -> str:
    """The table that is meant: `uses` is `use`, and `stage_map` is `stage-map`."""
    word = name.lower().replace("_", "-")
    for known in (word, word.removesuffix("s"), _PLURALS.get(word)):
        if known in TABLES:
            return known
    raise InvalidInput(f"there is no table {name!r}: the tables are {', '.join(TABLES)}")
