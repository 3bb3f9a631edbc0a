"""What a customer's expected value hangs on: Shapley values of the served function, in currency.

The CLV blend multiplies and exponentiates, so its trees' values do not add up to it. Its Shapley
values over the named groups of features do: interventional, by permutation (Strumbelj & Kononenko
2014, doi:10.1007/s10115-013-0679-x), against a background of other customers.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import Design, FloatArray

ROUNDS = 2  # passes over the groups, each forwards and backwards
Predict = Callable[[FloatArray], FloatArray]


def value_effects(
    predict: Predict, design: Design, background: Design, groups: Mapping[str, Sequence[str]]
) -> FloatArray:
    """Return the effect of each group on each customer's prediction, shape (rows, groups).

    A row's effects add up to its prediction minus the mean prediction of the background.

    Parameters
    ----------
    predict
        From rows of features to one number each.
    background
        Some dozens of customers; what a group's absence means is their values.
    groups
        Group to its features; every feature of the design in one group.
    """
    group_of = np.zeros(len(design.names), dtype=np.int64)
    for group, members in enumerate(groups.values()):
        group_of[[design.names.index(name) for name in members]] = group
    rng, count = np.random.default_rng(0), len(groups)
    effects = np.zeros((len(design), count))
    for row, own in zip(design.values, effects, strict=True):
        for _ in range(ROUNDS):
            order = rng.permutation(count)
            shown = _there_and_back(order)[:, None, group_of]
            rows = np.where(shown, row, background.values).reshape(-1, len(row))
            steps = np.diff(predict(rows).reshape(len(shown), -1).mean(axis=1))
            own[order] += steps[:count] - steps[count:]
    return effects / (2 * ROUNDS)


def _there_and_back(order: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which groups are shown: one more at a time until all are, then one less in that order.

    >>> _there_and_back(np.array([1, 0])).astype(int).tolist()
    [[0, 0], [0, 1], [1, 1], [1, 0], [0, 0]]
    """
    place = np.argsort(order)
    steps = np.arange(len(order) + 1)[:, None]
    return np.concatenate([place < steps, place >= steps[1:]])
