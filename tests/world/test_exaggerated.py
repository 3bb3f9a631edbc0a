"""The oracle in a world where every effect is large: what it forgot would show here."""

from datetime import date

import numpy as np
import pytest

from src.sources.world import design as d
from src.sources.world.truth import (
    outcomes,
    outlook_inferring_who_left,
    outlook_told_who_left,
)

CUTOFFS = [(date(2024, 2, 20), 80), (date(2023, 5, 1), 45)]
STANDARD_ERRORS = 4.0
SMALLEST = 100
EXAGGERATED = {
    "BAD_ORDER": 0.3,
    "ORDERS": d.ORDERS * 2,
    "LEAVE": d.LEAVE * 3,
    "MOOD_LEAVE": np.array([0.0, 1.5, 3.0]),
    "MOOD_ORDER": np.array([0.0, -0.7, -1.5]),
    "MOOD_FADES": np.array([0.0, 0.08, 0.03]),
    "TREATED_LEAVE": np.array([-2.0, 1.5, 1.5, -2.0, 1.0, -1.0, 0.0]),
    "TREATED_ORDER": np.array([1.0, -1.0, 1.0, 1.0, -1.0, 1.0, 0.0]),
    "UNSUBSCRIBED": np.full(7, 0.4),
    "CLICKED": np.full(7, 0.5),
    "PLAN": np.full(7, 0.5),
    "PLAN_ENDS": 0.02,
    "RETURNED": np.full(7, 0.5),
    "COUPON_ORDERS": (0.1, 0.0, 0.9),
    "COUPON_OFF": 0.5,
    "PROMO_OFF": 0.5,
    "ONCE": np.full(7, 0.5),
}


@pytest.fixture(scope="module")
def exaggerated():
    with pytest.MonkeyPatch.context() as patch:
        for name, value in EXAGGERATED.items():
            patch.setattr(d, name, value)
        yield EXAGGERATED


@pytest.fixture(scope="module")
def truth(exaggerated, write_world):
    assert exaggerated
    return write_world(people=10_000) / "truth"


def groups(values, count):
    """Yield masks of groups by value, of about the same size; those left small by ties are not."""
    group = np.searchsorted(np.quantile(values, np.arange(1, count) / count), values)
    masks = [group == number for number in range(count)]
    yield from (mask for mask in masks if mask.sum() >= SMALLEST)


@pytest.mark.usefixtures("exaggerated")
@pytest.mark.parametrize("oracle", [outlook_told_who_left, outlook_inferring_who_left])
@pytest.mark.parametrize(("cutoff", "days"), CUTOFFS)
def test_the_oracle_keeps_its_promises(truth, oracle, cutoff, days):
    promised, happened = oracle(truth, cutoff, days), outcomes(truth, cutoff, days)
    prob, churned = promised["churn_prob"].to_numpy(), happened["churned"].to_numpy()
    for own in groups(prob, 5):
        spread = np.sqrt((prob[own] * (1 - prob[own])).sum())
        assert abs(churned[own].sum() - prob[own].sum()) < STANDARD_ERRORS * max(spread, 1.0)
    mean = promised["net_mean"].to_numpy()
    miss = happened["net"].to_numpy() - mean
    for own in groups(mean, 3):
        error = miss[own].std() / np.sqrt(own.sum())
        assert abs(miss[own].mean()) < STANDARD_ERRORS * max(error, 0.01)


@pytest.mark.usefixtures("exaggerated")
def test_being_there_is_inferred_as_often_as_it_is_true(truth):
    cutoff, days = CUTOFFS[0]
    told = outlook_told_who_left(truth, cutoff, days)["alive_prob"].to_numpy()
    inferred = outlook_inferring_who_left(truth, cutoff, days)["alive_prob"].to_numpy()
    for own in groups(inferred, 5):
        spread = np.sqrt((inferred[own] * (1 - inferred[own])).sum())
        assert abs(told[own].sum() - inferred[own].sum()) < STANDARD_ERRORS * max(spread, 1.0)
