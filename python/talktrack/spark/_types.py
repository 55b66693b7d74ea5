"""Types that the parts of `talktrack.spark` share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

# Names of sources, words, assets, reps and deals.
Names = list[list[str]]
# Kind, file, row group and rows; or kind and rows.
Facts = tuple[str, str, int, int] | tuple[str, "pa.Table | Any"]
# The place where facts belong, and the facts.
Parcel = tuple[int, bytes]
# By the name of the fold that they are of.
Tallies = dict[str, bytes]
