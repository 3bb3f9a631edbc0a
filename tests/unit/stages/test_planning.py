"""When customers are described, and that no choice looks beyond the cutoff."""

from datetime import date

import narwhals.stable.v2 as nw
import pandas as pd
import pytest

from src.asof import day_number
from src.errors import DataError
from src.settings import Settings
from src.stages.planning import covered_days, planned

FIRST = day_number(date(2020, 1, 1))
ORDERS = pd.DataFrame(
    [
        (customer, FIRST + day)
        for customer in "abcde"
        for day in range(0, 730, 20 * ord(customer) - 1900)
    ],
    columns=["customer_id", "ordered_day"],
).assign(net=5.0, refund=0.0, cancelled_day=float("nan"))
END = FIRST + 730


def plan(orders=ORDERS, first=FIRST, end=END, **settings):
    return planned(nw.from_native(orders).lazy(), first, end, Settings(**settings))


def test_without_a_cutoff_the_last_horizon_seen_is_judged():
    found = plan(horizon_days=91)
    assert (found.judged.now, found.today.now) == (END - 91, END)
    assert found.judged.cutoffs[-1] == END - 2 * 91
    assert [past.now for past in found.earlier] == [END - 2 * 91, END - 3 * 91]
    assert found.moments.cutoffs == tuple(
        sorted({*found.judged.cutoffs, END - 91, END - 273, *found.today.cutoffs, END - 30, END})
    )
    assert found.month_ago == END - 30


def test_a_cutoff_hides_what_came_after_it():
    """Other orders from the cutoff on: the same horizon, silences and snapshots."""
    cutoff = date(2021, 3, 1)
    day = day_number(cutoff)
    rare = pd.concat([ORDERS, ORDERS.head(1).assign(ordered_day=day + 300)])
    often = pd.concat(
        [ORDERS[ORDERS["ordered_day"] < day]]
        + [ORDERS.head(1).assign(ordered_day=day + later) for later in range(100)]
    )
    one, other = (plan(orders, cutoff=cutoff) for orders in (rare, often))
    assert one.judged == other.judged
    assert one.judged.now == day
    assert one.horizon_days == other.horizon_days
    assert one.silences.closed_days.tolist() == other.silences.closed_days.tolist()
    seen_to_the_end = plan(rare)
    assert seen_to_the_end.silences.closed_days.tolist() != one.silences.closed_days.tolist()


def test_a_derived_horizon_leaves_half_of_what_is_known_at_the_cutoff():
    assert plan().horizon_days == 120  # the longest of the usual gaps
    assert plan(cutoff=date(2020, 7, 19)).horizon_days == 100  # of 200 days


def test_settings_decide_steps_and_number_of_snapshots():
    found = plan(horizon_days=91, snapshot_step_days=14, snapshots_max=3)
    assert found.today.cutoffs == (18_872, 18_886, END - 91)  # 1,348 and 1,349 times 14


def test_population_statistics_stay_for_half_a_year_and_know_no_cutoff():
    """A shop of six years, looked at every month of two."""
    days = []
    for end in range(FIRST + 1500, FIRST + 2200, 30):
        found = plan(first=FIRST, end=end, horizon_days=91)
        earliest = found.moments.cutoffs[0]
        assert earliest - 182 < found.norms_day <= earliest
        days.append(found.norms_day)
    assert len(set(days)) <= 5
    young = plan(first=FIRST, end=FIRST + 400, horizon_days=91)
    assert young.norms_day == young.moments.cutoffs[0]


@pytest.mark.parametrize(
    ("cutoff", "told"),
    [
        (date(2021, 12, 1), "leaves 30 days .* is not known yet.* days earlier"),
        (date(2019, 6, 1), "before the cutoff span 0 days"),
        (date(2020, 1, 1), "before the cutoff span 0 days"),
        (date(2030, 1, 1), "not known yet"),
    ],
)
@pytest.mark.parametrize("horizon", [91, "auto"])
def test_an_impossible_cutoff_is_refused(cutoff, told, horizon):
    with pytest.raises(DataError, match=told):
        plan(cutoff=cutoff, horizon_days=horizon)


def test_the_days_covered_are_those_of_the_orders_that_are_left():
    orders = ORDERS[ORDERS["ordered_day"].between(FIRST + 100, FIRST + 600)]
    covered = covered_days(nw.from_native(orders).lazy(), (FIRST, END - 1))
    assert covered == (orders["ordered_day"].min(), orders["ordered_day"].max() + 1)
    with pytest.raises(DataError, match="None of the orders from 2020-01-01 to 2021-12-30 is of a"):
        covered_days(nw.from_native(ORDERS.head(0)).lazy(), (FIRST, END - 1))
