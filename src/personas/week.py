"""The typical week of a persona: on which weekdays and at which hours its customers order.

Every customer counts once, by the shares of their own orders: the week of a persona is that of its
people, not that of its busiest few.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from src.personas.claims import Claim, Slot, of_difference
from src.personas.difference import Difference, all_controlled, even, of_means
from src.personas.evidence import MIN_KNOWN
from src.personas.space import FloatArray, IntArray

DAYS, HOURS = 7, 24
PARTS = 4  # night, morning, afternoon, evening: six hours each
LEAST = 0.02  # of all orders: a smaller difference changes no plan


@dataclass(frozen=True, eq=False)
class Week:
    """Mean share of orders per weekday (Monday first) and hour, (7, 24), of how many customers."""

    shares: FloatArray
    customers: int


def weeks(orders: pd.DataFrame, labels: IntArray, k: int) -> tuple[Week | None, ...]:
    """Return the week of each persona; None where too few customers' hours are known.

    ``orders`` has one row per order: ``customer`` (a position in ``labels``), ``weekday`` (0 is
    Monday) and ``hour`` (0 to 23), whole numbers.
    """
    cells = _shares(orders["weekday"] * HOURS + orders["hour"], orders["customer"], DAYS * HOURS)
    groups = [cells.loc[labels[cells.index] == persona] for persona in range(k)]
    return tuple(
        Week(own.mean().to_numpy().reshape(DAYS, HOURS), len(own))
        if len(own) >= MIN_KNOWN
        else None
        for own in groups
    )


def habits(orders: pd.DataFrame, labels: IntArray, k: int) -> tuple[tuple[Claim, ...], ...]:
    """Say on which weekday, and at which time of day, each persona buys more than all others."""
    by_day = _shares(orders["weekday"], orders["customer"], DAYS)
    by_part = _shares(orders["hour"] * PARTS // HOURS, orders["customer"], PARTS)
    looked = [
        (persona, what, cell, _difference(shares, int(cell), labels, persona))
        for persona in range(k)
        for what, shares in (("weekday", by_day), ("hours", by_part))
        for cell in shares.columns
        if _enough(shares, labels, persona)
    ]
    sure = all_controlled([found for *_, found in looked])
    said: list[list[Claim]] = [[] for _ in range(k)]
    for (persona, what, cell, _), found in zip(looked, sure, strict=True):
        if found.value >= LEAST:
            said[persona].append(_claim(what, int(cell), found))
    return tuple(tuple(sorted(own, key=lambda one: -one.support.estimate)) for own in said)


def _claim(what: str, cell: int, found: Difference) -> Claim:
    slots = {
        "own": Slot("share", found.own),
        "others": Slot("share", found.others),
        "when": Slot("weekday" if what == "weekday" else "hours", cell),
    }
    support = of_difference(found, "share_of_orders", "share", "orders")
    return Claim("week", f"{what}-{cell}", f"buys_{what}", slots, support)


def _shares(cell: "pd.Series[int]", customer: "pd.Series[int]", cells: int) -> pd.DataFrame:
    """Return each customer's shares of orders: one row per customer, one column per cell."""
    who, place = np.unique(customer.to_numpy(np.int64), return_inverse=True)
    counts = np.zeros((len(who), cells))
    np.add.at(counts, (place, cell.to_numpy(np.int64)), 1.0)
    return pd.DataFrame(counts / counts.sum(axis=1, keepdims=True), index=who)


def _enough(shares: pd.DataFrame, labels: IntArray, persona: int) -> bool:
    own = int((labels[shares.index] == persona).sum())
    return min(own, len(shares) - own) >= MIN_KNOWN


def _difference(shares: pd.DataFrame, cell: int, labels: IntArray, persona: int) -> Difference:
    values, inside = shares[cell].to_numpy(np.float64), labels[shares.index] == persona
    return of_means(even(values[inside]), even(values[~inside]))
