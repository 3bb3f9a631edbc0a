"""The two tables of models: ours first, intervals around values, what a ranking cannot have."""

import numpy as np
import pytest

from src.modeling.baselines import Rules
from src.modeling.judging import OURS, churn_table, clv_table

N = 800


@pytest.fixture(scope="module")
def world():
    """What happened, and the probability and the spend that a model as good as any would say."""
    rng = np.random.default_rng(1)
    prob, spend = rng.random(N), rng.gamma(1, 100, N)
    return (rng.random(N) < prob).astype(float), spend * rng.gamma(2, 0.5, N), prob, spend


def noisy(values, seed):
    return values * np.exp(np.random.default_rng(seed).normal(0, 1.5, N))


@pytest.fixture(scope="module")
def rules(world):
    churned, _, prob, spend = world
    return Rules(
        churn_prob={"middling": noisy(prob, 2) / 100, "base rate": np.full(N, churned.mean())},
        churn_score={"recency rule": 30 * noisy(prob, 3)},
        spend={"past spend": noisy(spend, 4), "zero for all": np.zeros(N)},
    )


def test_tables_put_this_model_first_and_know_what_a_ranking_cannot_have(world, rules):
    churned, spent, prob, spend = world
    churn = churn_table(churned, prob, rules, seed=0)
    assert churn["model"].tolist() == [OURS, "middling", "base rate", "recency rule"]
    assert (churn["n"] == N).all()
    ranks_only = churn.iloc[3]
    assert ranks_only[["log_loss", "log_loss_low", "brier", "calibration_error"]].isna().all()
    assert churn.iloc[2]["auc"] == 0.5
    assert churn.iloc[2]["brier"] == pytest.approx(churned.mean() * (1 - churned.mean()))
    value = clv_table(spent, spend, rules, seed=0)
    assert value["model"].tolist() == [OURS, "past spend", "zero for all"]
    assert value.iloc[2]["mae"] == pytest.approx(spent.mean())
    assert value.iloc[2]["bias_share"] == -1
    for table, name in [(churn, "auc"), (churn, "log_loss"), (value, "gini"), (value, "mae")]:
        known = table.dropna()
        assert (known[f"{name}_low"] <= known[name]).all()
        assert (known[name] <= known[f"{name}_high"]).all()


def test_the_same_seed_gives_the_same_interval(world, rules):
    churned, _, prob, _ = world
    first, again, other = (churn_table(churned, prob, rules, seed=seed) for seed in (0, 0, 1))
    assert first.equals(again)
    assert not first.equals(other)
