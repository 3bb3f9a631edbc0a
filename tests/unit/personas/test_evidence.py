import numpy as np
import pandas as pd
import pytest

from src.personas.evidence import cohens_d, evidence


def test_cohens_d_by_hand():
    # means 4 and 2, variances 4 and 1 with 2 degrees of freedom each: pooled sqrt(2.5)
    assert cohens_d(np.array([2.0, 4, 6]), np.array([1.0, 2, 3])) == pytest.approx(2 / 2.5**0.5)


def test_rows_hold_means_in_the_features_own_unit_and_the_n_known():
    inside = np.array([True] * 10 + [False] * 12)
    features = pd.DataFrame({"net_sum": [100.0, 300.0] * 5 + [10.0, 30.0] * 5 + [np.nan] * 2})
    (row,) = evidence(features, inside)
    assert (row.feature, row.mean, row.others_mean, row.n, row.others_n) == (
        "net_sum",
        200,
        20,
        10,
        10,
    )
    own, others = np.log([101, 301] * 5), np.log([11, 31] * 5)
    pooled = np.sqrt((own.var(ddof=1) + others.var(ddof=1)) / 2)
    assert row.effect_size == pytest.approx((own.mean() - others.mean()) / pooled)


def test_contrasts_of_few_or_of_constants_are_left_out():
    inside = np.array([True] * 10 + [False] * 10)
    few = np.r_[np.full(9, 1.0), np.nan, np.full(10, 5.0)]
    assert evidence(pd.DataFrame({"few": few, "constant": np.ones(20)}), inside) == ()


def test_two_different_constants_have_a_finite_effect():
    inside = np.array([True] * 10 + [False] * 10)
    (row,) = evidence(pd.DataFrame({"coupon_share": inside.astype(float)}), inside)
    assert row.effect_size == pytest.approx(2)


def test_strongest_first():
    rng = np.random.default_rng(0)
    inside = np.arange(100) < 40
    features = pd.DataFrame(
        {"weak": rng.normal(size=100) + 0.3 * inside, "strong": rng.normal(size=100) - 5 * inside}
    )
    assert [row.feature for row in evidence(features, inside)] == ["strong", "weak"]
