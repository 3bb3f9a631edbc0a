"""The design matrix: feature rows as one float64 array whose columns have names."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Design:
    """One row per customer at a cutoff.

    Parameters
    ----------
    names
        Feature of each column.
    values
        Shape (rows, features), float64; NaN is *not known*.
    """

    names: tuple[str, ...]
    values: FloatArray

    def __len__(self) -> int:
        return len(self.values)

    def column(self, name: str) -> FloatArray:
        """Return one feature of every row.

        >>> Design(("a", "b"), np.array([[1.0, 2.0]])).column("b")
        array([2.])
        """
        return self.values[:, self.names.index(name)]

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Design":
        """Keep some rows, by mask or position."""
        return Design(self.names, self.values[chosen])

    def select(self, names: Sequence[str]) -> "Design":
        """Keep some features, in the order given."""
        return Design(tuple(names), self.values[:, [self.names.index(name) for name in names]])


def varying(design: Design) -> tuple[str, ...]:
    """Features that differ between rows; what is the same for everybody teaches nothing."""
    first = design.values[:1]
    same = (design.values == first) | (np.isnan(design.values) & np.isnan(first))
    return tuple(np.array(design.names)[~same.all(axis=0)].tolist())
