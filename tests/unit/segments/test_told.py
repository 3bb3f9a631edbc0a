import numpy as np
import pandas as pd
import pytest

from src.segments.kpis import segment_kpis, total
from src.segments.told import Told, movement, told_of
from src.segments.volume import VOLUME

NAN = float("nan")
SUMS = ["customers_count", "new_count", "returning_count", "revenue_sum", "clv_sum"]


def people(n=300, seed=0):
    rng = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "orders_count": rng.integers(1, 20, n).astype(float),
            "net_sum": rng.lognormal(3, 1, n),
            "T_days": rng.integers(1, 300, n).astype(float),
            "churn_prob": rng.uniform(size=n),
            "clv": rng.lognormal(2, 1, n),
            "value_at_risk": rng.lognormal(1, 1, n),
            "is_frequent": rng.integers(0, 2, n).astype(float),
            "may_contact": rng.integers(0, 2, n).astype(float),
        }
    )


def test_segments_add_up_to_everybody():
    customers, places = people(), np.random.default_rng(1).integers(0, 4, 300)
    table = told_of(VOLUME, customers, places, pd.DataFrame()).table.set_index("segment")
    assert list(table.index) == list(VOLUME.segments)
    whole = total(customers).loc["all"]
    for name in SUMS:
        assert table[name].sum() == pytest.approx(whole[name])
    for name, column in (("frequent_share", "is_frequent"), ("consented_share", "may_contact")):
        weighted = (table[name] * table["customers_count"]).sum()
        assert weighted == pytest.approx(customers[column].sum())
    for place, name in enumerate(VOLUME.segments):
        assert table.loc[name, "customers_count"] == (places == place).sum()
        assert table.loc[name, "reason"] == VOLUME.reasons[place]


def test_segments_without_anybody_are_not_told():
    told = told_of(VOLUME, people(), np.full(300, 1), pd.DataFrame())
    assert told.table["segment"].tolist() == ["heavy half"]
    assert not told.tells_apart


def test_who_never_ordered_counts_as_a_customer_and_for_nothing_else():
    never = pd.DataFrame({"orders_count": [0.0], "net_sum": [0.0]})
    both = pd.concat([people(2), never], ignore_index=True).assign(group=["a", "a", "b"])
    table = segment_kpis(both, by="group")
    told = table.loc["b"].to_dict()
    assert (told["customers_count"], told["revenue_sum"], told["orders_per_customer"]) == (1, 0, 0)
    assert (told["new_count"], told["returning_count"], told["clv_sum"]) == (0, 0, 0)
    assert np.isnan([told["churn_prob_mean"], told["consented_share"]]).all()


def test_movement_by_hand():
    """Ann stayed, Bob and Cid became light, Dan is new, Eve is gone."""
    then = pd.Series({"ann": 1, "bob": 1, "cid": 3, "eve": 0})
    now = pd.Series({"cid": 2, "ann": 1, "bob": 2, "dan": 2})
    moves = movement(VOLUME, now, then)
    names = ["heavy half", "light half", "not known"]
    expected = pd.DataFrame([[1, 1, 0], [0, 0, 0], [0, 1, 0]], names, names)
    pd.testing.assert_frame_equal(moves, expected)
    assert Told("x", "x", pd.DataFrame(), moves).moved_share == pytest.approx(2 / 3)


def test_of_two_months_without_anybody_in_common_nothing_is_known():
    moves = movement(VOLUME, pd.Series({"ann": 1}), pd.Series({"bob": 1}))
    assert np.isnan(Told("x", "x", pd.DataFrame(), moves).moved_share)
