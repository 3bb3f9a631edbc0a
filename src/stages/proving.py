"""The value test of personas: what they say about what customers did later, and RFM does not."""

import numpy as np
import pandas as pd

from src.personas.cluster import centres
from src.personas.fit import FittedPersonas, points_in
from src.personas.model import assign
from src.personas.space import fit_space, nearest
from src.personas.usefulness import Usefulness, usefulness
from src.stages.fitting import Fitted
from src.stages.grouping import (
    behaviour_of,
    frame,
    log_spend,
    past_of,
)
from src.stages.rfm_groups import TWO, rfm_model

STARTS = 10


def proved(
    judged: Fitted,
    happened: pd.DataFrame,
    groups: dict[str, tuple[str, ...]],
    personas: FittedPersonas,
    seed: int,
) -> tuple[Usefulness, ...]:
    """Find so many personas again at the judged moment, knowing nothing later, and judge them.

    Parameters
    ----------
    happened
        One row per customer of ``judged``: ``net_ahead`` and ``churned`` in the horizon after it.
    """
    chosen = personas.choice.chosen
    behaviour = behaviour_of(judged, groups)
    then = frame(judged.design, behaviour)
    space = fit_space(then, past_of(judged, behaviour).relevance, chosen.placed.power)
    points = points_in(space, then)
    if len(np.unique(points, axis=0)) < chosen.k:
        return ()
    persona = nearest(points, centres(points, chosen.k, STARTS, seed))
    segments = assign(rfm_model(judged.known), judged.known.select(TWO).values)
    outcomes = {
        "spend": log_spend(happened["net_ahead"].to_numpy(np.float64)),
        "churn": happened["churned"].to_numpy(np.float64),
    }
    tested = (
        usefulness(about, outcome, persona, segments, seed) for about, outcome in outcomes.items()
    )
    return tuple(one for one in tested if one is not None)
