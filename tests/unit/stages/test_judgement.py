"""The judgement knows a model that learnt something from one that learnt shuffled outcomes."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.errors import DataError
from src.modeling import metrics
from src.stages import judgement as judgement_stage
from src.stages.fitting import Fit, fit
from src.stages.judgement import by_lot, judge
from src.stages.snapshots import Outcomes, followed

HOW = Fit(horizon_days=91, seed=7, threads=1)


@pytest.fixture(scope="module")
def happened(market):
    orders, now = market.tables["orders"], market.snapshots.at(market.plan.judged.now)
    return followed(orders, now, 91)


@pytest.fixture(scope="module")
def judgement(judged, happened):
    return judge(judged, happened, HOW)


def exchanged(snapshots, outcomes, seed):
    """Give every customer what another one did, the same one at every cutoff."""
    names = np.unique(snapshots.customer_id)
    place = {name: at for at, name in enumerate(names)}
    other = np.random.default_rng(seed).permutation(names)
    done = {
        (day, name): row
        for row, (day, name) in enumerate(
            zip(snapshots.cutoff_day, snapshots.customer_id, strict=True)
        )
    }
    rows = [done.get((day, other[place[name]]), done[(day, name)]) for day, name in done]
    return Outcomes(outcomes.churned[rows], outcomes.net_ahead[rows])


def row(table, model="this model"):
    return table.set_index("model").loc[model]


def test_it_judges_the_customers_of_the_cutoff_by_what_they_did(market, judgement, happened, now):
    customers = judgement.customers
    described = market.snapshots.at(now).design
    assert_array_equal(customers["churned"], happened.churned)
    assert_array_equal(customers["net_ahead"], happened.net_ahead)
    assert_array_equal(customers["recency_days"], described.column("recency_days"))
    assert_array_equal(customers["net_past"], described.column("net_sum"))
    ours = row(judgement.churn)
    assert ours["auc"] == metrics.auc(happened.churned, customers["churn_prob"].to_numpy())
    assert ours["n"] == row(judgement.clv)["n"] == len(described)


def test_of_very_many_customers_a_lot_is_judged_with_all_that_is_known_of_them(
    judged, happened, monkeypatch
):
    monkeypatch.setattr(judgement_stage, "JUDGED_MAX", 100)
    few, theirs = by_lot(judged, happened, seed=7)
    kept = np.isin(judged.customer_id, few.customer_id)
    assert 60 < kept.sum() == len(few.design) == len(few.known) < 140
    assert_array_equal(theirs.churned, happened.churned[kept])
    assert_array_equal(theirs.net_ahead, happened.net_ahead[kept])
    probs = judged.churn.prob(judged.design, judged.ahead)
    assert_allclose(few.churn.prob(few.design, few.ahead), probs[kept], rtol=1e-12)
    monkeypatch.undo()
    assert by_lot(judged, happened, seed=7) == (judged, happened)


def test_a_model_of_real_histories_is_better_than_a_coin(judgement, now):
    assert row(judgement.churn)["auc_low"] > 0.6
    assert row(judgement.clv)["gini_low"] > 0.2
    churn, value = judgement.grades
    assert churn.letter in "ABC"
    assert churn.days == (now,)
    # what somebody spends is drawn anew at each order: the past rate is all that can be known
    assert (value.letter, value.rule) == ("D", "past spend rate")
    assert not judgement.promoted
    assert "Not promoted: value is graded D, no better than past spend rate" in judgement.reason


def test_shuffled_outcomes_are_caught(market, happened):
    """A customer's habits are another's, before the cutoff and after: nothing tells whose."""
    past, orders = market.plan.judged, market.tables["orders"]
    known, now = market.snapshots.at(*past.cutoffs), market.snapshots.at(past.now)
    learnt = followed(orders, known, past.label_days)
    found = [
        judge(
            fit(market.snapshots, exchanged(known, learnt, seed), past, HOW),
            exchanged(now, happened, seed),
            HOW,
        )
        for seed in (1, 2, 3)
    ]
    assert np.mean([row(f.churn)["auc"] for f in found]) == pytest.approx(0.5, abs=0.06)
    assert np.mean([row(f.clv)["gini"] for f in found]) == pytest.approx(0, abs=0.12)
    assert not any(f.promoted for f in found)
    assert [[one.letter for one in f.grades] for f in found] == [["D", "D"]] * 3
    assert all("churn is graded D, no better than a coin" in f.reason for f in found)


@pytest.mark.parametrize("always", [0.0, 1.0])
def test_where_all_did_the_same_nothing_can_be_judged(judged, always):
    n = len(judged.design)
    with pytest.raises(DataError, match=f"Of {n} customers judged, .* nothing to tell apart"):
        judge(judged, Outcomes(np.full(n, always), np.full(n, 5 - 5 * always)), HOW)
