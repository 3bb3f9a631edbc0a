"""Reasons for belonging to a group: found where planted, and measured for how stable they are."""

import numpy as np

from src.explain.membership import membership
from src.modeling.design import Design

LABELS = np.repeat([0, 1, 2], 100)
GROUPS = {"money": ("net_sum",), "rhythm": ("recency_days",), "noise": ("a", "b")}


def design():
    rng = np.random.default_rng(1)
    money = np.where(LABELS == 0, 10.0, 1.0) * rng.lognormal(0, 0.2, 300)
    silence = np.where(LABELS == 1, 90.0, 5.0) * rng.lognormal(0, 0.2, 300)
    values = np.c_[money, silence, rng.random((300, 2))]
    return Design(("net_sum", "recency_days", "a", "b"), values)


def test_planted_reasons_lead_and_are_found_again():
    found = membership(design(), LABELS, 3, GROUPS, 7)
    assert found.names == ("money", "rhythm", "noise")
    sizes = np.abs(found.effects).mean(axis=0)
    assert sizes[0].argmax() == 0
    assert sizes[1].argmax() == 1
    assert (sizes[:, 2] < sizes.max(axis=1) / 5).all()
    inside = found.labels == 0
    assert found.effects[inside, 0, 0].mean() > 0 > found.effects[~inside, 0, 0].mean()
    assert found.top_same_mean > 0.9
    assert 0 <= found.levels.min() <= found.levels.max() <= 1


def test_reasons_for_groups_by_lot_are_not_stable():
    lots = np.random.default_rng(2).permutation(LABELS)
    found = membership(design(), lots, 3, GROUPS, 7)
    assert found.top_same_mean < 0.9


def test_one_group_needs_no_reason():
    assert membership(design(), np.zeros(300, int), 1, GROUPS, 7) is None
