"""Orders are whole as long as nobody knows of their cancellation."""

import pandas as pd

from src.asof import Asof
from src.features.grains import AMOUNTS, orders

ROWS = pd.DataFrame(
    {
        "customer_id": "a",
        "order_id": ["o1", "o1", "o2", "o2"],
        "ordered_day": [10, 10, 11, 12],
        "ordered_hour": [18, 9, 8, 7],
        "cancelled_day": [20.0, None, None, None],
        "net": [0.1, 0.2, 5.0, 1.0],
        "refund": 0.0,
        "lines": [2, 3, 1, 1],
        "discount": [None, 1.0, None, None],
        "coupon": None,
        "quantity": [2.0, 4.0, 1.0, 1.0],
        "discounted_lines": [0, 1, 0, 0],
        "channel": "web",
        "due_day": 30.0,
        "paid_day": None,
    }
).astype({"coupon": float, "paid_day": float})


def known(cutoff):
    frame = orders({"orders": ROWS}, Asof((cutoff,))).collect("pandas").to_native()
    return frame.sort_values(["order_id", "age_days"]).set_index(["order_id", "age_days"])


def test_before_the_cancellation_the_order_is_whole():
    order = known(20).loc[("o1", 10)]
    assert order[list(AMOUNTS)].tolist() == [0.3, 0, 5, 1, 0, 6, 1]
    assert order["ordered_hour"] == 9  # of the first line


def test_after_the_cancellation_the_rest_stands():
    order = known(21).loc[("o1", 11)]
    assert order[list(AMOUNTS)].tolist() == [0.2, 0, 3, 1, 0, 4, 1]


def test_what_was_added_on_a_later_day_is_an_order_of_that_day():
    assert known(13).index.tolist() == [("o1", 3), ("o2", 1), ("o2", 2)]
