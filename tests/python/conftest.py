"""What the tests of the package share."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import talktrack as tt

from .paths import HERE

if TYPE_CHECKING:
    from collections.abc import Iterator


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A warning in this folder is a failure."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.filterwarnings("error"))


@pytest.fixture
def tracker() -> Iterator[tt.Tracker]:
    with tt.open(":memory:") as tracker:
        yield tracker


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
