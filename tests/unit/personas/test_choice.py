import numpy as np
import pytest

from src.personas.choice import Candidate, candidates, choose
from src.personas.stability import Stability


def ignore(done, total):
    assert 0 < done <= total


def candidate(k, worst_jaccard, *, rand=0.9, smallest=None):
    smallest = 1 / k if smallest is None else smallest
    shares = ((1 - smallest) / (k - 1),) * (k - 1) + (smallest,)
    stable = Stability((1.0,) * (k - 1) + (worst_jaccard,), rand)
    return Candidate(np.zeros((k, 1)), shares, stable, None)


def test_the_largest_that_qualifies_is_taken():
    choice = choose((candidate(3, 0.9), candidate(4, 0.76), candidate(5, 0.74)))
    assert choice.chosen.k == 4
    assert choice.stable


@pytest.mark.parametrize(
    "failing",
    [candidate(4, 0.7), candidate(4, 0.9, rand=0.8), candidate(4, 0.9, smallest=0.04)],
    ids=["persona dissolves", "grouping does not stay", "persona too small"],
)
def test_each_condition_is_needed(failing):
    assert choose((candidate(3, 0.9), failing)).chosen.k == 3


def test_fallback_is_marked_and_prefers_large_enough_personas():
    choice = choose((candidate(3, 0.5), candidate(4, 0.6), candidate(5, 0.7, smallest=0.01)))
    assert choice.chosen.k == 4
    assert not choice.stable


def test_planted_number_is_found_and_its_use_reported():
    rng = np.random.default_rng(0)
    planted = np.repeat(np.arange(4), [120, 100, 60, 40])
    points = np.eye(4)[planted] * 8 + rng.normal(size=(320, 4))
    outcome = planted + rng.normal(0, 0.1, 320)
    choice = choose(candidates(points, outcome, 0, ignore))
    assert choice.stable
    assert choice.chosen.k == 4
    assert choice.chosen.shares == pytest.approx([120 / 320, 100 / 320, 60 / 320, 40 / 320])
    assert choice.chosen.eta_squared > 0.98
    assert [one.k for one in choice.candidates] == list(range(2, 9))


def test_noise_is_not_called_stable():
    points = np.random.default_rng(0).normal(size=(400, 6))
    assert not choose(candidates(points, None, 0, ignore)).stable


def test_customers_all_alike_are_one_persona_and_not_stable():
    choice = choose(candidates(np.ones((30, 2)), None, 0, ignore))
    assert choice.chosen.k == 1
    assert not choice.stable
