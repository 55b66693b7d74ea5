"""Libraries that are used if they are there, and asked for by name if they are not."""

from importlib import import_module
from typing import Any


def wanted(module: str, purpose: str, extra: str | None = None) -> Any:  # noqa: ANN401 - a module
    """Import `module`, or say which extra of talktrack brings it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        package = module.partition(".")[0]
        if missing.name not in (module, package):
            raise
        advice = f"{purpose} needs {package}: pip install talktrack[{extra or package}]"
        raise ImportError(advice, name=package) from missing
