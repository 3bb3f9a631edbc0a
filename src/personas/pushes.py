"""What moves the predictions about a persona: effects of feature groups, against all others.

Effects are SHAP values of the served models. They say what a model looks at. What a company can
change among it is a lever: a hypothesis to test, never a promise.
"""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from src.personas.claims import Chapter, Claim, Slot, Unit, of_difference
from src.personas.difference import Difference, all_controlled, even, of_means
from src.personas.evidence import MIN_KNOWN
from src.personas.space import FloatArray

LEVERS = frozenset(
    {
        *("service trouble", "time to solve", "satisfaction with service", "returns"),
        *("discounts", "coupons", "campaigns", "payment", "contract price"),
    }
)
NOTABLE = 0.05  # log-odds: less moves odds by under 5 %
MOST = 3  # reasons of each kind

Effects = Mapping[str, Mapping[str, Difference]]  # persona -> group -> against all others


def effects(table: pd.DataFrame, names: tuple[str, ...]) -> Effects:
    """Compare mean effects: ``table`` has a column ``persona``, and one per group of features."""
    groups = [name for name in table.columns if name != "persona"]
    looked = [
        (name, group, _difference(table[group], table["persona"] == name))
        for name in names
        if MIN_KNOWN <= (table["persona"] == name).sum() <= len(table) - MIN_KNOWN
        for group in groups
    ]
    sure = all_controlled([found for *_, found in looked])
    told: dict[str, dict[str, Difference]] = {name: {} for name in names}
    for (name, group, _), found in zip(looked, sure, strict=True):
        told[name][group] = found
    return told


def churn_reasons(own: Mapping[str, Difference]) -> Iterator[Claim]:
    """Say what raises and what lowers the risk of a persona, and what to try against it."""
    notable = {group: found for group, found in own.items() if abs(found.value) >= NOTABLE}
    yield from _strongest(notable, "leaves", ("raises_risk", "lowers_risk"), "log-odds")
    for group, found in _sorted(notable):
        if group in LEVERS and found.value > 0:
            yield _claim(("keeps", "lever"), group, found, "log-odds")


def value_reasons(own: Mapping[str, Difference], total: float) -> Iterator[Claim]:
    """Say what raises and lowers expected spend by a hundredth of its mean, ``total``, or more."""
    notable = {group: found for group, found in own.items() if abs(found.value) >= total / 100}
    yield from _strongest(notable, "value", ("raises_spend", "lowers_spend"), "money")


def _difference(effect: "pd.Series[float]", inside: "pd.Series[bool]") -> Difference:
    values: FloatArray = np.asarray(effect, dtype=np.float64)
    own = inside.to_numpy(np.bool_)
    return of_means(even(values[own]), even(values[~own]))


def _sorted(own: Mapping[str, Difference]) -> list[tuple[str, Difference]]:
    return sorted(own.items(), key=lambda item: (-abs(item[1].value), item[0]))


def _strongest(
    own: Mapping[str, Difference], chapter: Chapter, says: tuple[str, str], unit: Unit
) -> Iterator[Claim]:
    for group, found in _sorted(own)[:MOST]:
        yield _claim((chapter, says[0] if found.value > 0 else says[1]), group, found, unit)


def _claim(about: tuple[Chapter, str], group: str, found: Difference, unit: Unit) -> Claim:
    size = float(np.exp(found.value)) if unit == "log-odds" else found.value
    slots = {
        "group": Slot("group", group),
        "size": Slot("factor" if unit == "log-odds" else "money", size),
    }
    return Claim(about[0], group, about[1], slots, of_difference(found, "shap", unit, "model"))
