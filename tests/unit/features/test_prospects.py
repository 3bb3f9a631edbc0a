"""Who visits and never ordered: by hand."""

import narwhals.stable.v2 as nw
import pandas as pd

from src.asof import Asof
from src.features.prospects import prospects

ORDERS = pd.DataFrame(
    [("buyer", 10, 5.0, 0.0), ("late", 100, 5.0, 0.0), ("returner", 10, -5.0, 5.0)],
    columns=["customer_id", "ordered_day", "net", "refund"],
)
VISITS = pd.DataFrame(
    [
        ("buyer", 95, "cart", "s1"),
        ("cart", 95, "cart", "s2"),
        ("cart", 96, "view", "s2"),
        ("late", 1, "cart", "s3"),
        ("returner", 50, "view", None),
        ("tomorrow", 100, "view", "s4"),
    ],
    columns=["customer_id", "happened_day", "type", "session"],
).assign(stage=None)


def test_prospects_by_hand():
    """At day 100, which is future: one left a cart, one only came back, one will order."""
    tables = {
        "orders": nw.from_native(ORDERS).lazy(),
        "interactions": nw.from_native(VISITS).lazy(),
    }
    found = prospects(tables, Asof((100,)))
    assert found.to_dict("records") == [
        {"cutoff_day": 100, "customer_id": who, "interactions_90d": n, "cart_sessions_90d": carts}
        for who, n, carts in (("cart", 2, 1), ("late", 0, 0), ("returner", 1, 0))
    ]


def test_without_visits_nobody_is_known():
    assert prospects({"orders": nw.from_native(ORDERS).lazy()}, Asof((100,))).empty
