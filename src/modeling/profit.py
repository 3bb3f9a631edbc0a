"""Profit: what contacting customers costs, what it may keep, and whom it therefore pays to contact.

Of those contacted who would leave, the share ``success_rate`` stays and spends in the horizon what
a customer is worth; every contact costs. So a contact is expected to earn ``churn_prob x
success_rate x value - cost``, and each customer has a threshold of their own: the cost over what
keeping them is worth. A fixed threshold of .5 earned nothing where this earned a sixth
(``notebooks/LOG.md``).

What a customer who left would have spent cannot be seen. It is taken at the same value in judging
any list, so lists differ by whom they hold; whether the success rate holds, only a campaign with a
control arm tells (`src.modeling.uplift`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.config import Contact
from src.modeling.design import FloatArray
from src.modeling.gains import RESAMPLES, TENTH
from src.modeling.stakes import Told, expected, expected_profit

Chosen = NDArray[np.bool_]
OUR_LIST = "this list"


@dataclass(frozen=True)
class Earned:
    """What one way to choose would have earned, currency, with its 95 % interval.

    ``less`` is how much less that is than `OUR_LIST` earned, with an interval of its own;
    ``predicted`` is what was expected before, NaN of a list that knows the outcome.
    """

    name: str
    contacts: int
    cost: float
    predicted: float
    profit: float
    low: float
    high: float
    less: float
    less_low: float
    less_high: float


@dataclass(frozen=True, eq=False)
class Profit:
    """The list of today, and what such a list would have earned at the judged cutoff.

    Parameters
    ----------
    terms
        What was assumed.
    contacts, cost, expected
        Of today's list: how many, what they cost, what they are expected to earn after cost.
    judged
        Ways to choose, `OUR_LIST` first.
    curve
        One entry per share of the judged customers contacted, 0 to 1 in hundredths: by expected
        profit, and by churn probability alone; what was earned, currency.
    customers
        How many were judged.
    by_uplift
        Whether today's list goes by uplift; what is judged goes by churn all the same.
    unvalued
        Customers of today whose value is not known: they are not listed.
    """

    terms: Contact
    contacts: int
    cost: float
    expected: float
    judged: tuple[Earned, ...]
    curve: Mapping[str, FloatArray]
    customers: int
    by_uplift: bool = False
    unvalued: int = 0


def chosen(terms: Contact, profit: FloatArray) -> Chosen:
    """Mark whom to contact: whoever earns more than they cost, the best first, within the budget.

    >>> terms = Contact(cost=2.0, success_rate=0.1, budget=5.0)
    >>> chosen(terms, np.array([3.0, 9.0, -1.0, 4.0]))
    array([False,  True, False,  True])
    """
    marks = np.zeros(len(profit), dtype=np.bool_)
    best = np.argsort(-profit, kind="stable")
    marks[best[: affordable(terms, len(profit))]] = True
    return marks & (profit > 0)


def affordable(terms: Contact, customers: int) -> int:
    """Return how many contacts the budget pays for, at most one per customer.

    >>> affordable(Contact(cost=0.1, success_rate=0.1, budget=0.3), 100)
    3
    >>> affordable(Contact(cost=0.0, success_rate=0.1, budget=0.3, contacts_max=5), 100)
    5
    """
    limits = [customers]
    if terms.contacts_max is not None:
        limits.append(terms.contacts_max)
    if terms.budget is not None and terms.cost > 0:
        limits.append(int(terms.budget / terms.cost * (1 + 1e-9)))  # .3 / .1 is 2.9999999999999996
    return min(limits)


@dataclass(frozen=True, eq=False)
class Judged:
    """Customers at the judged cutoff: whether they then left, and what they were predicted.

    ``value`` is what a customer who stays would spend in the horizon, currency.
    """

    churned: FloatArray
    churn_prob: FloatArray
    value: FloatArray

    @property
    def at_stake(self) -> FloatArray:
        """What was expected to be lost of each, currency."""
        return self.churn_prob * self.value


def profit(terms: Contact, judged: Judged, today: Told, seed: int) -> Profit:
    """Choose among the customers of today, and judge a choice by what is ``at_stake``."""
    own = expected(terms, today)
    listed = chosen(terms, own)
    return Profit(
        terms=terms,
        contacts=int(listed.sum()),
        cost=float(listed.sum() * terms.cost),
        expected=float(own[listed].sum()),
        judged=tuple(_judged(terms, judged, seed)),
        curve=_curves(terms, judged),
        customers=len(judged.churned),
        by_uplift=today.uplift is not None,
        unvalued=int(np.isnan(own).sum()),
    )


def _judged(terms: Contact, judged: Judged, seed: int) -> Iterator[Earned]:
    """Yield what each way to choose would have earned."""
    predicted = expected_profit(terms, judged.at_stake)
    earned = expected_profit(terms, judged.churned * judged.value)
    ways = _ways(terms, judged, predicted, earned)
    totals = _resampled(np.stack([earned * marks for marks in ways.values()], axis=1), seed)
    less = totals[:, :1] - totals
    for place, (name, marks) in enumerate(ways.items()):
        foreseen = np.nan if name == "perfect foresight" else float(predicted[marks].sum())
        yield Earned(
            *(name, int(marks.sum()), float(marks.sum() * terms.cost), foreseen),
            *(float(totals[0, place]), *_ends(totals[1:, place])),
            *(float(less[0, place]), *_ends(less[1:, place])),
        )


def _ways(
    terms: Contact, judged: Judged, predicted: FloatArray, earned: FloatArray
) -> dict[str, Chosen]:
    """Return whom each way contacts; those that rank contact a tenth, or as the budget allows."""
    count = len(predicted)
    tenth = min(round(count * TENTH), affordable(terms, count))
    return {
        OUR_LIST: chosen(terms, predicted),
        "nobody": np.zeros(count, dtype=np.bool_),
        "everybody": np.ones(count, dtype=np.bool_),
        "riskiest tenth": _first(judged.churn_prob, tenth),
        "tenth with most at stake": _first(judged.at_stake, tenth),
        "perfect foresight": chosen(terms, earned),
    }


def _first(score: FloatArray, count: int) -> Chosen:
    marks = np.zeros(len(score), dtype=np.bool_)
    marks[np.argsort(-score, kind="stable")[:count]] = True
    return marks


def _resampled(money: FloatArray, seed: int) -> FloatArray:
    """Return column sums: as they are, then over resamples of the customers, as many of them."""
    rng = np.random.default_rng(seed)
    draws = (rng.poisson(1.0, len(money)).astype(np.float64) for _ in range(RESAMPLES))
    found = [draw @ money * (len(money) / max(draw.sum(), 1.0)) for draw in draws]
    return np.stack([money.sum(axis=0), *found])


def _curves(terms: Contact, judged: Judged) -> dict[str, FloatArray]:
    earned = expected_profit(terms, judged.churned * judged.value)
    scores = {"expected profit first": judged.at_stake, "riskiest first": judged.churn_prob}
    return {name: _cumulated(earned, score) for name, score in scores.items()}


def _cumulated(earned: FloatArray, score: FloatArray) -> FloatArray:
    sums = np.concatenate([[0.0], earned[np.argsort(-score, kind="stable")].cumsum()])
    return np.asarray(np.interp(np.linspace(0, 1, 101), np.linspace(0, 1, len(sums)), sums))


def _ends(values: FloatArray) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)
