"""Every public name is documented, and its examples are true."""

from __future__ import annotations

import doctest
import inspect
import re
from typing import TYPE_CHECKING

import pytest

import talktrack as tt
from talktrack import _talktrack

from .paths import PACKAGE, ROOT
from .questions import QUESTIONS, ask

if TYPE_CHECKING:
    from pathlib import Path

CORE = ROOT / "crates" / "talktrack" / "src"
REFERENCE = ROOT / "docs" / "reference"
# What Rust programs need and Python has otherwise.
PRIVATE: set[str] = set()

FLAGS = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL


def members(kind: type) -> dict[str, object]:
    """What a class has that people may use, from wherever in the package it has it."""
    own = [base for base in kind.__mro__ if base.__module__.split(".")[0] == "talktrack"]
    return {
        f"{kind.__name__}.{name}": getattr(value, "__func__", value)
        for base in reversed(own)
        for name, value in vars(base).items()
        if not name.startswith("_")
    }


def public() -> dict[str, object]:
    """Every public class, function, method and property, by its name."""
    found: dict[str, object] = {
        f"stats.{name}": getattr(tt.stats, name) for name in tt.stats.__all__
    }
    for name in tt.__all__:
        value = getattr(tt, name)
        if inspect.isclass(value):
            found |= {name: value, **members(value)}
        elif inspect.isfunction(value):
            found[name] = value
    return {
        name: value
        for name, value in found.items()
        if inspect.isclass(value) or inspect.isfunction(value) or isinstance(value, property)
    }


PUBLIC = public()


def test_the_whole_interface_is_looked_at() -> None:
    assert {"open", "Tracker.record_all", "Tracker.unused", "Use", "stats.wilson"} <= set(PUBLIC)
    assert len(PUBLIC) > 50


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_name_is_documented_with_a_true_example(name: str) -> None:
    value = PUBLIC[name]
    documentation = inspect.getdoc(value)
    assert documentation, "it has no documentation"
    test = doctest.DocTestParser().get_doctest(documentation, {}, name, None, 0)
    if name == "Tracker":
        return  # its methods have the examples
    assert test.examples, "it has no example"
    output: list[str] = []
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=output.append)
    assert not output, "".join(output)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_public_function_documents_each_parameter(name: str) -> None:
    value = PUBLIC[name]
    if not inspect.isfunction(value):
        return
    documentation = inspect.getdoc(value) or ""
    for parameter in inspect.signature(value).parameters:
        if parameter not in {"self", "cls"}:
            assert f"\n    {parameter}: " in documentation, parameter


@pytest.mark.parametrize("page", ["python/README.md", "docs/python.md"])
def test_examples_of_a_page_are_true(page: str) -> None:
    result = doctest.testfile(str(ROOT / page), module_relative=False, optionflags=FLAGS)
    assert result.attempted > 0
    assert result.failed == 0


def test_every_compiled_name_is_documented_and_stubbed() -> None:
    stub = (PACKAGE / "talktrack" / "_talktrack.pyi").read_text()
    for name in _talktrack.__all__:
        value = getattr(_talktrack, name)
        assert f"{name}" in stub
        assert isinstance(value, str) or inspect.getdoc(value), name


def test_every_question_is_asked_by_a_method_and_has_a_page() -> None:
    assert {"unused", "matrix", "coverage", "trend"} <= QUESTIONS
    for question in QUESTIONS:
        assert inspect.isfunction(getattr(tt.Tracker, question)), question
        assert (REFERENCE / f"{question.replace('_', '-')}.md").exists(), question


def public_functions(sources: Path) -> set[str]:
    """The names of the public functions of a module of Rust."""
    texts = (path.read_text() for path in sources.glob("*.rs"))
    return set(re.findall(r"^pub fn (\w+)", "\n".join(texts), re.MULTILINE))


def test_every_statistic_of_rust_has_its_name_in_python() -> None:
    functions = public_functions(CORE / "stats")
    assert {"wilson", "kaplan_meier", "attribute"} <= functions
    assert functions - PRIVATE <= set(tt.stats.__all__)


def test_every_question_of_rust_has_its_name_in_python() -> None:
    exported = (CORE / "analysis" / "mod.rs").read_text()
    asked = (path.read_text() for path in (CORE / "analysis").glob("*.rs"))
    named = re.findall(r'question: "(\w[\w-]*)"', "\n".join(asked))
    assert len(named) >= 8
    assert "pub use unused::" in exported
    assert {name.replace("-", "_") for name in named} == QUESTIONS


def test_every_compiled_function_is_used_by_the_package() -> None:
    sources = "".join(path.read_text() for path in (PACKAGE / "talktrack").rglob("*.py"))
    for_tests = {"record_types"}
    for name in set(_talktrack.__all__) - for_tests - {"__version__"}:
        assert f"_talktrack.{name}" in sources, name


def test_every_column_is_documented_here_and_on_its_page(company: tt.Tracker) -> None:
    for question in sorted(QUESTIONS):
        answer = ask(company, question)
        page = (REFERENCE / f"{question.replace('_', '-')}.md").read_text()
        for column in (*answer.columns, *answer.summary_columns):
            assert column.meaning, (question, column.name)
            bound = column.name.removesuffix("_low").removesuffix("_high")
            assert f"`{column.name}`" in page or f"`{bound}`" in page, (question, column.name)


def test_columns_of_lists_are_documented(quarter: tt.Tracker) -> None:
    tables = [quarter.uses(), quarter.assets(), quarter.reps(), quarter.quarantine()]
    tables += [quarter.events(kind.__name__.lower()) for kind in tt.Event.__subclasses__()]
    for table in tables:
        assert all(column.meaning.endswith(".") for column in table.columns), table.columns
