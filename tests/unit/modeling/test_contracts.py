"""Churn by subscription, against spans told by hand."""

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from src.asof import Asof
from src.modeling.contracts import contract_ends, under_contract

NOW, HORIZON, GRACE = 100, 50, 10
PERIODS = [  # customer, began, ended, why
    ("runs on", 10, None, None),
    ("ends", 10, 120, "too expensive"),
    ("ends after the horizon", 10, 150, "moved"),
    ("ended before", 10, 99, "moved"),
    ("ends on the day", 10, 100, "moved"),
    ("renews", 10, 120, "upgrade"),
    ("renews", 130, None, None),  # on the last day of grace
    ("comes back too late", 10, 120, "moved"),
    ("comes back too late", 131, None, None),
    ("month by month", 70, 101, None),
    ("month by month", 101, 131, None),
    ("month by month", 131, None, None),
    ("months that stop", 70, 101, None),
    ("months that stop", 101, 131, "unhappy"),
    ("has two, one ends", 10, 120, "moved"),
    ("has two, one ends", 20, None, None),
    ("has two, both end", 10, 120, "first"),
    ("has two, both end", 20, 140, "second"),
    ("begins later", 100, 120, "moved"),
    ("was back by then", 10, 60, "moved"),
    ("was back by then", 80, 110, "again"),
]


@pytest.fixture(scope="module")
def tables():
    frame = pd.DataFrame(PERIODS, columns=["customer_id", "started_day", "ended_day", "end_reason"])
    frame["ended_day"] = frame["ended_day"].astype("Int64")
    frame["started_s"] = frame["started_day"] * 86_400
    return {"subscriptions": nw.from_native(duckdb.from_df(frame))}


def told_at(tables, cutoff):
    found = contract_ends(tables, Asof((cutoff,)), HORIZON, GRACE).collect().to_pandas()
    return dict(zip(found["customer_id"], found["end_reason"], strict=True))


def test_who_left_or_comes_later_is_not_under_contract(tables):
    found = under_contract(tables, Asof((NOW,))).collect().to_pandas()
    everybody = {who for who, *_ in PERIODS}
    assert set(found["customer_id"]) == everybody - {"ended before", "begins later"}
    assert len(found) == len(everybody) - 2


def test_a_contract_that_is_not_renewed_within_grace_has_ended(tables):
    assert told_at(tables, NOW) == {
        "ends": "too expensive",
        "ends on the day": "moved",
        "comes back too late": "moved",
        "months that stop": "unhappy",
        "has two, both end": "second",
        "was back by then": "again",
    }


def test_nothing_after_the_horizon_and_its_grace_changes_a_label(tables):
    known = tables["subscriptions"].filter(nw.col("started_day") <= NOW + HORIZON + GRACE)
    every = {"subscriptions": known}
    late = contract_ends(tables, Asof((NOW - 30, NOW)), HORIZON, GRACE).collect().to_pandas()
    soon = contract_ends(every, Asof((NOW - 30, NOW)), HORIZON, GRACE).collect().to_pandas()
    keys = ["cutoff_day", "customer_id"]
    assert len(late) > len(told_at(tables, NOW))  # of both cutoffs
    assert_frame_equal(*(t.sort_values(keys, ignore_index=True) for t in (late, soon)))
