"""Types: the package, its tests and a consumer's program are clean, and the stub is true."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from .paths import HERE, PACKAGE

if TYPE_CHECKING:
    from pathlib import Path

CONSUMER = HERE / "consumer.py"


def run(*command: str, folder: Path = PACKAGE) -> str:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_mypy_finds_nothing() -> None:
    assert "Success" in run("mypy", "--strict", "talktrack", str(HERE))


def test_the_stub_says_what_the_module_has(tmp_path: Path) -> None:
    # Elsewhere than in the sources, which would stand in for the package that is installed.
    assert "Success" in run("mypy.stubtest", "talktrack", folder=tmp_path)


def test_pyright_finds_nothing() -> None:
    assert "0 errors" in run("basedpyright", "--project", "pyproject.toml", "talktrack")
    assert "0 errors" in run("basedpyright", "--project", "pyproject.toml", str(CONSUMER))
    assert "0 errors" in run("basedpyright", "--project", str(HERE))


def test_the_consumers_program_runs() -> None:
    done = subprocess.run(
        [sys.executable, str(CONSUMER)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "1 of 2 assets are unused (9% to 91%), first of all roi\n"
