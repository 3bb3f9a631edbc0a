"""Fitted personas: names and centres, and the nearest centre of any customer.

No scikit-learn here, so that serving loads the JSON of `PersonaModel` and starts fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from src.personas.space import FloatArray, IntArray, Space, coordinates, nearest


@dataclass(frozen=True)
class PersonaModel:
    """Everything that assigns a persona.

    Parameters
    ----------
    centroids
        (k, features) in ``space``, largest persona first.
    names
        One per centre, no two alike, never blank.
    stable
        False if no number of personas passed the test of stability and size: show them with that
        warning.
    """

    space: Space
    centroids: FloatArray
    names: tuple[str, ...]
    stable: bool

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "space": self.space.to_dict(),
            "centroids": self.centroids.tolist(),
            "names": list(self.names),
            "stable": self.stable,
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(
            space=Space.from_dict(saved["space"]),
            centroids=np.array(saved["centroids"], dtype=np.float64),
            names=tuple(saved["names"]),
            stable=saved["stable"],
        )


def assign(model: PersonaModel, rows: FloatArray) -> IntArray:
    """Index of each customer's persona; columns in the order of ``model.space.features``."""
    return nearest(coordinates(model.space, rows), model.centroids)
