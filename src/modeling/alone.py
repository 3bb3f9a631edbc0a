"""What one column says alone: cells of alike values, and how many of each cell left.

A column is one feature, or the shares of a category's values together. The best single column is
the simple rule that a model of declared churn must beat; a column that says too much alone knows
the outcome (`src.modeling.leakage`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import Design, FloatArray
from src.modeling.metrics import auc

CELLS_MAX = 50  # more values are cut into as many cells of about equal size
BELIEF = 5.0  # customers' worth of belief that a cell is like all others
UNKNOWN = -np.inf  # not known is a value of its own: absence can tell too
Columns = Mapping[str, Sequence[str]]  # column -> its features
Cells = NDArray[np.int64]


def cells_of(design: Design, features: Sequence[str]) -> Cells:
    """Return the cell of each row: of equal values, or of neighbouring ones where many differ."""
    known = design.select(features).values
    values = np.where(np.isnan(known), UNKNOWN, known)
    if values.shape[1] > 1:
        return _numbered(np.unique(values, axis=0, return_inverse=True)[1])
    own = values[:, 0]
    if len(np.unique(own)) > CELLS_MAX:
        finite = own[np.isfinite(own)]
        edges = np.unique(np.quantile(finite, np.arange(1, CELLS_MAX) / CELLS_MAX))
        own = np.where(np.isfinite(own), np.searchsorted(edges, own, side="right"), UNKNOWN)
    return _numbered(np.unique(own, return_inverse=True)[1])


def rates(cells: Cells, churned: FloatArray, learnt: NDArray[np.bool_]) -> FloatArray:
    """Return for every row the share that churned of its cell, among the rows learnt from."""
    size = int(cells.max()) + 1
    count = np.bincount(cells[learnt], minlength=size)
    left = np.bincount(cells[learnt], churned[learnt], minlength=size)
    share = (left + BELIEF * churned[learnt].mean()) / (count + BELIEF)
    return np.asarray(share[cells])


def crossed_rates(cells: Cells, churned: FloatArray) -> FloatArray:
    """Return the same, each half of the rows by what the other half says."""
    half = np.random.default_rng(len(churned)).permutation(len(churned)) % 2 == 0
    return np.where(half, rates(cells, churned, ~half), rates(cells, churned, half))


@dataclass(frozen=True, eq=False)
class Alone:
    """The best single column: its name, and what it predicts for every row."""

    column: str
    prob: FloatArray


def best_alone(
    design: Design, churned: FloatArray, learnt: NDArray[np.bool_], columns: Columns
) -> Alone:
    """Choose the column that ranks best among the rows learnt from, and predict by it.

    Only outcomes of the rows learnt from are looked at.
    """
    found = {name: cells_of(design, members) for name, members in columns.items()}
    known = churned[learnt]
    ranks = {name: auc(known, crossed_rates(own[learnt], known)) for name, own in found.items()}
    best = max(ranks, key=lambda name: ranks[name])
    return Alone(best, rates(found[best], churned, learnt))


def _numbered(found: NDArray[np.int64]) -> Cells:
    return np.asarray(found, dtype=np.int64).reshape(-1)
