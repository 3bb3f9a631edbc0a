"""Fitted personas: names and centres, the nearest centre of any customer, and how sure that is.

No scikit-learn here, so that serving loads the JSON of `PersonaModel` and starts fast.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np

from src.personas.space import FloatArray, IntArray, Space, coordinates, distances, nearest

CLEARLY = 0.9  # of the distance to the old centre: nearer than that, a customer changes persona
UNKNOWN = -1  # persona of a customer who had none


@dataclass(frozen=True, eq=False)
class Parts:
    """What one persona is divided into; itself, where it is not.

    Parameters
    ----------
    centroids
        (parts, features) in the persona space, the largest part first.
    names
        One per part, no two alike among the parts of all personas.
    ids
        One per part, the same from training to training; none where the persona is not divided.
    """

    centroids: FloatArray
    names: tuple[str, ...]
    ids: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class PersonaModel:
    """Everything that assigns a persona.

    Parameters
    ----------
    centroids
        (k, features) in ``space``, largest persona first.
    names
        One per centre, no two alike, never blank.
    stable
        False if no number of personas passed the test of stability and size, or the customers are
        not more alike than chance makes them.
    ratios, stayed
        How sure a persona is by how near its border: `src.personas.stability.Stability`.
    power
        Of the features' relevance, that made ``space``.
    edges, cells
        Where a rule assigns instead of the centres, which only show where its groups are: edges of
        the values of each of the two features, and the group of each cell between them.
    ids
        One per centre, the same from training to training as long as it is the same persona.
    parts
        One per centre where more groups were asked for than there are personas, else none.
    """

    space: Space
    centroids: FloatArray
    names: tuple[str, ...]
    stable: bool
    ratios: tuple[float, ...] = (1.0,)
    stayed: tuple[float, ...] = (1.0,)
    power: float = 1.0
    ids: tuple[str, ...] = ()
    edges: tuple[tuple[float, ...], ...] = ()
    cells: tuple[tuple[int, ...], ...] = ()
    parts: tuple[Parts, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "space": self.space.to_dict(),
            "centroids": self.centroids.tolist(),
            "names": list(self.names),
            "stable": self.stable,
            "ratios": list(self.ratios),
            "stayed": list(self.stayed),
            "power": self.power,
            "ids": list(self.ids),
            "edges": [list(own) for own in self.edges],
            "cells": [list(own) for own in self.cells],
            "parts": [
                {
                    "centroids": one.centroids.tolist(),
                    "names": list(one.names),
                    "ids": list(one.ids),
                }
                for one in self.parts
            ],
        }

    @classmethod
    def from_dict(cls, saved: Mapping[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(
            space=Space.from_dict(saved["space"]),
            centroids=np.array(saved["centroids"], dtype=np.float64),
            names=tuple(saved["names"]),
            stable=saved["stable"],
            power=saved["power"],
            ratios=tuple(saved["ratios"]),
            stayed=tuple(saved["stayed"]),
            ids=tuple(saved["ids"]),
            edges=tuple(tuple(own) for own in saved["edges"]),
            cells=tuple(tuple(own) for own in saved["cells"]),
            parts=tuple(
                Parts(
                    np.array(one["centroids"], dtype=np.float64),
                    tuple(one["names"]),
                    tuple(one.get("ids", ())),
                )
                for one in saved.get("parts", ())
            ),
        )


def assign(model: PersonaModel, rows: FloatArray) -> IntArray:
    """Index of each customer's persona; columns in the order of ``model.space.features``."""
    if model.cells:
        places = [
            np.searchsorted(edges, values, side="left")
            for edges, values in zip(model.edges, rows.T, strict=True)
        ]
        ruled: IntArray = np.array(model.cells, dtype=np.int64)[tuple(places)]
        return ruled
    return nearest(coordinates(model.space, rows), model.centroids)


def far_from(model: PersonaModel, rows: FloatArray) -> FloatArray:
    """Distance of each customer to each persona: (rows, personas); to none of a rule's groups."""
    if model.cells:
        return np.empty((len(rows), 0))
    return distances(coordinates(model.space, rows), model.centroids)


def part_in(model: PersonaModel, rows: FloatArray) -> IntArray:
    """Nearest part of every persona for each customer: (rows, personas), or no columns at all."""
    if not model.parts:
        return np.empty((len(rows), 0), dtype=np.int64)
    points = coordinates(model.space, rows)
    return np.stack([nearest(points, own.centroids) for own in model.parts], axis=1)


def settled(far: FloatArray, previous: IntArray) -> IntArray:
    """Persona of each customer who had one: the old, unless another is clearly nearer.

    Parameters
    ----------
    far
        Distance to each persona, `far_from`.
    previous
        Persona that each had, `UNKNOWN` where none.

    >>> far = np.array([[1.0, 0.95], [1.0, 0.85], [1.0, 0.95]])
    >>> settled(far, np.array([0, 0, UNKNOWN])).tolist()
    [0, 1, 1]
    """
    best = far.argmin(axis=1)
    old = far[np.arange(len(far)), np.maximum(previous, 0)]
    stays = (previous != UNKNOWN) & (far.min(axis=1) >= CLEARLY * old)
    found: IntArray = np.where(stays, previous, best).astype(np.int64)
    return found


def confidence(model: PersonaModel, far: FloatArray, personas: IntArray) -> FloatArray:
    """How often customers as near to a border stayed in their persona, 0 to 1; 1 is never moved.

    Parameters
    ----------
    far
        Distance to each persona, `far_from`.
    personas
        The persona that each has; who was kept in the farther of two is as one on the border.
    """
    if model.cells:  # a rule is always sure
        return np.ones(len(far))
    own = far[np.arange(len(far)), personas]
    others = far.copy()
    others[np.arange(len(far)), personas] = np.inf
    next_best = others.min(axis=1)
    ratio = np.divide(own, next_best, where=next_best > 0, out=np.ones(len(far)))
    known: FloatArray = np.interp(ratio, model.ratios, model.stayed)
    return known
