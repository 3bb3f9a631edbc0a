"""Personas of the customers of today, in a space that yesterday's outcomes have weighted."""

import numpy as np
import pandas as pd

from src.features.catalogue import PROFILE_GROUP
from src.modeling.boosting import contributions
from src.modeling.design import Design, FloatArray
from src.personas.fit import FittedPersonas, fit_personas
from src.personas.relevance import relevance
from src.stages.fitting import Fitted
from src.stages.snapshots import Progress


def group(
    fitted: Fitted,
    groups: dict[str, tuple[str, ...]],
    seed: int,
    progress: Progress,
) -> FittedPersonas:
    """Find personas among the customers described at the fit's moment.

    A feature weighs what it says about spend in the newest labelled snapshot. Who a person *is*
    (household, age) is left out: personas are found in behaviour and value.
    """
    newest = fitted.training.rows(fitted.training.newest())
    behaviour = [name for name in fitted.design.names if name not in groups.get(PROFILE_GROUP, ())]
    importance = np.abs(contributions(fitted.clv.plain, newest.design)[:, :-1]).mean(axis=0)
    weights = relevance(
        frame(newest.design, behaviour),
        log_spend(newest.net_ahead),
        dict(zip(newest.design.names, importance.tolist(), strict=True)),
    )
    return fit_personas(
        frame(fitted.design, behaviour),
        weights,
        None,
        seed,
        lambda done, total: progress("finding personas", done / total),
    )


def frame(design: Design, names: list[str]) -> pd.DataFrame:
    """Return some features as a table."""
    return pd.DataFrame(design.select(names).values, columns=names)


def log_spend(net: FloatArray) -> FloatArray:
    """Logarithm of one plus the spend; more returned than bought counts as none."""
    return np.asarray(np.log1p(np.maximum(net, 0.0)))
