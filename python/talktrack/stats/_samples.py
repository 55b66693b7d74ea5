"""Spread, comparisons of samples, many tests at once, hidden causes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from talktrack import _talktrack

if TYPE_CHECKING:
    from collections.abc import Iterable


class EValue(NamedTuple):
    """How strong a hidden cause would have to be to explain an association away.

    Attributes:
        point: For the association as it was found: at least 1; 1 where there is none.
        limit: For the bound of its interval that is nearer to none: 1 if the interval holds 1.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.e_value(1.3, 0.9, 1.9).limit
        1.0
    """

    point: float
    limit: float


class MannWhitney(NamedTuple):
    """The test of Mann and Whitney.

    Attributes:
        u: In how many pairs of one of each sample the first has the greater value; ties count half.
        z: How many standard deviations that is above what chance gives.
        p: The probability of being as far from it by chance, either way.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.mann_whitney([3, 4], [1, 2]).u
        4.0
    """

    u: float
    z: float
    p: float


class Welch(NamedTuple):
    """A difference of two means with its interval.

    Attributes:
        difference: The mean of the first sample minus that of the second.
        low: The lower bound.
        high: The upper bound.
        df: Welch's degrees of freedom; `None` if neither sample varies.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.welch([1, 3], [0, 2]).df
        2.0
    """

    difference: float
    low: float
    high: float
    df: float | None


def gini(x: Iterable[float]) -> float | None:
    """The Gini coefficient: 0 if all have the same, towards 1 as one has everything.

    The population form, whose greatest value is 1 - 1/n. It depends on who is counted: with the
    assets left out that nobody used, use looks more equal than it is.

    Args:
        x: What each has, none of it negative.

    Returns:
        The coefficient; `None` of nobody, 0 if all have nothing.

    Raises:
        InvalidInput: A value is negative or not finite.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.gini([0, 0, 0, 8])
        0.75

    Source: C. Gini, Variabilità e mutabilità (1912); A. Sen, On Economic Inequality (1973).
    """
    return _talktrack.gini(list(x))


def benjamini_hochberg(p: Iterable[float | None]) -> list[float | None]:
    """The q-values of many p-values: which findings to keep so that few of them are false.

    Whoever keeps all findings with q of 0.05 or less has among them, on average, at most 5% that
    are chance. All tests that were made must be there: the promise is void for whoever picks the
    good ones first.

    Args:
        p: The p-values; `None` for a test that was not made, which is not counted.

    Returns:
        The q-values in the same order, `None` where `p` is.

    Raises:
        InvalidInput: A p-value is not between 0 and 1.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.benjamini_hochberg([0.04, None, 0.01, 0.5])
        [0.06, None, 0.03, 0.5]

    Source: Y. Benjamini and Y. Hochberg, JRSS B 57 (1995) 289-300.
    """
    return _talktrack.benjamini_hochberg(list(p))


def e_value(risk_ratio: float, low: float, high: float) -> EValue:
    """The E-value of a risk ratio: how strong a hidden cause would have to be to be all of it.

    Something that nobody wrote down may lie behind both the use of an asset and its success; the
    E-value is how strongly, as a risk ratio, it would have to go with both. It is no probability:
    whether there is such a cause is for those to judge who know the business.

    Args:
        risk_ratio: The risk ratio, above 0; below 1 it is inverted.
        low: The lower bound of its interval.
        high: The upper bound of its interval.

    Returns:
        The E-value of the ratio and of the bound nearer to 1.

    Raises:
        InvalidInput: A number is not finite, the ratio is not above 0, a bound is negative, or the
            ratio lies outside its bounds.

    Example:
        >>> import talktrack as tt
        >>> point, limit = tt.stats.e_value(3.9, 1.8, 8.7)
        >>> round(point, 2), round(limit, 2)
        (7.26, 3.0)

    Source: T. J. VanderWeele and P. Ding, Annals of Internal Medicine 167 (2017) 268-274.
    """
    return EValue(*_talktrack.e_value(risk_ratio, low, high))


def mann_whitney(a: Iterable[float], b: Iterable[float]) -> MannWhitney | None:
    """The test of Mann and Whitney: whether values of `a` tend to be larger than those of `b`.

    The normal approximation, corrected for ties and not for continuity: rough below about ten
    values a side. It asks about ranks, not about means.

    Args:
        a: The first sample.
        b: The second sample.

    Returns:
        The test; `None` if a sample is empty or all values are the same.

    Raises:
        InvalidInput: A value is not finite.

    Example:
        >>> import talktrack as tt
        >>> test = tt.stats.mann_whitney([19, 22, 16, 29, 24], [20, 11, 17, 12])
        >>> test.u, round(test.p, 4)
        (17.0, 0.0864)

    Source: H. B. Mann and D. R. Whitney, Annals of Mathematical Statistics 18 (1947) 50-60; E. L.
    Lehmann, Nonparametrics (1975), for ties.
    """
    test = _talktrack.mann_whitney(list(a), list(b))
    return None if test is None else MannWhitney(*test)


def welch(a: Iterable[float], b: Iterable[float], level: float = 0.95) -> Welch | None:
    """The difference of two means with Welch's interval, which lets the variances differ.

    Means of few and skewed values mislead, whatever the interval.

    Args:
        a: The first sample.
        b: The second sample.
        level: How often such an interval holds the true difference, between 0 and 1; two-sided.

    Returns:
        The first mean minus the second, with bounds; `None` if a sample has fewer than two values.

    Raises:
        InvalidInput: A value is not finite or too large to square, or `level` is not between 0
            and 1.

    Example:
        >>> import talktrack as tt
        >>> found = tt.stats.welch([31, 24, 40, 29], [8, 15, 5, 11, 9])
        >>> round(found.difference, 1), round(found.low, 1), round(found.high, 1)
        (21.4, 11.4, 31.4)

    Source: B. L. Welch, Biometrika 34 (1947) 28-35.
    """
    found = _talktrack.welch(list(a), list(b), level)
    return None if found is None else Welch(*found)
