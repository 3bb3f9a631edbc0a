"""Changes from month to month: who goes to and fro at a border, and who has moved."""

import numpy as np
import pytest

from src.personas.months import monthly

NEARLY, CLEARLY = [[0.95, 1.0], [1.0, 0.95]], [[0.2, 1.0], [1.0, 0.2]]
MONTHS = 6


def months():
    """100 customers: 10 at a border change every month, 5 move for good in the fourth."""
    for month in range(MONTHS):
        far = np.array([CLEARLY[0]] * 100)
        far[:10] = NEARLY[month % 2]
        far[10:15] = CLEARLY[month > 2]
        yield np.arange(100), far


def test_changes_to_and_fro_are_told_from_moves():
    found = monthly([months()], 100)
    assert (found.pairs, found.customers) == (500, 100)
    assert found.afresh.share == pytest.approx((10 * 5 + 5) / 500)
    assert (found.afresh.watched, found.afresh.undone) == (10 * 4 + 5, 10 * 4)
    assert found.kept.share == pytest.approx(5 / 500)
    assert (found.kept.watched, found.kept.undone) == (5, 0)


def test_many_changes_of_few_customers_are_a_wide_interval():
    """Resampling customers, with their months, gives the same width."""
    found = monthly([months()], 100).afresh
    changes = np.repeat([5, 1, 0], [10, 5, 85])
    rng = np.random.default_rng(0)
    drawn = [rng.choice(changes, 100).mean() / 5 for _ in range(4000)]
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * np.std(drawn), rel=0.05)


def test_runs_add_up_and_who_is_seen_once_counts_for_nothing():
    twice = monthly([months(), months()], 100)
    once = monthly([months()], 100)
    assert twice.pairs == 2 * once.pairs
    assert twice.afresh.share == once.afresh.share
    later = [
        (np.array([0, 1]), np.array([NEARLY[0], CLEARLY[0]])),
        (np.array([1, 2]), np.array([CLEARLY[1], CLEARLY[0]])),
        (np.array([3]), np.array([CLEARLY[0]])),
    ]
    found = monthly([later], 4)
    assert (found.pairs, found.customers) == (1, 1)
    assert found.afresh.share == found.kept.share == 1
    assert found.afresh.watched == 0


def test_who_comes_back_after_a_gap_begins_anew():
    """Kept is what the month before says; where it says nothing, the nearest."""
    away = [
        (np.array([0, 1]), np.array([NEARLY[0], CLEARLY[0]])),
        (np.array([1]), np.array([CLEARLY[0]])),
        (np.array([0, 1]), np.array([NEARLY[1], CLEARLY[0]])),
        (np.array([0, 1]), np.array([CLEARLY[1], CLEARLY[0]])),
    ]
    found = monthly([away], 2)
    assert found.pairs == 4
    assert (found.afresh.share, found.kept.share) == (0, 0)


def test_nobody_seen_twice_is_nothing_to_tell():
    assert monthly([], 3) is None
    assert (
        monthly([[(np.array([0]), np.ones((1, 2))), (np.array([1]), np.ones((1, 2)))]], 2) is None
    )
