"""Why a churn probability is what it is: the log-odds it is made of, by group of features.

Single features make unstable reasons: correlated ones trade places at every refit. So contributions
are summed by named group. They are exact for the served blend: path-dependent TreeSHAP values of
its boosters (LightGBM's own), the terms of its linear member, and the BTYD start, which counts as
the rhythm of orders.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from src.modeling.boosting import contributions
from src.modeling.churn import ChurnModel
from src.modeling.design import Design, FloatArray
from src.modeling.start import Outlook

RHYTHM = "rhythm of orders"
Groups = Mapping[str, Sequence[str]]


def churn_effects(
    model: ChurnModel, ahead: Outlook, design: Design, groups: Groups, typical_start: float
) -> FloatArray:
    """Return the effect of each group on each customer's log-odds of churn, shape (rows, groups).

    Positive raises the probability. Two customers' log-odds differ by exactly the sum of the
    differences of their effects.

    Parameters
    ----------
    groups
        Group to its features; every feature of the design in one group.
    typical_start
        Mean of `start_part` over the customers described: the start's effect counts from there.
    """
    blend, slope = model.blend, model.calibration.slope
    trees = contributions(blend.started, design) + contributions(blend.plain, design)
    by_feature = (trees[:, :-1] + blend.linear.terms(design)) * slope * blend.member_weight
    columns = [
        by_feature[:, [design.names.index(name) for name in members]].sum(axis=1)
        for members in groups.values()
    ]
    effects = np.stack(columns, axis=1)
    effects[:, list(groups).index(RHYTHM)] += start_part(model, ahead) - typical_start
    return effects


def start_part(model: ChurnModel, ahead: Outlook) -> FloatArray:
    """Return what the BTYD model adds to each customer's log-odds."""
    carried = ahead.silent_logit_full - ahead.silent_logit
    weight = model.blend.member_weight + model.blend.start_weight
    return np.asarray(ahead.silent_logit * model.calibration.slope * weight + carried)
