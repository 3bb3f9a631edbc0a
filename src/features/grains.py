"""The grains: events as features count them, as they were known at each cutoff."""

from collections.abc import Callable, Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame, changes_later, seen
from src.features.family import Grain
from src.order_days import KEY, order_days

AMOUNTS = ("net", "refund", "lines", "discount", "coupon", "quantity", "discounted_lines")
OF_ORDER = {"ordered_hour": "min", "channel": "max", "due_day": "max", "paid_day": "max"}
MONEY_DIGITS = 6
Gathered = Callable[[Frame, tuple[str, ...]], Frame]  # from events, and what tells customers apart


def orders(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Orders as known at each cutoff: one row per (cutoff, customer, order, day), its lines summed.

    An order of which some lines are cancelled later stands in several rows of the canonical table.
    To count those rows would be to know of the cancellation, so they are made one again.

    Returns
    -------
    ``age_days`` (>= 1), ``ordered_hour`` (of the first line, 0 to 23, local), ``channel``,
    ``due_day``, ``paid_day`` and the sums of `AMOUNTS`, where what was not recorded is 0
    """
    known = seen(tables["orders"], asof, "ordered_day")
    if "cancelled_day" not in known.collect_schema().names():
        return known.with_columns(nw.col(*AMOUNTS).fill_null(0))
    one = known.group_by(*KEY, "order_id", "age_days").agg(
        nw.col(*AMOUNTS).sum(),
        *(getattr(nw.col(name), how)() for name, how in OF_ORDER.items()),
    )
    return one.with_columns(nw.col(*AMOUNTS).round(MONEY_DIGITS))


def days_of_orders(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Order days as known at each cutoff: ``ordered_day``, ``age_days``, ``net``, ``gap_days``.

    The gap is that to the order day before, null at the first.
    """
    return by_day(tables["orders"], asof, "ordered_day", _with_gaps)


def by_day(events: Frame, asof: Asof, day: str, gathered: Gathered) -> Frame:
    """Gather events of a day, as known at each cutoff: adds ``cutoff_day`` and ``age_days``.

    ``gathered`` makes one row of some events of a customer's day, of that day and those before it.
    What looks only back is found once for all cutoffs, unless what is known of an event, or whose
    it is, changes after its day.
    """
    table = nw.from_native(events).lazy()
    if changes_later(table):
        known = gathered(seen(table, asof, day), KEY)
        return known.with_columns(age_days=CUTOFF - nw.col(day))
    days = gathered(table.filter(nw.col(day) < asof.cutoffs[-1]), KEY[1:])
    return seen(days, asof, day, beside=table)


def _with_gaps(orders: Frame, key: tuple[str, ...]) -> Frame:
    days = order_days(orders, key)
    day = nw.col("ordered_day").cast(nw.Float64)  # pandas cannot shift nullable whole numbers
    return days.with_columns(gap_days=day - day.shift(1).over(*key, order_by="ordered_day"))


ORDERS = Grain("orders", ("orders",), orders)
ORDER_DAYS = Grain("order days", ("orders",), days_of_orders)


def lines(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Order lines as known at each cutoff: ``item``, ``category``, ``quantity``, ``net``."""
    return seen(tables["order_lines"], asof, "ordered_day")


def categories(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """One row per (cutoff, customer, category) on which more was spent than given back.

    ``net`` is the sum, ``age_days`` that of the latest line.
    """
    known = lines(tables, asof).filter(~nw.col("category").is_null())
    spent = known.group_by(*KEY, "category").agg(nw.col("net").sum(), nw.col("age_days").min())
    spent = spent.with_columns(nw.col("net").round(MONEY_DIGITS))
    return spent.filter(nw.col("net") > 0)


LINES = Grain("order lines", ("order_lines", "orders"), lines)
CATEGORIES = Grain("categories", ("order_lines", "orders"), categories)
