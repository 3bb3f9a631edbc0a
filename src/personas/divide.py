"""More groups than there are personas, where so many are asked for: personas divided inside.

Personas stay as they are. Of all, the one is divided further in which another centre takes away
most of the squared distances, that is, a large one whose customers differ, until there are as many
groups as asked or the next would be too small. A part is tested as a persona is, among the
customers of its persona; one that does not stay is a sketch: a way to look at them, not a finding.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from src.personas.choice import MIN_JACCARD, MIN_SHARE, STARTS, some
from src.personas.cluster import centres
from src.personas.model import Parts, PersonaModel
from src.personas.names import PersonaName, name_personas
from src.personas.space import FloatArray, IntArray, coordinates, nearest
from src.personas.stability import stability
from src.personas.structure import structure_in

ROWS = 50_000  # of one persona, as many as personas are found in


@dataclass(frozen=True, eq=False)
class SubPersona:
    """A part of a persona.

    Parameters
    ----------
    persona
        Name of the whole.
    named
        Its own name, and what sets it apart from the rest of the persona.
    customers, share
        How many, and of all customers, 0 to 1.
    jaccard
        How much of it is found again in resampled customers of the persona, 0 to 1.
    stays
        Whether that is enough, and the persona's parts are more than chance; if not, a sketch.
    """

    persona: str
    named: PersonaName
    customers: int
    share: float
    jaccard: float
    stays: bool


@dataclass(frozen=True, eq=False)
class Division:
    """What was made of the wish for so many groups.

    Parameters
    ----------
    groups
        How many there are: parts, and personas that are not divided; less than ``asked`` where
        another would be too small, more where there were more personas.
    subs
        Parts of divided personas, in the order of the personas, the largest of each first.
    """

    asked: int
    groups: int
    subs: tuple[SubPersona, ...] = ()


def divide(
    model: PersonaModel, labels: IntArray, features: pd.DataFrame, asked: int, seed: int
) -> tuple[tuple[Parts, ...], Division]:
    """Divide personas until there are as many groups as asked; none is under `MIN_SHARE` of all.

    Parameters
    ----------
    labels, features
        Persona of each customer, and what personas were found in.
    """
    points = coordinates(model.space, features[list(model.space.features)].to_numpy(np.float64))
    personas = [points[labels == persona] for persona in range(len(model.names))]
    found = _centres(personas, asked, MIN_SHARE * len(points), seed)
    parts, subs = [], []
    for persona, (name, own) in enumerate(zip(model.names, found, strict=True)):
        inside = labels == persona
        if len(own) == 1:
            parts.append(Parts(model.centroids[[persona]], (name,)))
            continue
        told = _subs(name, features[inside], personas[persona], own, seed)
        subs += [replace(sub, share=sub.customers / len(points)) for sub in told]
        parts.append(Parts(own, tuple(f"{name}: {sub.named.name}" for sub in told)))
    groups = sum(len(one.names) for one in parts)
    return tuple(parts), Division(asked, groups, tuple(subs))


def _centres(personas: list[FloatArray], asked: int, floor: float, seed: int) -> list[FloatArray]:
    """Centres of the parts of each persona, one where it is not divided."""
    found = [points.mean(axis=0, keepdims=True) for points in personas]
    finer = [_finer(*both, floor, seed) for both in zip(personas, found, strict=True)]
    while sum(map(len, found)) < asked:
        gains = [
            -1.0 if next_ is None else _squares(points, own) - _squares(points, next_)
            for points, own, next_ in zip(personas, found, finer, strict=True)
        ]
        most = int(np.argmax(gains))
        chosen = finer[most]
        if chosen is None:  # no persona can be divided further
            break
        found[most] = chosen
        finer[most] = _finer(personas[most], chosen, floor, seed)
    return found


def _finer(points: FloatArray, own: FloatArray, floor: float, seed: int) -> FloatArray | None:
    """Centres of one part more; None where one would have fewer than ``floor`` customers."""
    parts = len(own) + 1
    if len(points) < parts * floor or len(np.unique(points, axis=0)) < parts:
        return None
    for found in _cuts(points[some(len(points), ROWS, seed)], own, seed):
        sizes = np.bincount(nearest(points, found), minlength=parts)
        if sizes.min() >= floor:
            return found[np.argsort(-sizes, kind="stable")]
    return None


def _cuts(points: FloatArray, own: FloatArray, seed: int) -> Iterator[FloatArray]:
    """Yield ways to make one part more.

    All anew; with a few odd customers, who would be a part, left to the others; else one part in
    two, that with most squares first.
    """
    parts = len(own) + 1
    yield centres(points, parts, STARTS, seed)
    if len(np.unique(points, axis=0)) > parts:
        yield centres(points, parts + 1, STARTS, seed)[:-1]  # the smallest is the last
    labels = nearest(points, own)
    members = [points[labels == part] for part in range(len(own))]
    squares = [_squares(each, own[[part]]) for part, each in enumerate(members)]
    for part in np.argsort(squares)[::-1].tolist():
        if len(np.unique(members[part], axis=0)) > 1:
            two = centres(members[part], 2, STARTS, seed)
            yield np.vstack([np.delete(own, part, axis=0), two])


def _squares(points: FloatArray, own: FloatArray) -> float:
    return float(((points - own[nearest(points, own)]) ** 2).sum())


def _subs(
    persona: str, features: pd.DataFrame, points: FloatArray, own: FloatArray, seed: int
) -> list[SubPersona]:
    """Name and test the parts of one persona; their shares are of the persona."""
    labels, k = nearest(points, own), len(own)
    named = name_personas(features, labels, k)
    jaccard = stability(points, own, seed, lambda: None).jaccard
    exist = structure_in(points, k, seed).exists
    sizes = np.bincount(labels, minlength=k).tolist()
    return [
        SubPersona(persona, name, size, size / len(points), alike, exist and alike >= MIN_JACCARD)
        for name, size, alike in zip(named, sizes, jaccard, strict=True)
    ]
