"""Features that know the outcome: too good to have been known before it.

Dated tables sit the exam of `tests/unit/features`; an attribute without a date can only be judged.
"""

from collections.abc import Collection

import numpy as np

from src.modeling.design import Design, FloatArray
from src.modeling.metrics import auc

TELLING = 0.98  # no honest single feature of a customer ranks who churns that well


def telling(design: Design, undated: Collection[str], churned: FloatArray) -> tuple[str, ...]:
    """Name the undated features that alone rank who churned almost perfectly, either way round.

    What is not known of a customer is a value of its own, below all others: absence can tell too.
    """
    names = [name for name in design.names if name in undated]
    alone = {name: auc(churned, _filled(design.column(name))) for name in names}
    return tuple(name for name, score in alone.items() if abs(score - 0.5) > TELLING - 0.5)


def _filled(column: FloatArray) -> FloatArray:
    return np.asarray(np.where(np.isnan(column), -np.inf, column))
