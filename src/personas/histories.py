"""Example histories: what customers of a persona are like, each one made of at least ten of them.

A mean of ten is nobody. The members are parted by spend into thirds, and of each third the ten in
its middle, as personas measure likeness, are averaged.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from src.personas.claims import Claim, Kind, Slot, Support
from src.personas.difference import Z95
from src.personas.space import FloatArray, IntArray

PEOPLE = 10
HISTORIES = 3
TOLD: Mapping[str, tuple[Kind, str]] = {  # gap of the phrase -> kind, feature
    "since": ("days", "T_days"),
    "orders": ("number", "orders_count"),
    "basket": ("money", "net_mean"),
    "spend": ("money", "net_sum"),
    "silence": ("days", "recency_days"),
}


def histories(features: pd.DataFrame, points: FloatArray) -> tuple[Claim, ...]:
    """Tell up to three histories of the customers of one persona.

    Parameters
    ----------
    features : one row per member, in their own units
    points : where they are in the persona space
    """
    if not {feature for _, feature in TOLD.values()} <= set(features.columns):
        return ()
    parts = min(HISTORIES, len(features) // PEOPLE)
    order: IntArray = np.argsort(features["net_sum"].to_numpy(), kind="stable")
    return tuple(
        _history(features.iloc[_middle(part, points)], number)
        for number, part in enumerate(np.array_split(order, parts) if parts else ())
    )


def _middle(members: IntArray, points: FloatArray) -> IntArray:
    """Return the members nearest to the middle of these."""
    own = points[members]
    away = ((own - own.mean(axis=0)) ** 2).sum(axis=1)
    return members[np.argsort(away, kind="stable")[:PEOPLE]]


def _history(people: pd.DataFrame, number: int) -> Claim:
    means = {gap: float(people[feature].mean()) for gap, (_, feature) in TOLD.items()}
    error = float(people["net_sum"].std() / np.sqrt(len(people)))
    slots = {gap: Slot(kind, _rounded(means[gap])) for gap, (kind, _) in TOLD.items()}
    spend = means["spend"]
    support = Support(
        statistic="mean_spend",
        unit="money",
        estimate=spend,
        low=spend - Z95 * error,
        high=spend + Z95 * error,
        n=len(people),
        table="orders",
    )
    return Claim("histories", f"history-{number}", "history", slots, support)


def _rounded(value: float) -> float:
    """Round to two figures, as a story would.

    >>> _rounded(1234.0), _rounded(0.0), _rounded(7.26)
    (1200.0, 0.0, 7.3)
    """
    return float(f"{value:.2g}")
