"""The only clock: cutoffs, and the half-open intervals that keep the future out of the past.

Time is counted in calendar days of the data set's ``calendar_timezone``: day 0 is 1970-01-01. A
cutoff is a midnight, named by the day that begins there. Features read ``[start, cutoff)``, labels
``[cutoff, cutoff + horizon)``.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import narwhals.stable.v2 as nw

EPOCH = date(1970, 1, 1)
Frame = nw.LazyFrame[Any]  # of any engine; functions here accept a native frame in its place


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(2017, 10, 2))
    17441
    """
    return (day - EPOCH).days


def day_of(number: int) -> date:
    """Return the calendar day of a day number.

    >>> day_of(17441)
    datetime.date(2017, 10, 2)
    """
    return EPOCH + timedelta(days=int(number))


@dataclass(frozen=True)
class Asof:
    """The moments at which customers are described.

    Parameters
    ----------
    cutoffs
        Day numbers, ascending, each one once; what happened on the cutoff's own day is future.
    """

    cutoffs: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.cutoffs or list(self.cutoffs) != sorted(set(self.cutoffs)):
            raise ValueError(f"cutoffs must be ascending and distinct, found {self.cutoffs}")


def seen(events: Frame, asof: Asof, day: str) -> Frame:
    """Events known at each cutoff: one row per (cutoff, event) with ``day < cutoff_day``.

    Adds ``cutoff_day`` (int) and ``age_days`` (int, >= 1: 1 is the day before the cutoff).
    An event with ``cancelled_day < cutoff_day`` is known not to have happened and is left out.
    Customers are those that records were known to be at the cutoff (`known_as`).
    """
    known = nw.from_native(events).lazy()
    return nw.concat([_seen_at(known_as(known, at), at, day) for at in asof.cutoffs])


def known_as(events: Frame, cutoff: int) -> Frame:
    """Name customers as they were known at a cutoff.

    A record that is known to be a customer's only from ``linked_day`` on stands by itself until
    then, as ``alone_id``; tables whose records were not linked lack both.
    """
    if "linked_day" not in events.collect_schema().names():
        return events
    return _alone(events, nw.col("linked_day") >= cutoff)  # null: always known


def _outcomes_as(events: Frame, cutoff: int) -> Frame:
    """Name the customers of a cutoff in what happened after it.

    A record that came to be only then belongs to the customer it turned out to be: whoever went on
    buying with a new card has not left. Records that stood apart at the cutoff stay apart.
    """
    if "linked_day" not in events.collect_schema().names():
        return events
    known = nw.col("known_day").is_null() | (nw.col("known_day") < cutoff)
    return _alone(events, (nw.col("linked_day") >= cutoff) & known)


def _alone(events: Frame, apart: nw.Expr) -> Frame:
    named = nw.when(apart).then(nw.col("alone_id")).otherwise(nw.col("customer_id"))
    return events.with_columns(customer_id=named)


def _seen_at(events: Frame, cutoff: int, day: str) -> Frame:
    known = events.filter(nw.col(day) < cutoff)
    if "cancelled_day" in events.collect_schema().names():
        known = known.filter(
            nw.col("cancelled_day").is_null() | (nw.col("cancelled_day") >= cutoff)
        )
    return known.with_columns(
        cutoff_day=nw.lit(cutoff, dtype=nw.Int64), age_days=cutoff - nw.col(day)
    )


def ahead(events: Frame, asof: Asof, day: str, horizon_days: int) -> Frame:
    """Events in ``[cutoff, cutoff + horizon)``: one row per (cutoff, event), with ``cutoff_day``.

    What was cancelled by the end of the horizon is left out; a later cancellation is not known yet.
    Customers are those of the cutoff: what links say later joins nobody who was known by then.
    """
    future = nw.from_native(events).lazy()
    return nw.concat([_ahead_of(future, cutoff, day, horizon_days) for cutoff in asof.cutoffs])


def _ahead_of(events: Frame, cutoff: int, day: str, horizon_days: int) -> Frame:
    end = cutoff + horizon_days
    window = _seen_at(_outcomes_as(events, cutoff), end, day).drop("age_days")
    return window.filter(nw.col(day) >= cutoff).with_columns(
        cutoff_day=nw.lit(cutoff, dtype=nw.Int64)
    )
