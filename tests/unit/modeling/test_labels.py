"""What happened after a cutoff, and how long a horizon must be, worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from src.asof import Asof
from src.modeling.labels import Silences, derived_horizon, outcomes, silences

CUTOFF, HORIZON = 1000, 91


def orders(*rows):
    """Orders given as (customer, days after the cutoff, net, refund, cancelled days after it)."""
    table = pd.DataFrame(rows, columns=["customer_id", "ordered_day", "net", "refund", "cancelled"])
    days = table["ordered_day"] + CUTOFF
    cancelled = table["cancelled"].astype(float) + CUTOFF
    return table.assign(ordered_day=days, cancelled_day=cancelled)


def ahead_of(*rows, cutoffs=(CUTOFF,)):
    table = outcomes(orders(*rows), Asof(cutoffs), HORIZON).collect("pandas").to_native()
    found = table.set_index(["cutoff_day", "customer_id"])
    return {
        key: (int(row["orders_ahead"]), row["net_ahead"])
        for key, row in found.to_dict("index").items()
    }


def test_the_horizon_begins_on_the_cutoff_and_ends_before_its_own_day():
    found = ahead_of(
        ("early", -1, 5.0, 0.0, None),
        ("first", 0, 5.0, 0.0, None),
        ("last", 90, 5.0, 0.0, None),
        ("late", 91, 5.0, 0.0, None),
    )
    assert found == {(CUTOFF, "first"): (1, 5.0), (CUTOFF, "last"): (1, 5.0)}


def test_order_days_are_counted_and_returns_are_negative():
    found = ahead_of(
        ("a", 1, 0.1, 0.0, None),
        ("a", 1, 0.2, 0.0, None),
        ("a", 5, 20.0, 0.0, None),
        ("a", 9, -8.0, 8.0, None),
    )
    assert found == {(CUTOFF, "a"): (2, 12.3)}


def test_who_only_returned_something_has_churned():
    assert ahead_of(("a", 9, -8.0, 8.0, None)) == {(CUTOFF, "a"): (0, -8.0)}


def test_an_order_cancelled_within_the_horizon_did_not_happen():
    found = ahead_of(("gone", 9, 8.0, 0.0, 90), ("stands", 9, 8.0, 0.0, 91))
    assert found == {(CUTOFF, "stands"): (1, 8.0)}


def test_cutoffs_have_their_own_horizons():
    found = ahead_of(("a", 0, 5.0, 0.0, None), ("a", 91, 7.0, 0.0, None), cutoffs=(950, 1001))
    assert found == {(950, "a"): (1, 5.0), (1001, "a"): (1, 7.0)}


def test_silences_end_with_an_order_or_last_until_the_cutoff():
    known = silences(
        orders(
            ("a", -100, 5.0, 0.0, None),
            ("a", -60, 5.0, 0.0, None),
            ("a", -60, 5.0, 0.0, None),
            ("a", -58, -5.0, 5.0, None),  # no purchase, so the silence goes on
            ("a", -10, 5.0, 0.0, None),
            ("b", -120, 5.0, 0.0, None),
            ("b", 0, 5.0, 0.0, None),  # not known yet
            ("c", -1, 5.0, 0.0, -1),  # cancelled on the day
        ),
        CUTOFF,
    )
    assert known.closed_days.tolist() == [40, 50]
    assert known.open_days.tolist() == [10, 120]


@pytest.mark.parametrize(("horizon", "share"), [(10, 3 / 5), (45, 2 / 3), (91, 1 / 2), (100, 0)])
def test_returned_share(horizon, share):
    known = Silences(closed_days=np.array([40, 50, 91]), open_days=np.array([10, 120]))
    assert known.returned_share(horizon) == pytest.approx(share)


def test_nobody_was_silent_that_long():
    known = Silences(closed_days=np.array([40]), open_days=np.array([10]))
    assert np.isnan(known.returned_share(41))


@pytest.mark.parametrize(
    ("gaps", "history", "horizon"),
    [
        (range(101), 1000, 95),  # 95 of 100 gaps are no longer
        (range(201), 1000, 190),
        (range(201), 300, 150),  # half the history
        ([7] * 50, 1000, 91),  # at least a quarter
        ([], 365, 91),  # nobody ever came back
        ([7] * 50, 100, 50),
    ],
)
def test_derived_horizon(gaps, history, horizon):
    known = Silences(closed_days=np.array(list(gaps)), open_days=np.array([1]))
    assert derived_horizon(known, history) == horizon
