"""A company on one machine: its files imported by the command, and every question asked.

    cargo build --release -p talktrack-cli
    python crates/talktrack-bench/one_machine.py --uses 1000000
    python crates/talktrack-bench/one_machine.py --uses 100000000 --folder /big/place

In the environment of the tests, with the wheel. The company is that of `company.py`. Files of each type are
imported by a command of their own; each question is asked by a process of its own, the second time of
the same open ledger. Peak memory is that of the process. Files and ledger are deleted at the end, unless
`--folder` says where to keep them; what is there already is not made again, and `--ask` asks only these questions.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

TARGET = os.environ.get("CARGO_TARGET_DIR", Path(__file__).parents[2] / "target")
PROGRAM = Path(TARGET) / "release" / "talktrack"
COMPANY = Path(__file__).with_name("company.py")
# As a company would: its catalogue first, then what happened.
TYPES = ["deal", "training", "recommendation", "use", "engagement", "stage", "outcome"]
TYPES += ["feedback", "ask", "answer"]
QUESTIONS: dict[str, dict[str, str]] = {
    "unused": {},
    "relevance": {},
    "matrix": {},
    "coverage": {},
    "adoption": {},
    "first_use": {},
    "consistency": {},
    "lifecycle": {},
    "trend": {},
    "funnel": {},
    "effect": {},
    "attribution": {},
    "listening": {},
    "agreements": {},
    "scorecard": {},
    "recommend": {"conversation": "relevant-meeting"},
}


def gigabytes(place: Path) -> float:
    """What a file or folder takes, and what SQLite has beside a file."""
    files = place.rglob("*") if place.is_dir() else place.parent.glob(f"{place.name}*")
    return sum(file.stat().st_size for file in files) / 1e9


def load(files: Path, ledger: Path) -> None:
    """Imports type by type, as one command each."""
    print(f"files: {gigabytes(files):.2f} GB")
    print("| imported | records | s | records/s | processor s | peak MB | ledger GB |")
    print("|---|---|---|---|---|---|---|")
    for kind in ["catalogue.jsonl", *TYPES]:
        begin = time.perf_counter()
        command = [PROGRAM, "--db", ledger, "import", "--json", files / kind]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        told = json.loads(running.stdout.read())
        _, status, used = os.wait4(running.pid, 0)
        took = time.perf_counter() - begin
        told = told["reconciliation"]
        if status or told["recorded"] != told["rows"]:
            raise SystemExit(f"{kind}: not everything was imported: {told}")
        records = told["recorded"]
        print(
            f"| {kind} | {records:,} | {took:.1f} | {records / took:,.0f} "
            f"| {used.ru_utime + used.ru_stime:.1f} | {used.ru_maxrss / 1e3:.0f} "
            f"| {gigabytes(ledger):.2f} |",
            flush=True,
        )


def ask(ledger: Path, questions: list[str]) -> None:
    """Asks each question in a process of its own."""
    print("| question | rows | open s | first s | again s | peak MB |")
    print("|---|---|---|---|---|---|")
    for question in questions:
        command = [sys.executable, __file__, "--worker", question, "--folder", ledger]
        told = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        print(
            f"| `{question}` | {told['rows']:,} | {told['open']:.2f} | {told['first']:.2f} "
            f"| {told['again']:.2f} | {told['peak']:.0f} |",
            flush=True,
        )


def worker(question: str, ledger: Path) -> None:
    """Asks once of a ledger that was just opened, and once more."""
    import talktrack as tt

    marks = [time.perf_counter()]
    with tt.open(ledger, read_only=True) as tracker:
        marks.append(time.perf_counter())
        for _ in range(2):
            answer = getattr(tracker, question)(**QUESTIONS[question])
            rows = len(answer)
            marks.append(time.perf_counter())
    opened, first, again = (after - before for before, after in pairwise(marks))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    told = {"rows": rows, "open": opened, "first": first, "again": again, "peak": peak}
    print(json.dumps(told))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--uses", type=int, default=1_000_000)
    parser.add_argument("--ids", choices=["random", "by-time"], default="random")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--ask", nargs="+", choices=QUESTIONS, default=list(QUESTIONS))
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.worker:
        worker(given.worker, given.folder)
        return
    with tempfile.TemporaryDirectory(prefix="talktrack-") as temporary:
        folder = given.folder or Path(temporary)
        files, ledger = folder / "files", folder / "company.db"
        if not files.exists():
            # By another process: what this one holds would count as memory of those that it starts.
            command = [sys.executable, COMPANY, "--uses", str(given.uses), "--ids", given.ids]
            subprocess.run([*command, files], check=True)
        if not ledger.exists():
            load(files, ledger)
        ask(ledger, given.ask)


if __name__ == "__main__":
    main()
