"""Truth: contracts that end at renewals with a chance that is written down, and only then."""

import numpy as np
import pytest

from src.modeling.design import Design
from src.modeling.ending import PERIOD, RENEWAL, TENURE, Ending, fit_ending
from src.modeling.worth import MONTHLY, of_contracts, staying

HORIZON, PERIOD_DAYS, LEAVES = 60, 30, 0.2
CHURN = 1 - (1 - LEAVES) ** 2  # every contract is renewed twice in the horizon


def monthly(n, seed):
    """Return contracts renewed every 30 days, and on which day each ends, NaN if not in 60."""
    rng = np.random.default_rng(seed)
    tenure = rng.integers(1, 400, n).astype(float)
    first = (PERIOD_DAYS - tenure % PERIOD_DAYS) % PERIOD_DAYS
    after = rng.geometric(LEAVES, n) - 1
    ends = np.where(after < 2, first + PERIOD_DAYS * after, np.nan)
    columns = [tenure, np.full(n, PERIOD_DAYS), first, np.full(n, 10.0)]
    return Design((TENURE, PERIOD, RENEWAL, MONTHLY), np.stack(columns, axis=1)), first, ends


@pytest.fixture(scope="module")
def fitted():
    design, _, ends = monthly(6000, seed=1)
    return fit_ending(design, ends, HORIZON, seed=7)


def test_contracts_end_at_their_renewals(fitted):
    design, first, _ = monthly(500, seed=2)
    days = [day for day in fitted.shape.ends if day % 5 == 0]
    found = fitted.still(design, np.full(500, CHURN), days)
    renewed = np.stack([(first < day).astype(int) + (first + 30 < day) for day in days], axis=1)
    assert np.abs(found - (1 - LEAVES) ** renewed).mean() < 0.02
    assert found[:, -1] == pytest.approx(1 - CHURN)


def test_what_a_contract_pays_is_its_price_on_the_days_it_runs(fitted):
    """Expected days by hand: all before the first renewal, .8 of 30, and .64 of the rest."""
    design, first, _ = monthly(500, seed=3)
    days = first + (1 - LEAVES) * 30 + (1 - LEAVES) ** 2 * (30 - first)
    share = staying(design, np.full(500, CHURN), fitted)
    assert share * HORIZON == pytest.approx(days, abs=1.5)
    assert (share * HORIZON).mean() == pytest.approx(days.mean(), abs=0.2)
    paid = of_contracts(HORIZON).paid(design)
    assert paid == pytest.approx(np.full(500, 10 * 12 / 365 * HORIZON))


def test_surer_churn_is_less_value_and_no_churn_the_whole_price(fitted):
    design, *_ = monthly(50, seed=4)
    shares = [staying(design, np.full(50, prob), fitted) for prob in (0.0, 0.3, 0.9, 1.0)]
    assert shares[0] == pytest.approx(np.ones(50))
    assert (np.diff(shares, axis=0) < 0).all()
    assert (shares[-1] >= 0).all()
    assert staying(design, np.full(50, 0.3), None) == pytest.approx(np.full(50, 0.7))


def test_what_is_saved_says_the_same(fitted):
    design, *_ = monthly(20, seed=5)
    prob = np.linspace(0.1, 0.9, 20)
    again = Ending.from_dict(fitted.to_dict())
    assert again.half_days(design, prob) == pytest.approx(
        fitted.half_days(design, prob), nan_ok=True
    )
    assert np.isnan(fitted.half_days(design, prob)).tolist() == (prob < 0.5).tolist()


def test_contracts_of_which_little_is_known_still_have_a_curve():
    """No period, no tenure: the same curve for everybody, which is what happened."""
    rng = np.random.default_rng(6)
    ends = np.floor(rng.exponential(100, 4000))
    ends = np.where(ends < HORIZON, ends, np.nan)
    design = Design(("other",), np.ones((4000, 1)))
    prob = 1 - np.exp(-HORIZON / 100)
    found = fit_ending(design, ends, HORIZON, seed=7).still(
        design.rows(np.arange(1)), np.array([prob]), [20, 40]
    )
    assert found[0] == pytest.approx(np.exp([-0.2, -0.4]), abs=0.02)
