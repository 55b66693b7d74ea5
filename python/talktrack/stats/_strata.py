"""Comparing like with like."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from talktrack import _talktrack

if TYPE_CHECKING:
    from collections.abc import Iterable


class MantelHaenszel(NamedTuple):
    """The estimates of Mantel and Haenszel, with 95% intervals; `None` is a zero denominator.

    Attributes:
        odds_ratio: The common odds ratio.
        or_low: Its lower bound (Robins, Breslow and Greenland).
        or_high: Its upper bound.
        risk_ratio: The common risk ratio.
        rr_low: Its lower bound (Greenland and Robins).
        rr_high: Its upper bound.
        risk_difference: The common risk difference.
        rd_low: Its lower bound (Greenland and Robins): for large strata only.
        rd_high: Its upper bound.
        rd_score_low: Its lower bound (Klingenberg): for sparse strata too.
        rd_score_high: Its upper bound.
        chi2: The chi-square of Cochran, Mantel and Haenszel, without continuity correction.
        p: The probability of one as large by chance.
        homogeneity_chi2: The chi-square of Breslow and Day: whether the odds ratio is the same in
            all strata.
        homogeneity_p: The probability of one as large by chance.
        homogeneity_chi2_tarone: The same with Tarone's correction.
        homogeneity_p_tarone: The probability of one as large by chance.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.mantel_haenszel([(7, 0, 0, 7)]).risk_difference
        1.0
    """

    odds_ratio: float | None
    or_low: float | None
    or_high: float | None
    risk_ratio: float | None
    rr_low: float | None
    rr_high: float | None
    risk_difference: float | None
    rd_low: float | None
    rd_high: float | None
    rd_score_low: float | None
    rd_score_high: float | None
    chi2: float | None
    p: float | None
    homogeneity_chi2: float | None
    homogeneity_p: float | None
    homogeneity_chi2_tarone: float | None
    homogeneity_p_tarone: float | None


def mantel_haenszel(tables: Iterable[Iterable[int]]) -> MantelHaenszel:
    """The estimates of Mantel and Haenszel: an association with the strata held equal.

    It holds equal what the strata are made of, and nothing else. A homogeneity test that finds
    nothing in small strata has not shown that one number fits all. The odds ratio is further from 1
    than the risk ratio where success is common.

    Args:
        tables: A table for each stratum: treated that succeeded and failed, untreated that
            succeeded and failed. Strata without treated or without untreated drop out.

    Returns:
        Odds ratio, risk ratio and risk difference with their intervals, and two tests.

    Raises:
        InvalidInput: A table has not four counts, or a count is negative.

    Example:
        >>> import talktrack as tt
        >>> easy, hard = (8, 2, 80, 20), (20, 80, 2, 8)  # crude: 28 of 110 against 82 of 110
        >>> found = tt.stats.mantel_haenszel([easy, hard])
        >>> found.risk_difference, found.odds_ratio
        (0.0, 1.0)

    Source: N. Mantel and W. Haenszel, JNCI 22 (1959) 719-748; J. Robins, N. Breslow and S.
    Greenland, Biometrics 42 (1986) 311-323; B. Klingenberg, Statistics in Medicine 33 (2014)
    2968-2983, with the variance of T. Sato, Biometrics 45 (1989) 1323-1324; N. E. Breslow and N. E.
    Day, Statistical Methods in Cancer Research I (1980); R. E. Tarone, Biometrika 72 (1985) 91-95.
    """
    return MantelHaenszel(*_talktrack.mantel_haenszel([list(table) for table in tables]))
