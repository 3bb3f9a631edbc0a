"""Truth: sums made by hand."""

import numpy as np
import pytest

from src.config import Contact
from src.modeling.profit import Judged, chosen, profit
from src.modeling.stakes import Told, expected, expected_profit, stake

TERMS = Contact(cost=10.0, success_rate=0.5, margin=0.4)  # so a contact is worth it from 50 on
CHURNED = np.array([1.0, 0, 1, 0, 1, 0, 0, 0, 0, 0])
PROB = np.array([0.9, 0.8, 0.5, 0.5, 0.3, 0.2, 0.1, 0.1, 0.1, 0.1])
TODAY = Told(np.array([0.5, 0.5, 0.1]), np.array([60.0, 100.0, 20.0]))
VALUE = np.array([20.0, 100, 400, 300, 100, 500, 40, 40, 40, 40])
# at stake 18, 80, 200, 150, 30, 100, 4 x 4: listed are the second, third, fourth and sixth


@pytest.fixture
def judged():
    return Judged(CHURNED, PROB, VALUE)


def by_name(terms, judged):
    found = profit(terms, judged, TODAY, seed=1)
    return found, {one.name: one for one in found.judged}


def test_each_customer_has_a_threshold_of_their_own(judged):
    own = expected_profit(TERMS, judged.at_stake)
    assert own[:6] == pytest.approx([-6.4, 6, 30, 20, -4, 10])
    assert np.flatnonzero(chosen(TERMS, own)).tolist() == [1, 2, 3, 5]


def test_the_list_and_its_rivals_earn_what_a_sum_by_hand_says(judged):
    """Kept are half of those who left: .5 x .4 x 400 of the third customer, less 10 each."""
    found, ways = by_name(TERMS, judged)
    told = {n: (w.contacts, w.cost, round(w.profit, 6)) for n, w in ways.items()}
    assert told == {
        "this list": (4, 40, 80 - 40),
        "nobody": (0, 0, 0),
        "everybody": (10, 100, 4 + 80 + 20 - 100),
        "riskiest tenth": (1, 10, 4 - 10),
        "tenth with most at stake": (1, 10, 80 - 10),
        "perfect foresight": (2, 20, 80 + 20 - 20),
    }
    assert ways["this list"].predicted == pytest.approx(6 + 30 + 20 + 10)
    assert ways["everybody"].less == pytest.approx(40 - 4)
    assert (found.contacts, found.cost, found.expected) == (2, 20, pytest.approx(2 + 10))
    for curve in found.curve.values():
        assert curve[0] == 0
        assert curve[-1] == pytest.approx(4)  # everybody, in whatever order


@pytest.mark.parametrize(
    ("limits", "listed"),
    [
        ({"budget": 25.0}, [2, 3]),
        ({"contacts_max": 1}, [2]),
        ({"budget": 35.0, "contacts_max": 2}, [2, 3]),
        ({"budget": 1e6}, [1, 2, 3, 5]),
        ({"budget": 5.0}, []),
    ],
)
def test_the_budget_cuts_the_least_worth_it(judged, limits, listed):
    terms = TERMS.model_copy(update=limits)
    marks = chosen(terms, expected_profit(terms, judged.at_stake))
    assert np.flatnonzero(marks).tolist() == listed


def test_the_interval_is_that_of_a_sum_of_chances():
    """Half of 1,000 listed leave: 90 or -10 each, so the sum deviates by 50 x 1000 ** .5."""
    n = 1000
    churned, prob = (np.arange(n) % 2).astype(float), np.full(n, 0.5)
    _, ways = by_name(TERMS, Judged(churned, prob, np.full(n, 500.0)))
    ours = ways["this list"]
    assert ours.profit == pytest.approx(500 * 90 - 500 * 10)
    assert (ours.high - ours.low) / (2 * 1.96) == pytest.approx(50 * n**0.5, rel=0.15)
    assert ours.low < ours.profit < ours.high
    assert (ways["everybody"].less_low, ways["everybody"].less_high) == (0, 0)  # the same list


def test_what_is_at_stake_is_a_pace_the_prediction_or_an_amount():
    told = Told(np.array([0.5, 0.1]), np.array([30.0, -5.0]), np.array([80.0, 10.0]))
    assert stake(TERMS, told).tolist() == [30, 0]
    assert stake(TERMS.model_copy(update={"value": "clv"}), told).tolist() == [40, 1]
    assert stake(TERMS.model_copy(update={"value": 200.0}), told).tolist() == [100, 20]


def test_uplift_takes_the_place_of_churn_times_success():
    """Worth 100 each, .4 of it earned: moved by .5, 0 and -.2 that is 20, 0 and -8, less 10."""
    prob = np.array([0.1, 0.9, 0.5])
    told = Told(prob, 100 * prob, uplift=np.array([0.5, 0.0, -0.2]))
    assert expected(TERMS, told) == pytest.approx([10, -10, -18])
    found = profit(TERMS, Judged(CHURNED, PROB, VALUE), told, seed=1)
    assert (found.contacts, found.expected, found.by_uplift) == (1, pytest.approx(10), True)


def test_whose_value_is_not_known_is_not_listed():
    told = Told(np.array([0.5, 0.5]), np.array([np.nan, 100.0]))
    found = profit(TERMS, Judged(CHURNED, PROB, VALUE), told, seed=1)
    assert (found.contacts, found.unvalued, found.expected) == (1, 1, pytest.approx(10))
