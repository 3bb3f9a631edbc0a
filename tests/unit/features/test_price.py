"""Discounts, coupons, baskets and returns of a few customers, computed by hand."""

import pandas as pd
import pytest

from src.features.price import PRICE

CUTOFF = 1000
PLAIN = {"net": 0.0, "refund": 0.0, "lines": 1, "ordered_hour": 12}


@pytest.fixture
def described(features_of):
    """Features of one customer with orders given as an age in days and what is not plain."""

    def found(*orders):
        rows = [
            {"order_id": f"o{n}", "ordered_day": CUTOFF - age} | PLAIN | order
            for n, (age, order) in enumerate(orders)
        ]
        return features_of([PRICE], pd.DataFrame(rows), CUTOFF)

    return found


def test_discounts_are_shares_of_list_value(described):
    row = described(
        (91, {"net": 60.0, "discount": 20.0, "coupon": 5.0, "lines": 4, "discounted_lines": 2}),
        (90, {"net": 10.0, "discount": 10.0, "coupon": 0.0, "lines": 3, "discounted_lines": 1}),
        (1, {"net": 20.0, "discount": 0.0, "coupon": 0.0, "lines": 1, "discounted_lines": 0}),
    )
    assert row["discount_share"] == pytest.approx(30 / 120)
    assert row["discount_share_90d"] == pytest.approx(10 / 40)
    assert row["coupon_share"] == pytest.approx(5 / 120)
    assert row["coupon_share_90d"] == 0
    assert row["discounted_order_share"] == pytest.approx(2 / 3)
    assert row["coupon_order_share"] == pytest.approx(1 / 3)
    assert row["discounted_lines_share"] == pytest.approx(3 / 8)


def test_returns_leave_the_list_value_alone(described):
    row = described((5, {"net": 30.0, "discount": 10.0}), (3, {"net": -35.0, "refund": 35.0}))
    assert row["discount_share"] == row["discount_share_90d"] == pytest.approx(10 / 40)
    assert row["refund_sum"] == 35
    assert row["refund_rate"] == pytest.approx(35 / 30)


def test_baskets(described):
    row = described(
        (9, {"net": 30.0, "lines": 3, "quantity": 5.0}),
        (3, {"net": -6.0, "refund": 6.0, "lines": 1, "quantity": -1.0}),
    )
    assert row["lines_mean"] == 2
    assert row["quantity_mean"] == 2
    assert row["item_price_mean"] == 6


def test_an_order_with_a_return_in_it(described):
    row = described((9, {"net": 8.0, "refund": 2.0, "quantity": 0.0}))
    assert row["refund_rate"] == pytest.approx(2 / 10)
    assert pd.isna(row["item_price_mean"])


def test_what_is_not_recorded_counts_as_nothing(described):
    row = described((9, {"net": 8.0}))
    assert row["discount_share"] == row["coupon_share"] == row["discounted_lines_share"] == 0
    assert row["quantity_mean"] == 0
    assert pd.isna(row["item_price_mean"])


def test_shares_of_nothing_are_not_known(described):
    row = described((91, {"net": 1.0}), (9, {"net": 0.0}))
    assert row["discount_share"] == 0
    assert pd.isna(row["discount_share_90d"])
    assert pd.isna(row["coupon_share_90d"])
    assert pd.isna(described((9, {"net": 0.0}))["refund_rate"])


def test_an_order_counts_once_while_nobody_knows_of_its_cancellation(described):
    part = {"net": 10.0, "lines": 2, "quantity": 3.0, "order_id": "o"}
    row = described((4, part | {"discount": 1.0}), (4, part | {"cancelled_day": CUTOFF + 1.0}))
    assert (row["lines_mean"], row["quantity_mean"]) == (4, 6)
    assert row["discounted_order_share"] == 1
