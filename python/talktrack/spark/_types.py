"""Types that the parts of `talktrack.spark` share."""

from __future__ import annotations

from typing import TypeAlias

Names: TypeAlias = list[list[str]]
"""Names of sources, words, assets, reps and deals."""
Facts: TypeAlias = tuple[str, str, int, int] | tuple[str, object]
"""Kind, file, row group and rows; or kind, and a table that speaks Arrow."""
Parcel: TypeAlias = tuple[int, bytes]
"""The place where facts belong, and the facts."""
Needs: TypeAlias = dict[str, set[str]]
"""The columns of each table that a step reads."""
Tallies: TypeAlias = dict[str, bytes]
"""By the name of the fold that they are of."""
