"""Effects are exact: they are the log-odds, taken apart."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from src.explain.contributions import RHYTHM, churn_effects, start_part
from src.modeling.start import outlook


@pytest.fixture(scope="module")
def design(invented):
    return invented(200, seed=9).design


@pytest.fixture(scope="module", params=[(91, 91), (45, 91), (45, 400)])
def explained(request, bundle, design):
    """Model, outlook and effects; labels as long as the horizon, and shorter."""
    label_days, horizon_days = request.param
    model = replace(bundle.churn, label_days=label_days, horizon_days=horizon_days)
    ahead = outlook(bundle.start, design, label_days, horizon_days)
    typical = float(start_part(model, ahead).mean())
    return model, ahead, churn_effects(model, ahead, design, bundle.groups, typical)


def test_two_customers_differ_by_the_differences_of_their_effects(explained, design):
    model, ahead, effects = explained
    logit = model.logit(design, ahead)
    assert np.ptp(logit) > 3
    assert_allclose(np.diff(effects.sum(axis=1)), np.diff(logit), atol=1e-6)


def test_the_start_counts_as_the_rhythm_from_the_typical_customer(explained, bundle, design):
    model, ahead, effects = explained
    moved = churn_effects(model, ahead, design, bundle.groups, typical_start=0.0)
    rhythm = list(bundle.groups).index(RHYTHM)
    assert_allclose(np.delete(moved - effects, rhythm, axis=1), 0)
    assert_allclose((moved - effects)[:, rhythm], start_part(model, ahead).mean())


def test_only_the_group_that_differs_has_another_effect(bundle, design):
    """Trees share interactions out, so others may move a little, linear terms not at all."""
    ahead = outlook(bundle.start, design, 91, 91)
    keen = replace(design, values=design.values.copy())
    keen.values[:, design.names.index("discount_share")] = 1.0
    effects, changed = (
        churn_effects(bundle.churn, ahead, rows, bundle.groups, 0.0) for rows in (design, keen)
    )
    column = list(bundle.groups).index("discounts")
    moved = np.abs(changed - effects).mean(axis=0)
    assert moved[column] == moved.max()
    assert moved[column] > 5 * np.delete(moved, column).max()


def test_what_was_planted_is_what_is_told(bundle, design):
    """`discount_share` alone says how much more often a customer orders from now on."""
    ahead = outlook(bundle.start, design, 91, 91)
    effects = churn_effects(bundle.churn, ahead, design, bundle.groups, 0.0)
    own = effects[:, list(bundle.groups).index("discounts")]
    assert np.corrcoef(own, design.column("discount_share"))[0, 1] < -0.9
