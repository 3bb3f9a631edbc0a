"""Cutoffs and the intervals around them, day by day."""

from datetime import date

import pandas as pd
import pytest

from src.asof import Asof, ahead, day_number, day_of, seen


def events(days, cancelled=None):
    return pd.DataFrame({"day": days} | ({"cancelled_day": cancelled} if cancelled else {}))


def rows(table, *columns):
    frame = table.collect("pandas").to_native()
    return sorted(frame[list(columns)].itertuples(index=False, name=None))


@pytest.mark.parametrize(
    ("day", "number"),
    [(date(1970, 1, 1), 0), (date(1969, 12, 31), -1), (date(2000, 2, 29), 11016)],
)
def test_days_are_counted_from_1970(day, number):
    assert day_number(day) == number
    assert day_of(number) == day


@pytest.mark.parametrize("cutoffs", [(), (2, 1), (1, 1)])
def test_cutoffs_ascend(cutoffs):
    with pytest.raises(ValueError, match="ascending and distinct"):
        Asof(cutoffs)


def test_the_past_ends_the_day_before_the_cutoff():
    known = seen(events([8, 9, 10, 11]), Asof((10,)), "day")
    assert rows(known, "cutoff_day", "day", "age_days") == [(10, 8, 2), (10, 9, 1)]


def test_every_cutoff_has_its_own_past():
    known = seen(events([8, 9, 10]), Asof((9, 11)), "day")
    assert rows(known, "cutoff_day", "day") == [(9, 8), (11, 8), (11, 9), (11, 10)]


def test_cancellation_is_known_from_the_day_after_it():
    ordered = events([5, 6, 7, 8], cancelled=[9, 10, None, 20])
    assert rows(seen(ordered, Asof((10,)), "day"), "day") == [(6,), (7,), (8,)]
    assert rows(seen(ordered, Asof((9, 11)), "day"), "cutoff_day", "day") == [
        *((9, day) for day in (5, 6, 7, 8)),
        *((11, day) for day in (7, 8)),
    ]


def test_the_horizon_is_half_open_at_both_ends():
    future = ahead(events([9, 10, 14, 15]), Asof((10,)), "day", 5)
    assert rows(future, "cutoff_day", "day") == [(10, 10), (10, 14)]


def test_horizons_may_overlap():
    future = ahead(events([9, 10, 11, 12]), Asof((9, 11)), "day", 3)
    assert rows(future, "cutoff_day", "day") == [(9, 9), (9, 10), (9, 11), (11, 11), (11, 12)]


def test_what_is_cancelled_within_the_horizon_did_not_happen():
    ordered = events([10, 11, 12], cancelled=[14, 15, None])
    assert rows(ahead(ordered, Asof((10,)), "day", 5), "day") == [(11,), (12,)]


@pytest.mark.parametrize("day", [10, 14])
def test_horizon_shifted_by_a_day_loses_an_edge(day):
    for shift in (-1, 1):
        edges = events([10 + shift, 14 + shift])
        assert len(rows(ahead(edges, Asof((10,)), "day", 5), "day")) == 1
    assert rows(ahead(events([day]), Asof((10,)), "day", 5), "day") == [(day,)]


def test_past_and_future_share_no_event():
    asof = Asof((10,))
    everything = events(list(range(20)))
    past = set(rows(seen(everything, asof, "day"), "day"))
    future = set(rows(ahead(everything, asof, "day", 10), "day"))
    assert not past & future
    assert past | future == {(day,) for day in range(20)}


LINKED = {  # one record each: the customer's first; one linked on day 12; one that came to be then
    "customer_id": ["c1", "c1", "c1"],
    "alone_id": ["c1", "c2", "c3"],
    "linked_day": [None, 12, 12],
    "known_day": [1, 5, 12],
}


def linked(days):
    """Return an event of each record."""
    return pd.DataFrame(LINKED).convert_dtypes().assign(day=days)


def test_records_stand_alone_until_their_link_is_known():
    known = seen(linked([5, 6, 13]), Asof((12, 13, 14)), "day")
    assert rows(known, "cutoff_day", "day", "customer_id") == [
        *((12, 5, "c1"), (12, 6, "c2")),
        *((13, 5, "c1"), (13, 6, "c1")),
        *((14, 5, "c1"), (14, 6, "c1"), (14, 13, "c1")),
    ]


def test_who_goes_on_with_a_new_record_has_not_left():
    """The record of day 12 is the customer's; the one of day 5 was another customer on day 10."""
    future = ahead(linked([11, 13, 14]), Asof((10,)), "day", 5)
    assert rows(future, "day", "customer_id") == [(11, "c1"), (13, "c2"), (14, "c1")]
