"""Personas where churn is declared: by behaviour, weighted by what it says about churn."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

import numpy as np

from src.modeling.declared import DeclaredChurn, Labelled
from src.personas.fit import FittedPersonas, Past, fit_personas
from src.personas.names import MIN_EFFECT, WORDS, PersonaName
from src.personas.relevance import relevance
from src.stages.grouping import frame
from src.stages.snapshots import Progress, Snapshots

FEATURES_MIN = 3  # fewer are no space to find groups in
CUSTOMERS_MIN = 100


def weighed(model: DeclaredChurn, learnt: Labelled, behaviour: list[str]) -> dict[str, float]:
    """Weigh features of behaviour by what they say about churn among those learnt from."""
    sizes = np.abs(model.by_feature(learnt.design)).mean(axis=0)
    importance = dict(zip(learnt.design.names, sizes.tolist(), strict=True))
    return relevance(frame(learnt.design, behaviour), learnt.churned, importance)


def personas_of(
    today: Snapshots,
    weights: Mapping[str, float],
    made_of: Mapping[str, str],
    seed: int,
    progress: Progress,
) -> FittedPersonas | None:
    """Find personas among the customers who are scored; None where too little says what they do.

    Parameters
    ----------
    weights : of each feature that says what customers do
    made_of : feature of profiles -> the column that it is made of
    """
    behaviour = list(weights)
    if len(behaviour) < FEATURES_MIN or len(today.customer_id) < CUSTOMERS_MIN:
        return None
    known = frame(today.design, behaviour)
    found = fit_personas(
        known,
        Past(known, weights, np.zeros(0)),  # no outcome of theirs is known yet
        seed,
        lambda done, total: progress("finding personas", done / total),
    )
    return _renamed(found, made_of) if made_of.keys() >= set(behaviour) else found


def _renamed(found: FittedPersonas, made_of: Mapping[str, str]) -> FittedPersonas:
    """Name personas by the columns of profiles that set them apart: nothing else says who they are.

    Words for behaviour, as the catalogue's features have them, do not suit a tariff.
    """
    names: list[str] = []
    for persona in found.named:
        words = list(_words(persona, made_of))
        name = ", ".join(words[:WORDS]) or "Like most others"
        while name in names and len(words) > name.count(",") + 1:
            name = f"{name}, {words[name.count(',') + 1]}"
        alike = sum(other == name for other in names)
        names.append(f"{name} ({alike + 1})" if alike else name)
    named = tuple(replace(p, name=name) for p, name in zip(found.named, names, strict=True))
    return replace(found, named=named, model=replace(found.model, names=tuple(names)))


def _words(persona: PersonaName, made_of: Mapping[str, str]) -> Iterator[str]:
    """Yield what a persona has more of than others, or less, the strongest first; a column once."""
    told: set[str] = set()
    for row in persona.contrasts:
        column = made_of[row.feature]
        value = row.feature.removeprefix(f"{column}_").removesuffix("_share")
        rare = row.feature != column and row.effect_size < 0  # what they are not says little
        if column in told or rare or abs(row.effect_size) < MIN_EFFECT:
            continue
        told.add(column)
        how = "" if row.feature != column else ("high " if row.effect_size > 0 else "low ")
        tail = f" {value}" if row.feature != column else ""
        words = f"{how}{column}{tail}".replace("_", " ")
        yield words if len(told) > 1 else words[:1].upper() + words[1:]
