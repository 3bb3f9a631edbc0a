"""Where the boosters start: what a buy-till-you-die model expects from the order history alone.

A booster that begins at Pareto/NBD + Gamma-Gamma needs to learn corrections only, which pays on
small or short data. LightGBM files do not hold their start: it is kept here and added in
``predict``.
"""

from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from src.modeling.btyd import History, fit_pareto_nbd, order_outlook
from src.modeling.design import Design, FloatArray
from src.modeling.gamma_gamma import GammaGamma, expected_value, fit_gamma_gamma
from src.modeling.pareto_nbd import ParetoNbd

PROB_MIN = 1e-4  # a degenerate fit is never surer than this
SPEND_MIN = 0.01  # currency; the logarithm needs a floor
CARRY_MAX = 10.0  # a degenerate BTYD fit never multiplies a prediction by more
HISTORY = ("x", "t_x_days", "T_days", "orders_count", "net_mean")  # features that are looked at
FEW, FADING = 600, 3  # with so few customers the start counts as much as all that is learnt


@dataclass(frozen=True)
class Start:
    """BTYD parameters fitted to all customers known at one cutoff."""

    orders: ParetoNbd
    money: GammaGamma


def fit_start(design: Design) -> Start:
    """Fit to the order histories of one cutoff: one row per customer, no label involved."""
    money = fit_gamma_gamma(design.column("orders_count"), design.column("net_mean"))
    return Start(fit_pareto_nbd(history(design)), money)


def start_weight(customers: int) -> float:
    """Share that the start itself has in a mean with what was learnt from so many customers.

    >>> [round(start_weight(customers), 2) for customers in (100, 500, 2000, 20_000)]
    [1.0, 0.63, 0.03, 0.0]
    """
    return 1 / (1 + (customers / FEW) ** FADING)


def history(design: Design) -> History:
    """Return the order histories in the rows."""
    return History(design.column("x"), design.column("t_x_days"), design.column("T_days"))


@dataclass(frozen=True, eq=False)
class Outlook:
    """What the start expects of each customer, over the labels' days and over the full horizon.

    Parameters
    ----------
    silent_logit, silent_logit_full
        Log-odds of no order.
    spend, spend_full
        Expected order days times the expected value of one, currency, >= 0.
    """

    silent_logit: FloatArray
    spend: FloatArray
    silent_logit_full: FloatArray
    spend_full: FloatArray

    def rows(self, chosen: NDArray[np.bool_] | NDArray[np.int64]) -> "Outlook":
        """Keep some customers, by mask or position."""
        return Outlook(*(getattr(self, one.name)[chosen] for one in fields(Outlook)))

    @property
    def spend_ratio(self) -> FloatArray:
        """Spend in the full horizon over that in the labels' days, per customer, >= 1."""
        ratio = self.spend_full / np.maximum(self.spend, SPEND_MIN)
        return np.asarray(np.clip(ratio, 1.0, CARRY_MAX))

    @property
    def log_spend(self) -> FloatArray:
        """Logarithm of the spend over the labels' days, kept finite."""
        return np.asarray(np.log(np.maximum(self.spend, SPEND_MIN)))


def outlook(start: Start, design: Design, label_days: int, horizon_days: int) -> Outlook:
    """Look ahead; where both horizons are the same, once."""
    short = _expected(start, design, label_days)
    full = short if horizon_days == label_days else _expected(start, design, horizon_days)
    return Outlook(*short, *full)


def _expected(start: Start, design: Design, days: int) -> tuple[FloatArray, FloatArray]:
    prob, orders = order_outlook(start.orders, history(design), days)
    value = expected_value(start.money, design.column("orders_count"), design.column("net_mean"))
    return logit(1 - prob), np.asarray(orders * value)


def logit(prob: FloatArray) -> FloatArray:
    """Log-odds, kept finite."""
    safe = np.clip(prob, PROB_MIN, 1 - PROB_MIN)
    return np.asarray(np.log(safe) - np.log1p(-safe))


def start_to_dict(start: Start) -> dict[str, Any]:
    """Return the parameters as JSON-ready numbers."""
    return asdict(start)


def start_from_dict(saved: dict[str, Any]) -> Start:
    """Invert `start_to_dict`."""
    return Start(ParetoNbd(**saved["orders"]), GammaGamma(**saved["money"]))
