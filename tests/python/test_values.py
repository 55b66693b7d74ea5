"""Single values on their way into a record: what counts as text, number, time and nothing."""

from __future__ import annotations

import uuid
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import talktrack as tt

if TYPE_CHECKING:
    from collections.abc import Mapping

AT = "2026-03-01T09:30:00Z"


class Kind(StrEnum):
    DECK = "deck"


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("deal", 12, "12"),
        ("deal", np.int64(12), "12"),
        ("deal", np.str_("d1"), "d1"),
        ("deal", uuid.UUID(int=5), "00000000-0000-0000-0000-000000000005"),
        ("kind", Kind.DECK, "deck"),
        ("conversation", 3, "relevant-meeting"),
        ("conversation", "Have a Relevant Meeting", "relevant-meeting"),
        ("tags", {"segment": np.str_("smb"), "size": None}, {"segment": "smb"}),
    ],
)
def test_values_are_read(field: str, value: object, kept: object) -> None:
    ask = {"type": "ask", "kind": "change", "asked_by": "sales", "at": AT}
    assert tt.Event.from_dict(ask | {field: value}).to_dict()[field] == kept


@pytest.mark.parametrize("nothing", [None, float("nan"), np.float64("nan"), pd.NA, pd.NaT])
def test_nothing_is_nothing_in_every_dialect(nothing: object) -> None:
    plain = tt.Search(rep="ada", query="energy", hits=0, at=AT)
    given = {"type": "search", "rep": "ada", "query": "energy", "hits": np.int32(0), "at": AT}
    assert tt.Event.from_dict(given | {"opened": nothing, "tags": nothing}) == plain


def test_a_moment_of_numpy_is_naive() -> None:
    with pytest.raises(tt.InvalidInput, match="at: has no time zone"):
        tt.Event.from_dict(
            {"type": "stage", "deal": "d1", "stage": "Demo", "at": np.datetime64(AT[:-1], "us")}
        )


@pytest.mark.parametrize(
    "amount", [Decimal("1E+3"), Decimal("1000.00"), 1000, 1000.0, np.float32(1000), "1000"]
)
def test_amounts_of_every_type_are_the_same_amount(tracker: tt.Tracker, amount: object) -> None:
    tracker.put_assets([{"key": "deck", "cost": "1000", "currency": "EUR"}], strict=True)
    again = tracker.put_assets([{"key": "deck", "cost": amount, "currency": "EUR"}], strict=True)
    assert again.duplicates == 1


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (object(), "deal: is of type object, which no field holds"),
        (b"d1", "deal: is of type bytes, which no field holds"),
        (2**70, "deal: is a number beyond 64 bits"),
        ("\ud800", "deal: is not UTF-8 text"),
        (1.5, "deal: is a number with decimals, not text"),
        (True, "deal: is not text"),
        (["d1"], "deal: is not text"),
    ],
)
def test_what_no_field_holds_is_refused_and_kept(
    tracker: tt.Tracker, value: object, reason: str
) -> None:
    row = {"deal": value, "stage": "Demo", "at": AT}
    receipt = tracker.record_all([row], type="stage")
    assert receipt.rejections[0].reason.startswith(reason)
    assert '"stage":"Demo","type":"stage"' in tracker.quarantine()[0]["raw"]
    with pytest.raises(tt.InvalidInput, match=reason[:8]):
        tracker.record({"type": "stage", **row})


def test_values_that_hold_themselves_or_never_become_plain_are_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    deep: dict[str, object] = {}
    deep["deep"] = deep
    for value in (endless, deep, np.longdouble(1.5)):
        with pytest.raises(tt.InvalidInput, match=r"deal: .*nested deeper than any field"):
            tt.Event.from_dict({"type": "stage", "deal": value, "stage": "Demo", "at": AT})


@pytest.mark.parametrize("seconds", [float("inf"), -1, "soon", 1e12])
def test_numbers_without_sense_are_refused(seconds: Any) -> None:
    with pytest.raises(tt.InvalidInput, match="seconds: is not"):
        tt.Engagement(use="u1", seconds=seconds, at=AT)


class Unreadable:
    def to_dict(self) -> Mapping[str, object]:
        raise RuntimeError("the row broke")


def test_an_error_of_the_callers_own_code_stays_itself(tracker: tt.Tracker) -> None:
    with pytest.raises(RuntimeError, match="the row broke"):
        tracker.record(Unreadable())  # type: ignore[arg-type]


words = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=40).map(
    str.strip
)
keys = words.filter(lambda key: 0 < len(key.encode()) <= 256)


@given(rep=keys, asset=keys, note=st.none() | keys, rating=st.none() | st.integers(1, 5))
def test_whatever_an_event_says_comes_back(
    rep: str, asset: str, note: str | None, rating: int | None
) -> None:
    event = tt.Feedback(rep=rep, asset=asset, note=note, rating=rating, at=AT)
    assert (event.rep, event.asset, event.note, event.rating) == (rep, asset, note, rating)
    assert tt.Event.from_dict(event.to_dict()) == event


@given(st.dictionaries(st.text(max_size=8), st.integers() | st.text() | st.floats(), max_size=4))
def test_any_row_is_recorded_or_kept_with_a_reason(row: dict[str, object]) -> None:
    with tt.open(":memory:") as tracker:
        receipt = tracker.put_reps([row])
        assert receipt.recorded + receipt.rejected == 1
        assert len(tracker.quarantine()) == receipt.rejected
        assert all(rejection.reason for rejection in receipt.rejections)
