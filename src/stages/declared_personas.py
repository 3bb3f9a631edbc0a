"""Personas where churn is declared: by behaviour, weighted by what it says about churn."""

import numpy as np

from src.modeling.declared import DeclaredChurn, Labelled
from src.personas.fit import FittedPersonas, fit_personas
from src.personas.relevance import relevance
from src.stages.grouping import frame
from src.stages.snapshots import Progress, Snapshots

FEATURES_MIN = 3  # fewer are no space to find groups in
CUSTOMERS_MIN = 100


def personas_of(
    model: DeclaredChurn,
    learnt: Labelled,
    today: Snapshots,
    behaviour: list[str],
    seed: int,
    progress: Progress,
) -> FittedPersonas | None:
    """Find personas among the customers who are scored; None where too little says what they do.

    A feature weighs what it says about churn among those learnt from.
    """
    if len(behaviour) < FEATURES_MIN or len(today.customer_id) < CUSTOMERS_MIN:
        return None
    sizes = np.abs(model.by_feature(learnt.design)).mean(axis=0)
    importance = dict(zip(learnt.design.names, sizes.tolist(), strict=True))
    weights = relevance(frame(learnt.design, behaviour), learnt.churned, importance)
    return fit_personas(
        frame(today.design, behaviour),
        weights,
        None,
        seed,
        lambda done, total: progress("finding personas", done / total),
    )
