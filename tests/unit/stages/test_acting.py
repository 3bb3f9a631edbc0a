"""The stages of what comes next, on a market and on messages whose arms are known."""

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
from numpy.testing import assert_array_equal

from src.stages.snapshots import followed
from src.stages.uplifting import WINDOW_DAYS, trials
from src.stages.waiting import curves, timed, waited


def test_who_never_ordered_in_the_horizon_is_who_churned(market):
    now = market.snapshots.at(market.plan.judged.now)
    orders = market.tables["orders"]
    waits = waited(orders, now, 91)
    assert_array_equal(np.isnan(waits), followed(orders, now, 91).churned == 1)
    assert np.nanmin(waits) >= 0
    assert np.nanmax(waits) <= 90


def test_the_wait_is_that_of_the_files(market, invented):
    """Day 0 of the invented orders is the judged cutoff."""
    now = market.snapshots.at(market.plan.judged.now)
    waits = waited(market.tables["orders"], now, 91)
    future = invented(400, seed=21).orders.query("day >= 0")
    first = future.groupby("customer")["day"].min()
    assert sorted(waits[~np.isnan(waits)].tolist()) == sorted(first.tolist())


def test_curves_end_at_the_calibrated_churn_probability(market, judged):
    hazard, _ = timed(market.tables["orders"], market.snapshots, market.plan.judged, 91, 7)
    found = curves(hazard, judged, judged.known)
    assert_array_equal(found[:, -1], judged.churn.prob(judged.design, judged.ahead))
    assert (np.diff(found, axis=1) <= 0).all()


def table(**columns):
    return nw.from_native(pd.DataFrame(columns)).lazy()


def test_arms_and_what_followed_are_those_of_the_days():
    """Ann ordered on the day itself, Bob a day too late; Cid was put into both arms."""
    messages = table(
        customer_id=["ann", "bob", "cid", "cid", "dan", "eve"],
        campaign=["spring"] * 5 + ["lone"],
        sent_day=[110, 110, 110, 110, 110, 110],
        arm=["treated", "control", "treated", "control", None, "treated"],
    )
    orders = table(
        customer_id=["ann", "bob", "cid"],
        ordered_day=[110, 110 + WINDOW_DAYS, 112],
        net=[5.0, 5.0, 5.0],
        refund=[0.0, 0.0, 0.0],
    )
    tables = {"messages": messages, "orders": orders}
    found = trials(tables, np.array([70, 100]), end=200)
    rows = found[["customer_id", "cutoff_day", "treated", "happened"]]
    assert rows.to_numpy().tolist() == [["ann", 100, 1, 1.0], ["bob", 100, 0, 0.0]]
    assert trials(tables, np.array([70, 100]), end=110 + WINDOW_DAYS - 1) is None  # not over yet
    assert trials({"orders": orders}, np.array([100]), end=200) is None
