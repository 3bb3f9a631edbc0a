"""No training ever reads a day that had not come; short histories are told what they lack."""

from itertools import pairwise

import numpy as np
import pytest

from src.errors import DataError
from src.modeling.splits import earlier_pasts, judged_cutoff, past


def histories(count):
    """Random (first_day, now, horizon_days, step_days, count_max), most of them awkward."""
    rng = np.random.default_rng(5)
    for _ in range(count):
        first = int(rng.integers(0, 20_000))
        now = first + int(rng.integers(3, 1500))
        yield first, now, *(int(rng.integers(1, most)) for most in (400, 120, 20))


def test_labels_end_by_now_and_are_as_fresh_as_they_can_be():
    for first, now, horizon, step, count in histories(2000):
        known = past(first, now, horizon, step, count)
        assert known.now == now
        assert 1 <= known.label_days <= horizon
        assert known.cutoffs[-1] + known.label_days == now  # so none reads at or beyond now
        assert set(np.diff(known.cutoffs[:-1])) <= {step}
        assert all(step / 2 <= gap < 1.5 * step for gap in np.diff(known.cutoffs[-2:]))
        assert 1 <= len(known.cutoffs) <= count
        oldest = first + min(60, known.label_days)
        assert known.cutoffs[0] >= oldest
        earlier = known.cutoffs[0] - 1.5 * step  # left out only for a reason
        assert len(known.cutoffs) == count or earlier < oldest


def test_the_run_of_the_next_month_finds_all_snapshots_but_the_newest_again():
    for first, now, horizon, step, count in histories(200):
        known = past(first, now, horizon, step, count)
        assert not any(day % step for day in known.cutoffs[:-1])
        if known.label_days == horizon:
            later = past(first, now + step, horizon, step, count)
            assert set(known.cutoffs[1:-1]) <= set(later.cutoffs)


@pytest.mark.parametrize(("history", "label_days"), [(1000, 91), (211, 91), (210, 70), (30, 10)])
def test_labels_are_shorter_where_history_is(history, label_days):
    assert past(500, 500 + history, 91, 30, 12).label_days == label_days


def test_labels_are_never_longer_than_the_horizon():
    assert past(0, 100, 20, 30, 12).label_days == 20


@pytest.mark.parametrize("history", [2, 0, -40])
def test_too_short_a_history_is_refused_with_what_to_do(history):
    told = rf"span {max(history, 0)} days.*at least 3.*Choose a later cutoff.*add older orders"
    with pytest.raises(DataError, match=told):
        past(500, 500 + history, 91, 30, 12)


def test_the_judged_horizon_has_been_seen_to_its_end():
    assert judged_cutoff(None, end_day=1000, horizon_days=91) == 909
    assert judged_cutoff(909, end_day=1000, horizon_days=91) == 909
    assert judged_cutoff(700, end_day=1000, horizon_days=91) == 700


def test_a_horizon_that_is_not_over_is_refused_with_by_how_much():
    told = "leaves 86 days .* horizon is 91: .* at least 5 days earlier, or a shorter horizon_days"
    with pytest.raises(DataError, match=told):
        judged_cutoff(914, end_day=1000, horizon_days=91)


def test_earlier_cutoffs_end_before_the_next_begins_and_know_nothing_later():
    counts = set()
    for first, now, horizon, step, count in histories(2000):
        judged = past(first, now, horizon, step, count)
        earlier = earlier_pasts(first, judged, horizon)
        counts.add(len(earlier))
        ends = [now, *(one.now for one in earlier)]
        assert all(late - early >= horizon for late, early in pairwise(ends))
        for one in earlier:
            assert one.now - first >= horizon + 60
            assert all(day + one.label_days <= one.now for day in one.cutoffs)
            assert one.cutoffs[0] >= first + min(60, one.label_days)
            assert one.label_days == past(first, one.now, horizon, step, count).label_days
    assert counts == {0, 1, 2}


def test_earlier_fits_learn_from_snapshots_that_are_described_already():
    judged = past(0, 700, 91, 30, 12)
    for one in earlier_pasts(0, judged, 91):
        assert set(one.cutoffs) <= set(judged.cutoffs)
        assert one.now - one.label_days - one.cutoffs[-1] < 30  # less than a step older


def test_a_short_history_is_judged_once():
    assert earlier_pasts(0, past(0, 241, 91, 30, 12), 91) == ()
    assert [one.now for one in earlier_pasts(0, past(0, 242, 91, 30, 12), 91)] == [151]
