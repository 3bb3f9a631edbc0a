"""Gamma-Gamma: what an order is worth, from the mean of those seen, shrunk by how few they are.

Values of a customer's orders are gamma(p, nu); nu is gamma(q, v) over customers, independent of
how often they order. Definitions: Fader, Hardie & Lee (2005), "RFM and CLV", Journal of Marketing
Research 42(4), doi:10.1509/jmkr.2005.42.4.415; Fader & Hardie (2013), "The Gamma-Gamma Model of
Monetary Value", http://brucehardie.com/notes/025/.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln

from src.errors import DataError
from src.modeling.design import FloatArray
from src.modeling.likelihood import maximised

# Of p, q - LEAST_Q and v / median value.
STARTS = ((6.0, 3.0, 0.5), (1.0, 1.0, 1.0), (20.0, 9.0, 0.5))
# For q <= 1 the mean over customers is infinite: heavier tails than this are not believed.
LEAST_Q = 1.1


@dataclass(frozen=True)
class GammaGamma:
    """A fitted Gamma-Gamma.

    Parameters
    ----------
    p
        Shape of one customer's order values, > 0: the larger, the more alike the orders.
    q
        Shape of the customers' rates nu, >= 1.1 if fitted: the larger, the more alike they are.
    v
        Rate of the customers' rates nu, > 0, account currency (gamma in the papers).
    log_likelihood
        Of the customers fitted; 0 when written down by hand.
    """

    p: float
    q: float
    v: float
    log_likelihood: float = 0.0

    def log_density(self, x: FloatArray, mean_value: FloatArray) -> FloatArray:
        """Log-density of the mean value (> 0) of x (> 0) orders of a customer."""
        shape = self.p * x
        gammas = gammaln(shape + self.q) - gammaln(shape) - gammaln(self.q)
        known = self.q * np.log(self.v) + (shape - 1) * np.log(mean_value) + shape * np.log(x)
        return np.asarray(gammas + known - (shape + self.q) * np.log(self.v + mean_value * x))


def fit_gamma_gamma(x: FloatArray, mean_value: FloatArray) -> GammaGamma:
    """Fit by maximum likelihood to the customers with x > 0 and a mean value > 0.

    Parameters
    ----------
    x
        Orders behind each mean, one entry per customer.
    mean_value
        Their mean net value in account currency; NaN when x = 0.

    Raises
    ------
    DataError
        No customer has both.
    """
    usable = (x > 0) & (mean_value > 0) & np.isfinite(mean_value)
    if not usable.any():
        raise DataError(
            f"Order values: none of {len(x)} customers has orders with a mean value above 0, from "
            "which to learn what orders are worth. Check the column mapped to net."
        )
    scale = float(np.median(mean_value[usable]))
    rows = np.stack([x[usable], mean_value[usable] / scale], dtype=np.float64)
    (p, q_above, v), log_likelihood = maximised(
        lambda t, rows: GammaGamma(t[0], LEAST_Q + t[1], t[2]).log_density(*rows), rows, STARTS
    )
    log_likelihood -= rows.shape[1] * float(np.log(scale))  # density per unit of currency again
    return GammaGamma(p, LEAST_Q + q_above, v * scale, log_likelihood)


def expected_value(model: GammaGamma, x: FloatArray, mean_value: FloatArray) -> FloatArray:
    """Net value expected of an order of each customer, account currency, > 0.

    With x = 0 or an unknown mean (NaN) it is the mean over customers. A mean below 0 (returns)
    counts as 0, a ``q`` below 1.1 as 1.1.

    >>> published = GammaGamma(p=6.25, q=3.74, v=15.45)  # CDNOW
    >>> expected_value(published, np.array([0.0, 1, 7]), np.array([np.nan, 90, 90])).round(1)
    array([35.2, 73.3, 86.8])
    """
    q = max(model.q, LEAST_Q)
    known = (x > 0) & np.isfinite(mean_value)
    orders = np.where(known, x, 0.0)
    total = orders * np.where(known, np.maximum(mean_value, 0), 0.0)
    return np.asarray(model.p * (model.v + total) / (model.p * orders + q - 1))
