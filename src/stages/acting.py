"""What comes of it: how long personas hold, when customers order next, whom it pays to contact."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from src.asof import Frame
from src.config import Contact
from src.modeling.baselines import run_rate_spend
from src.modeling.profit import Judged, Profit, profit
from src.modeling.stakes import told_of, worth
from src.serving.bundle import predict
from src.stages.permission import Permission
from src.stages.snapshots import Snapshots
from src.stages.staying import from_month_to_month
from src.stages.summary import Gathered
from src.stages.uplifting import uplift
from src.stages.waiting import curves, timed, waited, waits_of


def acting(
    found: Gathered,
    tables: Mapping[str, Frame],
    snapshots: Snapshots,
    contact: tuple[Contact | None, Permission],
    seed: int,
) -> Gathered:
    """Add to what was learnt.

    ``contact`` is what contacting costs and achieves, if known, and who permits it.
    """
    terms, permits = contact
    timing = _timed(found, tables["orders"], snapshots, seed)
    moved = uplift(tables, snapshots, timing.bundle, found.plan.today.now, seed)
    served = replace(timing.bundle, uplift=moved.model if moved else None)
    known = replace(timing, bundle=served, uplift=moved)
    return replace(
        known,
        profit=None if terms is None else profitable(known, terms, permits, seed),
        monthly=from_month_to_month(served.personas, snapshots),
    )


def _timed(found: Gathered, orders: Frame, snapshots: Snapshots, seed: int) -> Gathered:
    """Fit when customers order next, and judge the same recipe at the judged cutoff."""
    plan, model = found.plan, found.bundle.personas
    horizon = plan.horizon_days
    hazard, waits = timed(orders, snapshots, plan.judged, horizon, seed)
    then = snapshots.at(plan.judged.now)
    asked = np.isin(then.customer_id, found.judged.customer_id)
    happened = waited(orders, then, horizon)[asked]
    shipped, _ = timed(orders, snapshots, plan.today, horizon, seed)
    today = curves(shipped, found.shipped, found.shipped.known)
    known = model, found.shipped.known
    judged = hazard, waits, plan.judged.label_days
    return replace(
        found,
        bundle=replace(found.bundle, hazard=shipped),
        waits=waits_of(judged, found.judged, happened, today, known),
    )


def profitable(found: Gathered, terms: Contact, permits: Permission, seed: int) -> Profit:
    """Choose whom to contact today of who permits it, and judge such a choice at the cutoff."""
    judged, days = found.judgement.customers, found.plan.horizon_days
    churned, prob, clv = (
        judged[name].to_numpy(np.float64) for name in ("churned", "churn_prob", "clv")
    )
    value = worth(terms, run_rate_spend(found.judged.design, days), clv)
    today = told_of(predict(found.bundle, found.shipped.design.values))
    today = today.rows(permits.covers(found.shipped.customer_id))
    return profit(terms, Judged(churned, prob, value), today, seed)
