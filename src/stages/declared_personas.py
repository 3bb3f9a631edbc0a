"""Personas where churn is declared: by behaviour, weighted by what it says about churn."""

from collections.abc import Iterator, Mapping, Sequence
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
    unnamed = any(not persona.words for persona in found.named)
    return _renamed(found, made_of) if unnamed or made_of.keys() >= set(behaviour) else found


def _renamed(found: FittedPersonas, made_of: Mapping[str, str]) -> FittedPersonas:
    """Name personas by the columns that set them apart, where nothing else says who they are.

    Words for behaviour, as the catalogue's features have them, do not suit a tariff.
    """
    names = _told_apart([list(_words(persona, made_of)) for persona in found.named])
    named = tuple(replace(p, name=name) for p, name in zip(found.named, names, strict=True))
    return replace(found, named=named, model=replace(found.model, names=tuple(names)))


def _told_apart(spoken: Sequence[Sequence[str]]) -> list[str]:
    """Return a name of few words for each; more as long as two say the same in whatever order.

    >>> _told_apart([["high a", "low b", "high c"], ["low b", "high a", "low c"], ["low a"], []])
    ['High a, low b, high c', 'Low b, high a, low c', 'Low a', 'Like most others']
    >>> _told_apart([["low a", "high b"], ["high b", "low a"]])
    ['Low a, high b', 'Low a, high b (2)']
    """
    counts = [WORDS] * len(spoken)
    for _ in range(max(map(len, spoken), default=0)):
        told = [frozenset(words[:n]) for words, n in zip(spoken, counts, strict=True)]
        counts = [n + (told.count(one) > 1) for n, one in zip(counts, told, strict=True)]
    names: list[str] = []
    first: dict[frozenset[str], str] = {}
    for words, n in zip(spoken, counts, strict=True):
        text, key = ", ".join(words[:n]) or "like most others", frozenset(words[:n])
        name = first.setdefault(key, f"{text[:1].upper()}{text[1:]}")
        before = sum(other == name or other.startswith(f"{name} (") for other in names)
        names.append(f"{name} ({before + 1})" if before else name)
    return names


def _words(persona: PersonaName, made_of: Mapping[str, str]) -> Iterator[str]:
    """Yield what a persona has more of than others, or less, the strongest first; a column once."""
    told: set[str] = set()
    for row in persona.contrasts:
        column, value = _parts(row.feature, made_of.get(row.feature))
        rare = bool(value) and row.effect_size < 0  # what they are not says little
        if column in told or rare or abs(row.effect_size) < MIN_EFFECT:
            continue
        told.add(column)
        how = "high" if row.effect_size > 0 else "low"
        yield (f"{column} {value}" if value else f"{how} {column}").replace("_", " ")


def _parts(feature: str, column: str | None) -> tuple[str, str]:
    """Return the column a feature tells of and, of a category, which value; "" for a number.

    >>> _parts("tariff_basic_share", "tariff"), _parts("visits_count", "visits_count")
    (('tariff', 'basic'), ('visits_count', ''))
    >>> _parts("plan_basic_share", None), _parts("contract_amount_max", None)
    (('plan', 'basic'), ('price', ''))
    """
    if column is None and feature.startswith("contract_amount_"):
        return "price", ""
    column = column or ("plan" if feature.startswith("plan_") else feature)
    value = feature.removeprefix(column).removesuffix("_share").removeprefix("_")
    return column, value
