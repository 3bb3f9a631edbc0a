"""Personas on a plane: the two directions in which customers differ most, and what they mean.

Principal components of the persona space, the one in which likeness is measured; a direction is
explained by the features that rise and fall with it. Only some customers are drawn, as points
without a name.
"""

from dataclasses import dataclass

import numpy as np

from src.personas.space import FloatArray, IntArray

POINTS = 500
RESAMPLES, ROWS = 100, 5_000  # for the intervals; of more customers so many are drawn at a time
TELLING = 3  # features that explain an end of a direction


@dataclass(frozen=True, eq=False)
class Landscape:
    """Where customers and personas are.

    Parameters
    ----------
    points, labels
        Some customers, (n, 2), and the persona of each.
    centres
        (k, 2), of all customers of each persona.
    explained
        Share of all differences along each direction, 0 to 1.
    axes
        Per direction: features that are high at its upper end, ``(feature, correlation)``, the
        strongest first; a negative correlation is a feature high at the lower end.
    within
        95 % interval of each of ``explained``, from resampled customers.
    customers
        How many there are.
    """

    points: FloatArray
    labels: IntArray
    centres: FloatArray
    explained: tuple[float, float]
    axes: tuple[tuple[tuple[str, float], ...], tuple[tuple[str, float], ...]]
    within: tuple[tuple[float, float], ...] = ()
    customers: int = 0


def landscape(
    points: FloatArray, features: tuple[str, ...], labels: IntArray, k: int, seed: int
) -> Landscape | None:
    """Lay customers out on a plane; ``points`` are in the persona space. None if all are alike."""
    centred = points - points.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centred.T @ centred, hermitian=True)
    if len(sizes) < 2 or sizes[1] <= 0 or k < 2:  # noqa: PLR2004  a plane has two directions
        return None
    placed = centred @ directions[:2].T
    axes = [_telling(centred, placed[:, axis], features) for axis in range(2)]
    # the sign of a component is arbitrary: its strongest feature is high on the right, or above
    signs = np.array([1.0 if axis[0][1] > 0 else -1.0 for axis in axes])
    placed = placed * signs
    some = np.sort(np.random.default_rng(seed).permutation(len(points))[:POINTS])
    explained = float(sizes[0] / sizes.sum()), float(sizes[1] / sizes.sum())
    first, second = (
        tuple((name, float(sign * r)) for name, r in axis)
        for axis, sign in zip(axes, signs, strict=True)
    )
    return Landscape(
        points=placed[some],
        labels=labels[some],
        centres=np.stack([placed[labels == persona].mean(axis=0) for persona in range(k)]),
        explained=explained,
        axes=(first, second),
        within=_within(centred, explained, seed),
        customers=len(points),
    )


def _within(
    centred: FloatArray, explained: tuple[float, float], seed: int
) -> tuple[tuple[float, float], ...]:
    """95 % intervals of the shares of the two longest directions."""
    rng, shares = np.random.default_rng(seed), []
    for _ in range(RESAMPLES):
        drawn = centred[rng.integers(0, len(centred), min(len(centred), ROWS))]
        sizes = np.linalg.eigvalsh(np.atleast_2d(np.cov(drawn.T)))[::-1]
        shares.append(sizes[:2] / sizes.sum())
    narrower = np.sqrt(min(len(centred), ROWS) / len(centred))  # of fewer, drawn: m out of n
    away = narrower * (np.quantile(shares, (0.025, 0.975), axis=0) - np.mean(shares, axis=0))
    return tuple((float(a), float(b)) for a, b in (np.array(explained) + away).T)


def _telling(
    centred: FloatArray, along: FloatArray, features: tuple[str, ...]
) -> list[tuple[str, float]]:
    """Return all features with their correlation with a direction, strongest first."""
    spread = np.sqrt((centred**2).sum(axis=0) * (along**2).sum())
    r = np.where(spread > 0, centred.T @ along / np.where(spread > 0, spread, 1.0), 0.0)
    order = np.argsort(-np.abs(r), kind="stable")
    return [(features[place], float(r[place])) for place in order]
