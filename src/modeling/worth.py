"""What customers are worth where churn is declared: what who stays pays, as long as they stay.

    clv = price x share of the horizon for which they are expected to stay

Whether they stay is the calibrated churn probability, and when they leave its curve
(`src.modeling.ending`), so value and churn cannot contradict each other. Where there is no time (a
label) the share is the probability to stay. The price is what is paid now: what else somebody may
buy, or pay after a change, is not foreseen.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from src.modeling.design import Design, FloatArray
from src.modeling.ending import Ending

MONTHLY = "contract_amount_per_month"
MONTH_DAYS = 365 / 12


@dataclass(frozen=True)
class Price:
    """What a customer who stays pays: a feature, so many times."""

    column: str
    times: float

    def paid(self, design: Design) -> FloatArray:
        """Return what is paid in the horizon by who stays through it, currency; NaN: not known."""
        return np.asarray(design.column(self.column) * self.times)


@dataclass(frozen=True, eq=False)
class Valued:
    """What judged customers were said to be worth, and what they paid.

    Parameters
    ----------
    price
        What values are made of.
    pays, clv
        Of each judged customer: what who stays pays, and what was expected; NaN: not known.
    table
        As `src.modeling.judging.clv_table` returns it.
    predicted, earned, kept_up
        Of all whose price is known: what they were expected to pay, what they paid, and what they
        would have paid if nobody had left; currency.
    unknown
        How many have no known price.
    """

    price: Price
    pays: FloatArray
    clv: FloatArray
    table: pd.DataFrame
    predicted: float
    earned: float
    kept_up: float
    unknown: int


def of_contracts(horizon_days: int) -> Price:
    """Return the price of the contracts that run.

    >>> of_contracts(73).paid(Design((MONTHLY,), np.array([[10.0]])))
    array([24.])
    """
    return Price(MONTHLY, horizon_days / MONTH_DAYS)


def staying(design: Design, churn_prob: FloatArray, ending: Ending | None) -> FloatArray:
    """Return for which share of the horizon each customer is expected to stay, 0 to 1."""
    return 1 - churn_prob if ending is None else ending.share(design, churn_prob)
