"""Every public name is documented, and its examples are true."""

from __future__ import annotations

import doctest
import inspect

import pytest

import talktrack as tt
from talktrack import _talktrack

from .paths import PACKAGE

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


@pytest.mark.parametrize("page", ["README.md"])
def test_examples_of_a_page_are_true(page: str) -> None:
    result = doctest.testfile(str(PACKAGE / page), module_relative=False, optionflags=FLAGS)
    assert result.attempted > 0
    assert result.failed == 0


def test_every_compiled_name_is_documented_and_stubbed() -> None:
    stub = (PACKAGE / "talktrack" / "_talktrack.pyi").read_text()
    for name in _talktrack.__all__:
        value = getattr(_talktrack, name)
        assert f"{name}" in stub
        assert isinstance(value, str) or inspect.getdoc(value), name


def test_every_question_of_the_compiled_part_is_asked_by_a_method() -> None:
    questions = {
        name
        for name in _talktrack.__all__
        if inspect.isbuiltin(value := getattr(_talktrack, name))
        and "tracker" in inspect.signature(value).parameters
    }
    assert questions == {
        "adoption",
        "agreements",
        "attribution",
        "consistency",
        "coverage",
        "first_use",
        "funnel",
        "lifecycle",
        "matrix",
        "recommend",
        "trend",
        "unused",
    }
    assert all(callable(getattr(tt.Tracker, question)) for question in questions)


def test_every_compiled_function_is_used_by_the_package() -> None:
    sources = "".join(path.read_text() for path in (PACKAGE / "talktrack").rglob("*.py"))
    for_tests = {"record_types"}
    for name in set(_talktrack.__all__) - for_tests - {"__version__"}:
        assert f"_talktrack.{name}" in sources, name


def test_columns_are_documented_wherever_they_come_from() -> None:
    tracker = tt.open(":memory:")
    tables = [tracker.unused(), tracker.unused(by="kind"), tracker.quarantine()]
    for table in tables:
        for column in table.columns:
            assert column.meaning.endswith(".") or column.meaning[0].islower(), column
