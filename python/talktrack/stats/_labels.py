"""Names of any kind, as the numbers that the core counts by."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


def numbered(labels: Iterable[Hashable]) -> list[int]:
    """Number the labels from 0, in the order in which they first appear."""
    known: dict[Hashable, int] = {}
    return [known.setdefault(label, len(known)) for label in labels]
