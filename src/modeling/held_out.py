"""Predictions for labelled rows by models that know no row of the customer predicted.

What calibration, intervals and the total are learnt from: errors of the recipe on customers it has
not seen. Their time it has seen; drift between snapshots is measured apart (`src.modeling.total`).
"""

from dataclasses import dataclass

import numpy as np

from src.modeling.churn import fit_blend
from src.modeling.clv import fit_clv
from src.modeling.design import FloatArray
from src.modeling.training import Training


@dataclass(frozen=True, eq=False)
class HeldOut:
    """One entry per row of a training: uncalibrated log-odds of no order, and spend.

    Both are over the labels' days; spend is in currency, >= 0.
    """

    churn_score: FloatArray
    spend: FloatArray


def held_out(training: Training, seed: int, threads: int) -> HeldOut:
    """Predict each customer's rows by models fitted to the other folds of customers."""
    score, spend = np.zeros(len(training)), np.zeros(len(training))
    for rest, held in training.folds():
        own = training.rows(held)
        blend = fit_blend(rest, seed, threads)
        clv = fit_clv(rest, training.label_days, seed, threads)
        score[held] = blend.score(own.design, own.silent_logit)
        spend[held] = clv.spend(own.design, own.ahead, blend)
    return HeldOut(score, spend)
