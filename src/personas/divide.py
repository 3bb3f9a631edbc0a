"""More groups than there are personas, where so many are asked for: personas divided inside.

Personas stay as they are. Of all, the one is divided further in which another centre takes away
most of the squared distances, that is, a large one whose customers differ, until there are as many
groups as asked or the next would be too small. A part is tested as a persona is, among the
customers of its persona; one that does not stay is a sketch: a way to look at them, not a finding.
Parts of the last training stay parts (`src.personas.continued`).
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from src.personas.choice import MIN_JACCARD, MIN_SHARE, STARTS, some
from src.personas.cluster import centres
from src.personas.continued import Last, Name, beginnings, names_of, parts_of
from src.personas.division import Division, SubPersona
from src.personas.model import Parts, PersonaModel
from src.personas.names import name_personas
from src.personas.space import FloatArray, IntArray, coordinates, nearest
from src.personas.stability import stability
from src.personas.structure import structure_in

ROWS = 50_000  # of one persona, as many as personas are found in


def divide(
    model: PersonaModel,
    labels: IntArray,
    features: pd.DataFrame,
    asked: int,
    seed: int,
    last: Last | None = None,
) -> tuple[tuple[Parts, ...], Division]:
    """Divide personas until there are as many groups as asked; none is under `MIN_SHARE` of all.

    Parameters
    ----------
    labels, features
        Persona of each customer, and what personas were found in.
    last
        The last training's parts: they stay as far as they can, and keep their names.
    """
    points = coordinates(model.space, features[list(model.space.features)].to_numpy(np.float64))
    personas = [points[labels == persona] for persona in range(len(model.names))]
    floor = MIN_SHARE * len(points)
    begun = beginnings(model, personas, last, floor)
    if sum(map(len, begun)) > max(asked, len(begun)):  # fewer are asked for than there were
        begun = beginnings(model, personas, None, floor)
    own = _centres(personas, begun, asked, floor, seed)
    part = parts_of(points, labels, own)
    called = names_of(part, features, last)
    parts, subs = [], []
    for persona, (name, centroids) in enumerate(zip(model.names, own, strict=True)):
        if len(centroids) == 1:
            parts.append(Parts(model.centroids[[persona]], (name,)))
            continue
        inside = labels == persona
        ours = [called[one] for one in np.unique(part[inside])]
        told = _subs(name, features[inside], personas[persona], (centroids, ours), seed)
        subs += [replace(sub, share=sub.customers / len(points)) for sub in told]
        titles = tuple(f"{name}: {sub.named.name}" for sub in told)
        parts.append(Parts(centroids, titles, tuple(one.id for one in ours)))
    groups = sum(len(one.names) for one in parts)
    return tuple(parts), Division(asked, groups, tuple(subs))


def _centres(
    personas: list[FloatArray], begun: list[FloatArray], asked: int, floor: float, seed: int
) -> list[FloatArray]:
    """Centres of the parts of each persona, one where it is not divided."""
    found = list(begun)
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
    persona: str,
    features: pd.DataFrame,
    points: FloatArray,
    parts: tuple[FloatArray, list[Name]],
    seed: int,
) -> list[SubPersona]:
    """Name and test the parts of one persona; their shares are of the persona."""
    own, called = parts
    labels, k = nearest(points, own), len(own)
    named = [
        replace(one, id=name.id)
        for one, name in zip(
            name_personas(features, labels, k, [name.words for name in called]),
            called,
            strict=True,
        )
    ]
    again = stability(points, own, seed, lambda: None)
    exist = structure_in(points, k, seed).exists
    sizes = np.bincount(labels, minlength=k).tolist()
    subs = [
        SubPersona(persona, name, size, size / len(points), alike, exist and alike >= MIN_JACCARD)
        for name, size, alike in zip(named, sizes, again.jaccard, strict=True)
    ]
    within = again.jaccard_within or (subs[0].within,) * k
    return [
        replace(sub, within=ends, resampled=again.customers)
        for sub, ends in zip(subs, within, strict=True)
    ]
