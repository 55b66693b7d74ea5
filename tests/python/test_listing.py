"""What a ledger holds, as tables."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import talktrack as tt

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
WORD = pa.dictionary(pa.int32(), pa.large_string())
KINDS = "use engagement outcome stage training recommendation ask answer feedback search retraction"


@pytest.fixture
def filled(quarter: tt.Tracker) -> tt.Tracker:
    quarter.put_deals(
        [{"key": "d1", "amount": "900", "currency": "EUR", "owner": "ada", "tag:size": "big"}]
    )
    use: dict[str, Any] = {"type": "use", "rep": "bob", "asset": "roi", "action": "opened"}
    quarter.record(use | {"at": AT, "deal": "d1", "conversation": 3, "id": "u1", "version": "2"})
    quarter.record(use | {"at": AT, "id": "wrong"})
    quarter.record(tt.Retraction(event="wrong", at=AT, id="r1"))
    quarter.record(tt.Training(rep="ada", asset="roi", level="trained", at=AT))
    quarter.record(
        tt.Search(rep="ada", query="energy", hits=0, at=AT, tags={"segment": "smb"}, id="s1")
    )
    quarter.record(tt.Engagement(use="u1", seconds=42.5, pages=3, at=AT))
    quarter.record(tt.Recommendation(asset="deck", everyone=True, at=AT))
    return quarter


def test_uses_are_columns_of_words_and_moments(filled: tt.Tracker) -> None:
    uses = filled.uses()
    schema = uses.to_arrow().schema
    assert schema.field("at").type == pa.timestamp("us", "UTC")
    words = ["source", "rep", "asset", "action", "conversation", "deal", "version"]
    assert [schema.field(name).type for name in words] == [WORD] * 7
    assert list(uses) == uses.to_arrow().to_pylist()
    deck, roi = uses
    assert (deck["rep"], deck["asset"], deck["deal"], roi["at"]) == ("ada", "deck", None, AT)
    del roi["at"]
    assert list(roi.values()) == [
        "talktrack",
        "bob",
        "roi",
        "opened",
        "relevant-meeting",
        "d1",
        "2",
    ]
    assert all(column.meaning for column in uses.columns)


def test_only_words_that_occur_are_told(filled: tt.Tracker) -> None:
    narrow = filled.within(team="APAC").uses()
    assert len(narrow) == 1
    frame = narrow.to_pandas()
    assert list(frame["rep"].cat.categories) == ["bob"]
    assert len(filled.within(until="2026-02-01").uses()) == 0


def test_libraries_take_uses_as_they_are(filled: tt.Tracker) -> None:
    uses = filled.uses()
    frame = pl.DataFrame(uses)
    assert frame.schema["rep"] == pl.Categorical
    assert frame.schema["at"] == pl.Datetime("us", "UTC")
    assert frame.to_dicts() == list(uses)
    dtypes = uses.to_pandas().dtypes
    assert isinstance(dtypes["asset"], pd.CategoricalDtype)
    assert str(dtypes["at"]) == "datetime64[us, UTC]"
    first, again = uses.to_arrow(), uses.to_arrow()
    shared = {_place(table.to_batches()[0].column("at")) for table in (first, again)}
    assert len(shared) == 1, "the column was copied"


def _place(column: pa.Array[Any]) -> int:
    values = column.buffers()[1]
    assert values is not None
    return values.address


def test_uses_go_back_into_another_ledger(filled: tt.Tracker) -> None:
    with tt.open(":memory:") as other:
        assert other.record_all(filled.uses(), type="use").recorded == 2
        assert list(other.uses()) == list(filled.uses())


actions = st.sampled_from(["opened", "shared"])
some_uses = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from("abc"), st.sampled_from("xyz"), actions),
    max_size=30,
)


@settings(deadline=None, max_examples=30)
@given(some_uses, st.integers(0, 40), st.integers(1, 20), st.sampled_from("abc"))
def test_uses_of_a_scope_are_those_in_it(
    facts: list[tuple[int, str, str, str]], since: int, days: int, rep: str
) -> None:
    with tt.open(":memory:") as tracker:
        tracker.put_reps([{"key": key} for key in "abc"])
        rows: list[dict[str, Any]] = [
            {"rep": r, "asset": a, "action": act, "at": AT.replace(day=1) + pd.Timedelta(days=day)}
            for day, r, a, act in facts
        ]
        tracker.record_all(rows, type="use")
        first = AT + pd.Timedelta(days=since)
        last = first + pd.Timedelta(days=days)
        listed = tracker.within(since=first, until=last, rep=rep).uses()
        told = [(row["at"], row["rep"], row["asset"], row["action"]) for row in listed]
        expected = {
            (row["at"], row["rep"], row["asset"], row["action"])
            for row in rows
            if first <= row["at"] < last and row["rep"] == rep
        }
        assert len(told) == len(expected)
        assert set(told) == expected


def test_events_are_listed_with_all_that_they_say(filled: tt.Tracker) -> None:
    (training,) = filled.events("training")
    assert (training["rep"], training["asset"], training["level"]) == ("ada", "roi", "trained")
    (search,) = filled.events("search")
    assert (search["hits"], search["tag:segment"], search["opened"]) == (0, "smb", None)
    (engagement,) = filled.events("engagement")
    assert (engagement["use"], engagement["seconds"], engagement["pages"]) == ("u1", 42.5, 3)
    (advice,) = filled.events("recommendation")
    assert (advice["everyone"], advice["team"]) == (True, None)
    assert [row["event"] for row in filled.events("retraction")] == ["wrong"]
    assert [row["id"] for row in filled.events("use")][1:] == ["u1"]
    with pytest.raises(tt.InvalidInput, match=r"kind: .* did you mean training\?"):
        filled.events("trainng")


@pytest.mark.parametrize("kind", KINDS.split())
def test_events_go_back_into_another_ledger(filled: tt.Tracker, kind: str) -> None:
    listed = filled.events(kind)
    assert listed.to_arrow().to_pylist() == list(listed)
    with tt.open(":memory:") as other:
        if kind == "retraction":
            other.record_all(filled.events("use"), type="use")
        receipt = other.record_all(listed, type=kind)
        assert (receipt.recorded, receipt.rejections) == (len(listed), ())
        assert list(other.events(kind)) == list(listed)


def test_the_catalogue_is_listed_as_it_holds_at_the_end_of_the_scope(filled: tt.Tracker) -> None:
    deck, roi = filled.assets()
    assert (deck["key"], deck["title"], deck["cost"]) == ("deck", "The <deck>", Decimal("1200.50"))
    assert (roi["tag:segment"], roi["supports"], roi["tailorable"]) == ("startup", None, False)
    assert [row["key"] for row in filled.within(kind="tool").assets()] == ["roi"]
    assert [row["team"] for row in filled.reps()] == ["EMEA", "APAC"]
    assert [row["key"] for row in filled.within(team="EMEA").reps()] == ["ada"]
    (deal,) = filled.deals()
    assert (deal["amount"], deal["owner"], deal["tag:size"]) == (Decimal("900.00"), "ada", "big")
    units = {column.name: column.unit for column in filled.deals().columns}
    assert units["amount"] == "EUR"
    for month, team in ((2, "North"), (5, "South")):
        filled.put_reps([{"key": "ada", "team": team, "at": AT.replace(month=month)}])
    assert filled.reps()[0]["team"] == "North"
    assert filled.within(until="2026-06-01").reps()[0]["team"] == "South"


def test_the_catalogue_goes_back_into_another_ledger(filled: tt.Tracker) -> None:
    with tt.open(":memory:") as other:
        assert other.put_assets(filled.assets()).recorded == 2
        assert other.put_deals(filled.deals()).recorded == 1
        assert other.put_reps(filled.reps()).recorded == 2
        assert list(other.assets()) == list(filled.assets())
        assert list(other.deals()) == list(filled.deals())
        assert list(other.reps()) == list(filled.reps())


def test_forgotten_people_are_not_listed(filled: tt.Tracker) -> None:
    filled.forget("ada")
    assert [row["key"] for row in filled.reps()] == ["bob"]
