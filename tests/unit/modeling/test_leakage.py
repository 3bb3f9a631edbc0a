import numpy as np
import pytest

from src.modeling.design import Design
from src.modeling.leakage import telling

N = 400
CHURNED = (np.arange(N) < 40).astype(float)
rng = np.random.default_rng(3)
HONEST = rng.normal(0, 1, N) + 1.5 * CHURNED


@pytest.mark.parametrize(
    "column",
    [
        CHURNED,
        -CHURNED,
        np.where(rng.random(N) < 0.005, 1 - CHURNED, CHURNED),  # almost always right
        np.where(CHURNED == 1, np.nan, rng.normal(0, 1, N)),  # known of those who stayed
    ],
    ids=["outcome", "opposite", "nearly", "absence"],
)
def test_an_attribute_that_knows_the_outcome_is_named(column):
    design = Design(("age_years", "closed"), np.stack([HONEST, column], axis=1))
    assert telling(design, ("age_years", "closed"), CHURNED) == ("closed",)


def test_a_strong_honest_attribute_and_a_dated_feature_are_not():
    design = Design(("age_years", "recency_days"), np.stack([HONEST, CHURNED * 90], axis=1))
    assert telling(design, ("age_years",), CHURNED) == ()
