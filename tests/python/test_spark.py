"""Questions asked on a Spark cluster of separate workers, beside the same of the ledger."""

from __future__ import annotations

import math
import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest

import talktrack as tt
from talktrack.spark import _workers
from talktrack.spark._tables import TABLES

from .questions import QUESTIONS, ask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    import pyarrow as pa
    from pyspark import SparkContext
    from pyspark.sql import DataFrame, SparkSession

pytestmark = [
    # What Spark itself does is not ours to mend.
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SparkSession]:
    """A cluster of two workers, each a process of its own."""
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.fail("Java is missing, which Spark runs on: apt-get install default-jre-headless")
    import pyspark  # noqa: PLC0415 - it takes a while
    from pyspark.sql import SparkSession  # noqa: PLC0415

    place = tmp_path_factory.mktemp("spark")
    os.environ["SPARK_HOME"] = str(Path(pyspark.__file__).parent)
    os.environ["SPARK_WORKER_DIR"] = str(place / "work")
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    os.environ["PYSPARK_PYTHON"] = sys.executable
    settings = {
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(place / "local"),
        "spark.sql.warehouse.dir": str(place / "warehouse"),
        "spark.sql.shuffle.partitions": "2",
        "spark.sql.session.timeZone": "UTC",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.log.level": "ERROR",
    }
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("talktrack")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    yield session
    session.stop()


@pytest.fixture(scope="module")
def folder(company: tt.Tracker, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The company's ledger as an export."""
    path = tmp_path_factory.mktemp("export") / "tables"
    company.export(path, format="parquet")
    return path


@pytest.fixture(scope="module")
def spread(session: SparkSession, folder: Path) -> Iterator[tt.spark.SparkTracker]:
    with tt.spark.open(session, folder) as tracker:
        yield tracker


def frames(session: SparkSession, folder: Path) -> dict[str, DataFrame]:
    """The tables of an export."""
    tables = [folder / name for name in TABLES]
    return {table.name: session.read.parquet(table.as_uri()) for table in tables if table.is_dir()}


def same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12, abs_tol=1e-12)
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[name], other[name]) for name in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    return type(one) is type(other) and one == other


def agree(expected: tt.Result, answer: tt.Result) -> None:
    """Counts agree to the bit, and numbers to 1e-12."""
    assert answer.definition == expected.definition
    assert answer.scope == expected.scope
    assert [str(column) for column in answer.columns] == [str(one) for one in expected.columns]
    assert len(answer) == len(expected)
    for row, other in zip(expected, answer, strict=True):
        assert same(row, other), (row, other)
    assert same(expected.summary, answer.summary)


@pytest.mark.parametrize("question", sorted(QUESTIONS))
def test_every_question_of_a_folder(
    question: str, company: tt.Tracker, spread: tt.spark.SparkTracker
) -> None:
    agree(ask(company, question), ask(spread, question))


@pytest.mark.parametrize(
    ("question", "arguments"),
    [
        ("unused", {"by": "team"}),
        ("adoption", {"by": "team"}),
        ("first_use", {"unit": "introduction", "by": "team"}),
        ("consistency", {"by": "asset"}),
        ("trend", {"period": "week", "by": "segment"}),
        ("funnel", {"by": "segment", "period": "quarter"}),
        ("effect", {"by_conversation": True, "strata": ["segment"], "landmark_days": 10.0}),
        ("attribution", {"method": "shapley", "touch": "kind", "of": "amount"}),
        ("listening", {"by": "rep"}),
        ("recommend", {"conversation": "tangible-value", "explore": True, "seed": 7}),
    ],
)
def test_arguments(
    question: str,
    arguments: Mapping[str, Any],
    company: tt.Tracker,
    spread: tt.spark.SparkTracker,
) -> None:
    agree(getattr(company, question)(**arguments), getattr(spread, question)(**arguments))


@pytest.mark.parametrize("question", ["unused", "matrix", "relevance", "trend"])
def test_scopes(question: str, company: tt.Tracker, spread: tt.spark.SparkTracker) -> None:
    scope: dict[str, Any] = {
        "since": "2024-07-01",
        "until": "2025-04-01",
        "tz": "Europe/Berlin",
        "conversation": ["relevant-meeting", 4],
        "deal_tags": {"segment": "enterprise"},
    }
    agree(ask(company.within(**scope), question), ask(spread.within(**scope), question))


def test_every_question_of_dataframes(
    company: tt.Tracker, session: SparkSession, folder: Path
) -> None:
    tables = frames(session, folder)
    tables["uses"] = tables.pop("use")
    with tt.spark.open(session, tables) as tracker:
        for question in sorted(QUESTIONS):
            agree(ask(company, question), ask(tracker, question))


def test_a_worker_that_is_killed_changes_nothing(
    company: tt.Tracker, session: SparkSession, folder: Path, tmp_path: Path
) -> None:
    tables = frames(session, folder)
    marks = [tmp_path / "first", tmp_path / "second"]

    def killing(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for mark in marks:
            if mark.with_suffix(".armed").exists() and not mark.exists():
                mark.touch()
                # Our parent is Spark's daemon of workers in Python, and its parent the worker.
                daemon = Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(")")[2]
                os.kill(int(daemon.split()[1]), 9)
        yield from batches

    tables["use"] = tables["use"].mapInArrow(killing, tables["use"].schema)
    with tt.spark.open(session, tables) as tracker:
        expected = [company.matrix(), company.funnel(), company.unused()]
        # While facts are brought together, and while they are counted.
        marks[0].with_suffix(".armed").touch()
        agree(expected[0], tracker.matrix())
        agree(expected[1], tracker.funnel())
        marks[1].with_suffix(".armed").touch()
        agree(expected[2], tracker.unused())
    assert all(mark.exists() for mark in marks)


def test_what_workers_lack_is_named() -> None:
    class Context:
        """A cluster whose workers were found to be so."""

        defaultParallelism = 1  # noqa: N815 - as Spark calls it

        def __init__(self, *found: tuple[str, str, str]) -> None:
            self._found = found

        def parallelize(self, *_: object) -> Context:
            return self

        def map(self, _: object) -> Context:
            return self

        def collect(self) -> list[tuple[str, str, str]]:
            return list(self._found)

    def check(*found: tuple[str, str, str]) -> None:
        _workers.check(cast("SparkContext", Context(*found)))

    version = tt.__version__
    check(("one", version, "26.0"))
    with pytest.raises(tt.TalktrackError) as raised:
        check(
            ("one", version, "26.0"),
            ("two", "none, ModuleNotFoundError: No module named 'talktrack'", "26.0"),
            ("three", version, "none, ModuleNotFoundError: No module named 'pyarrow'"),
        )
    message = str(raised.value)
    assert "No module named 'talktrack') on two" in message
    assert "No module named 'pyarrow') on three" in message


def test_slips_are_told_as_by_a_ledger(
    company: tt.Tracker, session: SparkSession, spread: tt.spark.SparkTracker, tmp_path: Path
) -> None:
    for tracker in (company, spread):
        with pytest.raises(tt.NotFound, match="no team is"):
            tracker.within(team="Atlantis").unused()
        with pytest.raises(tt.InvalidInput, match="grace_days"):
            tracker.unused(grace_days=-1)
    with pytest.raises(tt.NotFound, match="no folder"):
        tt.spark.open(session, tmp_path / "nowhere")
    with pytest.raises(tt.NotFound, match="no tables"):
        tt.spark.open(session, tmp_path)
    with pytest.raises(tt.InvalidInput, match="no table 'users'"):
        tt.spark.open(session, {"users": session.range(1)})
    with pytest.raises(tt.InvalidInput, match="no column at"):
        tt.spark.open(session, {"uses": session.range(1)})


def test_it_is_shown_as_it_was_made(spread: tt.spark.SparkTracker, folder: Path) -> None:
    shown = repr(spread.within(team="EMEA"))
    assert shown == f"talktrack.spark.open(session, {str(folder)!r}).within(team='EMEA')"


def test_an_answer_says_what_it_rests_on(
    company: tt.Tracker, spread: tt.spark.SparkTracker, folder: Path
) -> None:
    provenance = spread.unused().provenance
    assert provenance["ledger"] == str(folder)
    assert provenance["seq"] == company.state().seq
