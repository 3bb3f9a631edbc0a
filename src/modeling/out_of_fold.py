"""Judgement without time: every customer predicted by models that know nobody of their fold.

Folds are drawn several times, and a customer's prediction is the mean of as many models as the one
in use has members. The simple rule is chosen anew within each fold.
"""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from src.modeling.alone import Columns, best_alone
from src.modeling.calibration import expit
from src.modeling.declared import MEMBERS, Labelled, fit_declared, folds
from src.modeling.design import FloatArray

FOLDS = 5
LARGE = 20_000  # rows: of so many one drawing is enough


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """Predictions of every row: of the model, of the best single column and of the base rate.

    ``column`` is the one that was chosen most often.
    """

    prob: FloatArray
    rule: FloatArray
    base: FloatArray
    column: str


def out_of_fold(rows: Labelled, columns: Columns, seed: int, threads: int) -> OutOfFold:
    """Predict every row out of fold."""
    repeats = 1 if len(rows.churned) > LARGE else MEMBERS
    logit, rule, base = (np.zeros(len(rows.churned)) for _ in range(3))
    chosen: Counter[str] = Counter()
    for repeat in range(repeats):
        for rest, out in folds(rows, FOLDS, seed + 100 * repeat):
            model = fit_declared(rows.rows(rest), seed + repeat, threads, MEMBERS // repeats)
            logit[out] += model.logit(rows.design.rows(out)) / repeats
            learnt = np.ones(len(logit), dtype=np.bool_)
            learnt[out] = False
            one = best_alone(rows.design, rows.churned, learnt, columns)
            chosen[one.column] += 1
            rule[out] += one.prob[out] / repeats
            base[out] += rows.churned[rest].mean() / repeats
    return OutOfFold(expit(logit), rule, base, chosen.most_common(1)[0][0])
