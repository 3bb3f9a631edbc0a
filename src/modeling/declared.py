"""Churn that the data declare, by a label or by the end of a contract: two models and a calibrator.

The mean of the log-odds of boosters of small trees, learning slowly for as long as it helps on
customers held out, and of a logistic model on splines. Defaults cost 1.3 points of AUC on IBM
Telco, class weights spoil probabilities. Whether the scores need calibration, and which, is chosen
by log loss on customers held out. No model of buying rhythm is involved: there need be no orders.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedKFold

from src.modeling.boosting import SMALL, contributions, raw_score
from src.modeling.calibration import expit
from src.modeling.calibrators import Calibrator, best_calibrator
from src.modeling.design import Design, FloatArray
from src.modeling.splined import Splined, fit_splined

MEMBERS = 3  # boosters of different seeds: steadier predictions and reasons
ROUNDS_MAX = 300
INNER_FOLDS = 3
SLOW = {**SMALL, "learning_rate": 0.04, "min_data_in_leaf": 30, "lambda_l2": 10.0}
Fold = tuple[NDArray[np.int64], NDArray[np.int64]]  # rows to learn from, rows held out


@dataclass(frozen=True, eq=False)
class Labelled:
    """Rows with their outcome, 0 or 1; ``people`` says whose each is (whole numbers)."""

    design: Design
    churned: FloatArray
    people: NDArray[np.int64]

    def rows(self, chosen: NDArray[np.int64]) -> "Labelled":
        """Keep some rows."""
        return Labelled(self.design.rows(chosen), self.churned[chosen], self.people[chosen])

    def dataset(self, reference: lgb.Dataset | None = None) -> lgb.Dataset:
        """Return the rows for LightGBM."""
        names = list(self.design.names)
        return lgb.Dataset(
            self.design.values, self.churned, reference=reference, feature_name=names
        )


@dataclass(frozen=True, eq=False)
class DeclaredChurn:
    """A fitted model of churn; ``calibration`` is applied to the mean log-odds of both kinds."""

    boosters: tuple[lgb.Booster, ...]
    linear: Splined
    calibration: Calibrator

    def score(self, design: Design) -> FloatArray:
        """Mean log-odds, not calibrated."""
        trees = np.mean([raw_score(one, design) for one in self.boosters], axis=0)
        return np.asarray((trees + self.linear.score(design)) / 2)

    def logit(self, design: Design) -> FloatArray:
        """Calibrated log-odds of churn."""
        return self.calibration.logit(self.score(design))

    def prob(self, design: Design) -> FloatArray:
        """Calibrated probability of churn, 0 to 1."""
        return expit(self.logit(design))

    def by_feature(self, design: Design) -> FloatArray:
        """Return what each feature adds to the calibrated log-odds, (rows, features).

        Path-dependent TreeSHAP values and the terms of the splines, times the slope of the
        calibration at the customer's score.
        """
        trees = np.mean([contributions(one, design) for one in self.boosters], axis=0)
        added = (trees[:, :-1] + self.linear.terms(design)) / 2
        return np.asarray(added * self.calibration.slope_at(self.score(design))[:, None])


def fit_declared(rows: Labelled, seed: int, threads: int, members: int = MEMBERS) -> DeclaredChurn:
    """Fit to labelled rows.

    How long the boosters learn and how scores are calibrated is found on customers held out.
    """
    losses, held, lines = [], [], np.zeros(len(rows.design))
    for rest, out in folds(rows, INNER_FOLDS, seed):
        known, asked = rows.rows(rest), rows.rows(out)
        booster, loss = _watched(known, asked, seed, threads)
        losses.append(loss)
        held.append((booster, asked, out))
        lines[out] = fit_splined(known.design, known.churned).score(asked.design)
    rounds = int(np.mean(losses, axis=0).argmin()) + 1
    trees = np.zeros(len(rows.design))
    for booster, asked, out in held:
        trees[out] = raw_score(booster, asked.design, rounds)
    boosters = tuple(
        lgb.train(_settings(seed + member, threads), rows.dataset(), rounds)
        for member in range(members)
    )
    calibration = best_calibrator((trees + lines) / 2, rows.churned, seed)
    return DeclaredChurn(boosters, fit_splined(rows.design, rows.churned), calibration)


def folds(rows: Labelled, count: int, seed: int) -> Iterator[Fold]:
    """Cut customers into folds, whole customers each; with like shares of churn if rows are few.

    Who has several rows stands in the fold of a lot drawn once: among so many customers its shares
    are alike by themselves.
    """
    if len(np.unique(rows.people)) == len(rows.people):
        fitted = StratifiedKFold(count, shuffle=True, random_state=seed)
        yield from fitted.split(rows.churned, rows.churned)
        return
    lot = np.random.default_rng(seed).permutation(int(rows.people.max()) + 1) % count
    for fold in range(count):
        yield np.flatnonzero(lot[rows.people] != fold), np.flatnonzero(lot[rows.people] == fold)


def _watched(
    known: Labelled, asked: Labelled, seed: int, threads: int
) -> tuple[lgb.Booster, list[float]]:
    """Train for as long as allowed; return the log loss on the rows asked, after each round."""
    told: dict[str, dict[str, list[float]]] = {}
    first = known.dataset()
    booster = lgb.train(
        _settings(seed, threads),
        first,
        ROUNDS_MAX,
        valid_sets=[asked.dataset(first)],
        callbacks=[lgb.record_evaluation(told)],
    )
    return booster, next(iter(told.values()))["binary_logloss"]


def _settings(seed: int, threads: int) -> dict[str, Any]:
    return {**SLOW, "objective": "binary", "seed": seed, "num_threads": threads}
