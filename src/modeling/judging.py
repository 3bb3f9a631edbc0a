"""Judgement: the model beside the rules, on customers and a time it has never seen."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from src.modeling import metrics
from src.modeling.baselines import Rules
from src.modeling.design import FloatArray

OURS = "this model"


def churn_table(churned: FloatArray, prob: FloatArray, rules: Rules, seed: int) -> pd.DataFrame:
    """Compare on churn: one row per model, ours first.

    Returns
    -------
    ``model``, ``auc`` and ``log_loss`` with ``_low`` and ``_high`` (95 %),
    ``brier``, ``calibration_error``, ``n``. A rule that only ranks has no probabilities: NaN there.
    """
    probs = {OURS: prob, **rules.churn_prob}
    rows = [
        {
            "model": name,
            **_with_interval("auc", metrics.auc, churned, values, seed),
            **_with_interval("log_loss", metrics.log_loss, churned, values, seed),
            "brier": metrics.brier(churned, values),
            "calibration_error": metrics.calibration_error(churned, values),
        }
        for name, values in probs.items()
    ]
    rows += [
        {"model": name, **_with_interval("auc", metrics.auc, churned, values, seed)}
        for name, values in rules.churn_score.items()
    ]
    return pd.DataFrame(rows).assign(n=len(churned))


def clv_table(spent: FloatArray, clv: FloatArray, rules: Rules, seed: int) -> pd.DataFrame:
    """Compare on value: one row per model, ours first.

    Returns
    -------
    ``model``, ``gini`` and ``mae`` with ``_low`` and ``_high`` (95 %), ``rmse``,
    ``spearman``, ``bias_share``, ``n``; money in currency.
    """
    rows = [
        {
            "model": name,
            **_with_interval("gini", metrics.normalised_gini, spent, values, seed),
            **_with_interval("mae", metrics.mae, spent, values, seed),
            "rmse": metrics.rmse(spent, values),
            "spearman": metrics.spearman(spent, values),
            "bias_share": metrics.bias_share(spent, values),
        }
        for name, values in {OURS: clv, **rules.spend}.items()
    ]
    return pd.DataFrame(rows).assign(n=len(spent))


def _with_interval(
    name: str, metric: metrics.Metric, truth: FloatArray, values: FloatArray, seed: int
) -> Mapping[str, float]:
    low, high = metrics.interval(metric, truth, values, seed)
    return {name: metric(truth, np.asarray(values)), f"{name}_low": low, f"{name}_high": high}
