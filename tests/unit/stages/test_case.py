"""Rows to learn from: what is the same for everybody teaches nothing, but may be a price."""

import numpy as np

from src.modeling.design import Design
from src.stages.case import labelled_rows
from src.stages.snapshots import Snapshots

NAMES = ("age", "country", "price", "fee")


def test_a_price_that_all_pay_is_kept_and_one_that_nobody_knows_is_not():
    n = 80
    values = np.stack([np.arange(n), np.ones(n), np.full(n, 9.0), np.full(n, np.nan)], axis=1)
    who = np.array([f"c{place:02}" for place in range(n)])
    snapshots = Snapshots(Design(NAMES, values), np.zeros(n, dtype=np.int64), who)
    churned = np.arange(n) % 2.0
    assert labelled_rows(snapshots, churned).design.names == ("age",)
    kept = labelled_rows(snapshots, churned, ("price", "fee", "unheard_of"))
    assert kept.design.names == ("age", "price")
