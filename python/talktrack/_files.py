"""Files in and out of a ledger."""

from __future__ import annotations

import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from talktrack._extras import wanted
from talktrack._ledger import imported
from talktrack._recording import zone_name

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from os import PathLike

    from talktrack import _talktrack
    from talktrack._ledger import Imported
    from talktrack._types import ExportFormat, FileFormat, Zone


class Files:
    """The part of a tracker that imports and exports."""

    if TYPE_CHECKING:
        _core: _talktrack.Tracker

    def import_file(
        self,
        path: str | PathLike[str],
        *,
        format: FileFormat | None = None,
        mapping: str | PathLike[str] | None = None,
        verbs: str | PathLike[str] | None = None,
        currency: str | None = None,
        tz: Zone | None = None,
        unpack_to: int | None = None,
        strict: bool = False,
        progress: bool = False,
    ) -> Imported:
        r"""Import a file, as the command `talktrack import` does.

        Rows are recorded in commits of up to 300,000. If the import is interrupted, another one
        completes it: what is recorded already is not recorded again. Columns that nothing is read
        from are told by a warning.

        Args:
            path: The file, which may be compressed with gzip or zstd; or a folder of files.
            format: What the file is: `json-lines`, `csv`, `parquet`, `arrow`, `cloudevents`,
                `xapi`, `showpad`, `salesforce` or `hubspot`. Unless given, or if it is `auto`, its
                beginning says.
            mapping: A mapping file that says which column of a table is what.
            verbs: A file that says what verbs of xAPI and types of Showpad become, where the
                defaults do not do.
            currency: The currency of amounts of a file that does not say it; without it they are
                left out.
            tz: The time zone that naive times are in, where the mapping does not say.
            unpack_to: Up to how many GiB a compressed file may unpack; 64, and 250 times its size,
                unless given.
            strict: Record all or nothing, as one commit, and only what names assets, reps and
                deals of the catalogue.
            progress: Show a bar while it runs, with tqdm.

        Returns:
            A receipt that counts what was recorded, what was there already and what was refused,
            with what the file was understood as and what the import came to.

        Raises:
            NotFound: The file, the mapping or the verb map is not there.
            InvalidInput: The format is not known or not recognised, the mapping makes no sense, or
                the file has other columns than it says; or a row was refused and `strict` is set.
            StorageError: The file cannot be read, or the ledger cannot be written.
            ImportError: A bar is wanted, and tqdm is not installed.

        Example:
            >>> import talktrack as tt
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> with TemporaryDirectory() as folder:
            ...     people = Path(folder, "people.csv")
            ...     written = people.write_text("type,key,team\nrep,ada,EMEA\nrep,,APAC\n")
            ...     receipt = tt.open(":memory:").import_file(people)
            >>> receipt.recorded, receipt.rejections[0].reason
            (1, 'key: is missing')
        """
        given: dict[str, object] = {"path": path, "format": format, "mapping": mapping}
        given |= {"verbs": verbs, "currency": currency, "tz": zone_name(tz), "strict": strict}
        given |= {"unpack_to": unpack_to}
        with _bar(Path(path), shown=progress) as watch:
            parts = self._core.import_file(given | {"watch": watch})
        for note in parts[3]:
            warnings.warn(f"{path}: {note}", stacklevel=2)
        return imported(parts)

    def propose_stages(self) -> dict[str, str | None]:
        """Propose what the stages mean that deals entered and no stage map covers.

        It is a guess by their names, for you to check: nothing is mapped by it. What you agree to,
        give to `put_stages`.

        Returns:
            A conversation, `won`, `lost`, or `None` where the name tells nothing, by the name of
            the stage.

        Example:
            >>> import talktrack as tt
            >>> tracker = tt.open(":memory:")
            >>> at = "2026-03-01T09:30:00Z"
            >>> entered = {"type": "stage", "deal": "d1", "stage": "Closed Won", "at": at}
            >>> tracker.record_all([entered]).recorded
            1
            >>> tracker.propose_stages()
            {'Closed Won': 'won'}
        """
        return self._core.propose_stages()

    def export(self, path: str | PathLike[str], *, format: ExportFormat = "json-lines") -> int:
        """Write everything that the ledger holds into a new file or folder.

        An import of it into an empty ledger gives an equal ledger. It is readable by its owner
        only: it holds personal data. The scope does not matter.

        Args:
            path: The file or folder, which must not be there yet.
            format: `json-lines`; `cloudevents` for CloudEvents in JSON, one a line; or `parquet`,
                `arrow` or `csv` for a folder of tables, one for each type of record, in files by
                month. In a CSV, text that a spreadsheet would run as a formula gets an apostrophe.

        Returns:
            How many records were written.

        Raises:
            InvalidInput: The format is not known.
            StorageError: The file is there already, or cannot be written.

        Example:
            >>> import talktrack as tt
            >>> from pathlib import Path
            >>> from tempfile import TemporaryDirectory
            >>> tracker = tt.open(":memory:")
            >>> tracker.put_reps([{"key": "ada"}]).recorded
            1
            >>> with TemporaryDirectory() as folder:
            ...     tracker.export(Path(folder, "ledger.jsonl"))
            1
        """
        return self._core.export(path, format)


@contextmanager
def _bar(path: Path, *, shown: bool) -> Generator[Callable[[int, int], None] | None]:
    """A bar that is told how many bytes and rows were read."""
    if not shown:
        yield None
        return
    tqdm = wanted("tqdm.auto", "progress", extra="notebook").tqdm
    size = path.stat().st_size if path.is_file() else None
    with tqdm(total=size, desc=path.name, unit="B", unit_scale=True) as bar:

        def watch(read: int, rows: int) -> None:
            bar.set_postfix_str(f"{rows:,} rows", refresh=False)
            bar.update(read - bar.n)

        yield watch
        if size is not None:
            bar.update(size - bar.n)
