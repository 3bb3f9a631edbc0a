"""Churn by subscription: whose contract runs at a cutoff, and whose is over within the horizon.

A contract *runs* at a cutoff that it began before and that it does not end before. Its customer has
churned where, within the horizon, all that ran has ended and no new period began within the days of
grace after the last end (a renewal, an upgrade, a return). Days of grace may lie beyond the
horizon: that is looked up, not guessed, so the labels of a cutoff are known only then.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame, seen
from src.order_days import KEY

ENDLESS = 1 << 30  # a day that never comes


def under_contract(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Return who has a contract that runs: one row per (cutoff, customer)."""
    return _running(tables, asof).select(*KEY).unique()


def contract_ends(
    tables: Mapping[str, Frame], asof: Asof, horizon_days: int, grace_days: int
) -> Frame:
    """Return who churned in ``[cutoff, cutoff + horizon)``: one row per (cutoff, customer) who did.

    Returns
    -------
    ``last_day`` of what ran at the cutoff, and its ``end_reason``, null if none was given
    """
    day = nw.col("ended_day").fill_null(ENDLESS)
    running = _running(tables, asof).with_columns(last_day=day)
    last = running.group_by(*KEY).agg(nw.col("last_day").max())
    ended = last.filter(nw.col("last_day") < CUTOFF + horizon_days)
    begun = (
        nw.from_native(tables["subscriptions"])
        .lazy()
        .select("customer_id", "started_day", last=day)
    )
    # a period that ran at the cutoff ends by the last day: only one that outlasts it renews
    later = ended.join(begun, on="customer_id").filter(
        nw.col("started_day") <= nw.col("last_day") + grace_days,
        nw.col("last") > nw.col("last_day"),
    )
    gone = ended.join(later.select(*KEY).unique(), on=list(KEY), how="anti")
    reasons = running.select(*KEY, "last_day", "end_reason")
    why = gone.join(reasons, on=[*KEY, "last_day"]).group_by(*KEY, "last_day")
    return why.agg(nw.col("end_reason").max())


def _running(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    begun = seen(tables["subscriptions"], asof, "started_day")
    return begun.filter(nw.col("ended_day").is_null() | (nw.col("ended_day") >= CUTOFF))
