"""Ctrl-C, and processes that are forked or spawned."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest

import talktrack as tt

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

AT = "2026-03-01T09:30:00Z"
ROWS = 300_000
# Of a file: more than a few commits hold.
LINES = 750_000


class Alarm(Exception):
    pass


def test_ctrl_c_ends_a_batch_and_nothing_of_it_is_recorded(tmp_path: Path) -> None:
    table = pa.table(
        {
            "at": pa.array([AT] * ROWS),
            "rep": pa.array([f"r{number}" for number in range(ROWS)]),
            "asset": pa.array(["deck"] * ROWS),
            "action": pa.array(["shared"] * ROWS),
        }
    )

    def ring(_number: int, _frame: object) -> None:
        raise Alarm

    before = signal.signal(signal.SIGALRM, ring)
    try:
        with tt.open(tmp_path / "usage.db") as tracker:
            for slow_enough in (table, table.append_column("account", pa.array(["a"] * ROWS))):
                signal.setitimer(signal.ITIMER_REAL, 0.02)
                with pytest.raises(Alarm):
                    tracker.record_all(slow_enough, type="use")
                assert tracker.state().seq == 0
            assert tracker.check()
            assert tracker.record_all(table, type="use").recorded == ROWS
    finally:
        signal.signal(signal.SIGALRM, before)


def test_ctrl_c_ends_an_import_which_another_one_completes(tmp_path: Path) -> None:
    path = tmp_path / "events.jsonl"
    line = f'{{"type":"use","rep":"r%d","asset":"deck","action":"shared","at":"{AT}"}}\n'
    path.write_text("".join(line % number for number in range(LINES)))
    program = (
        "import sys, talktrack as tt\n"
        "tracker = tt.open(sys.argv[1])\n"
        "print('ready', flush=True)\n"
        "try:\n"
        "    tracker.import_file(sys.argv[2])\n"
        "except KeyboardInterrupt:\n"
        "    print('interrupted', tracker.check().problems, flush=True)\n"
    )
    ledger = tmp_path / "usage.db"
    command = [sys.executable, "-c", program, str(ledger), str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "ready\n"
        while not _has_begun(ledger):
            pass
        running.send_signal(signal.SIGINT)
        assert running.stdout.readline() == "interrupted ()\n"
    with tt.open(ledger) as tracker:
        so_far = tracker.state().seq
        assert 0 < so_far < LINES
        assert tracker.import_file(path).recorded == LINES - so_far


def _has_begun(ledger: Path) -> bool:
    with tt.open(ledger, read_only=True) as tracker:
        return tracker.state().seq > 0


def test_signals_that_raise_nothing_are_handled_meanwhile(tracker: tt.Tracker) -> None:
    rung: list[int] = []
    before = signal.signal(signal.SIGALRM, lambda number, _frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        rows = [{"key": f"r{number}"} for number in range(100_000)]
        assert tracker.put_reps(rows).recorded == 100_000
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert rung


needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")


@needs_fork
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize(
    "use",
    [
        lambda tracker: tracker.unused(),
        lambda tracker: tracker.state(),
        lambda tracker: tracker.put_reps([{"key": "bob"}]),
        lambda tracker: tracker.within(team="EMEA").uses(),
    ],
    ids=["ask", "look", "record", "narrower"],
)
def test_a_forked_process_opens_the_ledger_anew(
    tmp_path: Path, use: Callable[[tt.Tracker], object]
) -> None:
    path = tmp_path / "usage.db"
    tracker = tt.open(path)
    tracker.put_reps([{"key": "ada", "team": "EMEA"}])
    child = os.fork()
    if child == 0:
        code = 1
        try:
            use(tracker)
        except tt.StorageError as refusal:
            if "open the ledger again in this process" in str(refusal):
                tracker.close()
                del tracker
                with tt.open(path) as own:
                    code = own.put_reps([{"key": "carl"}]).recorded - 1
        os._exit(code)
    assert os.waitpid(child, 0)[1] == 0
    assert tracker.put_reps([{"key": "dora"}]).recorded == 1
    assert [row["key"] for row in tracker.reps()] == ["ada", "carl", "dora"]
    assert tracker.check()
    tracker.close()


def count(path: str) -> int:
    with tt.open(path) as tracker:
        return tracker.state().seq


def test_a_spawned_process_opens_the_ledger_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "usage.db"
    with tt.open(path) as tracker:
        tracker.put_reps([{"key": "ada"}])
        with multiprocessing.get_context("spawn").Pool(1) as pool:
            assert pool.apply(count, [str(path)]) == 1


def test_a_tracker_is_not_pickled(tracker: tt.Tracker) -> None:
    with pytest.raises(TypeError, match="open the ledger there"):
        pickle.dumps(tracker)


def test_questions_are_answered_on_every_thread(tracker: tt.Tracker) -> None:
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(len(tracker.unused()))) for _ in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [0, 0]
