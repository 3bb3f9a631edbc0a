"""When contracts end within the horizon, and what they then paid: learnt, judged, of today."""

import narwhals.stable.v2 as nw
import numpy as np

from src.asof import Asof, Frame
from src.features.contract import MONTHLY_AMOUNT
from src.modeling.contracts import ENDLESS, contract_ends
from src.modeling.design import FloatArray
from src.modeling.ending import Ending, Timing, fit_ending
from src.modeling.splits import Past
from src.modeling.worth import MONTH_DAYS
from src.stages.case import Case, looked_up
from src.stages.snapshots import Snapshots
from src.stages.waiting import moments

Window = tuple[int, int]  # horizon and grace, days


def timed(
    case: Case,
    snapshots: Snapshots,
    pasts: tuple[Past, Past],
    window: Window,
    churn_prob: FloatArray,
) -> Timing:
    """Fit at the judged moment and to everything, and compare the first with what then happened.

    Parameters
    ----------
    pasts : what is known at the judged moment, and today
    churn_prob : of the judged customers
    """
    judged, today = (_fitted(case, snapshots, one, window) for one in pasts)
    then = snapshots.at(pasts[0].now)
    days = [0, *judged[0].shape.ends]
    foretold = judged[0].still(then.design, churn_prob, days)
    happened = _waits(case, then, window)
    return Timing(
        judged[0],
        today[0],
        tuple(moments(judged[0].shape, foretold, happened, judged[1], window[0])),
        looked_up(paid(case.tables["subscriptions"], pasts[0].now, window[0]), then, "paid"),
    )


def _fitted(
    case: Case, snapshots: Snapshots, one: Past, window: Window
) -> tuple[Ending, FloatArray]:
    known = snapshots.at(*one.cutoffs)
    waits = _waits(case, known, window)
    return fit_ending(known.design, waits, window[0], case.settings.seed), waits


def _waits(case: Case, snapshots: Snapshots, window: Window) -> FloatArray:
    """Look up in how many days each contract ended, NaN if not in the horizon."""
    asof = Asof(tuple(np.unique(snapshots.cutoff_day).tolist()))
    ends = contract_ends(case.tables, asof, *window)
    return looked_up(ends, snapshots, "last_day") - snapshots.cutoff_day


def paid(subscriptions: Frame, cutoff: int, horizon_days: int) -> Frame:
    """Return what customers paid in ``[cutoff, cutoff + horizon)``, by the days contracts ran.

    Returns
    -------
    one row per (cutoff, customer) whose contract ran: ``paid``, currency, 0 if it ended that day
    """
    end = cutoff + horizon_days
    began, ended = nw.col("started_day"), nw.col("ended_day").fill_null(ENDLESS)
    rows = nw.from_native(subscriptions).lazy().with_columns(monthly=MONTHLY_AMOUNT)
    rows = rows.filter(~nw.col("monthly").is_null(), began < end, ended >= cutoff).with_columns(
        first=nw.max_horizontal(began, nw.lit(cutoff)), last=nw.min_horizontal(ended, nw.lit(end))
    )
    days = nw.col("last") - nw.col("first")
    found = rows.with_columns(own=nw.col("monthly") * days / MONTH_DAYS)
    return (
        found.group_by("customer_id")
        .agg(paid=nw.col("own").sum())
        .with_columns(cutoff_day=nw.lit(cutoff, dtype=nw.Int64))
    )
