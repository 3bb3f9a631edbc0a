"""Personas under the ids and names they had: of the last training's, and as people call them."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from src.personas.by_hand import Told
from src.personas.choice import MIN_SHARE
from src.personas.claims import Change, of_share
from src.personas.fit import FittedPersonas
from src.personas.kept import STRANGE, Kept
from src.personas.lineage import UNKNOWN, Lineage, lineage
from src.personas.model import PersonaModel, assign
from src.personas.names import PersonaName, name_personas
from src.personas.space import (
    FloatArray,
    IntArray,
    coordinates,
    distances,
    unbounded,
    widened,
)


def known_again(
    found: FittedPersonas,
    features: pd.DataFrame,
    customers: Sequence[str],
    before: Kept | None,
    told: Told,
) -> FittedPersonas:
    """Give personas the ids and names that they had.

    Parameters
    ----------
    features, customers
        Of the customers fitted on, in their order: what personas were found in, and pseudonyms.
    before
        What the last training left.
    told
        What people wrote about personas, by id.
    """
    model, count = found.model, len(found.model.names)
    customer_id = np.asarray(customers).astype(object)
    line: Lineage | None = None
    origins: tuple[int | None, ...] = (None,) * count
    born = 0
    if before is not None:
        line = lineage(
            found.labels,
            _as_before(before, features),
            _then(before, customer_id),
            (len(before.model.names), count),
        )
        origins, born = line.origins, before.born
    fresh = iter(range(born + 1, born + count + 1))
    ids = tuple(
        f"p{next(fresh)}" if origin is None or before is None else before.model.ids[origin]
        for origin in origins
    )
    words = tuple(
        () if origin is None or before is None else before.words[origin] for origin in origins
    )
    named = _called(name_personas(features, found.labels, count, words), ids, told)
    model = replace(model, names=tuple(one.name for one in named), ids=ids)
    kept = Kept(
        model,
        tuple(one.words for one in named),
        born + sum(origin is None for origin in origins),
        _reach(model, features),
        pd.DataFrame({"customer_id": customer_id, "persona": np.array(ids)[found.labels]}),
        cut=before.cut if before else 0,
    )
    changes = () if line is None or before is None else _changes(line, before, model.names)
    return replace(found, model=model, named=named, kept=kept, changes=changes)


def settled(before: Kept | None, features: pd.DataFrame) -> PersonaModel | None:
    """Return the last training's personas; None if today's features are not theirs.

    Where so many customers are farther from the centre of their persona than hardly any of it was
    that they could be a persona, a new kind may have come: then with one centre more, theirs.
    """
    if before is None or not set(before.model.space.features) <= set(features.columns):
        return None
    model, (own, far) = before.model, _from_centre(before.model, features)
    strange = far > np.array(before.reach)[own]
    if strange.mean() < STRANGE + MIN_SHARE:
        return model
    rows = features[list(model.space.features)].to_numpy(np.float64)
    space = widened(model.space, rows)
    middle = coordinates(space, rows[strange]).mean(axis=0)
    return replace(model, space=space, centroids=np.vstack([model.centroids, middle]))


def _from_centre(model: PersonaModel, features: pd.DataFrame) -> tuple[IntArray, FloatArray]:
    """Return the nearest centre of each customer, and how far it is."""
    rows = features[list(model.space.features)].to_numpy(np.float64)
    far = distances(unbounded(model.space, rows), model.centroids)
    return far.argmin(axis=1), far.min(axis=1)


def _reach(model: PersonaModel, features: pd.DataFrame) -> tuple[float, ...]:
    """Distance from each centre that all but `STRANGE` of its customers stay within."""
    own, far = _from_centre(model, features)
    return tuple(
        float(np.quantile(far[own == one], 1 - STRANGE)) if (own == one).any() else 0.0
        for one in range(len(model.centroids))
    )


def _as_before(before: Kept, features: pd.DataFrame) -> IntArray:
    """Group today's customers by the last training's centres, if its features still are."""
    needed = list(before.model.space.features)
    if not set(needed) <= set(features.columns):
        return np.full(len(features), UNKNOWN)
    return assign(before.model, features[needed].to_numpy(dtype=np.float64))


def _then(before: Kept, customer_id: np.ndarray) -> IntArray:
    """Return the position of the persona that each customer had."""
    place = {name: position for position, name in enumerate(before.model.ids)}
    had = before.customers.set_index("customer_id")["persona"].map(place)
    return had.reindex(customer_id).fillna(UNKNOWN).to_numpy().astype(np.int64)


def _called(
    named: tuple[PersonaName, ...], ids: tuple[str, ...], told: Told
) -> tuple[PersonaName, ...]:
    """Put the names and notes that people gave in place of ours; no two are alike."""
    given = {told[one].name for one in ids if one in told}
    found = []
    for persona, own in zip(named, ids, strict=True):
        by_hand = told.get(own)
        ours = f"{persona.name} 2" if persona.name in given else persona.name
        name = by_hand.name if by_hand and by_hand.name else ours
        found.append(replace(persona, name=name, id=own, notes=by_hand.notes if by_hand else ""))
    return tuple(found)


def _changes(line: Lineage, before: Kept, now: tuple[str, ...]) -> tuple[Change, ...]:
    """Say what is not as it was."""
    told = []
    for event in line.events:
        old = "" if event.before is None else before.model.names[event.before]
        new = "" if event.now is None else now[event.now]
        sentence = {
            "kept": f"“{old}” are now called “{new}”.",
            "born": f"“{new}” are new: no persona had most of them before.",
            "split": f"“{new}” are new: they split off “{old}”.",
            "merged": f"“{old}” are no more: they went into “{new}”.",
            "vanished": f"“{old}” are no more.",
        }[event.fate]
        if event.fate != "kept" or old != new:
            rests = of_share(event.shared, event.of, f"of_{event.fate}", "personas")
            told.append(Change(sentence, rests))
    return tuple(told)
