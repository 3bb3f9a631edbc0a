import numpy as np
import pytest

from src.personas.choice import MOST, Candidate, Placed, candidates, choose
from src.personas.stability import Stability

NOWHERE = Placed(1.0, None, np.zeros((9, 1)), np.zeros((9, 1)), np.zeros((0, 1)), np.zeros(0))


def ignore():
    """Show no progress."""


def candidate(k, worst_jaccard, *, rand=0.9, smallest=None, readable=0.9, eta=0.2):
    smallest = 1 / k if smallest is None else smallest
    shares = ((1 - smallest) / (k - 1),) * (k - 1) + (smallest,)
    stable = Stability((1.0,) * (k - 1) + (worst_jaccard,), rand)
    return Candidate(NOWHERE, np.zeros((k, 1)), shares, stable, readable, eta)


def chosen(*found, again=0.9, monkeypatch):
    confirmed = Stability((0.9,), again)
    monkeypatch.setattr("src.personas.choice.stability", lambda *_: confirmed)
    return choose(found, 0, ignore)


def placed(points, outcome=None):
    outcome = np.zeros(0) if outcome is None else outcome
    return Placed(1.0, None, points, points, points[: len(outcome)], outcome)


def test_the_largest_that_qualifies_is_taken(monkeypatch):
    found = candidate(3, 0.9), candidate(4, 0.76), candidate(5, 0.74)
    choice = chosen(*found, monkeypatch=monkeypatch)
    assert choice.chosen.k == 4
    assert choice.stable


@pytest.mark.parametrize(
    "failing",
    [
        candidate(4, 0.7),
        candidate(4, 0.9, rand=0.8),
        candidate(4, 0.9, smallest=0.04),
        candidate(4, 0.9, readable=0.8),
    ],
    ids=["persona dissolves", "grouping does not stay", "persona too small", "nobody can tell"],
)
def test_each_condition_is_needed(failing, monkeypatch):
    assert chosen(candidate(3, 0.9), failing, monkeypatch=monkeypatch).chosen.k == 3


def test_of_one_number_the_more_useful_is_taken(monkeypatch):
    found = candidate(4, 0.9, eta=0.2), candidate(4, 0.8, eta=0.3)
    assert chosen(*found, monkeypatch=monkeypatch).chosen.eta_squared == 0.3


def test_what_passes_once_by_luck_is_not_taken(monkeypatch):
    choice = chosen(candidate(4, 0.9), again=0.82, monkeypatch=monkeypatch)
    assert not choice.stable


def test_fallback_is_marked_and_prefers_large_enough_personas():
    found = candidate(3, 0.5), candidate(4, 0.6), candidate(5, 0.7, smallest=0.01)
    choice = choose(found, 0, ignore)
    assert choice.chosen.k == 4
    assert not choice.stable


def test_planted_number_is_found_and_its_use_reported():
    rng = np.random.default_rng(0)
    planted = np.repeat(np.arange(4), [120, 100, 60, 40])
    points = np.eye(4)[planted] * 8 + rng.normal(size=(320, 4))
    outcome = planted + rng.normal(0, 0.1, 320)
    found = tuple(candidates([placed(points, outcome)], MOST, 0, ignore))
    choice = choose(found, 0, ignore)
    assert choice.stable
    assert choice.chosen.k == 4
    assert choice.chosen.shares == pytest.approx([120 / 320, 100 / 320, 60 / 320, 40 / 320])
    assert choice.chosen.eta_squared > 0.98
    assert [one.k for one in choice.candidates] == list(range(2, 9))


def test_noise_is_not_called_stable():
    points = np.random.default_rng(0).normal(size=(400, 6))
    found = tuple(candidates([placed(points)], MOST, 0, ignore))
    assert not choose(found, 0, ignore).stable


def test_customers_all_alike_are_one_persona_and_not_stable():
    found = tuple(candidates([placed(np.ones((30, 2)))], MOST, 0, ignore))
    choice = choose(found, 0, ignore)
    assert choice.chosen.k == 1
    assert not choice.stable
