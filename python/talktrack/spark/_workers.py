"""Whether the machines of a cluster have what the tasks need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from talktrack import _talktrack
from talktrack._errors import TalktrackError

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark import SparkContext

# What a probe found: host, version of talktrack, version of pyarrow, or why there is none.
_Found = tuple[str, str, str]


def check(context: SparkContext) -> None:
    """Ask the workers in one small job whether they have the same wheel, and pyarrow.

    A different Python is told by Spark itself.

    Raises:
        TalktrackError: Something is missing; it says what, and where.
    """
    probes = max(2 * context.defaultParallelism, 2)
    found: list[_Found] = context.parallelize(range(probes), probes).map(_probe()).collect()
    problems: dict[str, set[str]] = {}
    ours = _talktrack.__version__
    for host, talktrack, pyarrow in found:
        if talktrack != ours:
            problem = f"talktrack {ours} (found: {talktrack})"
            problems.setdefault(problem, set()).add(host)
        if pyarrow.startswith("none"):
            problems.setdefault(f"pyarrow (found: {pyarrow})", set()).add(host)
    if problems:
        lines = [f"{what} on {', '.join(sorted(hosts))}" for what, hosts in problems.items()]
        raise TalktrackError(
            f"cannot ask on Spark: its workers lack {'; '.join(sorted(lines))}. Install the same "
            "wheel, with pip install 'talktrack[spark]', in the Python that PYSPARK_PYTHON names"
        )


def _probe() -> Callable[[int], _Found]:
    # Sent as it stands, so that it also runs where talktrack is missing.
    def probe(_: int) -> _Found:
        import socket  # noqa: PLC0415 - it runs elsewhere
        from importlib import import_module  # noqa: PLC0415

        def version(module: str) -> str:
            try:
                return str(import_module(module).__version__)
            except Exception as error:  # noqa: BLE001 - whatever keeps it from being used
                return f"none, {type(error).__name__}: {error}"

        return socket.gethostname(), version("talktrack"), version("pyarrow")

    return probe
