"""Visits of a few customers, counted by hand."""

import pandas as pd
import pytest

from src.features.visits import VISITS

CUTOFF = 1000


@pytest.fixture
def visited(features_of):
    """Features of one customer with interactions given as session, age in days and type."""

    def found(*events):
        rows = [{"session": s, "happened_day": CUTOFF - age, "type": t} for s, age, t in events]
        return features_of([VISITS], pd.DataFrame(rows), CUTOFF)

    return found


def test_visits_and_how_deep_they_go(visited):
    row = visited(
        *[("a", 91, "view")] * 4,
        ("b", 90, "view"),
        ("c", 30, "view"),
        ("c", 30, "cart"),
        (None, 5, "coupon_redemption"),
        ("d", 0, "view"),
    )
    names = ["sessions_count", "sessions_30d", "sessions_90d", "session_events_max"]
    assert [row[name] for name in names] == [3, 1, 2, 4]
    assert row["session_events_mean"] == pytest.approx(7 / 3)
    assert row["session_single_share"] == pytest.approx(1 / 3)
    assert row["sessions_trend_ratio"] == pytest.approx((2 / 90) / (3 / 91))


def test_a_young_customer_is_steady(visited):
    row = visited(("a", 10, "view"), ("b", 2, "view"))
    assert row["sessions_trend_ratio"] == pytest.approx(1)


def test_a_cart_is_left_unless_the_same_visit_orders(visited):
    row = visited(
        ("a", 200, "cart"),  # left
        ("b", 90, "cart"),
        ("b", 90, "cart"),
        ("b", 90, "checkout"),
        ("c", 60, "cart"),  # left
        ("d", 50, "purchase"),  # no cart
        ("e", 40, "view"),
    )
    assert row["cart_sessions_count"] == 3
    assert row["cart_sessions_90d"] == 2
    assert row["cart_recency_days"] == row["cart_abandoned_recency_days"] == 60
    assert row["cart_abandoned_share"] == pytest.approx(2 / 3)
    assert row["cart_abandoned_share_90d"] == pytest.approx(1 / 2)
    assert row["session_bought_share"] == pytest.approx(2 / 5)
    assert row["session_bought_share_90d"] == pytest.approx(2 / 4)
    assert row["session_bought_recency_days"] == 50


def test_an_order_after_the_cutoffs_midnight_is_not_known(visited):
    row = visited(("a", 1, "cart"), ("a", 0, "checkout"))
    assert row["sessions_count"] == row["cart_abandoned_share"] == 1
    assert row["session_bought_share"] == 0


def test_a_visit_over_midnight_is_one_of_each_day(visited):
    row = visited(("a", 3, "cart"), ("a", 2, "checkout"))
    assert row["sessions_count"] == 2


def test_without_a_cart_none_was_left(visited):
    row = visited(("a", 3, "view"))
    assert row["cart_sessions_count"] == 0
    for name in ("cart_abandoned_share", "cart_abandoned_share_90d", "cart_recency_days"):
        assert pd.isna(row[name])
