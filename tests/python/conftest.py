"""What the tests of the package share."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import talktrack as tt

from .paths import HERE, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning in this folder is a failure."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that names its `STORES` has its tests of a tracker run over each of them."""
    stores = getattr(metafunc.module, "STORES", ())
    if stores and "tracker" in metafunc.fixturenames:
        metafunc.parametrize("tracker", stores, indirect=True)


@pytest.fixture
def tracker(request: pytest.FixtureRequest) -> Iterator[tt.Tracker]:
    if getattr(request, "param", "memory") == "server":
        place = request.getfixturevalue("new_database")()
    else:
        place = ":memory:"
    with tt.open(place) as tracker:
        yield tracker


@pytest.fixture(scope="session")
def new_database() -> Iterator[Callable[[], str]]:
    """Makes an empty database on a PostgreSQL server of its own, and gives its URL."""
    program = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target")) / "debug/throw-away-server"
    if not program.exists():
        pytest.fail("the server is missing: build it with cargo build -p talktrack-conformance")
    with subprocess.Popen(
        [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdin is not None
        assert server.stdout is not None
        asked, answers = server.stdin, server.stdout

        def make() -> str:
            print(file=asked, flush=True)
            url = answers.readline().strip()
            assert url, "there is no server: what it said stands above"
            return url

        yield make
        asked.close()


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> tt.Tracker:
    """A simulated company, as the command makes it."""
    path = tmp_path_factory.mktemp("demo") / "demo.db"
    command = [sys.executable, "-m", "talktrack", "--db", str(path), "demo"]
    subprocess.run(command, check=True, capture_output=True)
    return tt.open(path, read_only=True)


@pytest.fixture
def quarter(tracker: tt.Tracker) -> tt.Tracker:
    """The first quarter of 2026 in a small company: a deck in use, a calculator nobody touches."""
    tracker.put_assets(
        [
            {
                "key": "deck",
                "title": "The <deck>",
                "kind": "deck",
                "published_at": "2026-01-01T00:00:00Z",
                "cost": "1200.50",
                "currency": "EUR",
                "tag:segment": "enterprise",
            },
            {
                "key": "roi",
                "kind": "tool",
                "published_at": "2026-01-01T00:00:00Z",
                "cost": "80",
                "currency": "EUR",
                "tag:segment": "startup",
            },
        ],
        strict=True,
    )
    tracker.put_reps([{"key": "ada", "team": "EMEA"}, {"key": "bob", "team": "APAC"}], strict=True)
    tracker.record(tt.Use(rep="ada", asset="deck", action="shared", at="2026-03-01T09:30:00Z"))
    return tracker.within(since="2026-01-01", until="2026-04-01")
