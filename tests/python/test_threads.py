"""Several threads and programs at one ledger."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl

import talktrack as tt

if TYPE_CHECKING:
    from pathlib import Path

AT = "2026-03-01T09:30:00Z"


def test_threads_record_and_ask_at_once_and_nothing_is_lost(tmp_path: Path) -> None:
    with tt.open(tmp_path / "usage.db") as tracker:

        def work(thread: int) -> int:
            done = 0
            for number in range(20):
                event = tt.Use(rep=f"r{thread}", asset=f"a{number}", action="shared", at=AT)
                done += tracker.record(event).recorded
                if number % 5 == 0:
                    assert tracker.unused().provenance["seq"] >= done
            return done

        with ThreadPoolExecutor(8) as pool:
            assert sum(pool.map(work, range(8))) == 160
        assert tracker.state().seq == 160
        assert sum(row["uses"] for row in tracker.unused()) == 160
        assert tracker.check()


def test_programs_share_a_file(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    tt.open(path).close()
    program = (
        "import sys, talktrack as tt\n"
        "with tt.open(sys.argv[1]) as tracker:\n"
        "    for number in range(20):\n"
        f"        tracker.record(tt.Stage(deal=sys.argv[2], stage=str(number), at='{AT}'))\n"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", program, str(path), f"d{number}"])
        for number in range(3)
    ]
    assert [program.wait(60) for program in programs] == [0, 0, 0]
    assert tt.open(path).state().seq == 60


def test_other_threads_run_while_a_batch_is_recorded(tracker: tt.Tracker) -> None:
    frame = pl.DataFrame({"key": [f"r{number}" for number in range(200_000)]})
    started, finished = threading.Event(), threading.Event()
    ticks = 0

    def tick() -> None:
        nonlocal ticks
        started.set()
        while not finished.wait(0.001):
            ticks += 1

    with ThreadPoolExecutor(1) as pool:
        pool.submit(tick)
        started.wait()
        before = ticks
        assert tracker.put_reps(frame).recorded == 200_000
        during = ticks - before
        finished.set()
    assert during >= 10, "the other thread stood still while the batch was recorded"
