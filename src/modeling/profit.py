"""Profit: what contacting customers costs, what it may keep, and whom it therefore pays to contact.

Of those contacted who would leave, the share ``success_rate`` stays and spends in the horizon what
a customer is worth; every contact costs. So a contact is expected to earn ``churn_prob x
success_rate x value - cost``, and each customer has a threshold of their own: the cost over what
keeping them is worth. A fixed threshold of .5 earned nothing where this earned a sixth
(``notebooks/LOG.md``).

Where uplift is usable (`src.modeling.uplift`), nobody's success need be guessed: ``uplift`` takes
the place of ``churn_prob x success_rate``, and who would stay or leave anyway is left in peace.

What a customer who left would have spent cannot be seen. It is taken at the same value in judging
any list, so lists differ by whom they hold; whether the success rate holds, only a campaign with a
control arm tells (`src.modeling.uplift`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.config import Contact
from src.modeling.design import FloatArray
from src.modeling.gains import RESAMPLES, TENTH

Chosen = NDArray[np.bool_]
OUR_LIST = "this list"
LEAST_PROB = 1e-9  # of churn, to divide by


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
class Told:
    """What is predicted of customers; NaN is not known, None known of nobody.

    Parameters
    ----------
    churn_prob
        0 to 1.
    value_at_risk
        ``churn_prob`` times what a customer who stays would pay in the horizon, currency.
    clv
        What a customer is expected to pay in the horizon, currency.
    uplift
        How much likelier a contact makes it that a customer stays, -1 to 1.
    """

    churn_prob: FloatArray
    value_at_risk: FloatArray | None = None
    clv: FloatArray | None = None
    uplift: FloatArray | None = None


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


def told_of(predictions: pd.DataFrame | Mapping[str, Any]) -> Told:
    """Return what was predicted, as far as it was, by the names that scores have."""
    names = ("churn_prob", "value_at_risk", "clv", "uplift")
    return Told(
        **{name: np.asarray(predictions[name], float) for name in names if name in predictions}
    )


def valued(terms: Contact, told: Told) -> bool:
    """Whether anything says what a customer is worth."""
    return isinstance(terms.value, float) or told.value_at_risk is not None


def worth(terms: Contact, pace: FloatArray, clv: FloatArray) -> FloatArray:
    """Return what each customer who stays is worth, currency, as the terms value it.

    ``pace`` is what they pay now, kept up through the horizon.
    """
    if isinstance(terms.value, float):
        return np.full(len(pace), terms.value)
    return np.maximum(pace if terms.value == "pace" else clv, 0.0)


def stake(terms: Contact, told: Told) -> FloatArray:
    """Return what is expected to be lost of each customer, as the terms value it, currency.

    >>> stake(Contact(cost=1.0, success_rate=0.1, value=50.0), Told(np.array([0.5, 0.1])))
    array([25.,  5.])
    """
    if isinstance(terms.value, float):
        return told.churn_prob * terms.value
    lost = told.value_at_risk if terms.value == "pace" else told.churn_prob * _known(told.clv)
    return np.maximum(_known(lost), 0.0)


def expected(terms: Contact, told: Told) -> FloatArray:
    """Return what contacting each customer is expected to earn, after its cost: by uplift if known.

    >>> terms = Contact(cost=1.0, success_rate=0.1, value=50.0)
    >>> prob, moved = np.array([0.5, 0.1]), np.array([0.0, 0.2])
    >>> expected(terms, Told(prob)), expected(terms, Told(prob, uplift=moved))
    (array([ 1.5, -0.5]), array([-1.,  9.]))
    """
    at_stake = stake(terms, told)
    if told.uplift is None:
        return expected_profit(terms, at_stake)
    kept = at_stake / np.maximum(told.churn_prob, LEAST_PROB)  # what who stays is worth
    return np.asarray(terms.margin * told.uplift * kept - terms.cost)


def expected_profit(terms: Contact, at_stake: FloatArray) -> FloatArray:
    """Return what contacting each customer is expected to earn, currency, after its cost.

    ``at_stake`` is churn probability times what the customer would spend.

    >>> terms = Contact(cost=2.0, success_rate=0.1, margin=0.5)
    >>> expected_profit(terms, np.array([100.0, 40.0, 10.0]))
    array([ 3. ,  0. , -1.5])
    """
    return np.asarray(terms.success_rate * terms.margin * at_stake - terms.cost)


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


def _known(values: FloatArray | None) -> FloatArray:
    if values is None:
        raise ValueError("nothing says what a customer is worth: ask `valued` first")
    return values


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
