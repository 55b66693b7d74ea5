"""The commands in the page's appendix give its figures again."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


def printed(*arguments: str) -> dict[str, Any]:
    """What the command prints as JSON."""
    command = [sys.executable, "-m", "talktrack", *arguments]
    return json.loads(subprocess.run(command, check=True, capture_output=True).stdout)


def test_each_command_gives_its_table_again(opened: Callable[..., Page], company: Path) -> None:
    ledger = str(company.with_suffix(".db"))
    tables = printed("--db", ledger, "audit", "--json", "-")["tables"]
    page = opened(company)
    commands = {
        element.get_attribute("data-command"): element.inner_text()
        for element in page.locator("pre[data-command]").all()
    }
    assert list(commands) == [table["name"] for table in tables]
    for table in tables:
        program, *arguments = shlex.split(commands[table["name"]])
        assert program == "talktrack"
        arguments[arguments.index("LEDGER")] = ledger
        answer = printed(*arguments, "--format", "json")
        for part in ["question", "definition", "columns", "rows", "summary"]:
            assert answer[part] == table[part], (table["name"], part)
