"""The report in a real browser: quiet, readable, searchable, printable, and open to everybody."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from pypdf import PdfReader

from .conftest import REP, TAG, TEAM, TITLES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Browser, Page

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


def test_the_first_screen_answers_four_questions(opened: Opened, company: Path) -> None:
    page = opened(company, **DESK)
    for question in ["unused", "why", "todo", "shared"]:
        card = page.locator(f"section[aria-labelledby=first-{question}-title]")
        box = card.bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 1280
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 900, question
        assert card.evaluate("card => card.scrollHeight <= card.clientHeight"), question


def test_nothing_scrolls_sideways_on_a_phone(opened: Opened, company: Path) -> None:
    page = opened(company, **PHONE)
    wide = """[...document.querySelectorAll('main *')]
        .filter((box) => box.scrollWidth > box.clientWidth + 1 && box.clientWidth > 1)
        .filter((box) => getComputedStyle(box).overflowX !== 'visible')
        .map((box) => box.getAttribute('aria-label') || box.className)"""
    assert page.evaluate(wide) == []
    past_the_edge = """[...document.querySelectorAll('main td, main th')]
        .filter((cell) => cell.getBoundingClientRect().right > innerWidth)
        .map((cell) => cell.textContent)"""
    assert page.evaluate(past_the_edge) == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE])
def test_axe_finds_no_violation(
    opened: Opened, company: Path, size: dict[str, Any], scheme: str
) -> None:
    page = opened(company, color_scheme=scheme, bypass_csp=True, **size)
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


def test_more_is_shown_until_all_is(opened: Opened, company: Path) -> None:
    page = opened(company, **DESK)
    visible = page.locator("#verdict-table tbody tr:visible")
    assert visible.count() == 50
    page.get_by_role("button", name="Show 200 more").click()
    assert visible.count() == page.locator(ROWS).count() == 250
    assert page.locator("#more").is_hidden()


def measured(page: Page) -> dict[str, float]:
    """What the browser says of a page, once what nobody needs is gone."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")
    session.send("HeapProfiler.collectGarbage")
    metrics = session.send("Performance.getMetrics")["metrics"]
    return {metric["name"]: metric["value"] for metric in metrics}


def test_thousands_of_assets_stay_light(browser: Browser, opened: Opened, thousands: Path) -> None:
    """No time is measured: what is laid out is what is seen, and the script copies nothing."""
    assert thousands.stat().st_size < 1_500_000
    blank = browser.new_page()
    empty = measured(blank)
    blank.close()
    page = opened(thousands, **DESK)
    assert page.locator(ROWS).count() >= 5_000
    page = opened(thousands, **DESK)  # in which nothing of the test's own has run
    after = [measured(page)]
    page.evaluate("document.getElementById('search').focus()")
    for key in "case":
        page.keyboard.press(key)
        after.append(measured(page))
    for act in [
        "document.querySelector('#filters button').click()",
        "document.querySelector('#filters select').selectedIndex = 1",
        "document.getElementById('filters').dispatchEvent(new Event('input'))",
        "document.querySelector('#verdict-table th:nth-child(4) button').click()",
        "document.querySelector('#verdict-table th:nth-child(1) button').click()",
    ]:
        page.evaluate(act)
        after.append(measured(page))
    # All rows at once would be more than 80,000.
    assert max(metrics["LayoutObjects"] for metrics in after) < 10_000
    assert max(metrics["JSHeapUsedSize"] for metrics in after) < empty["JSHeapUsedSize"] + 1_000_000


def test_without_scripts_all_of_it_is_there(opened: Opened, company: Path) -> None:
    page = opened(company, java_script_enabled=False, **DESK)
    rows = page.locator("#verdict-table tbody tr")
    assert rows.count() > 200
    assert rows.last.is_visible()
    assert not page.locator("#filters").is_visible()


def test_it_prints_with_nothing_cut(opened: Opened, company: Path, tmp_path: Path) -> None:
    page = opened(company, **DESK)
    last = page.locator("#verdict-table tbody tr").last.locator("small").text_content() or ""
    to_do = page.locator(".todo > details > ol > li strong").last.text_content() or ""
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
    assert "".join(to_do.split()) in squeezed
    assert "Howthesefiguresaremade" in squeezed
    assert "talktrack--dbLEDGERscorecard" in squeezed


def test_hostile_titles_are_text(opened: Opened, hostile: Path) -> None:
    page = opened(hostile, **DESK)
    cells = page.locator("#verdict-table tbody td:first-child").all_text_contents()
    for title in TITLES:
        assert any(text.startswith(title.strip()[:9_000]) for text in cells), title[:40]
    for name, words in [("adoption", TEAM), ("reps", REP)]:
        cell = page.locator(f"table[data-table={name}] tbody td").first
        assert cell.text_content() == words
    assert page.locator("#filters label", has_text=TAG).count() == 1
    page.locator("#filters label", has_text=TAG).locator("select").select_option(index=1)
    assert page.locator(ROWS).count() == len(TITLES) / 2
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1
