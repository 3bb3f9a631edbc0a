"""Find the personas of customers, and name them by their evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from src.personas.choice import Choice, candidates, choose
from src.personas.model import PersonaModel
from src.personas.names import PersonaName, name_personas
from src.personas.space import FloatArray, IntArray, coordinates, fit_space, nearest


@dataclass(frozen=True)
class FittedPersonas:
    """A model with what was learnt on the way.

    Parameters
    ----------
    labels
        Persona of each customer fitted on: an index into ``model.names``.
    named
        Name and evidence of each persona.
    choice
        Stability, shares and usefulness for every number of personas tried.
    """

    model: PersonaModel
    labels: IntArray
    named: tuple[PersonaName, ...]
    choice: Choice


def fit_personas(
    features: pd.DataFrame,
    importance: Mapping[str, float],
    outcome: FloatArray | None,
    seed: int,
    on_step: Callable[[int, int], None],
) -> FittedPersonas:
    """Find the personas of customers at one cutoff.

    Parameters
    ----------
    features
        One row per customer, one numeric column per feature; NaN is not known. Leave out what a
        person *is* (age, household, ...): a persona is found in behaviour and value.
    importance
        Weight of each feature, `src.personas.relevance.relevance` of an earlier cutoff.
    outcome
        Next-period log spend of the same rows; it is reported (eta squared) and decides nothing.
        None if unknown.
    on_step
        Called with (done, total) as the resamples proceed.
    """
    space = fit_space(features, importance)
    points = coordinates(space, features.to_numpy(dtype=np.float64))
    choice = choose(candidates(points, outcome, seed, on_step))
    labels = nearest(points, choice.chosen.centroids)
    named = name_personas(features, labels, choice.chosen.k)
    names = tuple(persona.name for persona in named)
    model = PersonaModel(space, choice.chosen.centroids, names, choice.stable)
    return FittedPersonas(model, labels, named, choice)
