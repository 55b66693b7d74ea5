"""The statistics as Python sees them; their numbers are tested where they are computed."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import talktrack as tt

if TYPE_CHECKING:
    from collections.abc import Callable

WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSED = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
PLACEBO = [1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23]


def test_lists_arrays_and_columns_are_taken_alike() -> None:
    frame = pd.DataFrame({"weeks": WEEKS + PLACEBO, "relapsed": RELAPSED + [1] * 21})
    drug = ["6-mp"] * 21 + ["placebo"] * 21
    expected = tt.stats.logrank(WEEKS + PLACEBO, RELAPSED + [1] * 21, drug)
    assert expected.chi2 == pytest.approx(16.7929409892)
    assert expected.df == 1
    alike: list[tuple[Any, Any, Any]] = [
        (frame["weeks"], frame["relapsed"].astype(bool), pd.Series(drug)),
        (frame["weeks"].to_numpy(), frame["relapsed"].to_numpy(), np.array(drug)),
        (iter(WEEKS + PLACEBO), (e == 1 for e in RELAPSED + [1] * 21), (d == "6-mp" for d in drug)),
    ]
    for durations, events, groups in alike:
        assert tt.stats.logrank(durations, events, groups) == expected
    assert tt.stats.gini(np.array([0, 0, 0, 8], dtype="float32")) == 0.75
    assert tt.stats.mantel_haenszel(np.array([[7, 0, 0, 7]])).risk_difference == 1.0


def test_a_curve_is_a_sequence_of_rows() -> None:
    curve = tt.stats.kaplan_meier(WEEKS, RELAPSED)
    assert (curve.median, curve.median_low, curve.median_high) == (23, 13, None)
    assert list(curve)[-1] == curve[-1]
    assert curve[:2] == (curve[0], curve[1])
    assert pd.DataFrame(curve).columns.tolist() == list(tt.stats.KaplanMeierRow._fields)
    assert repr(curve) == "KaplanMeier(16 rows, median=23.0, median_low=13.0, median_high=None)"


def test_clusters_go_by_any_name() -> None:
    drug = ["6-mp"] * 21 + ["placebo"] * 21
    weeks, events = WEEKS + PLACEBO, RELAPSED + [1] * 21
    pairs = list(range(21)) * 2
    named = [f"pair {number}" for number in pairs]
    one = tt.stats.logrank(weeks, events, drug, cluster=pairs)
    assert one == tt.stats.logrank(weeks, events, drug, named)
    assert one != tt.stats.logrank(weeks, events, drug)


def test_touches_are_of_any_kind() -> None:
    journeys = [
        tt.stats.Journey([("deck", 3), ("case", 4)], conversions=3, nulls=2, days_before=[7, 0]),
        tt.stats.Journey([("deck", 3)], conversions=0, nulls=1),
    ]
    for method in ("first", "last", "linear", "position", "markov", "shapley"):
        assert sum(tt.stats.attribute(journeys, method).values()) == pytest.approx(3)
    credit = tt.stats.attribute(journeys[:1], "time-decay", half_life_days=7)
    assert credit == pytest.approx({("deck", 3): 1, ("case", 4): 2})
    credit = tt.stats.attribute(journeys, "position", position=(0.75, 0, 0.25))
    assert credit == pytest.approx({("deck", 3): 2.25, ("case", 4): 0.75})
    valued = [(["deck"], 2, 0, 500.0), (["case"], 1, 0, 100.0)]
    assert tt.stats.attribute(valued, "markov", of="amount") == {"deck": 500, "case": 100}


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda s: s.wilson_effective(1.5, 3), "share: is not between 0 and 1"),
        (lambda s: s.newcombe(1, 2, -1, 2), "s2: is negative"),
        (lambda s: s.design_effect([(1, 2), (3, 2)]), r"clusters\[1\]: has more successes"),
        (lambda s: s.design_effect([(1, 2, 3)]), r"clusters\[0\]: has 3 counts where 2 are"),
        (lambda s: s.poisson_ratio(-1, 2), "recent: is negative"),
        (lambda s: s.kaplan_meier([1], [2]), r"events\[0\]: is neither true nor false"),
        (lambda s: s.kaplan_meier([1], [math.nan]), r"events\[0\]: is neither true nor false"),
        (lambda s: s.kaplan_meier([-1], [True]), r"durations\[0\]: is negative"),
        (lambda s: s.logrank([1, 2], [1, 1], ["a"]), "groups: has 1 values where 2 are needed"),
        (lambda s: s.mantel_haenszel([(1, 2, 3)]), r"tables\[0\]: has 3 counts where 4 are"),
        (lambda s: s.mantel_haenszel([(1, 2, 3, -4)]), r"tables\[0\]: has a negative count"),
        (lambda s: s.benjamini_hochberg([None, 2]), r"p\[1\]: is not between 0 and 1"),
        (lambda s: s.gini([math.inf]), r"x\[0\]: is not a finite number"),
        (lambda s: s.e_value(2, 3, 4), "risk_ratio: lies outside its interval"),
        (lambda s: s.mann_whitney([math.nan], [1]), r"a\[0\]: is not a finite number"),
        (lambda s: s.welch([1, 2], [1, 2], 1), "level: is not between 0 and 1"),
        (lambda s: s.attribute([], "makrov"), "method: .* did you mean markov"),
        (lambda s: s.attribute([], "first", of="sum"), "of: .* is not known"),
        (lambda s: s.attribute([("deck", 1, 0, 0)], "first"), r"journeys\[0\]: its touches are"),
        (lambda s: s.attribute([(["deck"], -1, 0, 0)], "first"), r"journeys\[0\]: has a negative"),
    ],
)
def test_nonsense_is_refused(call: Callable[[Any], object], message: str) -> None:
    with pytest.raises(tt.InvalidInput, match=message):
        call(tt.stats)


def test_unknown_options_are_refused() -> None:
    with pytest.raises(TypeError, match="halflife"):
        tt.stats.attribute([], "time-decay", halflife=7)  # type: ignore[call-arg]
    with pytest.raises(TypeError):
        tt.stats.gini(["many"])  # type: ignore[list-item]
