import numpy as np

from src.explain.reasons import strongest

GROUPS = ["money", "rhythm", "coupons"]


def test_the_strongest_comes_first_whatever_its_sign():
    told = strongest(np.array([[0.2, -0.7, 0.5], [3.0, 0.0, -4.0]]), GROUPS, 2)
    assert [[why["reason"] for why in own] for own in told] == [
        ["rhythm", "coupons"],
        ["coupons", "money"],
    ]
    assert told[0][0] == {"reason": "rhythm", "direction": "lowers", "effect": -0.7}
    assert told[0][1] == {"reason": "coupons", "direction": "raises", "effect": 0.5}


def test_equal_effects_keep_the_order_of_the_groups():
    told = strongest(np.array([[0.5, -0.5, 0.5]]), GROUPS, 3)
    assert [why["reason"] for why in told[0]] == GROUPS


def test_no_more_than_asked_for_and_no_more_than_there_are():
    effects = np.array([[0.5, -0.6, 0.7]])
    assert strongest(effects, GROUPS, 0) == [[]]
    assert len(strongest(effects, GROUPS, 10)[0]) == 3
    assert strongest(np.empty((0, 3)), GROUPS, 3) == []
