"""One fit: what it learns from, and that it does not see what comes."""

from dataclasses import replace

import narwhals.stable.v2 as nw
import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.errors import DataError
from src.modeling.start import fit_start, outlook
from src.stages import fitting
from src.stages.fitting import Fit, fit
from src.stages.snapshots import Outcomes, followed

HOW = Fit(horizon_days=91, seed=7, threads=1)


def learnt_by(market, past):
    known = market.snapshots.at(*past.cutoffs)
    return followed(market.tables["orders"], known, past.label_days)


def boosters_of(fitted):
    blend, clv = fitted.churn.blend, fitted.clv
    return [one.model_to_string() for one in (blend.started, blend.plain, clv.started, clv.buyers)]


def test_fits_side_by_side_learn_the_very_same(market, judged):
    past = market.plan.judged
    again = fit(market.snapshots, learnt_by(market, past), past, replace(HOW, at_once=3))
    assert boosters_of(again) == boosters_of(judged)
    assert again.churn.calibration == judged.churn.calibration
    assert (again.level, again.clv.scale) == (judged.level, judged.clv.scale)


def test_what_is_described_later_changes_nothing(market, judged):
    past = market.plan.judged
    without = market.snapshots.at(*past.cutoffs, past.now)
    assert len(without.design) < len(market.snapshots.design)
    again = fit(without, learnt_by(market, past), past, HOW)
    probs = [f.churn.prob(f.design, f.ahead) for f in (judged, again)]
    spends = [f.clv.spend(f.design, f.ahead, f.churn.blend) for f in (judged, again)]
    assert_array_equal(*probs)
    assert_array_equal(*spends)


def test_no_label_reads_at_or_beyond_the_moment(market, judged, shipped):
    """So the judged fit is the same on orders that end there."""
    past, orders = market.plan.judged, market.tables["orders"]
    known = market.snapshots.at(*past.cutoffs)
    cut = orders.filter(nw.col("ordered_day") < past.now)
    assert_array_equal(followed(cut, known, past.label_days).net_ahead, judged.training.net_ahead)
    assert judged.training.cutoff_day.max() + past.label_days == past.now
    assert shipped.training.cutoff_day.max() == market.plan.today.now - 91


def test_each_row_starts_from_what_its_own_cutoff_knew(market, judged):
    for cutoff in market.plan.judged.cutoffs:
        design = market.snapshots.at(cutoff).design
        ahead = outlook(fit_start(design), design, 91, 91)
        own = judged.training.cutoff_day == cutoff
        assert_allclose(judged.training.silent_logit[own], ahead.silent_logit)
        assert_allclose(judged.training.log_spend[own], ahead.log_spend)


def test_a_customer_has_one_number_at_all_cutoffs(market, judged):
    known = market.snapshots.at(*market.plan.judged.cutoffs).customer_id
    pairs = set(zip(known.tolist(), judged.training.customer.tolist(), strict=True))
    assert len(pairs) == len(set(known.tolist())) == len({number for _, number in pairs})


def test_features_that_never_vary_are_left_out_but_those_the_start_needs(market):
    past = market.plan.judged
    snapshots = market.snapshots
    values = snapshots.design.values.copy()
    same = [snapshots.design.names.index(name) for name in ("net_30d", "net_90d", "net_sum")]
    values[:, same] = 5.0
    changed = replace(snapshots, design=replace(snapshots.design, values=values))
    names = fit(changed, learnt_by(market, past), past, HOW).design.names
    assert "net_30d" not in names
    assert {"net_90d", "net_sum", "x", "t_x_days", "T_days"} <= set(names)


def test_of_too_many_rows_whole_customers_are_kept(monkeypatch):
    monkeypatch.setattr(fitting, "ROWS_MAX", 1000)
    customer = np.tile(np.arange(500), 6)
    kept = fitting._sampled(customer, seed=1)
    assert kept.sum() == pytest.approx(1000, abs=6)
    rows = np.bincount(customer[kept], minlength=500)
    assert set(rows) == {0, 6}
    assert fitting._sampled(customer[:900], seed=1).all()


def test_where_everybody_left_it_says_so(market):
    past = market.plan.judged
    nothing = np.zeros(len(market.snapshots.at(*past.cutoffs).design))
    with pytest.raises(DataError, match="0 ordered and 0 spent money: too few of one kind"):
        fit(market.snapshots, Outcomes(nothing + 1, nothing), past, HOW)


def test_what_older_snapshots_tell_beyond_short_labels_moves_everybody(market):
    short = replace(market.plan.judged, label_days=30)
    known = learnt_by(market, short)
    told = [
        fit(market.snapshots, known, short, HOW, Outcomes(silent, known.net_ahead))
        for silent in (np.ones(len(known.churned)), known.churned * 0)
    ]
    quiet, lively = (one.churn.prob(one.design, one.ahead) for one in told)
    assert (quiet > lively).all()
