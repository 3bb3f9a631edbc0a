"""Truth: published fits and formulas, planted parameters, simulated futures."""

from dataclasses import astuple
from itertools import product

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.special import gammaln, hyp2f1

from src.errors import DataError
from src.modeling.bg_nbd import BgNbd
from src.modeling.btyd import (
    History,
    alive_prob,
    expected_orders,
    fit_bg_nbd,
    fit_pareto_nbd,
    order_prob,
)
from src.modeling.likelihood import LARGEST_LOG, MOST_CUSTOMERS, distinct
from src.modeling.pareto_nbd import ParetoNbd

PARETO = ParetoNbd(r=0.553, alpha=10.58, s=0.606, beta=11.67)
BG = BgNbd(r=0.243, alpha=4.414, a=0.793, b=2.426)
T_DAYS, HORIZON_DAYS = 270.0, 180.0


def pareto_world(model, customers, rng):
    """Histories to day 270, orders in the 180 days after, and who was alive between."""
    rate = rng.gamma(model.r, 1 / model.alpha, customers) / 7
    leaves = rng.exponential(7 / rng.gamma(model.s, 1 / model.beta, customers))
    alive_days = np.minimum(leaves, T_DAYS)
    x = rng.poisson(rate * alive_days).astype(float)
    last = alive_days * rng.random(customers) ** (1 / np.maximum(x, 1))
    ahead = rng.poisson(rate * (np.minimum(leaves, T_DAYS + HORIZON_DAYS) - alive_days))
    history = History(x, np.where(x > 0, last, 0), np.full(customers, T_DAYS))
    return history, ahead, leaves > T_DAYS


def bg_world(model, customers, rng):
    """Simulate as above, order by order."""
    rate = rng.gamma(model.r, 1 / model.alpha, customers) / 7
    orders_left = rng.geometric(rng.beta(model.a, model.b, customers))
    x, last, now, ahead = (np.zeros(customers) for _ in range(4))
    alive = np.ones(customers, bool)
    on = np.ones(customers, bool)
    while on.any():
        now += rng.exponential(1 / rate)
        on &= (now <= T_DAYS + HORIZON_DAYS) & (x + ahead < orders_left)
        before = on & (now <= T_DAYS)
        x += before
        last = np.where(before, now, last)
        ahead += on & ~before
        alive &= ~(before & (x == orders_left))
    return History(x, last, np.full(customers, T_DAYS)), ahead, alive


WORLDS = {
    "pareto": (PARETO, pareto_world),
    "pareto, loyal": (ParetoNbd(r=2.0, alpha=8.0, s=1.0, beta=60.0), pareto_world),
    "bg": (BG, bg_world),
    "bg, loyal": (BgNbd(r=2.0, alpha=8.0, a=1.0, b=9.0), bg_world),
}


def test_bg_nbd_reproduces_the_published_fit(cdnow):
    fit = fit_bg_nbd(cdnow[0])
    assert_allclose([fit.r, fit.alpha, fit.a, fit.b], [0.243, 4.414, 0.793, 2.426], atol=6e-4)
    assert fit.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_pareto_nbd_reproduces_the_published_fit(cdnow):
    fit = fit_pareto_nbd(cdnow[0])
    assert_allclose([fit.r, fit.s], [0.553, 0.606], atol=6e-4)
    assert_allclose([fit.alpha, fit.beta], [10.58, 11.67], atol=6e-3)
    assert fit.log_likelihood == pytest.approx(-9595.0, abs=0.05)


@pytest.mark.parametrize("swap", [False, True], ids=["alpha < beta", "alpha > beta"])
def test_pareto_nbd_density_is_the_published_hypergeometric_one(swap):
    r, s, alpha, beta = 0.553, 0.606, 10.58, 11.67
    if swap:
        alpha, beta = beta, alpha
    x, t_x, age = np.array([[0, 0, 39], [1, 5, 30], [4, 30, 30], [26, 31, 38]], float).T
    far, k = max(alpha, beta), r + s + x
    second = s + 1 if alpha > beta else r + x

    def term(t):
        return hyp2f1(k, second, k + 1, abs(alpha - beta) / (far + t)) / (far + t) ** k

    still = (alpha + age) ** -(r + x) * (beta + age) ** -s
    scale = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    published = scale + np.log(still + s / k * (term(t_x) - term(age)))
    assert_allclose(ParetoNbd(r, alpha, s, beta).log_density(x, t_x, age), published, rtol=1e-10)


@pytest.mark.parametrize("name", WORLDS)
def test_predictions_are_right_on_average_in_every_tenth_of_a_simulated_world(name):
    model, world = WORLDS[name]
    history, ahead, alive = world(model, 100_000, np.random.default_rng(1))
    pairs = {
        "order_prob": (order_prob(model, history, HORIZON_DAYS), ahead > 0),
        "expected_orders": (expected_orders(model, history, HORIZON_DAYS), ahead),
        "alive_prob": (alive_prob(model, history), alive),
    }
    for what, (predicted, happened) in pairs.items():
        for tenth in np.array_split(np.argsort(predicted, kind="stable"), 10):
            error = happened[tenth].mean() - predicted[tenth].mean()
            noise = happened[tenth].std() / np.sqrt(len(tenth))
            assert abs(error) < 4.5 * noise + 1e-3, (what, predicted[tenth].mean(), error, noise)


def test_a_planted_pareto_nbd_is_recovered():
    planted = ParetoNbd(r=0.8, alpha=6.0, s=0.7, beta=9.0)
    history, _, _ = pareto_world(planted, 30_000, np.random.default_rng(2))
    fit = fit_pareto_nbd(history)
    assert_allclose(astuple(fit)[:4], astuple(planted)[:4], rtol=0.1)
    at_planted = planted.log_density(*history.weeks()).sum()
    assert 0 < fit.log_likelihood - at_planted < 10  # twice that is chi-squared(4)


def test_a_planted_bg_nbd_is_recovered():
    planted = BgNbd(r=0.6, alpha=5.0, a=0.9, b=3.0)
    history, _, _ = bg_world(planted, 30_000, np.random.default_rng(3))
    fit = fit_bg_nbd(history)
    assert_allclose(astuple(fit)[:4], astuple(planted)[:4], rtol=0.15)
    assert 0 < fit.log_likelihood - planted.log_density(*history.weeks()).sum() < 10


@pytest.mark.parametrize("model", [PARETO, BG], ids=["pareto", "bg"])
def test_longer_horizons_and_shorter_silences_mean_more_orders(model):
    longer = History(np.array([4.0]), np.array([200.0]), np.array([270.0]))
    for predicted in (order_prob, expected_orders):
        by_horizon = [predicted(model, longer, days)[0] for days in (1, 30, 365, 3650)]
        assert by_horizon == sorted(by_horizon)
        last = np.linspace(50, 270, 12)
        by_silence = predicted(model, History(np.full(12, 4.0), last, np.full(12, 270.0)), 91)
        assert (np.diff(by_silence) > 0).all()
    probs = order_prob(model, longer, 3650)
    assert 0 <= probs <= alive_prob(model, longer) <= 1


@pytest.mark.parametrize("shape", ["a", "s"])
def test_expected_orders_pass_smoothly_through_the_removable_singularity_at_one(shape):
    history = History(np.array([0.0, 3]), np.array([0.0, 90]), np.array([100.0, 100]))
    made = {
        "a": lambda a: BgNbd(r=0.5, alpha=5.0, a=a, b=2.0),
        "s": lambda s: ParetoNbd(r=0.5, alpha=5.0, s=s, beta=9.0),
    }[shape]
    below, at, above = (expected_orders(made(v), history, 91) for v in (1 - 1e-3, 1, 1 + 1e-3))
    assert_allclose(at, (below + above) / 2, rtol=1e-5)


def test_counting_equal_rows_does_not_change_the_likelihood():
    history, _, _ = pareto_world(PARETO, 3_000, np.random.default_rng(5))
    rows = np.ceil(history.weeks())  # weeks, so that rows repeat
    rows[1] = np.minimum(rows[1], rows[2])
    rows = rows[:, np.lexsort(rows[::-1])]
    kinds, counts = distinct(rows)
    assert kinds.shape[1] < 600
    assert counts.sum() == 3_000
    each = PARETO.log_density(*rows).sum()
    assert counts @ PARETO.log_density(*kinds) == pytest.approx(each, rel=1e-12)


def test_row_order_changes_nothing():
    history, _, _ = pareto_world(PARETO, 500, np.random.default_rng(6))
    order = np.random.default_rng(7).permutation(500)
    shuffled = History(history.x[order], history.t_x_days[order], history.T_days[order])
    assert fit_pareto_nbd(history) == fit_pareto_nbd(shuffled)
    assert fit_bg_nbd(history) == fit_bg_nbd(shuffled)


def test_the_even_sample_of_many_customers_fits_like_all_of_them():
    history, _, _ = bg_world(BG, 2_000, np.random.default_rng(8))
    copies = 2 * MOST_CUSTOMERS // 2_000
    many = History(*(np.tile(a, copies) for a in (history.x, history.t_x_days, history.T_days)))
    one, all_ = fit_bg_nbd(history), fit_bg_nbd(many)
    assert_allclose(astuple(all_)[:4], astuple(one)[:4], rtol=1e-2)
    assert all_.log_likelihood == pytest.approx(copies * one.log_likelihood, rel=1e-6)


ones = np.ones
DEGENERATE = {
    "one customer": History(ones(1) * 2, ones(1) * 10, ones(1) * 20),
    "one customer, one order, today": History(np.zeros(1), np.zeros(1), np.zeros(1)),
    "nobody came back": History(np.zeros(50), np.zeros(50), np.arange(50.0) + 1),
    "all alike": History(ones(50) * 3, ones(50) * 60, ones(50) * 90),
    "all ordered at the end": History(ones(30) * 4, np.arange(30.0) + 20, np.arange(30.0) + 20),
    "every day for years": History(
        np.array([900.0, 3000, 0]), np.array([950.0, 3050, 0]), np.array([1000.0, 3060, 3060])
    ),
}


@pytest.mark.parametrize("fit", [fit_pareto_nbd, fit_bg_nbd])
@pytest.mark.parametrize("name", DEGENERATE)
def test_degenerate_histories_stay_finite_and_plausible(name, fit):
    history = DEGENERATE[name]
    model = fit(history)
    assert np.isfinite(astuple(model)).all()
    for prob in (alive_prob(model, history), order_prob(model, history, 91)):
        assert ((prob >= 0) & (prob <= 1)).all()
    orders = expected_orders(model, history, 91)
    run_rate = (history.x + 1) / (history.T_days + 1) * 91
    assert ((orders >= 0) & (orders <= 10 * run_rate + 1)).all()


@pytest.mark.parametrize("made", [ParetoNbd, BgNbd])
def test_extreme_parameters_give_finite_predictions(made):
    x, t_x, age = np.array([[0, 0, 0], [0, 0, 800], [1, 0.1, 700], [9, 70, 70], [600, 5, 900]]).T
    history = History(x, t_x, age)
    for logs in product((-LARGEST_LOG, 0, LARGEST_LOG), repeat=4):
        model = made(*np.exp(logs))
        assert np.isfinite(model.log_density(*history.weeks())).all()
        never_leaving = (model.r + x) / (model.alpha + age / 7) * 365 / 7
        orders = expected_orders(model, history, 365)
        assert ((orders >= 0) & (orders <= never_leaving * (1 + 1e-9))).all()
        probs = order_prob(model, history, 365)
        assert ((probs >= 0) & (probs <= 1)).all()


def test_impossible_input_is_refused_with_a_count():
    with pytest.raises(DataError, match="1 of 2 customers break"):
        History(ones(2), np.array([5.0, 30]), np.array([20.0, 20]))
    with pytest.raises(DataError, match="1 of 2 customers break"):
        History(np.array([np.nan, 1]), ones(2), ones(2))
    with pytest.raises(DataError, match=r"found \(0, 0, 0\) values"):
        History(np.zeros(0), np.zeros(0), np.zeros(0))
