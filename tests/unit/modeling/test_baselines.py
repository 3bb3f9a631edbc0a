"""Rules on five customers, worked out by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from src.modeling.baselines import rules, run_rate_spend
from src.modeling.btyd import expected_orders, fit_bg_nbd, order_prob
from src.modeling.design import Design
from src.modeling.gamma_gamma import expected_value
from src.modeling.start import fit_start, history, outlook
from src.modeling.training import Training

NAMES = (
    "x",
    "t_x_days",
    "T_days",
    "orders_count",
    "net_mean",
    "net_sum",
    "net_90d",
    "recency_days",
)
FIVE = Design(
    NAMES,
    np.array(
        [
            [3, 300, 400, 4, 100, 400, 0, 100],
            [0, 0, 30, 1, 60, 60, 60, 30],
            [9, 350, 360, 10, 20, 200, 90, 10],
            [1, 10, 200, 2, 5, 10, 0, 190],
            [2, 88, 90, 3, 30, 90, 90, 2],
        ],
        dtype=float,
    ),
)
DAYS = 91


@pytest.fixture(scope="module")
def start():
    return fit_start(FIVE)


@pytest.fixture(scope="module")
def found(start):
    older, newest = [(1.0, 999.0)] * 5, [(1.0, 0.0), (0, 8), (0, 12), (1, 0), (0, 100)]
    churned, net = np.array([*older, *newest]).T
    training = Training(
        design=Design(NAMES, np.concatenate([FIVE.values, FIVE.values])),
        cutoff_day=np.repeat([100, 200], 5),
        customer=np.tile(np.arange(5), 2),
        churned=churned,
        net_ahead=net,
        silent_logit=np.zeros(10),
        log_spend=np.zeros(10),
        label_days=DAYS,
    )
    cells = np.array([*["555"] * 5, "111", "555", "555", "111", "333"])
    judged = np.array(["555", "111", "333", "444", "555"])
    ahead = outlook(start, FIVE, DAYS, DAYS)
    return rules(training, FIVE, start, DAYS, ahead, (cells, judged))


def test_cells_predict_the_newest_means_and_an_empty_one_everybodys(found):
    assert_allclose(found.churn_prob["RFM cells"], [0, 1, 0, 0.4, 0])
    assert_allclose(found.spend["RFM cells"], [10, 0, 100, 24, 10])


def test_everybody_gets_the_newest_base_rate_and_no_money(found):
    assert found.churn_prob["base rate"].tolist() == [0.4] * 5
    assert found.spend["zero for all"].tolist() == [0] * 5


def test_silence_ranks_as_it_lasts(found):
    assert found.churn_score["recency rule"].tolist() == [100, 30, 10, 190, 2]


def test_past_spend_goes_on_and_the_new_are_not_blown_up(found):
    """Who is known for less than the horizon is expected to spend what they have spent."""
    expected = [400 / 400 * 91, 60, 200 / 360 * 91, 10 / 200 * 91, 90]
    assert_allclose(found.spend["past spend rate"], expected)


def test_the_last_90_days_go_on(found):
    expected = [0, 60 / 30 * 91, 91, 0, 91]
    assert_allclose(found.spend["last 90 days' spend"], expected)
    assert_allclose(run_rate_spend(FIVE, 30), [0, 60, 30, 0, 30])


def test_buy_till_you_die_rules_look_the_whole_horizon_ahead(found, start):
    ahead, known = outlook(start, FIVE, 10, DAYS), history(FIVE)
    assert_allclose(found.spend["Pareto/NBD + Gamma-Gamma"], ahead.spend_full)
    stays = 1 / (1 + np.exp(ahead.silent_logit_full))
    assert_allclose(1 - found.churn_prob["Pareto/NBD"], stays)
    model = fit_bg_nbd(known)
    value = expected_value(start.money, FIVE.column("orders_count"), FIVE.column("net_mean"))
    assert_allclose(1 - found.churn_prob["BG/NBD"], order_prob(model, known, DAYS))
    spend = expected_orders(model, known, DAYS) * value
    assert_allclose(found.spend["BG/NBD + Gamma-Gamma"], spend)


def test_every_rule_says_something_of_everybody(found):
    told = [*found.churn_prob.values(), *found.churn_score.values(), *found.spend.values()]
    assert len(told) == 4 + 1 + 6
    assert np.isfinite(told).all()
