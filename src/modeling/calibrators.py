"""A calibrator among none, Platt and beta, chosen by log loss on scores it has not seen.

Beta (Kull et al. 2017, AISTATS) bends the two ends apart; isotonic regression is not among them, as
its steps tie customers and so cost ranking.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold

from src.modeling.calibration import expit
from src.modeling.design import FloatArray

FOLDS = 5
KINDS = ("none", "Platt", "beta")
PENALTY = 1e-3  # keeps the numbers finite where one score separates the outcomes


@dataclass(frozen=True)
class Calibrator:
    """Calibrated log-odds: ``intercept + churned · ln p - stayed · ln(1 - p)``, p of the score.

    ``churned`` = ``stayed`` is Platt's line; 0, 1 and 1 change nothing.
    """

    kind: str = "none"
    intercept: float = 0.0
    churned: float = 1.0
    stayed: float = 1.0

    def logit(self, score: FloatArray) -> FloatArray:
        """Return calibrated log-odds."""
        left, kept = _logs(score)
        return np.asarray(self.intercept + self.churned * left + self.stayed * kept)

    def slope_at(self, score: FloatArray) -> FloatArray:
        """Return by how much calibrated log-odds grow with the score, there."""
        prob = expit(score)
        return np.asarray(self.churned * (1 - prob) + self.stayed * prob)

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**saved)


def best_calibrator(score: FloatArray, happened: FloatArray, seed: int) -> Calibrator:
    """Fit the one with the least log loss on rows held out; ``score`` was held out too.

    It must earn its place: what it gains on none is more than the standard error of that.
    """
    losses = {kind: _held_out_losses(kind, score, happened, seed) for kind in KINDS}
    best = min(losses, key=lambda kind: float(losses[kind].mean()))
    gain = losses["none"] - losses[best]
    worth = gain.mean() > gain.std() / np.sqrt(len(gain))
    return fit_calibrator(best if worth else "none", score, happened)


def fit_calibrator(kind: str, score: FloatArray, happened: FloatArray) -> Calibrator:
    """Fit one kind by maximum likelihood."""
    if kind == "none":
        return Calibrator()
    left, kept = _logs(score)
    columns = np.stack([left + kept] if kind == "Platt" else [left, kept], axis=1)

    def loss(numbers: FloatArray) -> tuple[float, FloatArray]:
        odds = numbers[0] + columns @ numbers[1:]
        error = (expit(odds) - happened) / len(happened)
        away = np.concatenate([[0.0], numbers[1:] - 1])
        value = (np.logaddexp(0, odds) - odds * happened).mean() + PENALTY / 2 * (away**2).sum()
        return float(value), np.concatenate([[error.sum()], error @ columns]) + PENALTY * away

    start = np.array([0.0, *np.ones(columns.shape[1])])
    bounds = [(None, None), *[(0.0, None)] * columns.shape[1]]  # never turns the ranking round
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return Calibrator(kind, float(found[0]), float(found[1]), float(found[-1]))


def _held_out_losses(kind: str, score: FloatArray, happened: FloatArray, seed: int) -> FloatArray:
    """Return the log loss of every row."""
    odds = np.zeros(len(score))
    for rest, out in StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(score, happened):
        odds[out] = fit_calibrator(kind, score[rest], happened[rest]).logit(score[out])
    return np.asarray(np.logaddexp(0, odds) - odds * happened)


def _logs(score: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return ln p and -ln(1 - p) of log-odds; their sum is the score."""
    return -np.logaddexp(0, -score), np.logaddexp(0, score)
