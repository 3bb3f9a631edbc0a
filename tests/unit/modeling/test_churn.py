"""Truth: invented customers whose probability to leave is known (tests/conftest.py)."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.errors import DataError
from src.modeling import churn, metrics
from src.modeling.calibration import expit
from src.modeling.churn import fit_churn
from src.modeling.design import Design
from src.modeling.start import fit_start, outlook
from src.modeling.training import Training

DAYS = 91


@pytest.fixture(scope="module")
def training(invented):
    return invented(1500, seed=1).training()


@pytest.fixture(scope="module")
def model(training):
    return fit_churn(training, DAYS, seed=7, threads=1)


@pytest.fixture(scope="module")
def unseen(invented):
    return invented(3000, seed=2)


def ahead_of(design, label_days=DAYS, horizon_days=DAYS):
    return outlook(fit_start(design), design, label_days, horizon_days)


def test_customers_never_seen_are_ranked_nearly_as_the_truth_would(model, unseen):
    ahead = ahead_of(unseen.design)
    prob = model.prob(unseen.design, ahead)
    best, history = unseen.churn_prob, expit(ahead.silent_logit)
    ours, truth, start = (metrics.auc(unseen.churned, p) for p in (prob, best, history))
    assert ours > truth - 0.01
    assert start < truth - 0.1  # order histories do not tell what comes
    assert np.abs(prob - best).mean() < 0.05


def test_probabilities_mean_what_they_say(model, unseen):
    prob = model.prob(unseen.design, ahead_of(unseen.design))
    assert prob.mean() == pytest.approx(unseen.churn_prob.mean(), abs=0.02)
    assert metrics.calibration_error(unseen.churn_prob, prob) < 0.03


def test_shuffled_outcomes_teach_nothing(training, unseen):
    order = np.random.default_rng(3).permutation(len(training))
    shuffled = replace(training, churned=training.churned[order])
    prob = fit_churn(shuffled, DAYS, seed=7, threads=1).prob(unseen.design, ahead_of(unseen.design))
    assert prob.mean() == pytest.approx(training.churned.mean(), abs=0.03)
    assert prob.std() < 0.06  # the truth's is .33
    others = np.random.default_rng(4).permutation(unseen.churned)
    low, high = metrics.interval(metrics.auc, others, prob, seed=0)
    assert low < 0.5 < high


def leaving_by_lot(customers, times):
    """Customers described many times, by a number that tells them apart; who leaves is a lot."""
    rng = np.random.default_rng(6)
    customer = np.tile(np.arange(customers), times)
    number = rng.permutation(customers)[customer]
    nothing = np.zeros(len(customer))
    return Training(
        design=Design(("number", "noise"), np.stack([number, rng.normal(size=len(number))], 1)),
        cutoff_day=np.zeros(len(customer), dtype=np.int64),
        customer=customer,
        churned=(rng.random(customers) < 0.5)[customer].astype(float),
        net_ahead=nothing,
        silent_logit=nothing,
        log_spend=nothing,
        label_days=DAYS,
    )


def test_knowing_customers_by_heart_is_not_taken_for_knowledge():
    known = leaving_by_lot(customers=400, times=40)
    fitted = fit_churn(known, DAYS, seed=7, threads=1)
    score = fitted.blend.score(known.design, known.silent_logit)
    assert metrics.auc(known.churned, score) > 0.7  # learnt by heart
    assert fitted.calibration.slope < 0.1  # and not believed


def test_no_customer_is_scored_by_a_blend_that_saw_their_labels(training):
    """Not even at another cutoff: turning around all labels of one changes others' scores only."""
    rows = training.rows(np.arange(len(training)) < 600)
    rows = replace(rows, cutoff_day=np.repeat([1, 2], 300), customer=np.tile(np.arange(300), 2))
    own = rows.customer == 17
    turned = replace(rows, churned=np.where(own, 1 - rows.churned, rows.churned))
    before, after = (churn._out_of_fold(known, seed=7, threads=1) for known in (rows, turned))
    assert_array_equal(before[own], after[own])
    assert (before != after).mean() > 0.6


def test_the_fewer_customers_the_more_the_order_history_alone_says(invented, training):
    few = churn.fit_blend(invented(100, seed=1).training(), seed=7, threads=1)
    many = churn.fit_blend(training, seed=7, threads=1)
    assert few.start_weight > 0.9
    assert many.start_weight < 0.2
    start = training.silent_logit
    alone, none = (
        replace(many, start_weight=weight).score(training.design, start) for weight in (1.0, 0.0)
    )
    assert_allclose(alone, start)
    half = replace(many, start_weight=0.5).score(training.design, start)
    assert_allclose(half, (start + none) / 2)


def test_the_order_history_has_no_say_where_more_is_known_clearly(invented):
    """A discount tells what comes, and no order does (tests/conftest.py); taken away, none does."""
    known = invented(300, seed=1).training()
    names = [name for name in known.design.names if name != "discount_share"]
    without = replace(known, design=known.design.select(names))
    telling, usual = (fit_churn(one, DAYS, seed=7, threads=1).blend for one in (known, without))
    assert telling.start_weight == 0
    assert usual.start_weight > 0.8


def test_held_out_blends_weigh_the_start_as_the_whole_does(training):
    (rest, _), *_ = training.folds()
    assert len(rest) < len(training)
    assert rest.customers == training.customers


def test_calibrated_on_all_snapshots_for_the_newest_may_be_a_season():
    """Of alike customers 30 % left at the older snapshot and 70 % at the newer one."""
    rows = leaving_by_lot(customers=1000, times=2)
    day = np.tile([1, 2], 1000)
    left = np.random.default_rng(5).random(2000) < np.where(day == 1, 0.3, 0.7)
    seen = replace(rows, cutoff_day=day, churned=left.astype(float))
    prob = fit_churn(seen, DAYS, seed=7, threads=1).prob(seen.design, seen.ahead)
    assert prob.mean() == pytest.approx(left.mean(), abs=0.02)


@pytest.fixture(scope="module")
def short(invented):
    """A model of 45 days' silence, as a short history gives it."""
    return fit_churn(invented(1500, seed=5, days=45).training(45), DAYS, seed=7, threads=1)


def test_a_longer_horizon_never_makes_silence_likelier(short, unseen):
    horizons = (45, 60, 91, 182, 730)
    probs = [short.prob(unseen.design, ahead_of(unseen.design, 45, days)) for days in horizons]
    assert (np.diff(probs, axis=0) <= 0).all()
    assert np.mean(probs[0] - probs[-1]) > 0.2


def test_carried_to_its_horizon_it_ranks_and_is_right_on_the_whole(short, unseen):
    prob = short.prob(unseen.design, ahead_of(unseen.design, 45, DAYS))
    assert metrics.auc(unseen.churned, prob) > metrics.auc(unseen.churned, unseen.churn_prob) - 0.02
    assert prob.mean() == pytest.approx(unseen.churn_prob.mean(), abs=0.05)


def test_awkward_customers_get_a_probability(model, unseen):
    rows = unseen.design.values[:4].copy()
    optional = [unseen.design.names.index(name) for name in ("gap_days", "discount_share")]
    rows[0, optional] = np.nan
    rows[1] = 1e9
    rows[2] = [1, 1, 0, 0, 0, 0, 0, 1, np.nan, 0]  # since yesterday, for nothing
    design, start = Design(unseen.design.names, rows), fit_start(unseen.design)
    prob = model.prob(design, outlook(start, design, DAYS, DAYS))
    assert ((prob > 0) & (prob < 1)).all()
    one = design.rows(np.array([3]))
    assert model.prob(one, outlook(start, one, DAYS, DAYS)) == pytest.approx(prob[3])


@pytest.mark.parametrize(("always", "counts"), [(1.0, "60 were silent"), (0.0, "0 were silent")])
def test_where_all_or_none_churned_there_is_nothing_to_learn(invented, always, counts):
    training = invented(60, seed=8).training()
    training.check_outcomes()
    with pytest.raises(DataError, match=f"Of 60 customers known at 1 past cutoffs, {counts}"):
        replace(training, churned=np.full(60, always)).check_outcomes()


def test_where_nobody_spent_there_is_nothing_to_learn(invented):
    training = invented(60, seed=8).training()
    with pytest.raises(DataError, match="and 0 spent money: too few"):
        replace(training, net_ahead=np.full(60, -1.0)).check_outcomes()
