"""What counts as a purchase, case by case."""

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.order_days import order_days


def bought(*orders):
    """Order days of orders given as (cutoff, customer, day, net, refund)."""
    columns = ["cutoff_day", "customer_id", "ordered_day", "net", "refund"]
    table = nw.from_native(pd.DataFrame(orders, columns=columns)).lazy()
    days = order_days(table).collect("pandas").to_native()
    assert set(days.columns) == {*columns} - {"refund"}
    return sorted(days[columns[:-1]].itertuples(index=False, name=None))


def test_orders_of_a_day_are_one_purchase():
    orders = [(99, "a", 5, 1.5, 0.0), (99, "a", 5, 2.0, 0.0), (99, "a", 6, 4.0, 0.0)]
    assert bought(*orders) == [(99, "a", 5, 3.5), (99, "a", 6, 4.0)]


def test_customers_and_cutoffs_are_kept_apart():
    orders = [(98, "a", 5, 1.0, 0.0), (99, "a", 5, 1.0, 0.0), (99, "b", 5, 2.0, 0.0)]
    assert bought(*orders) == [(98, "a", 5, 1.0), (99, "a", 5, 1.0), (99, "b", 5, 2.0)]


@pytest.mark.parametrize(
    ("net", "refund", "purchase"),
    [
        (0.0, 0.0, True),  # a free order
        (3.0, 2.0, True),  # bought for 5, returned 2
        (-2.0, 2.0, False),  # a return
        (0.0, 2.0, False),  # an exchange of equal value
    ],
)
def test_a_day_is_a_purchase_unless_as_much_went_back(net, refund, purchase):
    assert bought((99, "a", 5, net, refund)) == [(99, "a", 5, net)] * purchase


def test_a_return_and_a_larger_order_are_one_purchase_in_any_order():
    orders = [(99, "a", 5, -2.0, 2.0), (99, "a", 5, 7.0, 0.0)]
    assert bought(*orders) == bought(*orders[::-1]) == [(99, "a", 5, 5.0)]


def test_noise_of_adding_floats_is_no_purchase():
    assert bought((99, "a", 5, 0.1 + 0.2, 0.0), (99, "a", 5, -0.3, 0.3)) == []
