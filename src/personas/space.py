"""The space in which customers are compared: logs, standardised, weighted by what predicts spend.

One coordinate per feature; a longer axis counts more in the distance between two customers. Every
feature goes through the signed logarithm sign(v) * log(1 + |v|): money and counts lose their long
tail, while shares and flags are hardly bent and standardised afterwards, so that no list of
"skewed" features has to be kept. With 200 features, most of which say little, those together would
outweigh the few that matter: so a feature's length is a power of its relevance, and the shortest
are left out.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

KEPT = 0.99  # of the squared lengths; what is beyond moves nobody and costs time
TAIL = 0.005  # coordinates beyond this quantile stop there, or one giant customer becomes a persona
ODD = 0.025  # of customers at either end are too few to be a persona, and must not hinder one:
FENCE = 1.5  # they stop where they are so many times as far from the median as all others


@dataclass(frozen=True)
class Space:
    """A fitted space; each tuple has one entry per feature, in the order of ``features``.

    Parameters
    ----------
    features
        Columns that `coordinates` expects.
    absent_share
        Share of customers for whom the feature was null when the space was fitted, 0 to 1.
    fill
        Signed log that stands for a null: the median of those known, 0 if none was.
    low, high
        Bounds of the signed log; values beyond stop there.
    mean, sd
        Of the bounded signed log; ``sd`` is 1 for a feature that never varied.
    scale
        Length of the axis, >= 0: the feature's weight.
    """

    features: tuple[str, ...]
    absent_share: tuple[float, ...]
    fill: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]
    mean: tuple[float, ...]
    sd: tuple[float, ...]
    scale: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists for JSON."""
        return {name: list(values) for name, values in asdict(self).items()}

    @classmethod
    def from_dict(cls, saved: Mapping[str, list[Any]]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**{name: tuple(values) for name, values in saved.items()})


def fit_space(features: pd.DataFrame, importance: Mapping[str, float], power: float = 1.0) -> Space:
    """Learn the space from customers at one cutoff; it has the features that matter.

    Parameters
    ----------
    features
        One row per customer, one numeric column per feature; NaN is not known.
    importance
        What each feature contributes to the prediction of next-period spend, >= 0, any unit (mean
        |SHAP| of log spend, say). Only its size relative to the mean over the columns of
        ``features`` matters; other keys are ignored.
    power
        Of the importance, that makes an axis's length: 0 counts all alike, 2 hardly any but the
        first.

    Raises
    ------
    ValueError
        If a column has no importance.
    """
    missing = [name for name in features.columns if name not in importance]
    if missing:
        raise ValueError(f"importance lacks {len(missing)} features: {', '.join(missing)}")
    lengths = axis_lengths(np.array([importance[name] for name in features.columns]), power)
    kept = mattering(lengths)
    features, lengths = features.iloc[:, kept], lengths[kept]
    logs = signed_log(features.to_numpy(dtype=np.float64))
    known = ~np.isnan(logs)
    fill = np.array(
        [
            np.median(column[there]) if there.any() else 0.0
            for column, there in zip(logs.T, known.T, strict=True)
        ]
    )
    filled = np.where(known, logs, fill)
    low, high = _bounds(filled)
    bounded = np.clip(filled, low, high)
    learnt = {
        "absent_share": 1 - known.mean(axis=0),
        "fill": fill,
        "low": low,
        "high": high,
        "mean": bounded.mean(axis=0),
        "sd": np.where(high > low, bounded.std(axis=0), 1.0),
        "scale": lengths,
    }
    return Space(
        features=tuple(features.columns),
        **{name: tuple(values.tolist()) for name, values in learnt.items()},
    )


def coordinates(space: Space, rows: FloatArray) -> FloatArray:
    """Place customers in the space: one row each, columns in the order of ``space.features``."""
    return _scaled(space, np.clip(_filled(space, rows), space.low, space.high))


def unbounded(space: Space, rows: FloatArray) -> FloatArray:
    """Place customers likewise, but where they are, however far: strangers are told by it."""
    return _scaled(space, np.nan_to_num(_filled(space, rows)))


def widened(space: Space, rows: FloatArray) -> Space:
    """Return the space with room for other customers: those within its bounds stay in place."""
    low, high = _bounds(_filled(space, rows))
    return replace(
        space,
        low=tuple(np.minimum(space.low, low).tolist()),
        high=tuple(np.maximum(space.high, high).tolist()),
    )


def _bounds(logs: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Where each column stops, below and above."""
    low, high = np.quantile(logs, [TAIL, 1 - TAIL], axis=0)
    middle, inner = np.median(logs, axis=0), np.quantile(logs, [ODD, 1 - ODD], axis=0)
    fence = middle + FENCE * (inner - middle)
    return np.maximum(low, fence[0]), np.minimum(high, fence[1])


def _filled(space: Space, rows: FloatArray) -> FloatArray:
    logs = signed_log(rows)
    return np.where(np.isnan(logs), space.fill, logs)


def _scaled(space: Space, logs: FloatArray) -> FloatArray:
    placed: FloatArray = (logs - space.mean) / space.sd * space.scale
    return placed


def nearest(points: FloatArray, centroids: FloatArray) -> IntArray:
    """Index of the nearest centre of each row, the first one of equals.

    >>> nearest(np.array([[0.0], [9.0]]), np.array([[1.0], [10.0]])).tolist()
    [0, 1]
    """
    # |p - c|^2 without |p|^2, which is the same for every centre
    squares = (centroids**2).sum(axis=1) - 2 * points @ centroids.T
    closest: IntArray = squares.argmin(axis=1)
    return closest


def distances(points: FloatArray, centroids: FloatArray) -> FloatArray:
    """Distance of each row to each centre: (rows, centres).

    >>> distances(np.array([[0.0, 0.0]]), np.array([[3.0, 4.0], [0.0, 0.0]])).tolist()
    [[5.0, 0.0]]
    """
    far: FloatArray = np.stack(
        [np.sqrt(((points - centre) ** 2).sum(axis=1)) for centre in centroids], axis=1
    )
    return far


def axis_lengths(importance: FloatArray, power: float) -> FloatArray:
    """Length of each axis, a power of importance over its mean; all 1 where nothing matters.

    >>> axis_lengths(np.array([6.0, 2.0, 0.0, 0.0]), 2.0).tolist()
    [9.0, 1.0, 0.0, 0.0]
    >>> axis_lengths(np.array([0.0, 0.0]), 1.0).tolist()
    [1.0, 1.0]
    """
    mean = importance.mean()
    lengths: FloatArray = (importance / mean) ** power if mean > 0 else np.ones_like(importance)
    return lengths


def mattering(lengths: FloatArray) -> IntArray:
    """Positions of the longest axes, in their order, that together hold `KEPT` of the squares.

    >>> mattering(np.array([0.1, 3.0, 0.0, 3.0])).tolist()
    [1, 3]
    """
    order = np.argsort(-lengths, kind="stable")
    held = np.cumsum(lengths[order] ** 2)
    count = int(np.searchsorted(held, KEPT * held[-1])) + 1
    kept: IntArray = np.sort(order[:count]).astype(np.int64)
    return kept


def signed_log(values: FloatArray) -> FloatArray:
    """Return sign(v) * log(1 + |v|): a logarithm that takes zero and refunds; NaN stays.

    >>> signed_log(np.array([-1.0, 0.0, 1.0])).round(3).tolist()
    [-0.693, 0.0, 0.693]
    """
    logs: FloatArray = np.sign(values) * np.log1p(np.abs(values))
    return logs
