import duckdb
import numpy as np
import pandas as pd
import pytest

from src.segments.kpis import KPIS, kpis, total

PARTS = [
    "customers_count",
    "new_count",
    "returning_count",
    "revenue_sum",
    "clv_sum",
    "value_at_risk_sum",
]


def customers():
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "persona": rng.choice(["a", "b", "c"], 200, p=[0.5, 0.3, 0.2]),
            "orders_count": rng.integers(1, 20, 200).astype(float),
            "net_sum": rng.lognormal(3, 1, 200),
            "T_days": rng.integers(1, 300, 200).astype(float),
            "churn_prob": rng.uniform(size=200),
            "clv": rng.lognormal(2, 1, 200),
            "value_at_risk": rng.lognormal(1, 1, 200),
        }
    )


def test_two_customers_by_hand():
    table = kpis(
        pd.DataFrame(
            {
                "persona": ["a", "a", "b"],
                "orders_count": [1.0, 3.0, 5.0],
                "net_sum": [10.0, 30.0, 160.0],
                "T_days": [90.0, 91.0, 400.0],
                "churn_prob": [0.2, 0.4, 0.9],
                "clv": [5.0, 15.0, 100.0],
                "value_at_risk": [1.0, 6.0, 90.0],
            }
        ),
        by="persona",
    )
    assert table.index.tolist() == ["b", "a"]  # by revenue
    assert list(table.columns) == list(KPIS)
    found = table.loc["a"].to_dict()
    assert found == pytest.approx(
        {
            "customers_count": 2,
            "customers_share": 2 / 3,
            "new_count": 1,
            "returning_count": 1,
            "revenue_sum": 40,
            "revenue_share": 0.2,
            "revenue_per_customer": 20,
            "orders_per_customer": 2,
            "churn_prob_mean": 0.3,
            "clv_mean": 10,
            "clv_sum": 20,
            "value_at_risk_sum": 7,
        }
    )


def test_parts_add_up_to_the_whole():
    table, whole = kpis(customers(), by="persona"), total(customers()).loc["all"]
    for column in PARTS:
        assert table[column].sum() == pytest.approx(whole[column])
    assert table["customers_share"].sum() == pytest.approx(1)
    assert table["revenue_share"].sum() == pytest.approx(1)
    assert (table["new_count"] + table["returning_count"] == table["customers_count"]).all()
    weighted = (table["churn_prob_mean"] * table["customers_share"]).sum()
    assert weighted == pytest.approx(whole["churn_prob_mean"])


def test_agrees_with_plain_sql():
    table = kpis(customers(), by="persona")
    database = duckdb.connect()
    database.register("customers", customers())
    expected = (
        database.sql(
            """
            select persona, count(*) customers_count, sum(net_sum) revenue_sum,
              avg(net_sum) revenue_per_customer, avg(orders_count) orders_per_customer,
              count(*) filter (T_days <= 90) new_count, avg(churn_prob) churn_prob_mean,
              avg(clv) clv_mean, sum(value_at_risk) value_at_risk_sum
            from customers group by persona order by revenue_sum desc
            """
        )
        .df()
        .set_index("persona")
    )
    pd.testing.assert_frame_equal(
        table[expected.columns].astype(float), expected.astype(float), check_names=False
    )


def test_unused_category_makes_no_row():
    frame = customers()
    frame["persona"] = pd.Categorical(frame["persona"], ["a", "b", "c", "never"])
    assert sorted(kpis(frame, by="persona").index) == ["a", "b", "c"]


def test_share_of_nothing_is_not_known():
    table = kpis(customers().assign(net_sum=0.0), by="persona")
    assert table["revenue_share"].isna().all()
    assert table["customers_share"].sum() == pytest.approx(1)


def test_input_is_left_alone():
    frame = customers()
    before = frame.copy()
    kpis(frame, by="persona")
    pd.testing.assert_frame_equal(frame, before)


def test_missing_column_is_named():
    with pytest.raises(ValueError, match="customers lack clv; found persona"):
        kpis(customers().drop(columns="clv"), by="persona")


def test_customers_without_group_are_counted():
    frame = customers()
    frame.loc[:4, "persona"] = None
    with pytest.raises(ValueError, match="5 of 200 customers have no persona"):
        kpis(frame, by="persona")
