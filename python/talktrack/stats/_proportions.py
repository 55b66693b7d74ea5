"""Proportions, their differences, ratios of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from talktrack import _talktrack

if TYPE_CHECKING:
    from collections.abc import Iterable


class Difference(NamedTuple):
    """A difference of two proportions with its interval.

    Attributes:
        difference: The first proportion minus the second.
        low: The lower bound, at least -1.
        high: The upper bound, at most 1.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.newcombe(5, 10, 5, 10).difference
        0.0
    """

    difference: float
    low: float
    high: float


class Ratio(NamedTuple):
    """A ratio of two counts with its interval.

    Attributes:
        ratio: The first count over the second; `None` if the second is 0.
        low: The lower bound: exactly 0 if the first count is.
        high: The upper bound; `None` (beyond any number) if the second count is 0.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.poisson_ratio(6, 3).ratio
        2.0
    """

    ratio: float | None
    low: float
    high: float | None


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval for a proportion.

    It holds its level for small samples and for proportions near 0 and 1, where the textbook
    interval fails. It takes the trials for independent: where they cluster (uses by rep), divide
    `n` by the design effect first: `wilson_effective` takes what is left.

    Args:
        successes: How many of the trials succeeded.
        n: How many trials there were.
        level: How often such an interval holds the true proportion, between 0 and 1.

    Returns:
        The lower and the upper bound, as shares between 0 and 1; `None` if `n` is 0.

    Raises:
        InvalidInput: There are more successes than trials, a count is negative, or `level` is
            not between 0 and 1.

    Example:
        >>> import talktrack as tt
        >>> low, high = tt.stats.wilson(81, 263)
        >>> round(low, 4), round(high, 4)
        (0.2553, 0.3662)

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 857-872, method 3.
    """
    return _talktrack.wilson(successes, n, level)


def wilson_effective(share: float, n: float, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval for a proportion of an effective number of trials.

    For a sample that is worth fewer independent trials than it has, because they cluster. With few
    clusters the design effect is itself a guess, and so is this.

    Args:
        share: The proportion, as it was counted.
        n: The trials divided by their design effect; need not be a whole number.
        level: How often such an interval holds the true proportion, between 0 and 1.

    Returns:
        The lower and the upper bound, as shares between 0 and 1; `None` if `n` is 0.

    Raises:
        InvalidInput: `share` or `level` is not between 0 and 1, or `n` is negative or not finite.

    Example:
        >>> import talktrack as tt
        >>> low, high = tt.stats.wilson_effective(0.25, 80 / 2.5)
        >>> round(low, 2), round(high, 2)
        (0.13, 0.42)

    Source: as `wilson`; for the effective size, E. L. Korn and B. I. Graubard, Survey Methodology
    24 (1998) 193-201.
    """
    return _talktrack.wilson_effective(share, n, level)


def newcombe(s1: int, n1: int, s2: int, n2: int, level: float = 0.95) -> Difference | None:
    """The difference of two proportions with Newcombe's hybrid score interval.

    It holds its level for small samples and never leaves -1 to 1. Two intervals of single
    proportions that overlap do not mean that the difference holds 0: this interval is the one to
    look at. It misleads where the two groups differ in more than what is asked about.

    Args:
        s1: How many of the first group succeeded.
        n1: How many are in the first group.
        s2: How many of the second group succeeded.
        n2: How many are in the second group.
        level: How often such an interval holds the true difference, between 0 and 1.

    Returns:
        The first minus the second, with bounds; `None` if a group is empty.

    Raises:
        InvalidInput: There are more successes than trials, a count is negative, or `level` is
            not between 0 and 1.

    Example:
        >>> import talktrack as tt
        >>> difference, low, high = tt.stats.newcombe(56, 70, 48, 80)
        >>> round(difference, 4), round(low, 4), round(high, 4)
        (0.2, 0.0524, 0.3339)

    Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873-890, method 10.
    """
    found = _talktrack.newcombe(s1, n1, s2, n2, level)
    return None if found is None else Difference(*found)


def newcombe_effective(
    share1: float, n1: float, share2: float, n2: float, level: float = 0.95
) -> Difference | None:
    """The difference of two proportions of effective numbers of trials.

    Args:
        share1: The first proportion, as it was counted.
        n1: The trials of the first group divided by their design effect.
        share2: The second proportion.
        n2: The trials of the second group divided by their design effect.
        level: How often such an interval holds the true difference, between 0 and 1.

    Returns:
        The first minus the second, with bounds; `None` if an `n` is 0.

    Raises:
        InvalidInput: A share or `level` is not between 0 and 1, or an `n` is negative or not
            finite.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.newcombe_effective(0.8, 70 / 2, 0.6, 80 / 2).low < 0
        True

    Source: as `newcombe` and `wilson_effective`.
    """
    found = _talktrack.newcombe_effective(share1, n1, share2, n2, level)
    return None if found is None else Difference(*found)


def design_effect(clusters: Iterable[Iterable[int]]) -> float:
    """How many times the variance of a proportion exceeds that of independent trials.

    A sample of `n` trials that cluster, such as uses by rep, is worth `n` divided by it. With few
    clusters the estimate is poor; with one, or where all or none succeeded, it is 1.

    Args:
        clusters: The successes and trials of each cluster.

    Returns:
        The variance of the ratio between clusters over the binomial one, at least 1.

    Raises:
        InvalidInput: A cluster has more successes than trials, or a count is negative.

    Example:
        >>> import talktrack as tt
        >>> round(tt.stats.design_effect([(1, 10), (3, 10), (8, 10)]), 2)
        5.42

    Source: L. Kish, Survey Sampling (1965); J. N. K. Rao and A. J. Scott, Biometrics 48 (1992)
    577-585.
    """
    return _talktrack.design_effect([list(cluster) for cluster in clusters])


def poisson_ratio(recent: int, previous: int, level: float = 0.95) -> Ratio | None:
    """The ratio of two counts of equal spans with its exact, conditional interval.

    Given their sum, one of two Poisson counts is binomial: the bounds are Clopper and Pearson's,
    as odds. Counts of people's acts are seldom Poisson (ten uses at one event are not ten
    events), and then the interval is too narrow.

    Args:
        recent: The count of one span.
        previous: The count of another span as long.
        level: How often such an interval holds the true ratio, at least; between 0 and 1.

    Returns:
        `recent` over `previous`, with bounds; `None` if both are 0.

    Raises:
        InvalidInput: A count is negative or above a thousand million, or `level` is not between
            0 and 1.

    Example:
        >>> import talktrack as tt
        >>> ratio, low, high = tt.stats.poisson_ratio(9, 3)
        >>> ratio, round(low, 2), round(high, 1)
        (3.0, 0.75, 17.2)

    Source: J. Przyborowski and H. Wilenski, Biometrika 31 (1940) 313-323; C. J. Clopper and E. S.
    Pearson, Biometrika 26 (1934) 404-413.
    """
    found = _talktrack.poisson_ratio(recent, previous, level)
    return None if found is None else Ratio(*found)
