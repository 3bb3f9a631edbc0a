"""Where the customers of a persona are on their way, and which number shows whether it gets better.

Four stages, each customer in one: *new* in the last `NEW_DAYS`; *lapsed*, without an order for as
long as the predictions look ahead; *slipping*, silent for more than twice the usual time; all
others are *active*.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.personas.claims import Claim, Kind, Slot, Support, of_difference
from src.personas.difference import Z95, all_controlled, even, of_shares, wilson
from src.personas.evidence import MIN_KNOWN
from src.personas.space import FloatArray, IntArray

STAGES = ("new", "active", "slipping", "lapsed")
NEW_DAYS = 90
LATE = 2.0  # times the usual silence
MOSTLY_NEW, MANY_LEAVE = 0.5, 1 / 3  # shares from which on a persona is watched for it


def stages(features: pd.DataFrame, horizon_days: int) -> IntArray:
    """Return each customer's stage, a position in `STAGES`.

    ``features`` needs ``recency_days`` and ``T_days``, and has ``overdue_ratio`` where silences are
    known: without it nobody slips.
    """
    silent, known = features["recency_days"], features["T_days"]
    late = features.get("overdue_ratio", pd.Series(np.nan, index=features.index)) > LATE
    found = np.select([silent >= horizon_days, known <= NEW_DAYS, late], [3, 0, 2], default=1)
    return found.astype(np.int64)


def stage_shares(stage: IntArray, labels: IntArray, k: int) -> FloatArray:
    """Return the share of each persona's customers in each stage, (k, stages)."""
    counts = np.zeros((k, len(STAGES)))
    np.add.at(counts, (labels, stage), 1.0)
    shares: FloatArray = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1.0)
    return shares


def journeys(stage: IntArray, labels: IntArray, k: int) -> tuple[tuple[Claim, ...], ...]:
    """Say in which stages each persona has more of its customers than all others have."""
    sides = [(labels == persona) for persona in range(k)]
    looked = [
        (persona, place, of_shares(even(hit[inside]), even(hit[~inside])))
        for persona, inside in enumerate(sides)
        if MIN_KNOWN <= inside.sum() <= len(labels) - MIN_KNOWN
        for place in range(len(STAGES))
        if (hit := (stage == place).astype(np.float64)).any()
    ]
    sure = all_controlled([found for *_, found in looked])
    said: list[list[Claim]] = [[] for _ in range(k)]
    for (persona, place, _), found in zip(looked, sure, strict=True):
        if found.value > 0:
            slots = {
                "own": Slot("share", found.own),
                "others": Slot("share", found.others),
                "stage": Slot("stage", STAGES[place]),
            }
            support = of_difference(found, "share_of_customers", "share", "orders")
            said[persona].append(Claim("journey", STAGES[place], "journey", slots, support))
    return tuple(tuple(sorted(own, key=lambda one: -one.support.estimate)) for own in said)


def to_watch(own: pd.DataFrame, stage: Sequence[int], churn_prob: FloatArray) -> Claim | None:
    """Name the number to watch of one persona, with where it stands today.

    Of a persona of new customers, how many come back; of one that leaves, how many order again; of
    the others, what they spend in 90 days.
    """
    n = len(own)
    if n < MIN_KNOWN:
        return None
    if float(np.mean(np.asarray(stage) == 0)) >= MOSTLY_NEW and "orders_count" in own:
        return _watched("second_order", (own["orders_count"] > 1).to_numpy())
    if float(churn_prob.mean()) >= MANY_LEAVE or "net_90d" not in own:
        stays = 1 - churn_prob
        return _mean("orders_again", stays, "share", "predictions")
    return _mean("spend_90d", own["net_90d"].to_numpy(np.float64), "money", "orders")


def _watched(says: str, hit: NDArray[np.bool_]) -> Claim:
    share, n = float(hit.mean()), len(hit)
    low, high = wilson(share, n)
    support = Support("share", "share", share, low, high, n, "orders")
    return Claim("watch", says, f"watch_{says}", {"now": Slot("share", share)}, support)


def _mean(says: str, values: FloatArray, kind: Kind, table: str) -> Claim:
    mean, reach = float(values.mean()), Z95 * float(values.std(ddof=1) / np.sqrt(len(values)))
    unit = "share" if kind == "share" else "money"
    support = Support("mean", unit, mean, mean - reach, mean + reach, len(values), table)  # type: ignore[arg-type]
    return Claim("watch", says, f"watch_{says}", {"now": Slot(kind, mean)}, support)
