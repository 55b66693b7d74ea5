"""The notebooks of the guide run, and show what is kept in them. UPDATE_DOCS=1 keeps anew."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Any

import nbformat as untyped
import pytest
from nbclient import NotebookClient

from .paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

nbformat: Any = untyped  # some of its functions have no types
FOLDER = ROOT / "docs" / "notebooks"
NOTEBOOKS = sorted(path.name for path in FOLDER.glob("*.ipynb"))
# What is new each time: ids of ledgers, digests, times of recording, places of temporary files.
ANEW = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b"
    r"|/\S*/tmp\w+|, talktrack [\d.]+"
)


def run(path: Path) -> Any:
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}}).execute()
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)  # when it ran
    return notebook


def shown(notebook: Any) -> list[list[str]]:
    """What each cell shows, as text."""
    outputs = [cell.get("outputs", []) for cell in notebook.cells]
    return [[_text(output) for output in of_cell] for of_cell in outputs]


def _text(output: Any) -> str:
    data = output.get("data", {})
    kinds = ", ".join(sorted(data))
    text = output.get("text") or data.get("text/plain", "")
    return f"{kinds}: {ANEW.sub('…', ' '.join(text.split()))}"


def test_the_notebooks_are_found() -> None:
    assert NOTEBOOKS == [
        "crm-export.ipynb",
        "did-it-help.ipynb",
        "first-steps.ipynb",
        "unused-collateral.ipynb",
    ]


@pytest.mark.filterwarnings("ignore")  # of the libraries that run notebooks
@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_shows_what_is_kept_in_it(name: str) -> None:
    kept = nbformat.read(FOLDER / name, as_version=4)
    done = run(FOLDER / name)
    errors = [output for cell in done.cells for output in cell.get("outputs", [])]
    assert not [error for error in errors if error.output_type == "error"]
    assert any("image/png" in output.get("data", {}) for output in errors), "it has no picture"
    if os.environ.get("UPDATE_DOCS"):
        nbformat.write(done, FOLDER / name)
        return
    assert shown(done) == shown(kept)
