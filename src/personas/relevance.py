"""How much each feature says about next-period spend: to the model, and on its own.

A tree model uses one of several features that say the same, and its mean |SHAP| leaves the others
with nothing; the squared correlation treats the others alike, but cannot tell a repetition from
news. Their geometric mean wants both. Measured against mean |SHAP| alone, at two cutoffs each and
with random three quarters of the features: variance of next-period log spend explained .21 to .24
on Online Retail, .52 on Complete Journey either way, at equal stability.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from src.personas.space import FloatArray, signed_log


def relevance(
    features: pd.DataFrame, outcome: FloatArray, importance: Mapping[str, float]
) -> dict[str, float]:
    """Weigh the features for `src.personas.space.fit_space`: one number >= 0 per column.

    Parameters
    ----------
    features
        Customers at a *past* cutoff, whose outcome is known; NaN is not known.
    outcome
        Next-period log spend of the same rows.
    importance
        Mean |SHAP| per feature of a model of that outcome; features it lacks count as zero.
    """
    return {
        name: float(
            np.sqrt(importance.get(name, 0.0) * _r_squared(features[name].to_numpy(), outcome))
        )
        for name in features.columns
    }


def _r_squared(values: FloatArray, outcome: FloatArray) -> float:
    """Squared correlation of the signed logs with the outcome; 0 where either is constant."""
    logs = signed_log(values)
    known = ~np.isnan(logs)
    logs, outcome = logs[known], outcome[known]
    if known.sum() < 2 or np.ptp(logs) == 0 or np.ptp(outcome) == 0:  # noqa: PLR2004  a line needs two points
        return 0.0
    return float(np.corrcoef(logs, outcome)[0, 1] ** 2)
