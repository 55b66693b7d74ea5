"""Libraries that are used if they are there, and asked for by name if they are not."""

from importlib import import_module
from typing import Any


def wanted(module: str, purpose: str, extra: str | None = None) -> Any:  # noqa: ANN401 - a module
    """Import `module`, or say which extra of talktrack brings it."""
    try:
        return import_module(module)
    except ModuleNotFoundError as missing:
        if missing.name != module:
            raise
        advice = f"{purpose} needs {module}: pip install talktrack[{extra or module}]"
        raise ImportError(advice, name=module) from missing
