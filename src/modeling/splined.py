"""A logistic model on splines: what one feature says may bend, and features add up.

Every feature with enough values becomes a natural cubic spline (Harrell 2001, Regression Modeling
Strategies, §2.4.5): cubic between the knots, a straight line beyond them, so that a value nobody
had leads nowhere. What is not known is a value of its own.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
from sklearn.linear_model import LogisticRegression

from src.modeling.design import Design, FloatArray

QUANTILES = (0.05, 0.275, 0.5, 0.725, 0.95)  # Harrell's places for five knots
INVERSE_PENALTY = 1.0
KNOTS_MIN = 3  # fewer make a straight line


@dataclass(frozen=True)
class Splined:
    """A fitted score; each tuple has one entry per feature.

    ``knots`` are where a feature bends; ``fill`` stands for what is not known. ``means``,
    ``deviations`` and ``coefficients`` have one number for each column that `_columns` makes.
    """

    fill: tuple[float, ...]
    knots: tuple[tuple[float, ...], ...]
    means: tuple[tuple[float, ...], ...]
    deviations: tuple[tuple[float, ...], ...]
    coefficients: tuple[tuple[float, ...], ...]
    intercept: float

    def terms(self, design: Design) -> FloatArray:
        """Return each feature's part of the score, (rows, features); 0 for an average customer."""
        parts = [
            (_columns(values, fill, knots) - mean) / deviation @ np.array(weights)
            for values, fill, knots, mean, deviation, weights in zip(
                design.values.T,
                self.fill,
                self.knots,
                self.means,
                self.deviations,
                self.coefficients,
                strict=True,
            )
        ]
        return np.stack(parts, axis=1)

    def score(self, design: Design) -> FloatArray:
        """Sum of the parts and the intercept: log-odds."""
        return np.asarray(self.terms(design).sum(axis=1) + self.intercept)

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        nested = ("knots", "means", "deviations", "coefficients")
        parts = {name: tuple(tuple(one) for one in saved[name]) for name in nested}
        return cls(fill=tuple(saved["fill"]), intercept=saved["intercept"], **parts)


def fit_splined(design: Design, happened: FloatArray) -> Splined:
    """Fit by penalised maximum likelihood, columns standardised."""
    known = [values[~np.isnan(values)] for values in design.values.T]
    fill = tuple(float(np.median(own)) if own.size else 0.0 for own in known)
    knots = tuple(_knots(own) for own in known)
    made = [_columns(v, f, k) for v, f, k in zip(design.values.T, fill, knots, strict=True)]
    means = [columns.mean(axis=0) for columns in made]
    spreads = [columns.std(axis=0) for columns in made]
    deviations = [np.where(spread > 0, spread, 1.0) for spread in spreads]
    scaled = [(c - m) / d for c, m, d in zip(made, means, deviations, strict=True)]
    model = LogisticRegression(C=INVERSE_PENALTY, solver="newton-cholesky")
    model.fit(np.concatenate(scaled, axis=1), happened)
    ends = np.cumsum([columns.shape[1] for columns in made])[:-1]
    return Splined(
        fill,
        knots,
        tuple(tuple(one.tolist()) for one in means),
        tuple(tuple(one.tolist()) for one in deviations),
        tuple(tuple(one.tolist()) for one in np.split(model.coef_[0], ends)),
        float(model.intercept_[0]),
    )


def _knots(known: FloatArray) -> tuple[float, ...]:
    """Return where a feature bends: nowhere, where too few of its values differ."""
    found = np.unique(np.quantile(known, QUANTILES)) if known.size else np.empty(0)
    return tuple(found.tolist()) if len(found) >= KNOTS_MIN else ()


def _columns(values: FloatArray, fill: float, knots: tuple[float, ...]) -> FloatArray:
    """Return whether the value is unknown, the value, and its bends: (rows, columns)."""
    unknown = np.isnan(values)
    filled = np.where(unknown, fill, values)
    if not knots:
        return np.stack([unknown, filled], axis=1).astype(np.float64)
    inner = np.clip(filled, *_ends(knots))
    return np.stack([unknown, inner, *_bends(inner, knots)], axis=1).astype(np.float64)


def _ends(knots: tuple[float, ...]) -> tuple[float, float]:
    """Return beyond which values a spline goes on no further: its width again on either side."""
    width = knots[-1] - knots[0]
    return knots[0] - width, knots[-1] + width


def _bends(values: FloatArray, knots: tuple[float, ...]) -> list[FloatArray]:
    last, before = knots[-1], knots[-2]

    def cubed(knot: float) -> FloatArray:
        return np.asarray(np.maximum(values - knot, 0.0) ** 3)

    return [
        (
            cubed(knot)
            - cubed(before) * (last - knot) / (last - before)
            + cubed(last) * (before - knot) / (last - before)
        )
        / (last - knots[0]) ** 2
        for knot in knots[:-2]
    ]
