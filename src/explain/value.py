"""What a customer's expected value hangs on: Shapley values of the served function, in currency.

The CLV blend multiplies and exponentiates, so its trees' values do not add up to it. Its Shapley
values over the named groups of features do: interventional, by permutation, against a background of
other customers.
"""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import shap
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
    columns = [[design.names.index(name) for name in members] for members in groups.values()]
    explainer = shap.PermutationExplainer(predict, _masker(background.values, columns), seed=0)
    rounds = 2 * len(columns) + 1
    evaluations = ROUNDS * rounds
    found = explainer(design.values, max_evals=evaluations, batch_size=evaluations, silent=True)
    return np.asarray(found.values, dtype=np.float64)


def _masker(
    background: FloatArray, columns: Sequence[Sequence[int]]
) -> Callable[[NDArray[np.bool_], FloatArray], tuple[FloatArray]]:
    """Build what shap calls to hide groups: those hidden take the background's values."""
    group_of = np.zeros(background.shape[1], dtype=np.int64)
    for group, members in enumerate(columns):
        group_of[list(members)] = group

    def hidden(shown: NDArray[np.bool_], row: FloatArray) -> tuple[FloatArray]:
        return (np.where(shown[group_of], row, background),)

    hidden.shape = lambda _: (len(background), len(columns))  # type: ignore[attr-defined]
    hidden.mask_shapes = lambda _: [(len(columns),)]  # type: ignore[attr-defined]
    return hidden
