"""Qini: whether a ranking finds those whom a contact moves, in an experiment with two arms.

Contact the first share of a ranking: the more of them respond than of the controls among them, the
better the ranking. Radcliffe's curve (2007, Using Control Groups to Target on Predicted Lift) is
that gain over the share contacted. Qini here is the area between it and the straight line of a
lottery, in responses per thousand customers: how many more a thousand bring than in a lottery,
whatever the budget, on average. 0 is a lottery, negative is worse. It is not divided by what
contacting everybody brings, which may be nothing.
"""

from dataclasses import dataclass

import numpy as np

from src.modeling.design import FloatArray
from src.modeling.metrics import Ties, ties

PER_THOUSAND = 1000


@dataclass(frozen=True, eq=False)
class Arms:
    """An experiment: one entry per customer and campaign.

    Parameters
    ----------
    treated
        1 if contacted, 0 if kept as control, by lot.
    happened
        What followed, such as an order (0 or 1).
    weight
        One over the chance to be in the arm, so that campaigns that treat other shares add up.
    """

    treated: FloatArray
    happened: FloatArray
    weight: FloatArray

    def draw(self, times: FloatArray) -> "Arms":
        """Count every row so many times."""
        return Arms(self.treated, self.happened, self.weight * times)


def qini(arms: Arms, score: FloatArray) -> float:
    """Return the Qini of a score, high is contacted first; ties share alike.

    >>> even = Arms(np.array([1.0, 0, 1, 0]), np.array([1.0, 0, 0, 0]), np.full(4, 2.0))
    >>> qini(even, np.array([2.0, 2, 1, 1])), qini(even, np.ones(4))
    (125.0, 0.0)
    """
    return qini_at(arms, ties(-score))


def qini_at(arms: Arms, place: Ties) -> float:
    """Return the Qini of places, the first contacted first."""
    x, y = qini_curve(arms, place)
    area = float(((y[1:] + y[:-1]) / 2 * np.diff(x)).sum())
    return PER_THOUSAND * (area - float(y[-1]) / 2)


def qini_curve(arms: Arms, place: Ties) -> tuple[FloatArray, FloatArray]:
    """Return the share contacted, and what that brings per customer of the whole.

    The controls among the contacted are scaled to as many as the treated among them.
    """
    sums = (
        arms.weight * arms.treated,
        arms.weight * (1 - arms.treated),
        arms.weight * arms.treated * arms.happened,
        arms.weight * (1 - arms.treated) * arms.happened,
    )
    treated, control, moved, anyway = (
        np.concatenate([[0.0], np.bincount(place, own).cumsum()]) for own in sums
    )
    scaled = np.divide(anyway * treated, control, out=np.zeros_like(anyway), where=control > 0)
    size = treated + control
    return size / size[-1], (moved - scaled) / max(treated[-1], 1.0)
