"""The statistics behind the figures, as functions of plain numbers.

Whoever doubts a figure can put its counts into these, or into any other program of statistics, and
compare. Lists, NumPy arrays and columns of DataFrames are taken alike. What cannot be computed from
a sample is `None`; what is no sample at all raises `InvalidInput`.
"""

from talktrack.stats._attribution import Journey, attribute
from talktrack.stats._proportions import (
    Difference,
    Ratio,
    design_effect,
    newcombe,
    newcombe_effective,
    poisson_ratio,
    wilson,
    wilson_effective,
)
from talktrack.stats._samples import (
    EValue,
    MannWhitney,
    Welch,
    benjamini_hochberg,
    e_value,
    gini,
    mann_whitney,
    welch,
)
from talktrack.stats._strata import MantelHaenszel, mantel_haenszel
from talktrack.stats._survival import (
    KaplanMeier,
    KaplanMeierRow,
    LogRank,
    kaplan_meier,
    logrank,
)

__all__ = [
    "Difference",
    "EValue",
    "Journey",
    "KaplanMeier",
    "KaplanMeierRow",
    "LogRank",
    "MannWhitney",
    "MantelHaenszel",
    "Ratio",
    "Welch",
    "attribute",
    "benjamini_hochberg",
    "design_effect",
    "e_value",
    "gini",
    "kaplan_meier",
    "logrank",
    "mann_whitney",
    "mantel_haenszel",
    "newcombe",
    "newcombe_effective",
    "poisson_ratio",
    "welch",
    "wilson",
    "wilson_effective",
]
