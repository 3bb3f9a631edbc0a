"""Gaps, weekdays and hours of a few customers, computed by hand."""

from datetime import date

import pandas as pd
import pytest

from src.asof import day_number
from src.features.rhythm import HOURS, RHYTHM

CUTOFF = day_number(date(2024, 3, 1))  # a Friday


@pytest.fixture
def described(features_of):
    """Features of one customer with orders given as (age in days, hour, net)."""

    def found(*orders, **columns):
        rows = [(CUTOFF - age, hour, net) for age, hour, net in orders]
        table = pd.DataFrame(rows, columns=["ordered_day", "ordered_hour", "net"])
        ids = [f"o{number}" for number in range(len(rows))]
        orders = table.assign(order_id=ids, refund=(-table["net"]).clip(0), lines=1)
        return features_of([RHYTHM, HOURS], orders.assign(**columns), CUTOFF)

    return found


def at(*ages):
    return [(age, 12, 1.0) for age in ages]


def test_gaps(described):
    row = described(*at(40, 30, 27, 5))  # gaps 10, 3, 22
    assert (row["x"], row["t_x_days"], row["T_days"]) == (3, 35, 40)
    assert row["gap_mean_days"] == pytest.approx(35 / 3)
    variance = ((10 - 35 / 3) ** 2 + (3 - 35 / 3) ** 2 + (22 - 35 / 3) ** 2) / 2
    assert row["gap_sd_days"] == pytest.approx(variance**0.5)
    assert (row["gap_max_days"], row["gap_last_days"]) == (22, 22)
    assert row["gap_cv_ratio"] == pytest.approx(variance**0.5 / (35 / 3))
    assert row["overdue_ratio"] == pytest.approx(5 / (35 / 3))
    assert row["orders_per_month"] == pytest.approx(4 * 30 / 40)


def test_the_last_gap_need_not_be_the_longest(described):
    row = described(*at(40, 10, 8))
    assert (row["gap_max_days"], row["gap_last_days"]) == (30, 2)


def test_clockwork_has_no_spread(described):
    row = described(*at(29, 22, 15, 8))
    assert (row["gap_sd_days"], row["gap_cv_ratio"]) == (0, 0)


def test_one_purchase_has_no_gap(described):
    row = described(*at(8))
    assert (row["x"], row["t_x_days"], row["T_days"]) == (0, 0, 8)
    gaps = [name for name in row if name.startswith(("gap_", "overdue"))]
    assert len(gaps) == 9
    assert all(pd.isna(row[name]) for name in gaps)


def test_two_purchases_have_no_spread(described):
    row = described(*at(8, 4))
    assert row["gap_mean_days"] == row["gap_max_days"] == row["gap_last_days"] == 4
    assert row["overdue_ratio"] == 1
    assert pd.isna(row["gap_sd_days"])
    assert pd.isna(row["gap_cv_ratio"])


@pytest.mark.parametrize(("age", "share"), [(1, 0), (5, 1), (6, 1), (7, 0)])
def test_weekend_is_saturday_and_sunday(age, share, described):
    assert (date(2024, 3, 1).isoweekday() - age) % 7 in ((6, 0) if share else range(1, 6))
    assert described(*at(age))["weekend_share"] == share


def test_weekdays_are_right_before_1970(described):
    saturday = day_number(date(1969, 12, 27))
    assert described(*at(CUTOFF - saturday))["weekend_share"] == 1
    assert described(*at(CUTOFF - saturday + 1))["weekend_share"] == 0


def test_hours_are_of_paid_orders(described):
    paid = [(9, 11, 1.0), (9, 17, 1.0), (9, 16, 1.0), (8, 12, 1.0), (3, 23, 1.0)]
    row = described(*paid, (7, 22, 0.0), (5, 9, -1.0))
    assert row["evening_share"] == pytest.approx(2 / 5)
    assert row["morning_share"] == pytest.approx(1 / 5)


def test_hours_of_free_orders_are_not_known(described):
    row = described((7, 22, 0.0))
    assert pd.isna(row["evening_share"])
    assert pd.isna(row["morning_share"])


def test_hours_count_an_order_once_while_nobody_knows_of_its_cancellation(described):
    cancelled = [None, None, CUTOFF + 3]
    ids = ["o1", "o2", "o2"]
    row = described(
        *[(9, 8, 1.0), (4, 20, 1.0), (4, 20, 1.0)], cancelled_day=cancelled, order_id=ids
    )
    assert row["evening_share"] == row["morning_share"] == 0.5
