"""Truth: Shapley values that can be written down, and the sum that must agree."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from src.explain.value import value_effects
from src.modeling.design import Design
from src.modeling.start import outlook

GROUPS = {"first": ("b",), "second": ("a", "c")}  # not in the order of the columns
ROWS = Design(("a", "b", "c"), np.array([[1.0, 2, 3], [4, 5, 6]]))


def effects(predict, background):
    return value_effects(predict, ROWS, Design(ROWS.names, np.array(background)), GROUPS)


def test_a_sum_is_shared_out_exactly():
    background = [[0.0, 1, 0], [2, 1, 0]]
    found = effects(lambda rows: rows @ np.array([1.0, 10, 100]), background)
    assert_allclose(found, [[10 * (2 - 1), 300 + 0], [10 * (5 - 1), 600 + 3]])


def test_what_two_groups_earn_together_they_share():
    """Of b times c against zeros, both halves are c times b over two; in one group, all of it."""
    found = effects(lambda rows: rows[:, 1] * rows[:, 2], [[0.0, 0, 0]])
    assert_allclose(found, [[3, 3], [15, 15]])
    together = effects(lambda rows: rows[:, 0] * rows[:, 2], [[0.0, 0, 0]])
    assert_allclose(together, [[0, 3], [0, 24]])


def test_effects_add_up_to_the_prediction_minus_the_backgrounds_mean(bundle, invented):
    design, background = invented(12, seed=4).design, invented(10, seed=5).design

    def clv(values):
        rows = Design(design.names, values)
        ahead = outlook(bundle.start, rows, 91, 91)
        return bundle.clv.spend(rows, ahead, bundle.churn.blend)

    found = value_effects(clv, design, background, bundle.groups)
    assert found.shape == (12, len(bundle.groups))
    expected = clv(design.values) - clv(background.values).mean()
    assert_allclose(found.sum(axis=1), expected, atol=1e-6)
    again = value_effects(clv, design, background, bundle.groups)
    assert found.tolist() == again.tolist()


def test_a_group_the_prediction_ignores_has_no_effect():
    found = effects(lambda rows: np.exp(rows[:, 1]), [[0.0, 0, 0], [9, 9, 9]])
    assert found[:, 1] == pytest.approx(0)
    assert (found[:, 0] != 0).all()
