"""How the parts of a tracker ask the compiled part."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from talktrack import _talktrack


class Asking:
    """The part of a tracker that the questions are asked through."""

    if TYPE_CHECKING:
        _core: _talktrack.Tracker

    def _ask(
        self, question: Callable[..., _talktrack.Answer], *arguments: object
    ) -> _talktrack.Answer:
        return question(self._core, *arguments)
