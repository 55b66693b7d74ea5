"""A ledger on a PostgreSQL server. Modules with it among their `STORES` run over it too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import polars as pl
import pytest

import talktrack as tt

from .questions import QUESTIONS, ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    NewDatabase = Callable[[], str]

STORES = ("server",)
AT = "2026-03-01T09:30:00Z"
USE = {"type": "use", "rep": "ada", "asset": "deck", "action": "shared", "at": AT}


def run(*arguments: str) -> str:
    command = [sys.executable, "-m", "talktrack", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_a_company_moves_to_a_server_and_every_answer_with_it(
    tmp_path: Path, new_database: NewDatabase
) -> None:
    file, url = tmp_path / "demo.db", new_database()
    run("--db", str(file), "demo", "--uses", "5000")
    run("--db", url, "merge", str(file))
    with tt.open(file, read_only=True) as own, tt.open(url, read_only=True) as server:
        assert server.state().digest == own.state().digest
        assert server.uses().to_polars().equals(own.uses().to_polars())
        for question in sorted(QUESTIONS):
            expected, answer = ask(own, question), ask(server, question)
            assert list(answer) == list(expected), question
            assert answer.summary == expected.summary, question
        assert server.check()


def test_what_one_program_records_another_one_finds(new_database: NewDatabase) -> None:
    url = new_database()
    with tt.open(url) as here, tt.open(url) as there:
        receipt = here.record(USE)
        assert there.state().seq == receipt.seq
        frame = pl.DataFrame([USE | {"id": f"e{number}"} for number in range(2_000)])
        assert there.record_all(frame).recorded == 2_000
        assert here.record_all(frame).duplicates == 2_000
        (row,) = here.unused()
        assert row["uses"] == 2_001


def test_threads_record_and_ask_at_once_and_nothing_is_lost(tracker: tt.Tracker) -> None:
    def work(thread: int) -> int:
        events = (USE | {"rep": f"r{thread}", "asset": f"a{number}"} for number in range(20))
        recorded = sum(tracker.record(event).recorded for event in events)
        tracker.unused()
        return recorded

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(work, range(4))) == 80
    assert sum(row["uses"] for row in tracker.unused()) == 80


def test_a_url_is_shown_without_its_password(new_database: NewDatabase) -> None:
    url = new_database()
    password = url.split(":")[2].split("@")[0]
    with tt.open(url) as tracker:
        assert "postgresql://talktrack@127.0.0.1" in repr(tracker)
        assert password not in repr(tracker)
    with pytest.raises(tt.StorageError, match="password authentication failed") as refusal:
        tt.open(url.replace(password, "guessed"))
    assert "guessed" not in str(refusal.value)


def test_a_ledger_that_is_only_read_refuses_to_record(new_database: NewDatabase) -> None:
    url = new_database()
    with pytest.raises(tt.NotFound, match="there is no ledger"):
        tt.open(url, read_only=True)
    tt.open(url).close()
    with tt.open(url, read_only=True) as tracker:
        with pytest.raises(tt.StorageError, match="opened read-only"):
            tracker.put_reps([{"key": "ada"}])
        assert len(tracker.unused()) == 0


class Alarm(Exception):
    pass


def test_ctrl_c_ends_a_batch_and_nothing_of_it_is_recorded(tracker: tt.Tracker) -> None:
    frame = pl.DataFrame([USE] * 200_000).with_row_index("id").cast({"id": pl.String})

    def ring(_number: int, _frame: object) -> None:
        raise Alarm

    before = signal.signal(signal.SIGALRM, ring)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.02)
        with pytest.raises(Alarm):
            tracker.record_all(frame)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert tracker.state().seq == 0
    assert tracker.record_all(frame.head(1_000)).recorded == 1_000


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_forked_process_opens_the_ledger_anew(new_database: NewDatabase) -> None:
    url = new_database()
    with tt.open(url) as tracker:
        tracker.put_reps([{"key": "ada"}])
        child = os.fork()
        if child == 0:
            code = 1
            try:
                tracker.state()
            except tt.StorageError as refusal:
                if "open the ledger again in this process" in str(refusal):
                    with tt.open(url) as own:
                        code = own.put_reps([{"key": "carl"}]).recorded - 1
            os._exit(code)
        assert os.waitpid(child, 0)[1] == 0
        assert [row["key"] for row in tracker.reps()] == ["ada", "carl"]
