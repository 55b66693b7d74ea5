"""Statements of a learning system (xAPI) become uses, and questions that need no deals answer."""

from __future__ import annotations

import json
import subprocess
import sysconfig
from pathlib import Path
from typing import Any

import talktrack as tt

COMMAND = str(Path(sysconfig.get_path("scripts")) / "talktrack")
VERBS = {"initialized": "opened", "played": "presented", "completed": "shared"}


def statement(number: int, who: str, verb: str, what: str, at: str) -> dict[str, Any]:
    return {
        "id": f"00000000-0000-4000-8000-{number:012}",
        "actor": {
            "objectType": "Agent",
            "account": {"name": who, "homePage": "https://lms.example"},
        },
        "verb": {"id": f"https://w3id.org/xapi/video/verbs/{verb}"},
        "object": {"id": f"https://lms.example/video/{what}", "objectType": "Activity"},
        "timestamp": at,
    }


# Out of order, with verbs that say nothing about use, and one statement twice.
STATEMENTS = [
    statement(1, "bo", "played", "b", "2021-11-09T10:00:00.250+00:00"),
    statement(2, "al", "initialized", "a", "2021-11-03T09:00:00+01:00"),
    statement(3, "al", "seeked", "a", "2021-11-03T09:01:00+01:00"),
    statement(4, "al", "played", "a", "2021-11-03T09:02:00+01:00"),
    statement(5, "bo", "initialized", "a", "2021-11-05T08:00:00Z"),
    statement(6, "cy", "completed", "a", "2021-11-02T08:00:00Z"),
    statement(4, "al", "played", "a", "2021-11-03T09:02:00+01:00"),
]


def use(line: dict[str, Any]) -> dict[str, Any] | None:
    action = VERBS.get(line["verb"]["id"].rsplit("/", 1)[1])
    asset = line["object"]["id"].rsplit("/", 1)[1]
    rep = line["actor"]["account"]["name"]
    event = {"type": "use", "source": "xapi", "id": line["id"], "at": line["timestamp"]}
    return {**event, "rep": rep, "asset": asset, "action": action} if action else None


def ask(ledger: Path, *question: str) -> dict[str, Any]:
    command = [COMMAND, "--db", str(ledger), *question, "--format", "json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def test_videos_are_audited_like_any_asset(tmp_path: Path) -> None:
    ledger = tmp_path / "usage.db"
    with tt.open(ledger) as tracker:
        published = "2021-11-01T00:00:00Z"
        tracker.put_assets(
            [{"key": key, "kind": "video", "published_at": published} for key in "abc"]
        )
        receipt = tracker.record_all([event for line in STATEMENTS if (event := use(line))])
        assert (receipt.recorded, receipt.duplicates, receipt.rejected) == (5, 1, 0)
    scope = ("--since", "2021-11-01", "--until", "2021-12-01")
    first_use = ask(ledger, "first-use", *scope)
    (summary,) = first_use["summary"]
    assert (summary["n"], summary["events"]) == (3, 2), "c was never put to work"
    assert [row["events"] for row in first_use["rows"] if row["events"]] == [1, 1]
    adoption = {row["rep"]: row for row in ask(ledger, "adoption", *scope)["rows"]}
    assert {rep: (row["assets"], row["uses"]) for rep, row in adoption.items()} == {
        "al": (1, 1),
        "bo": (1, 1),
        "cy": (1, 1),
    }
    matrix = ask(ledger, "matrix", *scope)
    assert matrix["rows"] == [], "no statement names a conversation or a deal"
    assert matrix["summary"]["unplaced"] == 3
