"""The recipe of a data set: what is common among its customers becomes features of each."""

import duckdb
import pandas as pd
import pytest

from src.asof import Asof
from src.features.build import build, names
from src.features.recipes import recipe_of

CUTOFF = 17290


@pytest.fixture
def tables():
    """30 customers who spend 3 on bread, 1 on tea before the cutoff; caviar is for five of them."""
    lines = [
        {"customer_id": f"c{n}", "ordered_day": day, "category": category, "net": net}
        for n in range(30)
        for day, category, net in [
            (CUTOFF - 9, "Bread", 3.0),
            (CUTOFF - 5, "Tea", 1.0),
            *([(CUTOFF - 2, "Caviar", 4.0)] if n < 5 else []),
            (CUTOFF, "Ice", 8.0),
        ]
    ]
    rows = pd.DataFrame(lines).assign(item="i", quantity=1.0, bucket=0)
    orders = rows.rename_axis("order_id").reset_index().astype({"order_id": str})
    amounts = {"refund": 0.0, "discount": 0.0, "coupon": 0.0, "lines": 1, "discounted_lines": 0}
    days = {"ordered_hour": 9, "channel": "web", "due_day": None, "paid_day": None}
    con = duckdb.connect()
    return {
        "orders": con.from_df(
            orders.assign(**amounts, **days).astype({"due_day": "Int64", "paid_day": "Int64"})
        ),
        "order_lines": con.from_df(rows),
    }


def test_what_many_bought_by_then_is_a_share_of_wallet(tables, tmp_path):
    recipe = recipe_of(tmp_path, tables, CUTOFF)
    assert recipe.norms.common["order_lines.category"] == {"bread": "Bread", "tea": "Tea"}
    shares = ["wallet_bread_share", "wallet_tea_share"]
    assert [name for name in names(tables, recipe) if name in shares] == shares
    found = build(tables, Asof((CUTOFF,)), recipe).collect("pandas").to_native()
    of = found.set_index("customer_id")
    assert of.loc["c29", shares].tolist() == [0.75, 0.25]
    assert of.loc["c0", shares].tolist() == [0.375, 0.125]  # of 8, of which 4 are caviar


def test_later_purchases_change_no_recipe(tables, tmp_path):
    past = {name: table.filter(f"ordered_day < {CUTOFF}") for name, table in tables.items()}
    assert recipe_of(tmp_path, tables, CUTOFF) == recipe_of(tmp_path, past, CUTOFF)
