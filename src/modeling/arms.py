"""What two arms differ in: what followed, group by group, and whether lots were drawn at all."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm

from src.modeling.design import Design, FloatArray
from src.modeling.qini import Arms

SURE = 0.99  # that no feature of arms drawn by lot differs as much, all features together
TOGETHER = 0.95  # that all groups' intervals hold
SEEN_MIN = 30  # rows in either arm of a group; fewer tell nothing


@dataclass(frozen=True)
class Effect:
    """What contacting changed in a group: difference of the arms' shares, and its interval.

    ``n`` counts rows, a customer once per campaign. Intervals of all groups hold together, 95 %.
    """

    group: str
    n: int
    treated_rate: float
    control_rate: float
    effect: float
    low: float
    high: float


def effects(
    arms: Arms, groups: NDArray[np.object_], customer: NDArray[np.int64]
) -> tuple[Effect, ...]:
    """Compare the arms within each group; a customer's rows count as one draw."""
    names = sorted({str(name) for name in groups if name is not None})
    marks = {name: groups == name for name in names}
    enough = [name for name, own in marks.items() if _seen(arms, own) >= SEEN_MIN]
    wide = float(norm.ppf(1 - (1 - TOGETHER ** (1 / max(len(enough), 1))) / 2))
    return tuple(_effect(name, arms, marks[name], customer, wide) for name in enough)


def _seen(arms: Arms, own: NDArray[np.bool_]) -> int:
    treated = int(arms.treated[own].sum())
    return min(treated, int(own.sum()) - treated)


def _effect(
    name: str, arms: Arms, own: NDArray[np.bool_], customer: NDArray[np.int64], wide: float
) -> Effect:
    difference, rates, error = _difference(arms, arms.happened, own, customer)
    return Effect(
        *(name, int(own.sum()), *rates, difference),
        *(difference - wide * error, difference + wide * error),
    )


def _difference(
    arms: Arms, values: FloatArray, own: NDArray[np.bool_], customer: NDArray[np.int64]
) -> tuple[float, tuple[float, float], float]:
    """Return treated minus control mean of values, both means, and the standard error."""
    rates, moves = [], np.zeros(int(own.sum()))
    for arm, sign in ((1.0, 1), (0.0, -1)):
        weight = (arms.weight * (arms.treated == arm))[own]
        mean = float((weight * values[own]).sum() / weight.sum())
        moves += sign * weight * (values[own] - mean) / weight.sum()
        rates.append(mean)
    error = float(np.sqrt((np.bincount(customer[own], moves) ** 2).sum()))
    return rates[0] - rates[1], (rates[0], rates[1]), error


def unbalanced(arms: Arms, design: Design, customer: NDArray[np.int64]) -> Mapping[str, float]:
    """Return features in which the arms differ more than lots explain: how many standard errors.

    What is not known counts as the mean; being not known is a property too.
    """
    everybody = np.ones(len(customer), dtype=np.bool_)
    surprise = {}
    for name in design.names:
        for about, values in _properties(name, design.column(name)):
            difference, _, error = _difference(arms, values, everybody, customer)
            if error > 0:
                surprise[about] = difference / error
    limit = float(norm.ppf(1 - (1 - SURE) / (2 * max(len(surprise), 1))))
    return {name: size for name, size in surprise.items() if abs(size) > limit}


def _properties(name: str, column: FloatArray) -> list[tuple[str, FloatArray]]:
    known = ~np.isnan(column)
    if not known.any():
        return []
    logs = np.sign(column) * np.log1p(np.abs(column))  # a few giants would hide all others
    filled = np.where(known, logs, logs[known].mean())
    found = [(name, filled)]
    if not known.all():
        found.append((f"{name} known", known.astype(np.float64)))
    return found
