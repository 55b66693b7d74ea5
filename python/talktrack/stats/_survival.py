"""How long until it happens, where for some it has not happened yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, overload

from talktrack import _talktrack
from talktrack._errors import InvalidInput
from talktrack.stats._labels import numbered

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable


class KaplanMeierRow(NamedTuple):
    """What a curve of Kaplan and Meier says of one time.

    Attributes:
        days: The time since the start of each.
        at_risk: How many were still waiting just before it.
        events: To how many of them it happened then.
        censored: How many of them were lost to view then.
        survival: The share of all who are still waiting just after it.
        low: The lower bound of `survival`; `None` where that is 1 or 0.
        high: The upper bound of `survival`; `None` where that is 1 or 0.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.kaplan_meier([2, 5], [True, False])[0].survival
        0.5
    """

    days: float
    at_risk: int
    events: int
    censored: int
    survival: float
    low: float | None
    high: float | None


class KaplanMeier(Sequence[KaplanMeierRow]):
    """A curve of Kaplan and Meier: a sequence of rows, one for each time, with its median.

    Attributes:
        median: The first time by which it has happened to half of them; `None` if not reached.
        median_low: The lower bound of the median; `None` if not reached.
        median_high: The upper bound of the median; `None` (beyond what was seen) if not reached.

    Example:
        >>> import talktrack as tt
        >>> curve = tt.stats.kaplan_meier([2, 5, 5, 9], [True, True, False, True])
        >>> len(curve), curve.median
        (3, 5.0)
    """

    __slots__ = ("_rows", "median", "median_high", "median_low")

    def __init__(
        self,
        rows: Iterable[KaplanMeierRow],
        median: float | None,
        median_low: float | None,
        median_high: float | None,
    ) -> None:
        self._rows = tuple(rows)
        self.median = median
        self.median_low = median_low
        self.median_high = median_high

    @overload
    def __getitem__(self, index: int) -> KaplanMeierRow: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[KaplanMeierRow, ...]: ...
    def __getitem__(self, index: int | slice) -> KaplanMeierRow | tuple[KaplanMeierRow, ...]:
        return self._rows[index]

    def __len__(self) -> int:
        return len(self._rows)

    def __repr__(self) -> str:
        return (
            f"KaplanMeier({len(self)} rows, median={self.median}, "
            f"median_low={self.median_low}, median_high={self.median_high})"
        )


class LogRank(NamedTuple):
    """The log-rank test.

    Attributes:
        chi2: The statistic; `None` where there is nothing to compare.
        df: Its degrees of freedom: the groups with anybody at risk when something happened, less 1.
        p: The probability of one as large by chance; `None` where there is no statistic.

    Example:
        >>> import talktrack as tt
        >>> tt.stats.logrank([1, 2], [True, True], ["north", "north"])
        LogRank(chi2=None, df=0, p=None)
    """

    chi2: float | None
    df: int
    p: float | None


def kaplan_meier(
    durations: Iterable[float], events: Iterable[bool | int], level: float = 0.95
) -> KaplanMeier:
    """The curve of Kaplan and Meier: which share still waits, as time goes by.

    Leaving out those who still wait makes every wait look short; this is what the curve is for.
    Events come before censorings at ties; the bounds are log-log with Greenwood's variance, and the
    interval of the median inverts them. It misleads where being lost to view goes with the outcome,
    and its end rests on the few who are left: look at `at_risk`.

    Args:
        durations: The time from each start to its event, or to the moment up to which there was
            none.
        events: Whether it happened (`True` or 1) or had not happened yet (`False` or 0).
        level: How often such an interval holds the true share, between 0 and 1.

    Returns:
        A row for each time, and the median with its interval.

    Raises:
        InvalidInput: A duration is negative or not finite, an event is neither true nor false, the
            two differ in length, or `level` is not between 0 and 1.

    Example:
        >>> import talktrack as tt
        >>> weeks = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
        >>> relapse = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]
        >>> curve = tt.stats.kaplan_meier(weeks, relapse)
        >>> curve.median, curve.median_low, curve.median_high
        (23.0, 13.0, None)
        >>> [round(row.survival, 4) for row in curve if row.days == 10]
        [0.7529]

    Source: E. L. Kaplan and P. Meier, JASA 53 (1958) 457-481; R. Brookmeyer and J. Crowley,
    Biometrics 38 (1982) 29-41, for the median.
    """
    rows, (median, low, high) = _talktrack.kaplan_meier(list(durations), _truths(events), level)
    return KaplanMeier((KaplanMeierRow(*row) for row in rows), median, low, high)


def logrank(
    durations: Iterable[float],
    events: Iterable[bool | int],
    groups: Iterable[Hashable],
    cluster: Iterable[Hashable] | None = None,
) -> LogRank:
    """The log-rank test: whether groups differ in how long it takes until something happens.

    It sees best what differs in the same direction all the time, and can miss curves that cross.
    Without clusters, and with many lives per rep, it finds differences that are one rep's habit;
    with them it needs a dozen or more.

    Args:
        durations: As for `kaplan_meier`.
        events: As for `kaplan_meier`.
        groups: The group of each, by any name.
        cluster: Whom each belongs to, such as its rep, by any name: lives of one cluster may
            resemble one another, and the variance is that between clusters.

    Returns:
        The statistic, its degrees of freedom and its probability.

    Raises:
        InvalidInput: A duration is negative or not finite, an event is neither true nor false, or
            the lists differ in length.

    Example:
        >>> import talktrack as tt
        >>> days = [3, 5, 7, 9, 18, 20, 25, 28]
        >>> teams = ["north"] * 4 + ["south"] * 4
        >>> tt.stats.logrank(days, [True] * 8, teams).p < 0.01
        True

    Source: N. Mantel, Cancer Chemotherapy Reports 50 (1966) 163-170; for clusters, the robust score
    test of E. W. Lee, L. J. Wei and D. A. Amato (1992).
    """
    clusters = None if cluster is None else numbered(cluster)
    return LogRank(
        *_talktrack.logrank(list(durations), _truths(events), numbered(groups), clusters)
    )


def _truths(events: Iterable[bool | int]) -> list[bool]:
    """Read what says true or false, also as 1 and 0, which other programs write."""
    truths: list[bool] = []
    for number, event in enumerate(events):
        if event not in (0, 1):
            raise InvalidInput(f"events[{number}]: is neither true nor false")
        truths.append(bool(event))
    return truths
