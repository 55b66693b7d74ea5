"""How tables and answers look in a terminal and in a notebook."""

from __future__ import annotations

import textwrap
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talktrack._result import Result
    from talktrack._table import Column, Table

_TEXT_ROWS = 20
_HTML_ROWS = 50
_WIDEST = 40  # characters of a cell in a terminal
_LINE = 100
_LARGE = 100  # from here on, digits after the point say little
_NUMBERS = ("integer", "number", "money")


def text(table: Table) -> str:
    """The first rows under their columns, for a terminal."""
    columns = table.columns
    header = [_header(column) for column in columns]
    body = [[_short(cell) for cell in row] for row in _cells(table, _TEXT_ROWS)]
    widths = [max(map(len, cells)) for cells in zip(header, *body, strict=True)]
    rule = ["-" * width for width in widths]
    lines = [_line(columns, widths, row) for row in (header, rule, *body)]
    lines.append(_count(table, _TEXT_ROWS))
    return "\n".join(lines)


def text_notes(result: Result) -> str:
    """Summary, definition, scope and provenance, for a terminal."""
    paragraphs = [note for _, note in _notes(result)]
    return "\n".join(textwrap.fill(paragraph, _LINE) for paragraph in paragraphs)


def html(table: Table) -> str:
    """The first rows under their columns, for a notebook."""
    head = "".join(
        f'<th title="{escape(column.meaning)}" style="{_align(column)}">'
        f"{escape(_header(column))}</th>"
        for column in table.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td style="{_align(column)}">{escape(cell)}</td>'
            for column, cell in zip(table.columns, row, strict=True)
        )
        + "</tr>"
        for row in _cells(table, _HTML_ROWS)
    )
    caption = escape(_count(table, _HTML_ROWS))
    return (
        f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f"<p><small>{caption}</small></p>"
    )


def html_notes(result: Result) -> str:
    """Summary, definition, scope and provenance, for a notebook."""
    notes = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(note)}</dd>" for name, note in _notes(result)
    )
    return f"<dl><small>{notes}</small></dl>"


def _notes(result: Result) -> Iterator[tuple[str, str]]:
    for part in result.summary_table:
        figures = ((column, _cell(part[column.name], column)) for column in result.summary_columns)
        if shown := [f"{_header(column)} {cell}" for column, cell in figures if cell]:
            yield "Summary", ", ".join(shown)
    yield "Definition", result.definition
    scope = result.scope
    span = f"From {scope.since.isoformat()} until {scope.until.isoformat()} ({scope.tz})"
    yield "Scope", "; ".join((span, *scope.filters))
    provenance = result.provenance
    facts = f"Ledger {provenance['ledger']} up to write {provenance['seq']}"
    generation = f" of generation {provenance['generation']}" if provenance["generation"] else ""
    made = f"digest {provenance['digest']}{generation}, talktrack {provenance['version']}"
    yield "Provenance", f"{facts}, {made}"


def _header(column: Column) -> str:
    # "live_days [days]" would say it twice, and shares are shown in percent.
    if column.unit in ("", "share") or column.name.endswith(column.unit):
        return column.name
    return f"{column.name} [{column.unit}]"


def _count(table: Table, shown: int) -> str:
    rows = f"{len(table):,} row" + ("" if len(table) == 1 else "s")
    return rows if len(table) <= shown else f"{rows}, the first {shown} shown"


def _cells(table: Table, most: int) -> Iterator[list[str]]:
    for number in range(min(most, len(table))):
        row = table[number]
        yield [_cell(row[column.name], column) for column in table.columns]


def _short(cell: str) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= _WIDEST else line[: _WIDEST - 1] + "…"


def _cell(value: Any, column: Column) -> str:  # noqa: ANN401 - whatever a table holds
    match value:
        case None:
            shown = ""
        case bool():
            shown = "yes" if value else "no"
        case float() if column.unit == "share":
            shown = f"{value:.1%}"
        case float() if abs(value) < _LARGE:
            shown = f"{value:.3g}"
        case float():
            shown = f"{value:,.1f}"
        case int() | Decimal():
            shown = f"{value:,}"
        case datetime():
            shown = f"{value:%Y-%m-%d %H:%M}"
        case list():
            shown = ", ".join(cast("list[str]", value))
        case _:
            shown = str(value)
    return shown


def _align(column: Column) -> str:
    return "text-align: right" if column.kind in _NUMBERS else "text-align: left"


def _line(columns: tuple[Column, ...], widths: list[int], cells: list[str]) -> str:
    padded = (
        cell.rjust(width) if column.kind in _NUMBERS else cell.ljust(width)
        for column, width, cell in zip(columns, widths, cells, strict=True)
    )
    return "  ".join(padded).rstrip()
