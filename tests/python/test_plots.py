"""Pictures of answers: every question has one or says that it has none, and each can be drawn."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

import pytest
import vl_convert

import talktrack as tt
from talktrack._plots import PICTURES
from talktrack._plots.style import COLOURS, GREY

from .questions import QUESTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

ASKED: dict[str, Callable[[tt.Tracker], tt.Result]] = {
    "unused": lambda tracker: tracker.unused(),
    "unused by kind": lambda tracker: tracker.unused(by="kind"),
    "unused by segment": lambda tracker: tracker.unused(by="segment"),
    "matrix": lambda tracker: tracker.matrix(),
    "coverage": lambda tracker: tracker.coverage(),
    "adoption": lambda tracker: tracker.adoption(),
    "adoption by team": lambda tracker: tracker.adoption(by="team"),
    "first use": lambda tracker: tracker.first_use(),
    "first use by kind": lambda tracker: tracker.first_use(by="kind"),
    "introduction by team": lambda tracker: tracker.first_use(unit="introduction", by="team"),
    "consistency": lambda tracker: tracker.consistency(),
    "consistency by asset": lambda tracker: tracker.consistency(by="asset"),
    "lifecycle": lambda tracker: tracker.lifecycle(),
    "trend": lambda tracker: tracker.trend(),
    "trend by week": lambda tracker: tracker.trend(period="week", by="team"),
    "agreements": lambda tracker: tracker.agreements(),
    "attribution": lambda tracker: tracker.attribution(),
    "effect": lambda tracker: tracker.effect(),
    "effect by conversation": lambda tracker: tracker.effect(by_conversation=True),
    "funnel": lambda tracker: tracker.funnel(),
    "funnel by team": lambda tracker: tracker.funnel(by="team"),
    "listening": lambda tracker: tracker.listening(),
    "recommend": lambda tracker: tracker.recommend("relevant-meeting"),
    "relevance": lambda tracker: tracker.relevance(),
    "scorecard": lambda tracker: tracker.scorecard(),
    "trend by conversation": lambda tracker: tracker.trend(by="conversation"),
}


def test_every_question_has_a_picture_or_says_that_it_has_none() -> None:
    assert set(PICTURES) == QUESTIONS
    drawn = {question for question, picture in PICTURES.items() if picture}
    tried = {asked.partition(" by ")[0].replace(" ", "_") for asked in ASKED}
    assert drawn == tried - {"introduction"}


@pytest.mark.parametrize("asked", ASKED)
def test_an_answer_is_drawn_with_title_labels_and_its_scope(
    company: tt.Tracker, asked: str
) -> None:
    specification: dict[str, Any] = ASKED[asked](company.within(team="APAC")).plot().to_dict()
    title = specification["title"]
    assert title["text"]
    assert title["subtitle"][0].endswith("team: APAC")
    text = json.dumps(specification)
    assert '"value": "steelblue"' not in text
    for axis in ("x", "y"):
        assert f'"{axis}": {{' in text
    named = {*COLOURS, GREY}
    ranges = [scale for scale in _found(specification, "range") if isinstance(scale, list)]
    assert all(set(colours) <= named for colours in ranges)
    png = vl_convert.vegalite_to_png(specification)
    assert png.startswith(b"\x89PNG")
    assert len(png) > 5_000, "there is nothing to see"


def _found(value: object, name: str) -> list[object]:
    match value:
        case dict():
            own = [value[name]] if name in value else []
            return own + [one for inner in value.values() for one in _found(inner, name)]
        case list():
            return [one for inner in value for one in _found(inner, name)]
        case _:
            return []


@pytest.mark.parametrize("asked", ASKED)
def test_an_empty_answer_is_drawn_too(tracker: tt.Tracker, asked: str) -> None:
    try:
        answer = ASKED[asked](tracker)
    except tt.NotFound:
        pytest.skip("an empty ledger knows no such tag")
    assert vl_convert.vegalite_to_svg(answer.plot().to_dict()).startswith("<svg")


def test_a_word_that_looks_like_markup_stays_a_word(quarter: tt.Tracker) -> None:
    quarter.put_assets([{"key": "<script>.x[0]", "published_at": "2026-01-01T00:00:00Z"}])
    quarter.record(
        tt.Use(
            rep="ada",
            asset="<script>.x[0]",
            action="shared",
            conversation=3,
            at="2026-03-01T09:30:00Z",
        )
    )
    svg = vl_convert.vegalite_to_svg(quarter.matrix().plot().to_dict())
    assert "&lt;script&gt;.x[0]" in svg


def test_a_missing_altair_is_named_with_what_installs_it(
    tracker: tt.Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "altair", None)
    with pytest.raises(ImportError, match=r"plot needs altair: pip install talktrack\[altair\]"):
        tracker.unused().plot()


def test_a_question_without_a_picture_says_so(
    tracker: tt.Tracker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(PICTURES, "unused", None)
    with pytest.raises(NotImplementedError, match="unused has no picture: read it as a table"):
        tracker.unused().plot()
