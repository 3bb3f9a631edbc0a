"""Buy till you die: how many more orders, from how many so far, how recent, since when.

Public arguments are in days; fitted parameters are in weeks, as published. The models are in
``src.modeling.pareto_nbd`` (prefer it) and ``src.modeling.bg_nbd``; what an order is worth is in
``src.modeling.gamma_gamma``. One entry of every array is one customer.

Few or uniform customers give an extreme fit (nobody leaves, all are alike), but a finite one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from src.errors import DataError
from src.modeling import bg_nbd, pareto_nbd
from src.modeling.bg_nbd import BgNbd
from src.modeling.design import FloatArray
from src.modeling.likelihood import maximised
from src.modeling.pareto_nbd import ParetoNbd

DAYS_PER_WEEK = 7.0


@dataclass(frozen=True, eq=False)
class History:
    """Order histories of customers with at least one order day.

    Parameters
    ----------
    x
        Repeat order days (order days minus one), >= 0.
    t_x_days
        Last minus first order day, 0 when x = 0.
    T_days
        End of observation minus first order day, >= ``t_x_days``.

    Raises
    ------
    DataError
        Nobody, unequal lengths, a value that is not finite, or not 0 <= t_x_days <= T_days.
    """

    x: FloatArray
    t_x_days: FloatArray
    T_days: FloatArray

    def __post_init__(self) -> None:
        sizes = (len(self.x), len(self.t_x_days), len(self.T_days))
        if min(sizes) == 0 or len(set(sizes)) > 1:
            raise DataError(
                f"Order histories: found {sizes} values of x, t_x_days and T_days; expected one of "
                "each per customer, and a customer. Describe customers with an order before the "
                "cutoff."
            )
        ordered = (self.x >= 0) & (self.t_x_days >= 0) & (self.t_x_days <= self.T_days)
        wrong = int((~(ordered & np.isfinite(self.x) & np.isfinite(self.T_days))).sum())
        if wrong:
            raise DataError(
                f"Order histories: {wrong} of {sizes[0]} customers break x >= 0 or 0 <= t_x_days "
                "<= T_days, or have no number. Count days from the first order, and leave out "
                "orders at or after the cutoff."
            )

    def weeks(self) -> FloatArray:
        """Return x, t_x and T as three rows, times in weeks."""
        times = np.stack([self.t_x_days, self.T_days]) / DAYS_PER_WEEK
        return np.stack([self.x, *times], dtype=np.float64)


def fit_pareto_nbd(history: History) -> ParetoNbd:
    """Fit a Pareto/NBD by maximum likelihood."""
    parameters, log_likelihood = maximised(
        lambda p, rows: ParetoNbd(*p).log_density(*rows), history.weeks(), pareto_nbd.STARTS
    )
    return replace(ParetoNbd(*parameters), log_likelihood=log_likelihood)


def fit_bg_nbd(history: History) -> BgNbd:
    """Fit a BG/NBD by maximum likelihood."""
    parameters, log_likelihood = maximised(
        lambda p, rows: BgNbd(*p).log_density(*rows), history.weeks(), bg_nbd.STARTS
    )
    return replace(BgNbd(*parameters), log_likelihood=log_likelihood)


def alive_prob(model: ParetoNbd | BgNbd, history: History) -> FloatArray:
    """Probability of not having left for good. No churn score: use :func:`order_prob`."""
    x, t_x, age = history.weeks()
    return np.exp(np.minimum(model.log_alive(x, age) - model.log_density(x, t_x, age), 0))


def order_prob(model: ParetoNbd | BgNbd, history: History, horizon_days: float) -> FloatArray:
    """Probability of an order in the ``horizon_days`` (> 0) after the end of observation.

    No order there means that the silence since ``t_x`` lasts until T + horizon. Its probability is
    the likelihood of the history with that longer T, divided by that of the history as it is.

    >>> published = ParetoNbd(r=0.553, alpha=10.58, s=0.606, beta=11.67)  # CDNOW
    >>> recent, silent = np.array([[6.0, 6], [250, 150], [270, 270]]).T[:, :, None]
    >>> order_prob(published, History(*recent), 91).round(2)
    array([0.71])
    >>> order_prob(published, History(*silent), 91).round(2)
    array([0.28])
    """
    return order_probs(model, history, (horizon_days,))[:, 0]


def order_probs(
    model: ParetoNbd | BgNbd, history: History, horizons_days: Sequence[float]
) -> FloatArray:
    """Return the same for several horizons, (customers, horizons)."""
    x, t_x, age = history.weeks()
    known = model.log_density(x, t_x, age)
    later = [model.log_density(x, t_x, age + days / DAYS_PER_WEEK) for days in horizons_days]
    return np.stack([-np.expm1(np.minimum(silent - known, 0)) for silent in later], axis=1)


def expected_orders(model: ParetoNbd | BgNbd, history: History, horizon_days: float) -> FloatArray:
    """Order days expected in the ``horizon_days`` (> 0) after the end of observation, >= 0."""
    x, _, age = history.weeks()
    ahead = model.orders_if_alive(x, age, horizon_days / DAYS_PER_WEEK)
    return alive_prob(model, history) * ahead


def order_outlook(
    model: ParetoNbd | BgNbd, history: History, horizon_days: float
) -> tuple[FloatArray, FloatArray]:
    """Return `order_prob` and `expected_orders`, which share the likelihood of the histories."""
    x, t_x, age = history.weeks()
    ahead = horizon_days / DAYS_PER_WEEK
    known = model.log_density(x, t_x, age)
    prob = -np.expm1(np.minimum(model.log_density(x, t_x, age + ahead) - known, 0))
    alive = np.exp(np.minimum(model.log_alive(x, age) - known, 0))
    return prob, np.asarray(alive * model.orders_if_alive(x, age, ahead))
