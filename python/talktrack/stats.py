"""The statistics behind the figures, as functions of plain numbers."""

from talktrack import _talktrack

__all__ = ["wilson"]


def wilson(successes: int, n: int, level: float = 0.95) -> tuple[float, float] | None:
    """Wilson's score interval for a proportion.

    It holds its level for small samples and for proportions near 0 and 1, where the textbook
    interval fails. It takes the trials for independent: where they cluster (uses by rep), divide
    `n` by the design effect first.

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
