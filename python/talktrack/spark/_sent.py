"""Tallies as they are sent: compressed, as those that list what was held are large."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from talktrack.spark._types import Tallies

CODEC: Final = "zstd"
# How long a tally is stands before it.
LENGTH = 8


def sent(tallies: Mapping[str, bytes]) -> Tallies:
    """Tallies on their way."""
    return {name: _packed(tally) for name, tally in tallies.items()}


def received(tallies: Mapping[str, bytes]) -> Tallies:
    """Tallies as they were before they were sent."""
    return {name: _unpacked(tally) for name, tally in tallies.items()}


def _packed(tally: bytes) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - only where there is Spark

    return len(tally).to_bytes(LENGTH, "little") + pa.compress(tally, codec=CODEC, asbytes=True)


def _unpacked(tally: bytes) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - as above

    length = int.from_bytes(tally[:LENGTH], "little")
    rest = pa.py_buffer(tally).slice(LENGTH)
    unpacked: bytes = pa.decompress(rest, decompressed_size=length, codec=CODEC, asbytes=True)
    return unpacked
