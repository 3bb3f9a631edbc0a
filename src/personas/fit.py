"""Find the personas of customers, and name them by their evidence."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from src.personas.choice import (
    FIRST,
    MOST,
    SCREENING,
    Choice,
    Placed,
    as_before,
    candidates,
    choose,
    some,
)
from src.personas.claims import Change
from src.personas.division import Division
from src.personas.kept import Kept
from src.personas.model import PersonaModel
from src.personas.names import PersonaName, name_personas
from src.personas.space import FloatArray, IntArray, Space, coordinates, fit_space, nearest
from src.personas.stability import RESAMPLES
from src.personas.structure import Structure, structure

FIT_ROWS = 50_000  # of more customers so many are drawn to find personas; then all are assigned
POWERS = (1.0, 1.5, 2.0)  # of a feature's relevance: with .5 and less, many that say little prevail


@dataclass(frozen=True, eq=False)
class Past:
    """Customers at a past cutoff, whose outcome is known.

    Parameters
    ----------
    features
        One row per customer, one numeric column per feature; NaN is not known.
    relevance
        How much each says about the outcome: `src.personas.relevance.relevance`.
    outcome
        Next-period log spend of the same rows.
    """

    features: pd.DataFrame
    relevance: Mapping[str, float]
    outcome: FloatArray


@dataclass(frozen=True, eq=False)
class FittedPersonas:
    """A model with what was learnt on the way.

    Parameters
    ----------
    labels
        Persona of each customer fitted on: an index into ``model.names``.
    named
        Name and evidence of each persona.
    choice
        Stability, shares and usefulness for every number of personas tried, in every space.
    structure
        Whether there is anything to group.
    kept
        For the next training; None where nothing stays.
    changes
        What became of the last training's personas, in sentences: renamed, new, split, merged, no
        more.
    division
        What personas are divided into; None unless a number of groups was asked for.
    """

    model: PersonaModel
    labels: IntArray
    named: tuple[PersonaName, ...]
    choice: Choice
    structure: Structure
    kept: Kept | None = None
    changes: tuple[Change, ...] = ()
    division: Division | None = None


def fit_personas(
    features: pd.DataFrame,
    past: Past,
    seed: int,
    on_step: Callable[[int, int], None],
    most: int = MOST,
    settled: PersonaModel | None = None,
) -> FittedPersonas:
    """Find the personas of customers at one cutoff.

    Parameters
    ----------
    features
        One row per customer, one numeric column per feature; NaN is not known. Leave out what a
        person *is* (age, household, ...): a persona is found in behaviour and value.
    past
        What weighs the same features: customers of an earlier cutoff.
    on_step
        Called with (done, total) as the resamples proceed; total is the most there may be.
    most
        Personas at most.
    settled
        Those of the last training: they stay, moved to where their customers are today, where they
        still qualify; else a tie between two good groupings would rename everybody every month.
    """
    total, done = len(POWERS) * (most - 1) * (FIRST[0] + SCREENING[0]) + RESAMPLES, 0

    def step() -> None:
        nonlocal done
        done = min(done + 1, total)
        on_step(done, total)

    few = features.iloc[np.sort(some(len(features), FIT_ROWS, seed))]
    choice = _again(few, past, settled, seed, step) if settled else None
    if choice is None or not choice.stable:
        spaces = (
            _placed(fit_space(few, past.relevance, power), power, few, past) for power in POWERS
        )
        choice = choose(tuple(candidates(spaces, most, seed, step)), seed, step)
    chosen = choice.chosen
    grouped = structure(few, past.relevance, chosen, seed)
    labels = nearest(points_in(chosen.placed.space, features), chosen.centroids)
    named = name_personas(features, labels, chosen.k)
    model = PersonaModel(
        space=chosen.placed.space,
        centroids=chosen.centroids,
        names=tuple(persona.name for persona in named),
        stable=choice.stable and grouped.exists,
        ratios=chosen.stability.ratios,
        stayed=chosen.stability.stayed,
        power=chosen.placed.power,
    )
    return FittedPersonas(model, labels, named, choice, grouped)


def _again(
    features: pd.DataFrame, past: Past, settled: PersonaModel, seed: int, step: Callable[[], None]
) -> Choice:
    placed = _placed(settled.space, settled.power, features, past)
    return choose((as_before(placed, settled.centroids, seed, step),), seed, step)


def _placed(space: Space, power: float, features: pd.DataFrame, past: Past) -> Placed:
    return Placed(
        power=power,
        space=space,
        points=points_in(space, features),
        rows=features.to_numpy(dtype=np.float64),
        earlier=points_in(space, past.features),
        outcome=past.outcome,
    )


def points_in(space: Space, features: pd.DataFrame) -> FloatArray:
    """Place customers in a space; it takes of their features what it has."""
    return coordinates(space, features[list(space.features)].to_numpy(dtype=np.float64))
