"""Churn by subscription: whose contract runs at a cutoff, and whose is over within the horizon.

A contract *runs* at a cutoff that it began before and that it does not end before. A period that
begins within the days of grace after an end, or before it, renews the contract: such periods are
one *span* of a customer. Who is under contract at the cutoff has churned if their span ends within
the horizon. To know that, the days of grace after the horizon must be over too.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame, seen
from src.order_days import KEY

ENDLESS = 1 << 30  # a day that never comes
WHO = "customer_id"


def under_contract(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Return who has a contract that runs: one row per (cutoff, customer)."""
    begun = seen(tables["subscriptions"], asof, "started_day")
    running = begun.filter(nw.col("ended_day").is_null() | (nw.col("ended_day") >= CUTOFF))
    return running.select(*KEY).unique()


def contract_ends(
    tables: Mapping[str, Frame], asof: Asof, horizon_days: int, grace_days: int
) -> Frame:
    """Return who churned in ``[cutoff, cutoff + horizon)``: one row per (cutoff, customer) who did.

    Returns
    -------
    ``last_day`` of the span that ended, and the ``end_reason`` of its last period, null if none was
    given
    """
    there = under_contract(tables, asof)
    around = there.join(spans(tables["subscriptions"], grace_days), on=WHO).filter(
        nw.col("first_day") < CUTOFF,
        nw.col("last_day") >= CUTOFF,
        nw.col("last_day") < CUTOFF + horizon_days,
    )
    return around.select(*KEY, "last_day", "end_reason")


def spans(subscriptions: Frame, grace_days: int) -> Frame:
    """Return periods that renew each other as one: one row per customer and span.

    Returns
    -------
    ``first_day``, ``last_day`` (the day of the end; `ENDLESS` while it runs) and ``end_reason``
    """
    rows = nw.from_native(subscriptions).lazy()
    order = ("started_day", "last_day")
    periods = rows.select(
        WHO, "started_day", "end_reason", last_day=nw.col("ended_day").fill_null(ENDLESS)
    )
    known = periods.with_columns(reached=nw.col("last_day").cum_max().over(WHO, order_by=order))
    known = known.with_columns(before=nw.col("reached").shift(1).over(WHO, order_by=order))
    apart = nw.col("before").is_null() | (nw.col("started_day") > nw.col("before") + grace_days)
    known = known.with_columns(new=nw.when(apart).then(nw.lit(1)).otherwise(nw.lit(0)))
    known = known.with_columns(span=nw.col("new").cum_sum().over(WHO, order_by=order))
    whole = known.group_by(WHO, "span").agg(
        first_day=nw.col("started_day").min(), ended=nw.col("last_day").max()
    )
    last = known.join(whole, on=[WHO, "span"]).filter(nw.col("last_day") == nw.col("ended"))
    return last.group_by(WHO, "span", "first_day", "last_day").agg(nw.col("end_reason").max())
