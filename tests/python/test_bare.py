"""The wheel in an empty environment: nothing else is needed, and nothing else is imported."""

from __future__ import annotations

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import talktrack as tt

from .paths import ROOT

PROGRAM = """
import sys
before = set(sys.modules)
import talktrack as tt
loaded = {name.partition(".")[0] for name in set(sys.modules) - before}
assert loaded <= set(sys.stdlib_module_names) | {"talktrack"}, loaded
assert "asyncio" not in loaded and "importlib.metadata" not in sys.modules

tracker = tt.open(sys.argv[1])
tracker.put_assets([{"key": "deck", "published_at": "2026-01-01T00:00:00Z"}], strict=True)
tracker.record(tt.Use(rep="ada", asset="deck", action="shared", at="2026-03-01T09:30:00Z"))
unused = tracker.within(since="2026-01-01", until="2026-04-01").unused()
print(unused)
try:
    unused.to_polars()
except ImportError as error:
    print(error)
"""


@pytest.fixture(scope="module")
def wheel() -> Path:
    """The newest wheel that was built: by tests/run, or as TALKTRACK_WHEEL says."""
    if named := os.environ.get("TALKTRACK_WHEEL"):
        return Path(named)
    built = sorted(
        (ROOT / "target" / "wheels").glob("*.whl"), key=lambda path: path.stat().st_mtime
    )
    if not built:
        pytest.skip("no wheel was built: see how tests/run does it")
    return built[-1]


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Python in an environment that has the wheel and nothing else, not even pip."""
    place = tmp_path_factory.mktemp("bare")
    venv.create(place, with_pip=False)
    python = place / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*install, "--no-index", "--no-deps", str(wheel)], check=True)
    return python


def test_the_wheel_is_small_and_runs_on_every_python(wheel: Path) -> None:
    assert wheel.stat().st_size < 8_000_000
    assert f"talktrack-{tt.__version__}-cp311-abi3-" in wheel.name
    names = zipfile.ZipFile(wheel).namelist()
    assert "talktrack/py.typed" in names
    assert "talktrack/_talktrack.pyi" in names
    metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
    required = [
        line
        for line in zipfile.ZipFile(wheel).read(metadata).decode().splitlines()
        if line.startswith("Requires-Dist") and "extra ==" not in line
    ]
    assert required == []


def test_it_imports_records_asks_and_prints(python: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [str(python), "-I", "-c", PROGRAM, str(tmp_path / "usage.db")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("asset  title  kind  status")
    assert done.stdout.endswith("to_polars needs polars: pip install talktrack[polars]\n")


def test_it_installs_the_command(python: Path) -> None:
    done = subprocess.run(
        [str(python.parent / "talktrack"), "--version"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert tt.__version__ in done.stdout
