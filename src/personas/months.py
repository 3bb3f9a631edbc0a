"""How long personas hold: who changes from one month to the next, under the same frozen model.

Assigned afresh every month, customers near a border change to and fro. Kept until another persona
is clearly nearer, as scores keep it (`src.personas.model.settled`), they change when they move.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from src.personas.model import UNKNOWN, settled
from src.personas.space import FloatArray, IntArray

TWO_SIDED_95 = 1.96
Month = tuple[IntArray, FloatArray]  # customers by position, and how far each is from each persona


@dataclass(frozen=True)
class Changing:
    """How often personas change, in one way of assigning them.

    Parameters
    ----------
    share, low, high
        Of customers who change from one month to the next, 0 to 1, with a 95 % interval; a
        customer's months count as one.
    watched, undone
        Changes after which the customer is seen another month, and those of them that are taken
        back in it.
    """

    share: float
    low: float
    high: float
    watched: int
    undone: int


@dataclass(frozen=True)
class Monthly:
    """Both ways, over ``pairs`` of two months in a row of ``customers``."""

    afresh: Changing
    kept: Changing
    pairs: int
    customers: int


def monthly(runs: Iterable[Iterable[Month]], customers: int) -> Monthly | None:
    """Count changes of persona; None where nobody is seen in two months in a row.

    Parameters
    ----------
    runs
        Each of months in a row.
    customers
        How many there are, over all runs.
    """
    counted = [np.stack([_counted(way) for way in _assigned(months, customers)]) for months in runs]
    if not counted:
        return None
    afresh, kept = np.sum(counted, axis=0)
    seen = afresh[:, 0]
    if not seen.any():
        return None
    return Monthly(_changing(afresh), _changing(kept), int(seen.sum()), int((seen > 0).sum()))


def _assigned(months: Iterable[Month], customers: int) -> tuple[IntArray, IntArray]:
    """Personas of each customer in each month, afresh and kept: (customers, months) each."""
    afresh, kept = [], []
    before = np.full(customers, UNKNOWN)
    for who, far in months:
        now, stays = np.full(customers, UNKNOWN), np.full(customers, UNKNOWN)
        now[who], stays[who] = far.argmin(axis=1), settled(far, before[who])
        afresh.append(now)
        kept.append(stays)
        before = stays
    return np.stack(afresh, axis=1), np.stack(kept, axis=1)


def _counted(personas: IntArray) -> IntArray:
    """Count each customer's pairs of months, changes, changes watched, and undone: (customers, 4).

    >>> _counted(np.array([[0, 1, 0], [0, 0, 1], [UNKNOWN, 0, 1]])).tolist()
    [[2, 2, 1, 1], [2, 1, 0, 0], [1, 1, 0, 0]]
    """
    before, after = personas[:, :-1], personas[:, 1:]
    seen = (before != UNKNOWN) & (after != UNKNOWN)
    changed = seen & (before != after)
    watched = changed[:, :-1] & (personas[:, 2:] != UNKNOWN)
    undone = watched & (personas[:, 2:] == personas[:, :-2])
    return np.stack([each.sum(axis=1) for each in (seen, changed, watched, undone)], axis=1)


def _changing(counted: IntArray) -> Changing:
    seen, changed, watched, undone = counted.T
    share = changed.sum() / seen.sum()
    # a ratio of sums over customers: whose many changes are one customer's
    half = TWO_SIDED_95 * float(np.sqrt(((changed - share * seen) ** 2).sum()) / seen.sum())
    low, high = max(share - half, 0.0), min(share + half, 1.0)
    return Changing(float(share), float(low), float(high), int(watched.sum()), int(undone.sum()))
