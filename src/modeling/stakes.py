"""What contacting a customer is expected to earn: what is at stake, or what uplift moves.

Of those contacted who would leave, the share ``success_rate`` stays; where uplift is usable
(`src.modeling.uplift`) nobody's success need be guessed: it takes the place of ``churn_prob x
success_rate``, and who would stay or leave anyway is left in peace.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.config import Contact
from src.modeling.design import FloatArray

LEAST_PROB = 1e-9  # of churn, to divide by


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

    def rows(self, marks: NDArray[np.bool_]) -> "Told":
        """Keep some customers."""
        own = ((one.name, getattr(self, one.name)) for one in fields(self))
        return Told(**{name: values[marks] for name, values in own if values is not None})


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


def _known(values: FloatArray | None) -> FloatArray:
    if values is None:
        raise ValueError("nothing says what a customer is worth: ask `valued` first")
    return values
