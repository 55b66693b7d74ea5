"""The audit's files say what the questions say, to those who read them with other programs."""

from __future__ import annotations

import csv
import json
import math
import shutil
import subprocess
import warnings
from datetime import datetime
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import openpyxl
import pytest

import talktrack as tt

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ZONE = "Europe/Berlin"
# What LibreOffice is to write: commas, quotes, UTF-8, and a file a sheet.
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
HOSTILE = [
    "=1+1",
    '=HYPERLINK("http://example.com","click")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1+1",
    "<script>alert('x')</script> & \"quotes\" ]]>",
    "two\nlines",
    "العربية \u202eoverride",
    "🦀 👩‍👩‍👧",
    "long " * 2_000 + ".",
]


def written(tracker: tt.Tracker, folder: Path) -> tuple[Path, list[dict[str, Any]]]:
    """The workbook of a tracker's audit, and the tables of its JSON."""
    audit = tracker.audit()
    workbook, figures = folder / "audit.xlsx", folder / "audit.json"
    audit.to_xlsx(workbook)
    audit.to_json(figures)
    tables: list[dict[str, Any]] = json.loads(figures.read_text("utf-8"))["tables"]
    return workbook, tables


@pytest.fixture(scope="module")
def files(
    company: tt.Tracker, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, list[dict[str, Any]]]:
    return written(company.within(tz=ZONE), tmp_path_factory.mktemp("audit"))


@pytest.fixture
def hostile(tracker: tt.Tracker) -> tt.Tracker:
    """Assets with titles that do harm where text is not taken as text."""
    published = {"published_at": "2026-01-01T00:00:00Z"}
    tracker.put_assets(
        [{"key": f"={number}", "title": text} | published for number, text in enumerate(HOSTILE)],
        strict=True,
    )
    tracker.record(tt.Use(rep="=ada", asset="=0", action="shared", at="2026-03-01T09:30:00Z"))
    return tracker


def opened(path: Path) -> openpyxl.Workbook:
    """The workbook in openpyxl, which does not know the bars of shares, and says so."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", ".* extension is not supported", UserWarning)
        return openpyxl.load_workbook(path)


def cells(tables: list[dict[str, Any]]) -> Iterator[tuple[str, int, int, Any, str]]:
    """Every value of the JSON, with where a workbook has it and what its column holds."""
    for table in tables:
        for number, row in enumerate(table["rows"], start=1):
            for place, column in enumerate(table["columns"]):
                yield table["title"], number, place, row[column["name"]], column["kind"]


def local(time: str) -> datetime:
    """What the clocks of the zone showed, to the second."""
    moment = datetime.fromisoformat(time).astimezone(ZoneInfo(ZONE))
    return moment.replace(tzinfo=None, microsecond=0)


def test_the_questions_of_the_audit_are_those_of_the_tracker(
    company: tt.Tracker, files: tuple[Path, list[dict[str, Any]]]
) -> None:
    _, tables = files
    asked = {table["name"]: table for table in tables}
    berlin = company.within(tz=ZONE)
    for name in ["scorecard", "unused", "relevance", "matrix", "trend"]:
        answer: tt.Result = getattr(berlin, name)()
        table = asked[name]
        assert table["definition"] == answer.definition
        assert table["provenance"] == answer.provenance
        assert len(table["rows"]) == len(answer) > 0
        for row, expected in zip(table["rows"], answer, strict=True):
            for column in table["columns"]:
                if column["kind"] in {"number", "integer", "boolean", "text", "category"}:
                    assert row[column["name"]] == expected[column["name"]]


def test_openpyxl_reads_every_figure(files: tuple[Path, list[dict[str, Any]]]) -> None:
    path, tables = files
    workbook = opened(path)
    titles = [table["title"] for table in tables]
    assert workbook.sheetnames == ["Audit", *titles, "Definitions"]
    for title, number, place, value, kind in cells(tables):
        cell = workbook[title].cell(number + 1, place + 1)
        assert cell.data_type != "f"
        if kind == "money" and value is not None:
            assert cell.value == float(value["amount"])
            assert value["currency"] in cell.number_format
        elif kind == "time" and value is not None:
            assert isinstance(cell.value, datetime)
            assert cell.value.replace(microsecond=0) == local(value)
        elif kind == "list":
            assert cell.value == (", ".join(value or ()) or None)
        else:
            assert cell.value == value, (title, number, place)
    for title in titles:
        sheet = workbook[title]
        assert sheet.freeze_panes == "B2"
        assert sheet.auto_filter.ref == sheet.dimensions


def soffice(workbook: Path, folder: Path) -> dict[str, list[list[str]]]:
    """The sheets as LibreOffice shows them, by name."""
    program = shutil.which("soffice")
    if program is None:
        pytest.fail(
            "LibreOffice is missing, with which the workbook is opened: run tests/run, or "
            "apt-get install --no-install-recommends libreoffice-calc"
        )
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--convert-to", EVERY_SHEET, "--outdir", "out"]
    subprocess.run(
        [*command, str(workbook)], cwd=folder, check=True, capture_output=True, timeout=120
    )
    sheets = {}
    for path in (folder / "out").glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as file:
            sheets[path.stem.removeprefix("audit-")] = list(csv.reader(file))
    return sheets


def number(shown: str) -> float:
    return float(shown[:-1]) / 100 if shown.endswith("%") else float(shown)


def test_libreoffice_opens_it_and_shows_the_same_figures(
    files: tuple[Path, list[dict[str, Any]]], tmp_path: Path
) -> None:
    path, tables = files
    sheets = soffice(path, tmp_path)
    assert set(sheets) == {"Audit", "Definitions", *(table["title"] for table in tables)}
    for title, row, place, value, kind in cells(tables):
        shown = sheets[title][row][place]
        where = (title, row, place)
        if value is None:
            assert not shown, where
        elif kind in {"number", "integer"}:
            assert math.isclose(number(shown), value, rel_tol=1e-12, abs_tol=1e-14), where
        elif kind == "money":
            assert number(shown.split()[0]) == float(value["amount"]), where
        elif kind == "time":
            assert datetime.fromisoformat(shown) == local(value), where
        elif kind == "boolean":
            assert shown == str(value).upper(), where
        else:
            assert shown == (", ".join(value) if kind == "list" else value), where


def test_text_that_means_harm_is_text_everywhere(hostile: tt.Tracker, tmp_path: Path) -> None:
    path, tables = written(hostile, tmp_path)
    unused = next(table for table in tables if table["name"] == "unused")
    titles = [row["title"] for row in unused["rows"]]
    assert sorted(titles) == sorted(HOSTILE)
    sheet = opened(path)[unused["title"]]
    found = [cell for row in sheet.iter_rows(min_row=2, max_col=2) for cell in row]
    assert {cell.data_type for cell in found} == {"s"}
    assert [cell.value for cell in found[1::2]] == titles
    for cell in found:
        assert cell.quotePrefix == str(cell.value).lstrip().startswith(("=", "+", "-", "@"))
    shown = [row[1] for row in soffice(path, tmp_path)[unused["title"]][1:]]
    assert shown == titles


def test_an_empty_ledger_has_an_audit_too(tracker: tt.Tracker, tmp_path: Path) -> None:
    path, tables = written(tracker, tmp_path)
    workbook = opened(path)
    for table in tables:
        header = [cell.value for cell in workbook[table["title"]][1]]
        assert len(header) == len(table["columns"]) > 0


def test_a_file_is_replaced_whole_or_not_at_all(tracker: tt.Tracker, tmp_path: Path) -> None:
    path = tmp_path / "audit.json"
    path.write_text("before")
    audit = tracker.audit(reps="pseudonyms")
    with pytest.raises(tt.StorageError, match="cannot write"):
        audit.to_json(tmp_path / "no" / "audit.json")
    assert path.read_text() == "before"
    audit.to_json(path)
    assert json.loads(path.read_text("utf-8"))["tables"][-1]["name"] == "reps"
    assert [one.name for one in tmp_path.iterdir()] == ["audit.json"]


def test_what_is_not_an_audit_is_refused(tracker: tt.Tracker) -> None:
    with pytest.raises(tt.InvalidInput, match="min_reps"):
        tracker.audit(min_reps=-1)
    with pytest.raises(tt.InvalidInput, match="did you mean hidden"):
        tracker.audit(reps="hiden")  # type: ignore[arg-type]
