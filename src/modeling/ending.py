"""When a contract ends within the horizon: the shape of a curve whose end is the churn probability.

A discrete-time hazard (`src.modeling.hazard`) that knows the interval, how long a contract has run,
its period, and how often it is renewed in the interval, for contracts end at renewals:

    P(still under contract on day d) = (1 - churn_prob) ** (H(d) / H(horizon))
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np

from src.modeling.design import Design, FloatArray
from src.modeling.hazard import (
    Hazard,
    drawn,
    ends_of,
    fit_shape,
    half_days,
    hazard_from_dict,
    survival,
)
from src.modeling.waits import Moment

TENURE, PERIOD, RENEWAL = (
    *("contract_tenure_days", "contract_period_days"),
    "contract_renewal_days",
)


@dataclass(frozen=True)
class Ending:
    """A fitted shape; ``typical`` stands for what is not known of `TENURE` and `PERIOD`."""

    shape: Hazard
    typical: tuple[float, float]

    def still(self, design: Design, churn_prob: FloatArray, days: Sequence[int]) -> FloatArray:
        """Return the probability that the contract runs for so many days, (customers, days)."""
        return survival(self._cumulated(design), self.shape.ends, 1 - churn_prob, days)

    def half_days(self, design: Design, churn_prob: FloatArray) -> FloatArray:
        """Return the day by which an end is as likely as not, NaN if after the horizon."""
        return half_days(self._cumulated(design), self.shape.ends, 1 - churn_prob)

    def share(self, design: Design, churn_prob: FloatArray) -> FloatArray:
        """Return the mean share of the horizon's days that the contract runs, 0 to 1.

        Between two ends of intervals the curve is taken for straight; an end counts as no day.
        """
        days = np.array([0, *self.shape.ends])
        runs = self.still(design, churn_prob, days.tolist())
        area = ((runs[:, 1:] + runs[:, :-1]) / 2 * np.diff(days)).sum(axis=1)
        return np.asarray((area - churn_prob / 2) / days[-1])

    def to_dict(self) -> dict[str, Any]:
        """Return the numbers, ready for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Self:
        """Invert `to_dict`."""
        return cls(hazard_from_dict(saved["shape"]), tuple(saved["typical"]))

    def _cumulated(self, design: Design) -> FloatArray:
        habits = _habits(design, self.typical)
        return self.shape.accumulated(habits, renewals(design, self.shape.ends))


@dataclass(frozen=True, eq=False)
class Timing:
    """When contracts end within the horizon.

    Parameters
    ----------
    judged, today
        The shape known at the judged cutoff, and that of all data.
    moments
        How well the judged one foretold the share still under contract.
    paid
        What each judged customer then paid in the horizon, currency; NaN: not known.
    """

    judged: Ending
    today: Ending
    moments: tuple[Moment, ...]
    paid: FloatArray


def fit_ending(design: Design, wait_days: FloatArray, horizon_days: int, seed: int) -> Ending:
    """Fit to customers under contract, and in how many days it ended, NaN if not in the horizon."""
    ends = ends_of(horizon_days)
    typical = _median(_column(design, TENURE)), _median(_column(design, PERIOD))
    chosen = drawn(len(wait_days), seed)
    expected = renewals(design.rows(chosen), ends)
    habits = _habits(design, typical)
    return Ending(fit_shape(habits, wait_days, chosen, expected, (ends, horizon_days)), typical)


def renewals(design: Design, ends: Sequence[int]) -> FloatArray:
    """Return how often a contract is renewed in each interval, (customers, intervals).

    >>> renewals(Design((RENEWAL, PERIOD), np.array([[6.0, 7.0], [20, 30], [3, np.nan]])), (7, 14))
    array([[1., 1.],
           [0., 0.],
           [0., 0.]])
    """
    first, period = (_column(design, name)[:, None] for name in (RENEWAL, PERIOD))
    before = np.floor((np.array([0, *ends]) - 1 - first) / period) + 1
    return np.diff(np.nan_to_num(np.maximum(before, 0.0)), axis=1)


def _habits(design: Design, typical: tuple[float, float]) -> FloatArray:
    """Return tenure and period, in logarithms."""
    told = [_column(design, name) for name in (TENURE, PERIOD)]
    filled = [np.where(np.isnan(own), usual, own) for own, usual in zip(told, typical, strict=True)]
    return np.asarray(np.log1p(np.stack(filled, axis=1)))


def _column(design: Design, name: str) -> FloatArray:
    """Return a feature; NaN where the model has none of that name: not known of anybody."""
    return design.column(name) if name in design.names else np.full(len(design), np.nan)


def _median(values: FloatArray) -> float:
    known = values[~np.isnan(values)]
    return float(np.median(known)) if known.size else 0.0
