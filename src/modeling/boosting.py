"""LightGBM as used here: small trees, slow learning, the same bytes from the same input."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import lightgbm as lgb
import numpy as np

from src.modeling.design import Design, FloatArray

SMALL: Mapping[str, Any] = {
    "num_leaves": 8,
    "learning_rate": 0.03,
    "min_data_in_leaf": 40,
    "lambda_l2": 5.0,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "max_bin": 127,
    "data_random_seed": 1,  # bins do not depend on a booster's seed, so that boosters share them
    "deterministic": True,
    "force_col_wise": True,  # the same trees, a third sooner: each looks at half of the features
    "verbosity": -1,
}
PROB_ROUNDS = 100
SPEND_ROUNDS = 150  # losses with a log link start further away


@dataclass(frozen=True)
class Target:
    """What a booster learns: LightGBM's name of the loss, the values, and for how many rounds."""

    objective: str
    values: FloatArray
    rounds: int


def boosted(
    design: Design, target: Target, seed: int, threads: int, start: FloatArray | None = None
) -> lgb.Booster:
    """Train one booster; ``start`` (raw score per row) is what its trees correct."""
    rows = lgb.Dataset(design.values, init_score=start, feature_name=list(design.names))
    return _trained(rows, target, seed, threads)


def boosted_both(
    design: Design, target: Target, seed: int, threads: int, start: FloatArray
) -> tuple[lgb.Booster, lgb.Booster]:
    """Train one booster from the start, and one, of the next seed, that does not know it.

    They share the bins of the features, which take as long as some dozens of trees.
    """
    rows = lgb.Dataset(design.values, feature_name=list(design.names))
    plain = _trained(rows, target, seed + 1, threads)
    rows.set_init_score(start)
    return _trained(rows, target, seed, threads), plain


def _trained(rows: lgb.Dataset, target: Target, seed: int, threads: int) -> lgb.Booster:
    settings = {**SMALL, "objective": target.objective, "seed": seed, "num_threads": threads}
    return lgb.train(settings, rows.set_label(target.values), num_boost_round=target.rounds)


def raw_score(booster: lgb.Booster, design: Design, rounds: int | None = None) -> FloatArray:
    """Sum of the trees, without the start; one thread, so that it is fast for a single row.

    ``rounds`` is how many trees count; all if None.
    """
    score = booster.predict(design.values, raw_score=True, num_threads=1, num_iteration=rounds)
    return np.asarray(score, dtype=np.float64)


def contributions(booster: lgb.Booster, design: Design) -> FloatArray:
    """Exact path-dependent TreeSHAP values, (rows, features + 1); the last is the base value."""
    values = booster.predict(design.values, pred_contrib=True, num_threads=1)
    return np.asarray(values, dtype=np.float64)
