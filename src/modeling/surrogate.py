"""A small model of which group a customer is in, for explaining the groups; it predicts nothing."""

from typing import Any

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from src.modeling.boosting import SMALL
from src.modeling.design import Design, FloatArray

ROUNDS = 30
FASTER: dict[str, Any] = {"learning_rate": 0.1, "min_data_in_leaf": 20}


def fit_surrogate(design: Design, labels: NDArray[np.int64], k: int, seed: int) -> lgb.Booster:
    """Learn the group of each customer, 0 to k - 1, from their features."""
    settings = {**SMALL, **FASTER, "objective": "multiclass", "num_class": k, "seed": seed}
    rows = lgb.Dataset(design.values, labels, feature_name=list(design.names))
    return lgb.train({**settings, "num_threads": 1}, rows, num_boost_round=ROUNDS)


def memberships(booster: lgb.Booster, design: Design, k: int) -> FloatArray:
    """Return TreeSHAP values of each group's score, (rows, k, features), in log-odds."""
    found = booster.predict(design.values, pred_contrib=True, num_threads=1)
    values = np.asarray(found, dtype=np.float64).reshape(len(design), k, -1)
    return values[:, :, :-1]
