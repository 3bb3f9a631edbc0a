"""The oracle keeps its promises: what it says happens as often as it says."""

from datetime import date

import numpy as np
import pytest

from src.modeling.metrics import auc
from src.sources.world.truth import (
    outcomes,
    outlook_inferring_who_left,
    outlook_told_who_left,
)

CUTOFF, HORIZON_DAYS = date(2024, 9, 30), 91
MOMENTS = [(CUTOFF, HORIZON_DAYS), (date(2024, 2, 7), 60), (date(2023, 6, 14), 200)]
STANDARD_ERRORS = 4.0  # beyond these, it is not chance


def surprise(happened, promised):
    """Standard errors between the number of events and the one promised."""
    spread = np.sqrt((promised * (1 - promised)).sum())
    return (happened.sum() - promised.sum()) / max(spread, 1.0)


@pytest.mark.parametrize("oracle", [outlook_told_who_left, outlook_inferring_who_left])
@pytest.mark.parametrize(("cutoff", "days"), MOMENTS)
def test_churn_comes_as_often_as_promised(truth, oracle, cutoff, days):
    promised, happened = oracle(truth, cutoff, days), outcomes(truth, cutoff, days)
    assert list(promised["person"]) == list(happened["person"])
    prob, churned = promised["churn_prob"].to_numpy(), happened["churned"].to_numpy()
    assert ((prob >= -1e-9) & (prob <= 1 + 1e-9)).all()
    group = np.searchsorted(np.quantile(prob, np.arange(0.1, 1, 0.1)), prob)
    for decile in range(10):
        own = group == decile
        assert abs(surprise(churned[own], prob[own])) < STANDARD_ERRORS
    assert abs(surprise(churned, prob)) < STANDARD_ERRORS


@pytest.mark.parametrize("oracle", [outlook_told_who_left, outlook_inferring_who_left])
@pytest.mark.parametrize(("cutoff", "days"), MOMENTS)
def test_spend_comes_as_high_as_promised(truth, oracle, cutoff, days):
    promised, happened = oracle(truth, cutoff, days), outcomes(truth, cutoff, days)
    miss = (happened["net"] - promised["net_mean"]).to_numpy()
    assert abs(miss.mean()) < STANDARD_ERRORS * miss.std() / np.sqrt(len(miss))
    low = promised["net_mean"].rank(pct=True).to_numpy() < 0.5
    for half in (low, ~low):
        own = miss[half]
        assert abs(own.mean()) < STANDARD_ERRORS * own.std() / np.sqrt(len(own))


def test_whether_somebody_left_is_inferred_as_often_as_it_is_true(truth):
    told = outlook_told_who_left(truth, CUTOFF, HORIZON_DAYS)["alive_prob"].to_numpy()
    inferred = outlook_inferring_who_left(truth, CUTOFF, HORIZON_DAYS)["alive_prob"].to_numpy()
    assert set(told) == {0.0, 1.0}
    group = np.searchsorted(np.quantile(inferred, np.arange(0.1, 1, 0.1)), inferred)
    for decile in range(10):
        own = group == decile
        assert abs(surprise(told[own], inferred[own])) < STANDARD_ERRORS


def test_knowing_more_ranks_better_and_silence_alone_worse(truth):
    churned = outcomes(truth, CUTOFF, HORIZON_DAYS)["churned"].to_numpy()
    told = outlook_told_who_left(truth, CUTOFF, HORIZON_DAYS)["churn_prob"].to_numpy()
    inferred = outlook_inferring_who_left(truth, CUTOFF, HORIZON_DAYS)["churn_prob"].to_numpy()
    assert 0.4 < churned.mean() < 0.6
    assert 0.90 < auc(churned, inferred) < auc(churned, told) < 0.97


def test_horizons_that_leave_the_world_are_refused(truth):
    with pytest.raises(ValueError, match="do not lie within the world"):
        outlook_told_who_left(truth, CUTOFF, 92)
    with pytest.raises(ValueError, match="do not lie within the world"):
        outcomes(truth, date(2023, 1, 2), 30)


def test_after_the_drift_the_oracle_knows(write_world):
    truth = write_world(drift="2024-07") / "truth"
    promised = outlook_inferring_who_left(truth, CUTOFF, HORIZON_DAYS)
    happened = outcomes(truth, CUTOFF, HORIZON_DAYS)
    assert abs(surprise(happened["churned"], promised["churn_prob"])) < STANDARD_ERRORS


def test_in_a_shuffled_world_even_the_oracle_knows_nothing(write_world):
    truth = write_world(shuffled=True) / "truth"
    prob = outlook_inferring_who_left(truth, CUTOFF, HORIZON_DAYS)["churn_prob"].to_numpy()
    happened = outcomes(truth, CUTOFF, HORIZON_DAYS)
    churned = happened["churned"].to_numpy()
    chance = 0.5 / np.sqrt(3 * churned.sum() * (~churned).sum() / len(churned))
    assert abs(auc(churned, prob) - 0.5) < STANDARD_ERRORS * chance
    earlier = date(2024, 6, 1)
    past = outlook_inferring_who_left(truth, earlier, HORIZON_DAYS)["churn_prob"].to_numpy()
    assert auc(outcomes(truth, earlier, HORIZON_DAYS)["churned"].to_numpy(), past) > 0.88
