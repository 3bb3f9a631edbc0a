"""Linear models on log features: the steady members of the blends.

Features are ``sign(v) log(1 + |v|)``, standardised and cut at four deviations, so that one customer
cannot carry a prediction away; what is not known becomes the mean, 0.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge

from src.modeling.design import Design, FloatArray

LIMIT = 4.0  # deviations
INVERSE_PENALTY = 0.1  # of the logistic model
PENALTY = 100.0  # of the ridge


@dataclass(frozen=True)
class Linear:
    """A fitted linear score: ``intercept + coefficients · standardised log features``."""

    means: tuple[float, ...]
    deviations: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float

    def terms(self, design: Design) -> FloatArray:
        """Return each feature's part of the score, (rows, features); 0 for an average customer."""
        scaled = _standardised(_logs(design), np.array(self.means), np.array(self.deviations))
        return np.asarray(scaled * np.array(self.coefficients))

    def score(self, design: Design) -> FloatArray:
        """Sum of the parts and the intercept."""
        return np.asarray(self.terms(design).sum(axis=1) + self.intercept)


def fit_logistic(design: Design, happened: FloatArray) -> Linear:
    """L2-regularised logistic regression; the score is the log-odds."""
    means, deviations, scaled = _fitted_scale(design)
    model = LogisticRegression(C=INVERSE_PENALTY, max_iter=1000)
    model.fit(scaled, happened)
    return _linear(means, deviations, model.coef_[0], float(model.intercept_[0]))


def fit_ridge(design: Design, values: FloatArray) -> Linear:
    """Ridge regression; the score is the expected value."""
    means, deviations, scaled = _fitted_scale(design)
    model = Ridge(alpha=PENALTY).fit(scaled, values)
    return _linear(means, deviations, model.coef_, float(model.intercept_))


def linear_to_dict(model: Linear) -> dict[str, Any]:
    """Return the numbers, ready for JSON."""
    return asdict(model)


def linear_from_dict(saved: dict[str, Any]) -> Linear:
    """Invert `linear_to_dict`."""
    parts = {name: tuple(saved[name]) for name in ("means", "deviations", "coefficients")}
    return Linear(**parts, intercept=saved["intercept"])


def _linear(
    means: FloatArray, deviations: FloatArray, coefficients: FloatArray, intercept: float
) -> Linear:
    return Linear(
        tuple(means.tolist()), tuple(deviations.tolist()), tuple(coefficients.tolist()), intercept
    )


def _fitted_scale(design: Design) -> tuple[FloatArray, FloatArray, FloatArray]:
    logs = _logs(design)
    known = ~np.isnan(logs)
    counts = np.maximum(known.sum(axis=0), 1)
    means = np.where(known, logs, 0.0).sum(axis=0) / counts
    spread = np.sqrt((np.where(known, logs - means, 0.0) ** 2).sum(axis=0) / counts)
    deviations = np.where(spread > 0, spread, 1.0)
    return means, deviations, _standardised(logs, means, deviations)


def _standardised(logs: FloatArray, means: FloatArray, deviations: FloatArray) -> FloatArray:
    scaled = np.clip((logs - means) / deviations, -LIMIT, LIMIT)
    return np.nan_to_num(scaled, copy=False, nan=0.0)


def _logs(design: Design) -> FloatArray:
    return np.asarray(np.sign(design.values) * np.log1p(np.abs(design.values)))
