"""The time to the next order, judged: what was said of several moments, and what then happened."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from src.modeling.design import FloatArray
from src.modeling.metrics import calibration_error, log_loss

HALF = 0.5
MOMENTS = 4  # of the horizon, evenly spaced, at which curves are judged
SHOWN_MIN = 30  # customers of a persona; fewer tell nothing, and tell on people


@dataclass(frozen=True)
class Moment:
    """The share without an order some days after the judged cutoff, and how well it was foretold.

    Parameters
    ----------
    day
        Days after the cutoff, of which the last is over.
    happened, predicted, alike
        Share of the ``n`` customers without an order by then: observed, the mean of the curves, and
        the Kaplan-Meier curve of earlier cutoffs, the same for everybody; NaN where labels learnt
        from were shorter.
    log_loss, log_loss_alike, calibration_error
        Of the curves, and of the one curve for everybody.
    """

    day: int
    happened: float
    predicted: float
    alike: float
    log_loss: float
    log_loss_alike: float
    calibration_error: float
    n: int


@dataclass(frozen=True, eq=False)
class Curve:
    """A persona's curve at the judged cutoff: per day, the share without an order.

    ``low`` and ``high`` bound the 95 % interval of what happened, over ``n`` customers.
    ``half_days`` is when half of the persona's customers of today are expected to have ordered
    again, NaN if later than the horizon.
    """

    persona: str
    days: NDArray[np.int64]
    predicted: FloatArray
    happened: FloatArray
    low: FloatArray
    high: FloatArray
    n: int
    half_days: float


@dataclass(frozen=True, eq=False)
class Waits:
    """When customers order next: whether the curves held, and the personas' curves.

    ``everybody`` is what happened to all judged customers, per day of ``days``.
    """

    moments: tuple[Moment, ...]
    curves: tuple[Curve, ...]
    days: NDArray[np.int64]
    everybody: FloatArray


def moment(day: int, curve: FloatArray, alike: float, wait_days: FloatArray) -> Moment:
    """Judge what was said of one day; ``wait_days`` are NaN for who did not order."""
    silent = still_waiting(wait_days, day)
    same = np.full(len(silent), alike)
    return Moment(
        day=day,
        happened=float(silent.mean()),
        predicted=float(curve.mean()),
        alike=alike,
        log_loss=log_loss(silent, curve),
        log_loss_alike=log_loss(silent, same) if np.isfinite(alike) else float("nan"),
        calibration_error=calibration_error(silent, curve),
        n=len(silent),
    )


def still_waiting(wait_days: FloatArray, day: int) -> FloatArray:
    """Return 1 for who placed no order in the first ``day`` days; an order on day 0 takes one.

    >>> still_waiting(np.array([0.0, 6, 7, np.nan]), 7)
    array([0., 0., 1., 1.])
    """
    return np.asarray(~(wait_days < day), dtype=np.float64)


def half_reached(days: NDArray[np.int64], curves: FloatArray) -> float:
    """Return the day by which half are expected to have ordered, NaN if after the last.

    >>> half_reached(np.array([0, 10]), np.array([[1.0, 0.0], [1.0, 0.4]]))
    6.25
    """
    mean = curves.mean(axis=0)
    return float(np.interp(-HALF, -mean, days)) if mean[-1] <= HALF else float("nan")


def persona_curve(
    persona: str, days: NDArray[np.int64], predicted: FloatArray, wait_days: FloatArray, half: float
) -> Curve:
    """Put a persona's curve together; ``predicted`` is (customers, days), ``half`` of today."""
    n = len(wait_days)
    counts = [int(still_waiting(wait_days, int(day)).sum()) for day in days]
    ends = [binomtest(count, n).proportion_ci(method="wilson") for count in counts]
    return Curve(
        persona=persona,
        days=days,
        predicted=predicted.mean(axis=0),
        happened=np.array(counts) / n,
        low=np.array([end.low for end in ends]),
        high=np.array([end.high for end in ends]),
        n=n,
        half_days=half,
    )
