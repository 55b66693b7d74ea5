"""The report in a real browser: quiet, readable, searchable, printable, and open to everybody."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import TITLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    Opened = Callable[..., Page]

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
ROWS = "#verdict-table tbody tr:not([hidden])"


@pytest.mark.parametrize("size", [DESK, PHONE])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_is_quiet(
    opened: Opened, company: Path, size: dict[str, Any], scheme: str
) -> None:
    page = opened(company, color_scheme=scheme, **size)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("#first-unused-title").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(opened: Opened, company: Path, scheme: str) -> None:
    page = opened(company, color_scheme=scheme, bypass_csp=True, **DESK)
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_search_filter_and_reset(opened: Opened, company: Path) -> None:
    page = opened(company, **DESK)
    everything = page.locator(ROWS).count()
    page.fill("#search", "Introduce")
    searched = page.locator(ROWS).count()
    assert 0 < searched < everything
    assert all("introduce" in text for text in page.locator(ROWS).all_text_contents())
    page.locator("#filters label", has_text="Kind").locator("select").select_option(label="deck")
    assert 0 < page.locator(ROWS).count() < searched
    assert page.locator("#shown").inner_text().startswith(f"{page.locator(ROWS).count()} of")
    page.get_by_role("button", name="Clear").click()
    expect(page.locator(ROWS)).to_have_count(everything)


def test_every_filter_leaves_something(opened: Opened, company: Path) -> None:
    page = opened(company, **DESK)
    names = page.locator("#filters label > span").all_inner_texts()
    assert {"Verdict", "Kind", "Made for", "Owner", "segment"} <= set(names)
    for select in page.locator("#filters select").all():
        select.select_option(index=1)
        assert page.locator(ROWS).count() > 0
        select.select_option(index=0)


def test_sorting_by_the_keyboard(opened: Opened, company: Path) -> None:
    page = opened(company, **DESK)
    head = page.locator("#verdict-table th[data-column=occasions]")
    for direction in ("ascending", "descending"):
        head.get_by_role("button").press("Enter")
        assert head.get_attribute("aria-sort") == direction
        cells = page.locator("#verdict-table tbody td:nth-child(4)").all_inner_texts()
        numbers = [int(text.replace(",", "")) for text in cells if text]
        assert numbers == sorted(numbers, reverse=direction == "descending")


def test_show_all_shows_all(opened: Opened, company: Path) -> None:
    page = opened(company, **DESK)
    page.get_by_role("button", name="Show all").click()
    assert page.locator("#verdict-table tr.later").count() == 0


def test_without_scripts_all_of_it_is_there(opened: Opened, company: Path) -> None:
    page = opened(company, java_script_enabled=False, **DESK)
    rows = page.locator("#verdict-table tbody tr")
    assert rows.count() > 200
    assert rows.last.is_visible()
    assert not page.locator("#filters").is_visible()


def test_it_prints_with_nothing_cut(opened: Opened, company: Path, tmp_path: Path) -> None:
    page = opened(company, **DESK)
    last = page.locator("#verdict-table tbody tr").last.locator("small").text_content() or ""
    page.emulate_media(media="print")
    # A4 less its margins, at 96 dots an inch.
    page.set_viewport_size({"width": 703, "height": 1000})
    cut = """[...document.querySelectorAll('.scroll, .card, body')]
        .filter((box) => box.scrollWidth > box.clientWidth + 1)
        .map((box) => box.getAttribute('aria-label') || box.className)"""
    assert page.evaluate(cut) == []
    margins = {"top": "12mm", "bottom": "12mm", "left": "12mm", "right": "12mm"}
    page.pdf(path=tmp_path / "report.pdf", format="A4", margin=margins)
    text = "".join(sheet.extract_text() for sheet in PdfReader(tmp_path / "report.pdf").pages)
    squeezed = "".join(unicodedata.normalize("NFKC", text).split())  # ligatures taken apart
    assert last.split(" ")[0] in squeezed
    assert "Howthesefiguresaremade" in squeezed
    assert "talktrack--dbLEDGERscorecard" in squeezed


def test_hostile_titles_are_text(opened: Opened, hostile: Path) -> None:
    page = opened(hostile, **DESK)
    cells = page.locator("#verdict-table tbody td:first-child").all_text_contents()
    for title in TITLES:
        assert any(text.startswith(title.strip()[:9_000]) for text in cells), title[:40]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("img").count() == 0
