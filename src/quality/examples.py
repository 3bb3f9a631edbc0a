"""What there is to learn from: customers counted in the canonical tables, by the engine.

A table or column that is absent counts as empty. Days are day numbers. An example is a customer at
a cutoff: a training learns from several cutoffs, so one customer can be several examples.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, ahead, seen
from src.config import LABELS
from src.order_days import KEY, order_days

LABEL = "churned"  # the attribute that says who left, unless [churn] names one: 1 left, 0 stayed
ARMS = ("treated", "control")


@dataclass(frozen=True)
class Seen:
    """What time the data cover, and how a training would look at it.

    Parameters
    ----------
    first_day, end_day
        Day numbers: of the first order, None without; from the other on, nothing is known.
    horizon_days
        How far predictions look.
    cutoffs, label_days
        Where a training would learn from orders, and for how long it would look at what followed.
    """

    first_day: int | None
    end_day: int
    horizon_days: int
    cutoffs: tuple[int, ...] = ()
    label_days: int = 0

    @property
    def cutoff(self) -> int:
        """The latest day from which a whole horizon was seen."""
        return self.end_day - self.horizon_days

    @property
    def history_days(self) -> int:
        """How many days of orders there are."""
        return 0 if self.first_day is None else self.end_day - self.first_day


def buyers(tables: Mapping[str, Frame], known: Seen) -> tuple[int, int]:
    """Count customers with an order day, and those with two or more."""
    if "orders" not in tables:
        return 0, 0
    bought = order_days(seen(tables["orders"], Asof((known.end_day,)), "ordered_day"))
    days = bought.group_by("customer_id").agg(days=nw.len())
    return _count(days), _count(days.filter(nw.col("days") > 1))


def silent(tables: Mapping[str, Frame], known: Seen) -> tuple[int, int]:
    """Count examples of buyers: without an order day afterwards, and with one."""
    if "orders" not in tables or not known.cutoffs:
        return 0, 0
    orders, asof = tables["orders"], Asof(known.cutoffs)
    before = order_days(seen(orders, asof, "ordered_day")).select(*KEY).unique()
    after = order_days(ahead(orders, asof, "ordered_day", known.label_days)).select(*KEY).unique()
    return _split(before, after)


def contracts(tables: Mapping[str, Frame], known: Seen) -> tuple[int, int, int]:
    """Count customers under contract at the cutoff: under none at the end, and under one still.

    Returns
    -------
    both counts, and days since the first contract ended (0: none has), from which on an end would
    have been recorded
    """
    if "subscriptions" not in tables:
        return 0, 0, 0
    periods = tables["subscriptions"]
    ended = periods.filter(nw.col("ended_day") < known.end_day).select(nw.col("ended_day").min())
    first = _value(ended)
    before, after = (_running(periods, day) for day in (known.cutoff, known.end_day))
    return *_split(before, after), 0 if first is None else known.end_day - first


def labelled(tables: Mapping[str, Frame]) -> tuple[int, int]:
    """Count customers whose profile says that they left, and that they stayed."""
    told = tables.get(LABELS, tables.get("profiles"))
    if told is None or LABEL not in told.collect_schema().names():
        return 0, 0
    left, stayed = (_count(told.filter(nw.col(LABEL) == said)) for said in (1, 0))
    return left, stayed


def arms(tables: Mapping[str, Frame], known: Seen) -> tuple[int, int]:
    """Count customers treated and kept as control, of whom a whole horizon after it was seen."""
    if not {"messages", "orders"} <= tables.keys():
        return 0, 0
    sent = tables["messages"].filter(nw.col("sent_day") <= known.cutoff)
    treated, control = (
        _count(sent.filter(nw.col("arm") == arm).select("customer_id").unique()) for arm in ARMS
    )
    return treated, control


def _running(periods: Frame, day: int) -> Frame:
    """Return the customers with a contract that had begun before a day and had not ended."""
    ends = nw.col("ended_day").is_null() | (nw.col("ended_day") >= day)
    return periods.filter((nw.col("started_day") < day) & ends).select("customer_id").unique()


def _split(before: Frame, after: Frame) -> tuple[int, int]:
    """Count who of the first is not in the second, and who is."""
    keys = before.collect_schema().names()
    gone = _count(before.join(after, on=keys, how="anti"))
    return gone, _count(before) - gone


def _count(rows: Frame) -> int:
    return _value(rows.select(nw.len())) or 0


def _value(table: Frame) -> int | None:
    """Return the only value of a table; None is null."""
    value = table.collect("pyarrow").item()
    return None if value is None else int(value)
