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
CUTOFF = nw.col("cutoff_day")
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


def seen(events: Frame, asof: Asof, day: str, beside: Frame | None = None) -> Frame:
    """Events known at each cutoff: one row per (cutoff, event) with ``day < cutoff_day``.

    Adds ``cutoff_day`` (int) and ``age_days`` (int, >= 1: 1 is the day before the cutoff).
    An event with ``cancelled_day < cutoff_day`` is known not to have happened and is left out.
    Customers are those that records were known to be at the cutoff: a record that is known to be a
    customer's only from ``linked_day`` on stands by itself until then, as ``alone_id``.

    ``beside`` is a table of the same engine that is cheap to look into, where ``events`` are not.
    """
    known = nw.from_native(events).lazy().filter(nw.col(day) < asof.cutoffs[-1])
    known = _crossed(known, asof, known if beside is None else beside)
    known = _stood(known, CUTOFF).with_columns(age_days=CUTOFF - nw.col(day))
    return _named(known.filter(nw.col("age_days") > 0), nw.col("linked_day") >= CUTOFF)


def changes_later(events: Frame) -> bool:
    """Tell whether what is known of an event, or whose it is, changes after its day."""
    return bool({"cancelled_day", "linked_day"} & set(events.collect_schema().names()))


def _crossed(events: Frame, asof: Asof, beside: Frame) -> Frame:
    """Set every event beside every cutoff: ``cutoff_day``."""
    if len(asof.cutoffs) == 1:
        return events.with_columns(cutoff_day=nw.lit(asof.cutoffs[0], dtype=nw.Int64))
    one = nw.from_native(beside).lazy().head(1)  # no engine makes a table of nothing
    days = [one.select(cutoff_day=nw.lit(day, dtype=nw.Int64)) for day in asof.cutoffs]
    return events.join(nw.concat(days), how="cross")


def _stood(events: Frame, day: nw.Expr) -> Frame:
    """Leave out events that were known to be cancelled by a day."""
    if "cancelled_day" not in events.collect_schema().names():
        return events
    return events.filter(nw.col("cancelled_day").is_null() | (nw.col("cancelled_day") >= day))


def _named(events: Frame, apart: nw.Expr) -> Frame:
    """Name the customer of a record; where it stands apart, that is the record by itself.

    Tables whose records were not linked lack the columns that tell.
    """
    if "linked_day" not in events.collect_schema().names():
        return events
    named = nw.when(apart).then(nw.col("alone_id")).otherwise(nw.col("customer_id"))
    return events.with_columns(customer_id=named)


def ahead(events: Frame, asof: Asof, day: str, horizon_days: int) -> Frame:
    """Events in ``[cutoff, cutoff + horizon)``: one row per (cutoff, event), with ``cutoff_day``.

    What was cancelled by the end of the horizon is left out; a later cancellation is not known yet.
    Customers are those of the cutoff: what links say later joins nobody who was known by then. A
    record that came to be only then belongs to the customer it turned out to be: whoever went on
    buying with a new card has not left.
    """
    window = nw.from_native(events).lazy()
    window = window.filter(
        nw.col(day) >= asof.cutoffs[0], nw.col(day) < asof.cutoffs[-1] + horizon_days
    )
    since = nw.col(day) - CUTOFF
    future = _stood(_crossed(window, asof, window), CUTOFF + horizon_days)
    known = nw.col("known_day").is_null() | (nw.col("known_day") < CUTOFF)
    return _named(
        future.filter(since >= 0, since < horizon_days), (nw.col("linked_day") >= CUTOFF) & known
    )
