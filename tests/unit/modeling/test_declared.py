"""A model of declared churn, against planted truth."""

from dataclasses import replace

import numpy as np
import pytest

from src.modeling import declared, metrics
from src.modeling.alone import best_alone, cells_of, crossed_rates
from src.modeling.calibration import expit
from src.modeling.calibrators import Calibrator, best_calibrator, fit_calibrator
from src.modeling.declared import DeclaredChurn, Labelled, fit_declared, folds
from src.modeling.design import Design
from src.modeling.out_of_fold import out_of_fold
from src.modeling.splined import Splined, fit_splined

N = 1_500
rng = np.random.default_rng(11)
TENURE = rng.uniform(0, 70, N)
PAID = rng.normal(60, 20, N)
PAID[rng.random(N) < 0.1] = np.nan
TARIFF = (rng.random(N) < 0.4).astype(float)
TRUTH = 0.5 - 3 * np.tanh(TENURE / 15) + 1.5 * TARIFF + np.where(np.isnan(PAID), 1.0, 0.0)
CHURNED = (rng.random(N) < expit(TRUTH)).astype(float)
DESIGN = Design(("tenure", "paid", "tariff"), np.stack([TENURE, PAID, TARIFF], axis=1))
ROWS = Labelled(DESIGN, CHURNED, np.arange(N))
COLUMNS = {name: [name] for name in DESIGN.names}


@pytest.fixture(scope="module", autouse=True)
def _quick():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(declared, "ROUNDS_MAX", 40)
        patch.setattr("src.modeling.out_of_fold.FOLDS", 3)
        patch.setattr("src.modeling.out_of_fold.MEMBERS", 2)
        patch.setattr(declared, "SLOW", {**declared.SLOW, "learning_rate": 0.1})
        yield


@pytest.fixture(scope="module")
def model():
    return fit_declared(ROWS, 7, 1, members=2)


def test_splines_follow_a_curve_that_no_line_can():
    bent = Design(("v",), TENURE[:, None])
    happened = (rng.random(N) < np.where(abs(TENURE - 35) < 15, 0.8, 0.1)).astype(float)
    fitted = fit_splined(bent, happened)
    inside, outside = (expit(fitted.score(Design(("v",), np.array([[v]]))))[0] for v in (35.0, 2))
    assert inside > 0.65
    assert outside < 0.25
    assert metrics.auc(happened, fitted.score(bent)) > 0.8  # a line: .5


def test_a_spline_goes_on_straight_and_not_for_ever():
    fitted = fit_splined(DESIGN, CHURNED)
    far = Design(DESIGN.names, np.array([[1e9, 1e9, 0.0], [1e12, 1e12, 0.0]]))
    assert fitted.score(far)[0] == fitted.score(far)[1]
    assert abs(fitted.score(far)[0]) < 50


def test_the_parts_of_a_splined_score_add_up_and_survive_json():
    fitted = fit_splined(DESIGN, CHURNED)
    parts = fitted.terms(DESIGN)
    assert np.allclose(parts.sum(axis=1) + fitted.intercept, fitted.score(DESIGN))
    assert Splined.from_dict(fitted.to_dict()) == fitted


def test_a_calibrator_is_chosen_only_where_one_is_needed():
    honest = rng.normal(-1, 1.5, 8_000)
    happened = (rng.random(8_000) < expit(honest)).astype(float)
    assert best_calibrator(honest, happened, 1).kind == "none"
    sure = best_calibrator(3 * honest + 1, happened, 1)  # three times too sure, and moved
    assert sure.kind in {"Platt", "beta"}
    assert np.abs(expit(sure.logit(3 * honest + 1)) - expit(honest)).max() < 0.05


def test_platt_undoes_what_was_planted():
    honest = rng.normal(0, 2, 20_000)
    happened = (rng.random(20_000) < expit(honest)).astype(float)
    found = fit_calibrator("Platt", (honest - 0.5) * 2, happened)
    assert found.churned == found.stayed == pytest.approx(0.5, abs=0.03)
    assert found.intercept == pytest.approx(0.5, abs=0.08)


def test_the_slope_of_a_calibrator_is_its_derivative():
    bent = Calibrator("beta", 0.3, 1.4, 0.6)
    at = np.array([-2.0, 0.0, 3.0])
    rise = (bent.logit(at + 1e-5) - bent.logit(at - 1e-5)) / 2e-5
    assert bent.slope_at(at) == pytest.approx(rise, rel=1e-6)


def test_out_of_fold_predictions_come_near_the_best_possible():
    found = out_of_fold(ROWS, COLUMNS, 7, 1)
    best = metrics.auc(CHURNED, TRUTH)
    assert metrics.auc(CHURNED, found.prob) > best - 0.02
    assert metrics.log_loss(CHURNED, found.prob) < metrics.log_loss(CHURNED, expit(TRUTH)) + 0.02
    assert found.column == "tenure"
    assert metrics.auc(CHURNED, found.rule) < metrics.auc(CHURNED, found.prob)


def test_out_of_fold_nothing_is_learnt_from_labels_drawn_by_lot():
    lot = Labelled(ROWS.design, rng.permutation(CHURNED), ROWS.people)
    few = np.arange(400)
    found = out_of_fold(lot.rows(few), COLUMNS, 7, 1)
    assert metrics.auc(lot.churned[few], found.prob) == pytest.approx(0.5, abs=0.08)
    assert metrics.auc(lot.churned[few], found.rule) == pytest.approx(0.5, abs=0.08)


def test_nobody_stands_on_both_sides_of_a_fold():
    people = np.repeat(np.arange(500), 3)
    several = Labelled(ROWS.design, CHURNED, people)
    held = []
    for rest, out in folds(several, 5, 3):
        assert not set(people[rest]) & set(people[out])
        held += out.tolist()
    assert sorted(held) == list(range(N))


def test_reasons_add_up_to_the_difference_of_two_customers(model: DeclaredChurn):
    plain = replace(model, calibration=Calibrator())  # else slopes differ between customers
    added = plain.by_feature(DESIGN).sum(axis=1)
    odds = plain.logit(DESIGN)
    assert np.allclose(added - added[0], odds - odds[0], atol=1e-6)


def test_the_best_column_is_chosen_without_the_outcomes_judged():
    learnt = np.arange(N) < 1_000
    found = best_alone(DESIGN, CHURNED, learnt, COLUMNS)
    turned = np.where(learnt, CHURNED, 1 - CHURNED)
    again = best_alone(DESIGN, turned, learnt, COLUMNS)
    assert found.column == again.column == "tenure"
    assert (found.prob == again.prob).all()


def test_a_column_that_nobody_shares_says_nothing_alone():
    own = Design(("key",), np.arange(N, dtype=float)[:, None])
    cells = cells_of(own, ["key"])
    assert cells.max() < 60
    assert metrics.auc(CHURNED, crossed_rates(cells, CHURNED)) == pytest.approx(0.5, abs=0.05)
