"""Recency, frequency and money of a few customers, computed by hand."""

import pandas as pd
import pytest

from src.features.value import VALUE

CUTOFF = 1000


@pytest.fixture
def described(features_of):
    """Features of one customer with orders given as (age in days, net, refund)."""

    def found(*orders):
        rows = [(CUTOFF - age, net, refund) for age, net, refund in orders]
        table = pd.DataFrame(rows, columns=["ordered_day", "net", "refund"])
        return features_of([VALUE], table, CUTOFF)

    return found


def test_windows_hold_their_last_day(described):
    row = described(
        (1, 10.0, 0.0), (30, 20.0, 0.0), (31, 40.0, 0.0), (90, 80.0, 0.0), (91, 160.0, 0.0)
    )
    assert (row["orders_30d"], row["orders_90d"], row["orders_count"]) == (2, 4, 5)
    assert (row["net_30d"], row["net_90d"], row["net_sum"]) == (30, 150, 310)


def test_statistics_are_of_order_days(described):
    row = described((5, 10.0, 0.0), (5, 20.0, 0.0), (7, 5.0, 0.0), (9, 4.0, 0.0), (3, -8.0, 8.0))
    assert row["recency_days"] == 5  # the return three days ago was no purchase
    assert row["orders_count"] == 3
    assert row["net_sum"] == 39
    assert (row["net_mean"], row["net_median"], row["net_max"]) == (13, 5, 30)


def test_trends_compare_daily_rates(described):
    row = described((180, 100.0, 0.0), (60, 50.0, 0.0), (10, 50.0, 0.0))
    assert row["net_trend_ratio"] == pytest.approx((100 / 90) / (200 / 180))
    assert row["orders_trend_ratio"] == pytest.approx((1 / 30) / (3 / 180))


def test_a_new_customer_is_steady(described):
    row = described((20, 7.0, 0.0), (4, 7.0, 0.0))
    assert row["net_trend_ratio"] == row["orders_trend_ratio"] == 1


def test_a_free_order_is_a_purchase_without_a_trend_of_money(described):
    row = described((4, 0.0, 0.0))
    assert (row["orders_count"], row["net_sum"], row["net_mean"]) == (1, 0, 0)
    assert pd.isna(row["net_trend_ratio"])
    assert row["orders_trend_ratio"] == 1
