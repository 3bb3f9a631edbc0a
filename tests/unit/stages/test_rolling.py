"""Judged at several cutoffs: each fit knows nothing later; what cannot be judged is left out."""

import narwhals.stable.v2 as nw
import numpy as np

from src.asof import Asof
from src.features.build import PLAIN
from src.modeling.splits import Past
from src.stages.fitting import Fit
from src.stages.judgement import judge
from src.stages.rolling import followed_longer, trials
from src.stages.snapshots import describe, followed

HOW = Fit(horizon_days=91, seed=7, threads=1)


def tried(market, pasts, until):
    """Judge at cutoffs, knowing only orders before a day."""
    orders = market.tables["orders"].filter(nw.col("ordered_day") < until)
    moments = Asof(tuple(sorted({day for past in pasts for day in (*past.cutoffs, past.now)})))
    tables = {**market.tables, "orders": orders}
    snapshots = describe(tables, moments, PLAIN, 400, 25_000, lambda *_: None)
    return trials(orders, snapshots, pasts, HOW)


def test_an_earlier_fit_knows_nothing_of_what_came_later(market):
    """Without any order after its horizon it predicts the same, of the same people."""
    before = market.plan.earlier[0]
    assert before.now + 91 == market.plan.judged.now
    (one,), (other,) = (
        tried(market, [before], until) for until in (market.plan.today.now, before.now + 91)
    )
    assert one.day == other.day == before.now
    assert one.customer.tolist() == other.customer.tolist()
    np.testing.assert_array_equal(one.churn_prob, other.churn_prob)
    np.testing.assert_array_equal(one.clv, other.clv)
    np.testing.assert_array_equal(one.churned, other.churned)


def test_what_older_snapshots_tell_beyond_short_labels_ends_at_the_moment(market):
    """Orders from then on change nothing; those before it do, where labels did not reach them."""
    now, orders = market.plan.judged.now, market.tables["orders"]
    past = Past(now, 30, (now - 91, now - 60, now - 30))
    tables = {**market.tables, "orders": orders}
    moments = Asof(past.cutoffs)
    rows = describe(tables, moments, PLAIN, 400, 25_000, lambda *_: None)
    cut = orders.filter(nw.col("ordered_day") < now)
    one, other = (followed_longer(known, rows, past, HOW) for known in (orders, cut))
    np.testing.assert_array_equal(one.net_ahead, other.net_ahead)
    np.testing.assert_array_equal(one.churned, other.churned)
    short = followed(orders, rows, past.label_days)
    newest = rows.cutoff_day == now - 30
    np.testing.assert_array_equal(one.churned[newest], short.churned[newest])
    assert one.churned[~newest].mean() < short.churned[~newest].mean()
    assert followed_longer(orders, rows, Past(now, 91, (now - 91,)), HOW) is None


def test_a_cutoff_that_leaves_nothing_to_tell_apart_is_left_out(market):
    """All orders end at the earlier cutoff: everybody is silent after it."""
    before = market.plan.earlier[0]
    assert tried(market, [before], before.now) == ()


def test_earlier_cutoffs_count_for_the_grade(market, judged):
    now = market.snapshots.at(market.plan.judged.now)
    happened = followed(market.tables["orders"], now, 91)
    before = trials(market.tables["orders"], market.snapshots, market.plan.earlier, HOW)
    judgement = judge(judged, happened, HOW, before)
    moments = [market.plan.judged.now, *(past.now for past in market.plan.earlier)]
    for one in judgement.grades:
        assert list(one.days) == moments
        assert one.n == 400 + sum(len(trial.customer) for trial in before)
    assert len(judgement.customers) == 400  # the tables are those of the newest alone
