"""One step of what lies ahead, computed by hand."""

import numpy as np
import pytest

from src.sources.world import ahead
from src.sources.world import design as d

BAD = 0.2  # chance that a day brings a bad order; three in ten of these stay unsolved


@pytest.mark.parametrize(
    ("mood", "expected"),
    [
        (0, [0.8, 0.14, 0.06]),
        (1, [0.8 / 30, 0.14 + 0.8 * 29 / 30, 0.06]),
        (2, [0.8 / 75, 0.0, 0.2 + 0.8 * 74 / 75]),
    ],
)
def test_a_day_changes_moods(mood, expected):
    weights = np.zeros((1, 3, 4))
    weights[0, mood, 2] = 0.5
    after = ahead._moods_after(weights, np.full((1, 3, 4), BAD))
    assert after[0, :, 2] == pytest.approx(0.5 * np.array(expected))
    assert after.sum() == pytest.approx(0.5)


def test_a_campaign_tosses_a_coin_for_those_it_can_reach(monkeypatch):
    monkeypatch.setattr(d, "UNSUBSCRIBED", np.array([0.1]))
    people = type("One", (), {"kind": np.array([0])})()
    weights = np.zeros((1, 3, 4))
    weights[0, 1] = [0.1, 0.2, 0.3, 0.4]
    after = ahead._rearmed(people, weights)
    assert after[0, 1] == pytest.approx([0.15, 0.135, 0.015, 0.7])
    assert after.sum() == pytest.approx(1)


def test_returns_come_evenly_between_the_fifth_and_the_thirtieth_day():
    ages = np.array([0, 4, 5, 17, 30, 40])
    assert ahead._returned_by(ages) == pytest.approx([0, 0, 1 / 26, 0.5, 1, 1])
