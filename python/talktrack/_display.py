"""How tables and answers look in a terminal and in a notebook."""

from __future__ import annotations

import textwrap
from datetime import datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from talktrack._result import Result
    from talktrack._table import Column, Table

_TEXT_ROWS = 20
_HTML_ROWS = 50
_WIDEST = 40  # characters of a cell in a terminal
_LINE = 100
_NUMBERS = ("integer", "number", "money")


def text(table: Table) -> str:
    """The first rows under their columns, for a terminal."""
    columns = table.columns
    header = [_header(column) for column in columns]
    body = [
        [textwrap.shorten(cell, _WIDEST, placeholder="…") for cell in row]
        for row in _cells(table, _TEXT_ROWS)
    ]
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
    if summary := result.summary:
        shown = (f"{name} {_plain(value)}" for name, value in summary.items() if value is not None)
        yield "Summary", ", ".join(shown)
    yield "Definition", result.definition
    scope = result.scope
    span = f"From {scope.since.isoformat()} until {scope.until.isoformat()} ({scope.tz})"
    yield "Scope", "; ".join((span, *scope.filters))
    provenance = result.provenance
    yield (
        "Provenance",
        f"Ledger {provenance['ledger']} up to write {provenance['seq']}, digest "
        f"{provenance['digest']}, talktrack {provenance['version']}",
    )


def _header(column: Column) -> str:
    # "uses [uses]" would say nothing, and shares are shown in percent.
    if column.unit in ("", "share", column.name):
        return column.name
    return f"{column.name} [{column.unit}]"


def _count(table: Table, shown: int) -> str:
    rows = f"{len(table):,} row" + ("" if len(table) == 1 else "s")
    return rows if len(table) <= shown else f"{rows}, the first {shown} shown"


def _cells(table: Table, most: int) -> Iterator[list[str]]:
    for number in range(min(most, len(table))):
        row = table[number]
        yield [_cell(row[column.name], column.unit) for column in table.columns]


def _cell(value: Any, unit: str) -> str:  # noqa: ANN401 - whatever a table holds
    if value is None:
        return ""
    if unit == "share":
        return f"{value:.1%}"
    return _plain(value)


def _plain(value: Any) -> str:  # noqa: ANN401 - whatever a table holds
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | Decimal():
            return f"{value:,}"
        case float():
            return f"{value:,.1f}" if abs(value) >= 100 else f"{value:.3g}"  # noqa: PLR2004
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case list():
            return ", ".join(value) or "none"
        case _:
            return str(value)


def _align(column: Column) -> str:
    return "text-align: right" if column.kind in _NUMBERS else "text-align: left"


def _line(columns: tuple[Column, ...], widths: list[int], cells: list[str]) -> str:
    padded = (
        cell.rjust(width) if column.kind in _NUMBERS else cell.ljust(width)
        for column, width, cell in zip(columns, widths, cells, strict=True)
    )
    return "  ".join(padded).rstrip()
