"""Where the boosters start: what a buy-till-you-die model expects from the order history alone.

A booster that begins at Pareto/NBD + Gamma-Gamma needs to learn corrections only, which pays on
small or short data. LightGBM files do not hold their start: it is kept here and added in
``predict``.
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from src.modeling.btyd import History, expected_orders, fit_pareto_nbd, order_prob
from src.modeling.design import Design, FloatArray
from src.modeling.gamma_gamma import GammaGamma, expected_value, fit_gamma_gamma
from src.modeling.pareto_nbd import ParetoNbd

PROB_MIN = 1e-4  # a degenerate fit is never surer than this
SPEND_MIN = 0.01  # currency; the logarithm needs a floor


@dataclass(frozen=True)
class Start:
    """BTYD parameters fitted to all customers known at one cutoff."""

    orders: ParetoNbd
    money: GammaGamma


def fit_start(design: Design) -> Start:
    """Fit to the order histories of one cutoff: one row per customer, no label involved."""
    money = fit_gamma_gamma(design.column("orders_count"), design.column("net_mean"))
    return Start(fit_pareto_nbd(history(design)), money)


def history(design: Design) -> History:
    """Return the order histories in the rows."""
    return History(design.column("x"), design.column("t_x_days"), design.column("T_days"))


def silent_logit(start: Start, design: Design, horizon_days: int) -> FloatArray:
    """Logit of the probability of no order in the horizon."""
    silent = 1 - order_prob(start.orders, history(design), horizon_days)
    return logit(silent)


def log_spend(start: Start, design: Design, horizon_days: int) -> FloatArray:
    """Logarithm of the net spend expected in the horizon, currency."""
    return np.log(np.maximum(spend(start, design, horizon_days), SPEND_MIN))


def spend(start: Start, design: Design, horizon_days: int) -> FloatArray:
    """Net spend expected in the horizon: expected order days times expected value of one."""
    orders = expected_orders(start.orders, history(design), horizon_days)
    value = expected_value(start.money, design.column("orders_count"), design.column("net_mean"))
    return np.asarray(orders * value)


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
