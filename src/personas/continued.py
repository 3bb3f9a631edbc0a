"""Parts of personas that were parts at the last training: where they were cut, and which is which.

Parts stay as personas do: moved to where their customers are today, as long as the space is the
same and none has become too small; else they are cut anew. Either way `src.personas.lineage` tells
which is which, over the parts of all personas, so that a part outlives a persona that was found
anew.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from src.personas.cluster import moved
from src.personas.division import Division
from src.personas.kept import Kept
from src.personas.lineage import UNKNOWN, lineage
from src.personas.model import Parts, PersonaModel, assign, part_in
from src.personas.space import FloatArray, IntArray, coordinates, nearest


@dataclass(frozen=True, eq=False)
class Last:
    """What the last training left, and the pseudonyms of the customers of today."""

    kept: Kept
    customers: Sequence[str]


@dataclass(frozen=True)
class Name:
    """Id of a part, and the words of its name at the last training, none if it is new."""

    id: str
    words: tuple[str, ...] = ()


def beginnings(
    model: PersonaModel, personas: Sequence[FloatArray], last: Last | None, floor: float
) -> list[FloatArray]:
    """Centres that each persona's parts begin with: of the last training's, else its middle.

    Parameters
    ----------
    personas
        Points of each persona's customers.
    floor
        Customers that every part must have.
    """
    before = last.kept.model if last and last.kept.model.space == model.space else None
    old: dict[str, Parts] = dict(zip(before.ids, before.parts, strict=False)) if before else {}
    own = [old.get(persona) for persona in model.ids] or [None] * len(personas)
    return [_still(*both, floor) for both in zip(personas, own, strict=True)]


def parts_of(points: FloatArray, labels: IntArray, own: Sequence[FloatArray]) -> IntArray:
    """Part of each customer, counted over all personas that are divided; else `UNKNOWN`.

    Parameters
    ----------
    own
        Centres of each persona's parts, one where it is not divided.
    """
    part, first = np.full(len(points), UNKNOWN), 0
    for persona, centroids in enumerate(own):
        if len(centroids) > 1:
            inside = labels == persona
            part[inside] = first + nearest(points[inside], centroids)
            first += len(centroids)
    return part


def names_of(part: IntArray, features: pd.DataFrame, last: Last | None) -> list[Name]:
    """Return id and words of each part, those that it had where it was one before.

    Parameters
    ----------
    part
        Of each customer: `parts_of`.
    features
        Of the same customers: what personas are found in.
    """
    count, born = int(part.max()) + 1, last.kept.cut if last else 0
    fresh = [Name(f"s{born + place + 1}") for place in range(count)]
    if last is None or not last.kept.part_words or not count:
        return fresh
    before, inside = last.kept, part != UNKNOWN
    ids = list(before.part_words)
    place = {own: position for position, own in enumerate(ids)}
    had = before.customers.set_index("customer_id")["part"].map(place)
    then = had.reindex(np.asarray(last.customers, dtype=object)[inside]).fillna(UNKNOWN)
    line = lineage(
        part[inside],
        _as_before(before.model, features[inside], place),
        then.to_numpy().astype(np.int64),
        (len(ids), count),
    )
    new = iter(fresh)
    return [
        next(new) if one is None else Name(ids[one], before.part_words[ids[one]])
        for one in line.origins
    ]


def with_parts(
    kept: Kept, features: pd.DataFrame, labels: IntArray, division: Division, last: Last | None
) -> Kept:
    """Add parts to what the next training is left; ``kept.model`` has them already."""
    model = kept.model
    points = coordinates(model.space, features[list(model.space.features)].to_numpy(np.float64))
    part = parts_of(points, labels, [one.centroids for one in model.parts])
    ids = [own for one in model.parts for own in one.ids]
    return replace(
        kept,
        customers=kept.customers.assign(part=np.array([*ids, None], dtype=object)[part]),
        part_words=dict(zip(ids, (sub.named.words for sub in division.subs), strict=True)),
        cut=max([last.kept.cut if last else 0, *(int(own[1:]) for own in ids)]),
    )


def _still(points: FloatArray, old: Parts | None, floor: float) -> FloatArray:
    """Move old centres to where customers are; the middle of all if one has too few."""
    whole: FloatArray = points.mean(axis=0, keepdims=True)
    if old is None or len(old.ids) < 2 or len(np.unique(points, axis=0)) < len(old.ids):  # noqa: PLR2004  one is whole
        return whole
    found = moved(points, old.centroids)
    sizes = np.bincount(nearest(points, found), minlength=len(found))
    return found if sizes.min() >= floor else whole


def _as_before(model: PersonaModel, features: pd.DataFrame, place: dict[str, int]) -> IntArray:
    """Part of each customer by the last training's centres, if its features still are."""
    needed = list(model.space.features)
    if not set(needed) <= set(features.columns):
        return np.full(len(features), UNKNOWN)
    rows = features[needed].to_numpy(np.float64)
    found = np.full(len(rows), UNKNOWN)
    personas, near = assign(model, rows), part_in(model, rows)
    for persona, one in enumerate(model.parts):
        inside = personas == persona
        if one.ids:
            found[inside] = np.array([place[own] for own in one.ids])[near[inside, persona]]
    return found
