"""The page in the documentation is the one that the demonstration writes.

`UPDATE_DOCS=1` writes it anew, with pictures of it.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

DOCS = Path(__file__).parent.parent.parent / "docs"
# A ledger's own id is another one each time.
ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# The last digits of a number are those of the build: with optimisations, sums may round elsewhere.
LAST_DIGITS = re.compile(r"(\.\d{9})\d+")


def test_it_is_up_to_date(opened: Callable[..., Page], company: Path) -> None:
    made = company.read_text("utf-8")
    if os.environ.get("UPDATE_DOCS"):
        (DOCS / "audit-demo.html").write_text(made, "utf-8")
        for name, width, height, scheme in [
            ("desk", 1280, 900, "light"),
            ("desk-dark", 1280, 900, "dark"),
            ("phone", 390, 844, "light"),
        ]:
            size = {"width": width, "height": height}
            page = opened(company, viewport=size, color_scheme=scheme)
            page.screenshot(path=DOCS / f"audit-{name}.png")
    kept = (DOCS / "audit-demo.html").read_text("utf-8")
    assert lasting(kept) == lasting(made), "write it anew: UPDATE_DOCS=1 pytest tests/report"


def lasting(page: str) -> str:
    return LAST_DIGITS.sub(r"\1", ID.sub("", page))
