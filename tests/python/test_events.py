"""The event classes: what the core declares, in Python's terms."""

from __future__ import annotations

import inspect
import pickle
import typing
from datetime import UTC, datetime
from typing import Any

import pytest

import talktrack as tt
from talktrack import _talktrack, _types

AT = "2026-03-01T09:30:00Z"
EVENTS: dict[str, type[tt.Event]] = {
    name: value
    for name in tt.__all__
    if isinstance(value := getattr(tt, name), type)
    and issubclass(value, tt.Event)
    and value is not tt.Event
}
EXAMPLES: list[tt.Event] = [
    tt.Use(rep="ada", asset="deck", action="shared", at=AT),
    tt.Engagement(use="u1", use_source="crm", seconds=1.5, pages=3, at=AT, id="e1", source="mail"),
    tt.Outcome(deal="d1", conversation=5, result="failed", at=AT),
    tt.Stage(deal="d1", stage="Closed Won", at=AT),
    tt.Training(rep="ada", asset="deck", level="certified", at=AT),
    tt.Recommendation(asset="deck", everyone=True, until="2026-04-01T00:00:00Z", at=AT),
    tt.Ask(kind="change", asked_by="sales", tags={"industry": "energy"}, at=AT),
    tt.Answer(ask="a1", result="declined", note="two\nlines", at=AT),
    tt.Feedback(rep="ada", asset="deck", rating=5, reason="pain-point", at=AT),
    tt.Search(rep="ada", query="energy", hits=0, tags={"industry": "energy"}, at=AT),
    tt.Retraction(event="u1", event_source="crm", at=AT),
]


def test_there_is_a_class_for_every_kind_of_event() -> None:
    kinds = [name.lower() for name in EVENTS]
    assert sorted(kinds) == sorted(_talktrack.record_types()[:11])
    assert [type(example).__name__ for example in EXAMPLES] == sorted(
        EVENTS, key=lambda name: _talktrack.record_types().index(name.lower())
    )


@pytest.mark.parametrize("name", EVENTS)
def test_a_class_takes_exactly_the_fields_that_the_core_declares(name: str) -> None:
    parameters = dict(inspect.signature(EVENTS[name]).parameters)
    declared = {field: required for field, required, *_ in _talktrack.record_fields(name.lower())}
    if name == "Recommendation":
        declared["rep"] = False  # one of rep, team and everyone is
    required = {field: p.default is inspect.Parameter.empty for field, p in parameters.items()}
    assert required == declared
    assert {p.kind for p in parameters.values()} == {inspect.Parameter.KEYWORD_ONLY}
    assert {p.default for p in parameters.values()} <= {inspect.Parameter.empty, None}


@pytest.mark.parametrize("name", EVENTS)
def test_a_class_documents_and_annotates_each_of_its_fields(name: str) -> None:
    hints = {*inspect.get_annotations(tt.Event), *inspect.get_annotations(EVENTS[name])}
    documentation = inspect.getdoc(EVENTS[name]) or ""
    for field in inspect.signature(EVENTS[name]).parameters:
        assert field in hints
        assert f"\n    {field}: " in documentation


@pytest.mark.parametrize(
    ("words", "record", "field"),
    [
        ("Action", "use", "action"),
        ("AnswerResult", "answer", "result"),
        ("Level", "training", "level"),
        ("OutcomeResult", "outcome", "result"),
        ("Reason", "feedback", "reason"),
        ("Side", "ask", "asked_by"),
    ],
)
def test_the_words_that_editors_offer_are_the_cores(words: str, record: str, field: str) -> None:
    literal = typing.get_args(getattr(_types, words))[0]
    forms = {name: form for name, _, form, _ in _talktrack.record_fields(record)}
    assert forms[field].replace(" or ", ", ").split(", ") == list(typing.get_args(literal))


@pytest.mark.parametrize("slug", typing.get_args(typing.get_args(_types.Conversation)[0]))
def test_the_conversations_that_editors_offer_are_the_cores(slug: str) -> None:
    number = typing.get_args(typing.get_args(_types.Conversation)[0]).index(slug) + 1
    assert tt.Outcome(deal="d1", conversation=number, result="failed", at=AT).conversation == slug


@pytest.mark.parametrize("event", EXAMPLES, ids=lambda event: type(event).__name__)
def test_an_event_survives_dict_pickle_repr_and_ledger(
    tracker: tt.Tracker, event: tt.Event
) -> None:
    copies = [
        tt.Event.from_dict(event.to_dict()),
        pickle.loads(pickle.dumps(event)),  # noqa: S301 - our own
        eval(repr(event), dict(vars(tt))),  # noqa: S307 - our own
    ]
    for copy in copies:
        assert type(copy) is type(event)
        assert copy == event
        assert hash(copy) == hash(event)
    assert tracker.record_all([event, *copies]).duplicates == 3


def test_events_that_say_other_things_are_unequal() -> None:
    assert len(set(EXAMPLES)) == len(EXAMPLES)
    assert EXAMPLES[0] != EXAMPLES[0].to_dict()


def test_fields_are_values_of_python() -> None:
    ask = tt.Ask(
        kind="change",
        asked_by="SALES",
        conversation="have a relevant meeting",
        needed_by="2026-04-01T02:00:00+02:00",
        tags={"industry": "energy"},
        at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    assert ask.asked_by == "sales"
    assert ask.conversation == "relevant-meeting"
    assert ask.needed_by == datetime(2026, 4, 1, tzinfo=UTC)
    assert ask.tags == {"industry": "energy"}
    assert (ask.note, ask.id, ask.source) == (None, None, "talktrack")


def test_an_event_never_changes() -> None:
    ask = tt.Ask(kind="change", asked_by="sales", tags={"industry": "energy"}, at=AT)
    with pytest.raises(AttributeError, match="an event never changes"):
        ask.kind = "other"
    with pytest.raises(AttributeError, match="an event never changes"):
        del ask.kind
    with pytest.raises(TypeError):
        ask.tags["industry"] = "retail"  # type: ignore[index]
    ask.to_dict()["tags"]["industry"] = "retail"
    assert ask.tags == {"industry": "energy"}


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rep": ""}, "rep: is empty"),
        ({"rep": "x" * 257}, "rep: is longer than 256 bytes"),
        ({"rep": "a\x07b"}, "rep: holds a control character"),
        ({"rep": " ada"}, "rep: begins or ends with a space"),
        ({"action": "presneted"}, 'action: "presneted" is not known: did you mean presented?'),
        (
            {"conversation": "relevant-meting"},
            'conversation: "relevant-meting" is not known: did you mean relevant-meeting?',
        ),
        (
            {"at": "yesterday"},
            "at: is not a date or time such as 2026-03-01 or 2026-03-01T09:30:00Z",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_is_made(
    change: dict[str, Any], message: str
) -> None:
    fields: dict[str, Any] = {"rep": "ada", "asset": "deck", "action": "shared", "at": AT}
    with pytest.raises(tt.InvalidInput) as refusal:
        tt.Use(**{**fields, **change})
    assert str(refusal.value) == message


def test_a_recommendation_goes_to_one_of_three() -> None:
    with pytest.raises(tt.InvalidInput, match="say to whom"):
        tt.Recommendation(asset="deck", at=AT)
    with pytest.raises(tt.InvalidInput, match="only one of"):
        tt.Recommendation(asset="deck", rep="ada", team="EMEA", at=AT)


def test_a_class_refuses_fields_it_does_not_have() -> None:
    with pytest.raises(TypeError, match="colour"):
        tt.Stage(deal="d1", stage="Demo", at=AT, colour="red")  # type: ignore[call-arg]
    with pytest.raises(tt.InvalidInput, match="colour: is not a field of stage"):
        tt.Event.from_dict(EXAMPLES[3].to_dict() | {"colour": "red"})
    with pytest.raises(tt.InvalidInput, match="entry of the catalogue"):
        tt.Event.from_dict({"type": "asset", "key": "deck"})
    with pytest.raises(TypeError, match="one of its kinds"):
        tt.Event()
