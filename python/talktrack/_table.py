"""Rows under declared columns, which go into any library that speaks Arrow."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from talktrack._extras import wanted

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from talktrack import _talktrack


@dataclass(frozen=True, slots=True)
class Column:
    """A column: what it is called, what it holds and what that means.

    Attributes:
        name: Its name, the same everywhere.
        kind: `text`, `category`, `integer`, `number`, `time`, `money`, `boolean` or `list`.
        unit: The unit of its values; the currency, for money; empty if they have none.
        meaning: What a value says, in a sentence.

    Example:
        >>> import talktrack as tt
        >>> tt.open(":memory:").unused().columns[4]
        Column(name='live_days', kind='number', unit='days', meaning='How long it was live in ...')
    """

    name: str
    kind: str
    unit: str
    meaning: str


class Table:
    """Rows under declared columns.

    It has a length, gives its rows as dicts, and speaks the Arrow PyCapsule interface, so that
    pandas, Polars, pyarrow, DuckDB and others take it as it is. Times are aware, in UTC; amounts
    are exact decimals; words that repeat are dictionary-encoded; each field of the Arrow schema
    carries its `unit` and `meaning` as metadata.

    Example:
        >>> import talktrack as tt
        >>> tracker = tt.open(":memory:")
        >>> tracker.put_reps([{"key": ""}]).rejected
        1
        >>> table = tracker.quarantine()
        >>> len(table), table[0]["reason"]
        (1, 'key: is empty')
    """

    def __init__(self, core: _talktrack.Table) -> None:
        self._core = core
        self._columns = tuple(Column(*column) for column in core.columns)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns, in order.

        Example:
            >>> import talktrack as tt
            >>> [column.name for column in tt.open(":memory:").quarantine().columns][:3]
            ['number', 'place', 'reason']
        """
        return self._columns

    def __len__(self) -> int:
        return len(self._core)

    def __getitem__(self, number: int) -> dict[str, Any]:
        position = number + len(self) if number < 0 else number
        if not 0 <= position < len(self):
            message = f"there is no row {number}: the table has {len(self)}"
            raise IndexError(message)
        return self._core.row(position)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self._core.row(number) for number in range(len(self)))

    def __arrow_c_schema__(self) -> object:
        return self._core.__arrow_c_schema__()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._core.__arrow_c_stream__(requested_schema)

    def to_arrow(self) -> pa.Table:
        """Turn it into a pyarrow table.

        Raises:
            ImportError: pyarrow is not installed; `pip install talktrack[pyarrow]` brings it.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").quarantine().to_arrow().num_rows
            0
        """
        return cast("pa.Table", wanted("pyarrow", "to_arrow").table(self))

    def to_pandas(self) -> pd.DataFrame:
        """Turn it into a pandas DataFrame.

        Raises:
            ImportError: pandas or pyarrow is not installed; `pip install talktrack[pandas]` brings
                both.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").quarantine().to_pandas().shape
            (0, 7)
        """
        wanted("pandas", "to_pandas")
        arrow = wanted("pyarrow", "to_pandas", extra="pandas")
        return cast("pd.DataFrame", arrow.table(self).to_pandas())

    def to_polars(self) -> pl.DataFrame:
        """Turn it into a Polars DataFrame.

        Raises:
            ImportError: Polars is not installed; `pip install talktrack[polars]` brings it.

        Example:
            >>> import talktrack as tt
            >>> tt.open(":memory:").quarantine().to_polars().shape
            (0, 7)
        """
        return cast("pl.DataFrame", wanted("polars", "to_polars").DataFrame(self))

    def __repr__(self) -> str:
        from talktrack import _display  # noqa: PLC0415 - only what is shown pays for it

        return _display.text(self)

    def _repr_html_(self) -> str:
        from talktrack import _display  # noqa: PLC0415 - as above

        return _display.html(self)
