"""The statistics beside independent packages, on random data."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats as scipy_stats
from statsmodels.duration.survfunc import SurvfuncRight, survdiff
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

import talktrack as tt

SEEDS = range(25)


def close(value: float | None, expected: float, tolerance: float = 1e-9) -> None:
    assert value == pytest.approx(expected, rel=tolerance, abs=tolerance)


@pytest.mark.parametrize("seed", SEEDS)
def test_proportions(seed: int) -> None:
    random = np.random.default_rng(seed)
    n1, n2 = (int(n) for n in random.integers(1, 400, 2))
    s1, s2 = int(random.integers(0, n1 + 1)), int(random.integers(0, n2 + 1))
    interval = tt.stats.wilson(s1, n1)
    assert interval is not None
    low, high = proportion_confint(s1, n1, method="wilson")
    close(interval[0], low)
    close(interval[1], high)
    difference = tt.stats.newcombe(s1, n1, s2, n2)
    assert difference is not None
    low, high = confint_proportions_2indep(s1, n1, s2, n2, method="newcomb", compare="diff")
    close(difference.difference, s1 / n1 - s2 / n2)
    close(difference.low, low)
    close(difference.high, high)


@pytest.mark.parametrize("seed", SEEDS)
def test_survival(seed: int) -> None:
    random = np.random.default_rng(seed)
    size = int(random.integers(5, 120))
    durations = random.integers(1, 30, size).astype(float)  # many ties
    events = random.random(size) < random.uniform(0.2, 1)
    events[0] = True
    curve = tt.stats.kaplan_meier(durations, events)
    theirs = SurvfuncRight(durations, events.astype(int))
    at_events = [row for row in curve if row.events > 0]
    assert [row.days for row in at_events] == list(theirs.surv_times)
    for row, survival, at_risk in zip(at_events, theirs.surv_prob, theirs.n_risk, strict=True):
        close(row.survival, survival)
        assert row.at_risk == at_risk
    median = theirs.quantile(0.5)
    assert curve.median == (None if np.isnan(median) else median)
    groups = random.integers(0, 3, size)
    ours = tt.stats.logrank(durations, events, groups)
    chi2, p = survdiff(durations, events.astype(int), groups)
    if ours.df == len(set(groups)) - 1 and ours.chi2 is not None and ours.p is not None:
        close(ours.chi2, chi2, 1e-7)
        close(ours.p, p, 1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_strata(seed: int) -> None:
    random = np.random.default_rng(seed)
    tables = random.integers(1, 60, (int(random.integers(2, 8)), 4))
    ours = tt.stats.mantel_haenszel(tables)
    theirs = StratifiedTable([table.reshape(2, 2) for table in tables])
    close(ours.odds_ratio, theirs.oddsratio_pooled)
    low, high = theirs.oddsratio_pooled_confint()
    close(ours.or_low, low)
    close(ours.or_high, high)
    close(ours.risk_ratio, theirs.riskratio_pooled)
    null = theirs.test_null_odds(correction=False)
    close(ours.chi2, null.statistic)
    close(ours.p, null.pvalue)
    plain, tarone = theirs.test_equal_odds(adjust=False), theirs.test_equal_odds(adjust=True)
    close(ours.homogeneity_chi2, plain.statistic, 1e-7)
    close(ours.homogeneity_p, plain.pvalue, 1e-7)
    close(ours.homogeneity_chi2_tarone, tarone.statistic, 1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_two_samples(seed: int) -> None:
    random = np.random.default_rng(seed)
    a = random.normal(0, 1, int(random.integers(3, 40))).round(1)
    b = random.normal(0.3, 2, int(random.integers(3, 40))).round(1)
    welch = tt.stats.welch(a, b)
    assert welch is not None
    interval = scipy_stats.ttest_ind(a, b, equal_var=False).confidence_interval()
    close(welch.low, interval.low)
    close(welch.high, interval.high)
    ours = tt.stats.mann_whitney(a, b)
    assert ours is not None
    theirs = scipy_stats.mannwhitneyu(a, b, use_continuity=False, method="asymptotic")
    close(ours.u, theirs.statistic)
    close(ours.p, theirs.pvalue)


@pytest.mark.parametrize("seed", SEEDS)
def test_many_tests(seed: int) -> None:
    random = np.random.default_rng(seed)
    p = (random.random(int(random.integers(1, 60))) ** 3).round(3)
    ours = tt.stats.benjamini_hochberg(p)
    assert ours == pytest.approx(list(multipletests(p, method="fdr_bh")[1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_counts(seed: int) -> None:
    random = np.random.default_rng(seed)
    recent, previous = (int(count) for count in random.integers(1, 200, 2))
    ours = tt.stats.poisson_ratio(recent, previous)
    assert ours is not None
    exact = scipy_stats.binomtest(recent, recent + previous).proportion_ci(method="exact")
    close(ours.low, exact.low / (1 - exact.low), 1e-7)
    close(ours.high, exact.high / (1 - exact.high), 1e-7)
    x = random.integers(0, 50, int(random.integers(1, 80)))
    if x.sum() > 0:
        brute = np.abs(np.subtract.outer(x, x)).mean() / (2 * x.mean())
        close(tt.stats.gini(x), float(brute))
