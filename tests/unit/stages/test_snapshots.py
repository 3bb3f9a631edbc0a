"""Customers described in chunks, and what they did afterwards."""

from dataclasses import replace

import narwhals.stable.v2 as nw
import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.errors import DataError
from src.features.build import PLAIN
from src.modeling.design import Design
from src.modeling.start import fit_start
from src.stages.snapshots import Snapshots, describe, followed

CUTOFF = 1000


def snapshots(*customers, cutoffs=(CUTOFF,)):
    days = np.repeat(cutoffs, len(customers))
    design = Design(("a", "b"), np.arange(2.0 * len(days)).reshape(-1, 2))
    return Snapshots(design, days, np.array(customers * len(cutoffs), dtype=np.str_))


def orders(*rows):
    """Orders given as (customer, days after the cutoff, net, refund)."""
    table = pd.DataFrame(rows, columns=["customer_id", "ordered_day", "net", "refund"])
    table = table.assign(ordered_day=table["ordered_day"] + CUTOFF, cancelled_day=np.nan)
    return nw.from_native(table).lazy()


def test_who_did_nothing_has_churned_and_spent_nothing():
    found = followed(
        orders(
            ("ann", 3, 20.0, 0.0),
            ("ann", 90, 1.5, 0.0),
            ("ben", 91, 99.0, 0.0),  # too late
            ("cid", -1, 99.0, 0.0),  # too early
            ("dan", 5, -8.0, 8.0),  # only a return
            ("new", 5, 99.0, 0.0),  # not described
        ),
        snapshots("dan", "ben", "ann", "cid", "eve"),
        horizon_days=91,
    )
    assert found.churned.tolist() == [1, 1, 0, 1, 1]
    assert found.net_ahead.tolist() == [-8, 0, 21.5, 0, 0]


def test_a_start_is_fitted_once_to_everybody_of_its_cutoff(market, now):
    whole = market.snapshots
    part = whole.at(now, market.plan.today.now)
    assert part.start(now) is whole.start(now) is whole.at(now).start(now)
    assert whole.start(now) == fit_start(whole.at(now).design)
    other = replace(whole, design=whole.design.rows(np.arange(len(whole.design))[::-1]))
    assert other.start(now) != whole.start(now)  # of other rows, another


def test_each_cutoff_has_its_own_future_in_the_order_of_the_rows():
    found = followed(
        orders(("ann", -50, 5.0, 0.0), ("ben", 10, 7.0, 0.0)),
        snapshots("ben", "ann", cutoffs=(CUTOFF - 100, CUTOFF)),
        horizon_days=91,
    )
    assert found.churned.tolist() == [1, 0, 0, 1]
    assert found.net_ahead.tolist() == [0, 5, 7, 0]


def test_some_cutoffs_are_picked_with_all_that_belongs_to_them():
    found = snapshots("ann", "ben", cutoffs=(10, 20, 30)).at(30, 10)
    assert found.cutoff_day.tolist() == [10, 10, 30, 30]
    assert found.customer_id.tolist() == ["ann", "ben"] * 2
    assert found.design.column("a").tolist() == [0, 2, 8, 10]


def test_what_a_model_needs_and_the_data_lack_is_named():
    known = snapshots("ann", "ben")
    assert known.columns(["b", "a"]).tolist() == [[1, 0], [3, 2]]
    with pytest.raises(DataError, match="needs c, z, which these tables do not give"):
        known.columns(["z", "a", "c"])


@pytest.mark.parametrize("chunk", [90, 399])
def test_chunks_change_nothing(market, chunk):
    told = []
    found = describe(
        market.tables,
        market.plan.moments,
        PLAIN,
        market.ingested.customers,
        chunk,
        lambda what, share: told.append((what, share)),
    )
    whole = market.snapshots
    assert found.design.names == whole.design.names
    assert_array_equal(found.design.values, whole.design.values)
    assert_array_equal(found.customer_id, whole.customer_id)
    assert_array_equal(found.cutoff_day, whole.cutoff_day)
    shares = [share for _, share in told]
    assert len(shares) > 1
    assert shares == sorted(shares)
    assert max(shares) < 1


def test_one_row_per_cutoff_and_customer_sorted(market):
    key = list(zip(market.snapshots.cutoff_day, market.snapshots.customer_id, strict=True))
    assert key == sorted(set(key))
    today = market.snapshots.at(market.plan.today.now)
    assert len(today.design) == market.ingested.customers == 400


def test_features_are_those_worked_out_from_the_orders_by_hand(market, invented, now):
    own = invented(400, seed=21)
    described = market.snapshots.at(now).design
    names = ("net_sum", "recency_days", "orders_count", "net_90d", "x", "t_x_days", "T_days")
    found, expected = (np.stack([d.column(n) for n in names], 1) for d in (described, own.design))
    assert_allclose(sorted(found.tolist()), sorted(expected.tolist()), rtol=1e-9)
