"""The total: a planted bias is taken out, a planted drift is expected, chance is not believed."""

from dataclasses import replace

import numpy as np
import pytest

from src.modeling.total import USUAL, Level, fit_level

STEP = 91
NOW = 4000


@pytest.fixture(scope="module")
def snapshots(invented):
    """Build a training whose snapshots earned given multiples of what was predicted."""
    one = invented(300, seed=1).training()

    def build(multiples, customers=400, noise=0.3):
        rows = len(multiples) * customers
        rng = np.random.default_rng(2)
        predicted = rng.lognormal(3, 0.5, rows)
        place = np.repeat(np.arange(len(multiples)), customers)
        scatter = rng.gamma(1 / noise**2, noise**2, rows)
        training = replace(
            one,
            cutoff_day=NOW - STEP * (len(multiples) - place),
            net_ahead=predicted * np.array(multiples)[place] * scatter,
            label_days=STEP,
        )
        return predicted, training

    return build


def test_a_recipe_that_always_promises_a_quarter_too_little_is_corrected(snapshots):
    level = fit_level(*snapshots([1.25] * 4), NOW, seed=3)
    assert level.factor == pytest.approx(1.25, rel=0.02)


def test_one_loud_snapshot_is_not_taken_for_the_rule(snapshots):
    level = fit_level(*snapshots([1, 1, 1.5]), NOW, seed=3)
    assert level.factor == pytest.approx(1.5 ** (1 / 3), rel=0.02)


def test_half_of_what_the_same_season_brought_a_year_ago_is_expected_again(snapshots):
    level = fit_level(*snapshots([1.5, 1, 1, 1]), NOW, seed=3)  # 364 days ago
    usual, excess = np.log(1.5) / 4, np.log(1.5) * 3 / 4
    assert np.log(level.factor) == pytest.approx(usual + excess / 2, abs=0.02)


def test_a_handful_of_customers_is_hardly_believed(snapshots):
    few = fit_level(*snapshots([2.0, 2.0], customers=4, noise=2.0), NOW, seed=3)
    many = fit_level(*snapshots([2.0, 2.0], customers=2000, noise=2.0), NOW, seed=3)
    assert abs(np.log(few.factor)) < 0.5 * np.log(many.factor)
    assert few.error > 2 * many.error


def test_totals_that_moved_are_expected_to_move(snapshots):
    calm, wild = (
        fit_level(*snapshots(multiples), NOW, seed=3).error
        for multiples in ([1.0] * 12, [0.6, 1.4] * 6)
    )
    assert calm < USUAL / 1.5
    assert wild > 2 * calm


def test_the_interval_holds_95_of_100_totals(snapshots):
    """Where totals move by as much as is usual from one horizon to the next."""
    rng = np.random.default_rng(4)
    covered = []
    for _ in range(200):
        *past, ahead = np.exp(rng.normal(0, USUAL, 7))
        level = fit_level(*snapshots(past, customers=50), NOW, seed=3)
        total = level.total(np.full(50, 100.0) * level.factor, 5000 * ahead)
        covered.append(total.covered)
    assert np.mean(covered) == pytest.approx(0.95, abs=0.04)


@pytest.mark.parametrize(("periods", "known"), [(3, False), (4, True), (5, True)])
def test_a_snapshot_a_year_ago_shows_the_season(snapshots, periods, known):
    assert fit_level(*snapshots([1.0] * periods), NOW, seed=3).season_known == known


def test_the_interval_is_as_wide_as_the_error_says():
    total = Level(1.1, 0.1, season_known=True).total(np.array([60.0, 40.0]), 90.0)
    assert (total.predicted, total.season_known, total.covered) == (100, True, True)
    assert total.low == pytest.approx(100 / np.exp(0.196))
    assert total.high == pytest.approx(100 * np.exp(0.196))


def test_what_is_not_known_yet_is_not_covered():
    assert not Level(1, 0.1, season_known=True).total(np.array([1.0])).covered


def test_nothing_earned_leaves_a_finite_factor(snapshots):
    predicted, training = snapshots([1.0, 1.0])
    level = fit_level(predicted, replace(training, net_ahead=np.zeros(len(predicted))), NOW, 3)
    assert 0 < level.factor < 1
    assert np.isfinite(level.error)
