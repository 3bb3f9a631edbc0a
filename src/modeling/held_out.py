"""Predictions for labelled rows by models that know no row of the customer predicted.

What calibration, intervals and the total are learnt from: errors of the recipe on customers it has
not seen. Their time it has seen; drift between snapshots is measured apart (`src.modeling.total`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from src.modeling.churn import fit_blend
from src.modeling.clv import fit_clv
from src.modeling.design import FloatArray
from src.modeling.training import FOLDS, Training

Part = tuple[NDArray[np.bool_], FloatArray, FloatArray]  # mark of the rows, and both for them


@dataclass(frozen=True, eq=False)
class HeldOut:
    """One entry per row of a training: uncalibrated log-odds of no order, and spend.

    Both are over the labels' days; spend is in currency, >= 0.
    """

    churn_score: FloatArray
    spend: FloatArray


class Each(Protocol):
    """How some work is done for each of several: `map`, or that of a pool of threads."""

    def __call__(self, work: Callable[[int], Part], numbers: Iterable[int], /) -> Iterable[Part]:
        """Return what the work returns of each, in their order."""


def held_out(training: Training, seed: int, threads: int, each: Each = map) -> HeldOut:
    """Predict each customer's rows by models fitted to the other folds of customers."""
    score, spend = np.zeros(len(training)), np.zeros(len(training))
    for held, *found in each(partial(_predicted, training, seed, threads), range(FOLDS)):
        score[held], spend[held] = found
    return HeldOut(score, spend)


def _predicted(training: Training, seed: int, threads: int, fold: int) -> Part:
    rest, held = training.fold(fold)
    own = training.rows(held)
    blend = fit_blend(rest, seed, threads)
    clv = fit_clv(rest, training.label_days, seed, threads)
    score = blend.score(own.design, own.silent_logit)
    return held, score, clv.spend(own.design, own.ahead, blend)
