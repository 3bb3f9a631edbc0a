"""Truth: invented customers whose expected spend is known (tests/conftest.py)."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from src.modeling import metrics
from src.modeling.churn import fit_blend
from src.modeling.clv import fit_clv
from src.modeling.design import Design
from src.modeling.start import CARRY_MAX, Outlook, fit_start, outlook

DAYS = 91


@pytest.fixture(scope="module")
def fitted(invented):
    training = invented(1500, seed=1).training()
    return fit_clv(training, DAYS, seed=7, threads=1), fit_blend(training, seed=7, threads=1)


@pytest.fixture(scope="module")
def unseen(invented):
    return invented(3000, seed=2)


def spend(fitted, design, label_days=DAYS, horizon_days=DAYS):
    model, blend = fitted
    ahead = outlook(fit_start(design), design, label_days, horizon_days)
    return model.spend(design, ahead, blend)


def test_customers_never_seen_are_ranked_nearly_as_the_truth_would(fitted, unseen):
    found = spend(fitted, unseen.design)
    truth = metrics.normalised_gini(unseen.net_ahead, unseen.spend)
    assert metrics.normalised_gini(unseen.net_ahead, found) > truth - 0.02
    assert metrics.spearman(unseen.spend, found) > 0.95


def test_every_trained_member_gets_the_total_about_right(fitted, unseen):
    """Too low, if anything, as trees stop early."""
    model, blend = fitted
    ahead = outlook(fit_start(unseen.design), unseen.design, DAYS, DAYS)
    totals = model._members(unseen.design, ahead.log_spend, blend).sum(axis=1)
    assert_allclose(totals / unseen.spend.sum(), 0.9, atol=0.15)


def test_shuffled_spend_teaches_nothing(invented, unseen):
    training = invented(1500, seed=1).training()
    order = np.random.default_rng(3).permutation(len(training))
    shuffled = replace(
        training, net_ahead=training.net_ahead[order], churned=training.churned[order]
    )
    model, blend = fit_clv(shuffled, DAYS, 7, 1), fit_blend(shuffled, 7, 1)
    found = spend((model, blend), unseen.design)
    others = np.random.default_rng(4).permutation(unseen.net_ahead)
    low, high = metrics.interval(metrics.normalised_gini, others, found, seed=0)
    assert low < 0 < high


def test_a_longer_horizon_never_earns_less(invented, unseen):
    training = invented(1500, seed=5, days=45).training(45)
    fitted = fit_clv(training, DAYS, 7, 1), fit_blend(training, 7, 1)
    spends = [spend(fitted, unseen.design, 45, days) for days in (45, 60, 91, 182, 730)]
    assert (np.diff(spends, axis=0) >= 0).all()
    ours, truth = (metrics.normalised_gini(unseen.net_ahead, s) for s in (spends[2], unseen.spend))
    assert ours > truth - 0.02


def test_a_start_gone_wild_multiplies_by_ten_at_most(fitted, unseen):
    few, one = unseen.design.rows(np.arange(20)), np.ones(20)
    (model, blend), same = fitted, Outlook(0 * one, one, 0 * one, one)
    model = replace(model, start_weight=0.0)
    wild = model.spend(few, replace(same, spend_full=1e6 * one), blend)
    calm = model.spend(few, same, blend)
    assert_allclose(5 * wild - 1e6, CARRY_MAX * (5 * calm - 1))


def test_the_fewer_customers_the_more_the_order_history_alone_says(fitted, unseen):
    (model, blend), ahead = fitted, outlook(fit_start(unseen.design), unseen.design, DAYS, DAYS)
    found = [
        replace(model, start_weight=weight).spend(unseen.design, ahead, blend)
        for weight in (0.0, 0.5, 1.0)
    ]
    assert_allclose(found[1], (found[0] + found[2]) / 2)
    assert_allclose(found[2], ahead.spend_full)


def test_more_returned_than_bought_counts_as_nothing(invented):
    training = invented(300, seed=6).training()
    returned = np.where(training.churned == 1, -50.0, training.net_ahead)
    one, other = (
        fit_clv(replace(training, net_ahead=net), DAYS, 7, 1)
        for net in (returned, np.maximum(returned, 0))
    )
    blend = fit_blend(training, 7, 1)
    found = spend((one, blend), training.design)
    assert_allclose(found, spend((other, blend), training.design), rtol=0)
    assert (found >= 0).all()


def test_awkward_customers_get_a_finite_value(fitted, unseen):
    names, rows = unseen.design.names, unseen.design.values[:4].copy()
    rows[0, [names.index("gap_days"), names.index("discount_share")]] = np.nan
    rows[1, names.index("net_sum")] = 1e12
    rows[2] = [1, 1, 0, 0, 0, 0, 0, 1, np.nan, 0]  # since yesterday, for nothing
    start, (model, blend) = fit_start(unseen.design), fitted
    design = Design(names, rows)
    found = model.spend(design, outlook(start, design, DAYS, DAYS), blend)
    assert (np.isfinite(found) & (found >= 0)).all()
    assert found.max() < 10 * unseen.net_ahead.max()
    one = design.rows(np.array([3]))
    alone = model.spend(one, outlook(start, one, DAYS, DAYS), blend)
    assert alone == pytest.approx(found[3])


def test_no_trained_member_promises_more_than_was_ever_spent(fitted, unseen):
    model, blend = fitted
    keen = unseen.design.rows(np.argsort(-unseen.spend)[:50])
    found = model._members(keen, np.full(50, 700.0), blend)  # the start says e^700
    most = np.exp(model.log_limit)
    assert found[0] == pytest.approx(most)
    assert (found[1:3] <= most).all()
