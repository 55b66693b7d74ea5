"""A browser without a screen, and reports to open in it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ["chromium", "chromium-browser", "google-chrome"]
# Nothing of the browser's own business: no drawing hardware, no updates, no first greeting.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "Chromium is missing: tests/run installs it, or apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def talktrack(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "talktrack", *arguments], check=True, capture_output=True)


@pytest.fixture(scope="session")
def company(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of the demonstration company."""
    folder = tmp_path_factory.mktemp("company")
    talktrack("--db", str(folder / "company.db"), "demo")
    return folder / "company.html"


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report of a catalogue whose titles would do harm if they were not taken as text."""
    folder = tmp_path_factory.mktemp("hostile")
    lines = folder / "assets.jsonl"
    lines.write_text("\n".join(HOSTILE), encoding="utf-8")
    ledger, page = str(folder / "hostile.db"), folder / "hostile.html"
    talktrack("--db", ledger, "import", str(lines))
    span = ["--since", "2026-01-01", "--until", "2026-07-01"]
    talktrack("--db", ledger, "audit", "--html", str(page), *span)
    return page


TITLES = [
    "<script>alert('x')</script>",
    '<img src=x onerror="alert(1)"> & "quotes"',
    "العربية \u202e turned around",
    "🦀 👩‍👩‍👧 emoji",
    "long " * 2_000,
    "unbroken" * 1_250,
]
HOSTILE = [
    f'{{"type":"asset","key":"a{number}","published_at":"2026-01-01T00:00:00Z","title":{title}}}'
    for number, title in enumerate(map(json.dumps, TITLES))
]


@pytest.fixture
def opened(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a report; whatever it asks of the network or complains of fails the test."""
    contexts: list[BrowserContext] = []
    trouble: list[str] = []

    def see(report: Path, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: trouble.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: trouble.append(f"error: {error}"))
        page.on("dialog", lambda dialog: trouble.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: trouble.append(f"request: {request.url}"))
        page.goto(report.as_uri())
        assert trouble.pop(0) == f"request: {report.as_uri()}", (
            "it asks for itself, and that is all"
        )
        return page

    yield see
    for context in contexts:
        context.close()
    assert trouble == []
