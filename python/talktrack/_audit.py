"""The audit: the answers that a meeting of Sales and Marketing needs, as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from talktrack import _talktrack

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from talktrack._types import ReportLanguage, ReportSection


class Audit:
    """The answers to the questions of an audit, all about one scope and the same facts.

    `Tracker.audit` makes one. A file that is there already is replaced once the new one is whole.

    Example:
        >>> import talktrack as tt
        >>> isinstance(tt.open(":memory:").audit(), tt.Audit)
        True
    """

    def __init__(self, core: _talktrack.Audit) -> None:
        self._core = core

    def to_html(
        self,
        path: str | PathLike[str],
        *,
        title: str | None = None,
        logo: str | PathLike[str] | None = None,
        language: ReportLanguage = "en",
        sections: Iterable[ReportSection] = (),
    ) -> None:
        """Write the report as one page that any browser opens, loads nothing and can be mailed.

        The first screen says how much content goes unused, why, what to do first, and how many
        conversations succeeded; below is everything behind it.

        Args:
            path: The file.
            title: What stands above it.
            logo: A picture beside the title: PNG, JPEG, GIF, WebP or SVG, 256 KiB at most.
            language: How dates and numbers are written.
            sections: Which parts to show below the first screen; all unless given.

        Raises:
            InvalidInput: The logo is too large or no picture, or a word is not known.
            StorageError: The file cannot be written.
            OSError: The logo cannot be read.

        Example:
            >>> import talktrack as tt
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     path = Path(folder, "audit.html")
            ...     tt.open(":memory:").audit().to_html(path, title="Q3 audit")
            ...     "<title>Q3 audit</title>" in path.read_text("utf-8")
            True
        """
        picture = None if logo is None else Path(logo).read_bytes()
        self._core.to_html(path, title, picture, language, list(sections))

    def to_xlsx(self, path: str | PathLike[str]) -> None:
        """Write the tables as a workbook, which Excel, LibreOffice and their like open.

        The first sheet says what it is, with the figures of every summary; then comes a sheet a
        table; the last one defines every column. Text is never a formula, whatever it begins with.

        Args:
            path: The file.

        Raises:
            StorageError: The file cannot be written.
            TalktrackError: A table has more rows than a sheet holds.

        Example:
            >>> import talktrack as tt
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     path = Path(folder, "audit.xlsx")
            ...     tt.open(":memory:").audit().to_xlsx(path)
            ...     path.read_bytes()[:2]
            b'PK'
        """
        self._core.to_xlsx(path)

    def to_json(self, path: str | PathLike[str]) -> None:
        """Write the tables as JSON, for programs.

        The file is one object; its `tables` are a list, each with its `name` and `title`, and then
        as the command's `--format json` prints the answer to a question.

        Args:
            path: The file.

        Raises:
            StorageError: The file cannot be written.

        Example:
            >>> import json
            >>> import talktrack as tt
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     path = Path(folder, "audit.json")
            ...     tt.open(":memory:").audit().to_json(path)
            ...     [table["name"] for table in json.loads(path.read_text("utf-8"))["tables"]][:3]
            ['scorecard', 'unused', 'unused-by-kind']
        """
        self._core.to_json(path)


class Audits:
    """The part of a tracker that makes audits."""

    if TYPE_CHECKING:
        _core: _talktrack.Tracker

    def audit(
        self, *, min_reps: int = 3, reps: Literal["hidden", "pseudonyms", "named"] = "hidden"
    ) -> Audit:
        """Ask everything that a meeting of Sales and Marketing needs, about one scope.

        Args:
            min_reps: Groups of fewer reps are merged into `other`, which is left out if it is still
                smaller. It takes the place of what the scope says.
            reps: Whether there are rows per rep: none (`hidden`), called Rep 1, Rep 2 and so on
                (`pseudonyms`), or under their keys (`named`).

        Returns:
            The audit, which writes itself into files.

        Raises:
            InvalidInput: `min_reps` is negative, or `reps` is none of the three.
            NotFound: The scope names what the ledger does not know.

        Example:
            >>> import talktrack as tt
            >>> audit = tt.open(":memory:").within(tz="Europe/Berlin").audit(min_reps=5)
            >>> type(audit).__name__
            'Audit'
        """
        return Audit(_talktrack.Audit(self._core, min_reps, reps))
