"""BG/NBD: customers order at a steady rate of their own and may leave after any repeat order.

Order rates are gamma(r, alpha) over customers, leaving probabilities beta(a, b). Definitions:
Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2),
doi:10.1287/mksc.1040.0098. A customer without a repeat order has had no chance to leave: its
``alive_prob`` is 1. Prefer Pareto/NBD: this one easily concludes that nobody ever leaves.

Units here are weeks, in which the published parameters are; ``src.modeling.btyd`` speaks days.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import gammaln, hyp2f1

from src.modeling.design import FloatArray

STARTS = ((0.5, 5.0, 1.0, 2.0), (1.0, 1.0, 1.0, 1.0), (2.0, 20.0, 0.3, 5.0))
# At a = 1 expected orders are 0 / 0 with a limit; this near to it nine digits are left.
NEAREST_TO_ONE = 1e-6


@dataclass(frozen=True)
class BgNbd:
    """A fitted BG/NBD.

    Parameters
    ----------
    r, alpha
        Shape and rate (weeks) of the gamma distribution of order rates, > 0.
    a, b
        Parameters of the beta distribution of the chance to leave after a repeat order, > 0.
    log_likelihood
        Of the customers fitted, times in weeks; 0 when written down by hand.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = 0.0

    def log_density(self, x: FloatArray, t_x: FloatArray, age: FloatArray) -> FloatArray:
        """Log-likelihood of x repeat orders, the last at ``t_x``, and none from there to ``age``.

        Still alive at ``age``, or left at ``t_x`` (which takes x > 0).
        """
        still = -(self.r + x) * np.log(self.alpha + age)
        left_odds = np.log(self.a) - np.log(self.b + np.maximum(x, 1) - 1)
        left = left_odds - (self.r + x) * np.log(self.alpha + t_x)
        return self._log_scale(x) + np.where(x > 0, np.logaddexp(still, left), still)

    def log_alive(self, x: FloatArray, age: FloatArray) -> FloatArray:
        """Logarithm of the part of that likelihood in which the customer is alive at ``age``."""
        return self._log_scale(x) - (self.r + x) * np.log(self.alpha + age)

    def orders_if_alive(self, x: FloatArray, age: FloatArray, horizon: float) -> FloatArray:
        """Orders expected in ``horizon`` weeks of a customer alive at ``age``.

        The paper's conditional expectation without its denominator (1 / P(alive)), after Euler's
        transformation of the hypergeometric function: its powers then do not grow with x. Where
        that still fails (parameters in the thousands), two bounds hold: nobody leaves, and
        everybody leaves with the mean chance (Jensen: orders are convex in the chance to leave).
        """
        a = 1 + NEAREST_TO_ONE if abs(self.a - 1) < NEAREST_TO_ONE else self.a
        rate, ahead = self.r + x, horizon / (self.alpha + age)
        remains = 1 / (1 + ahead)
        with np.errstate(over="ignore", invalid="ignore"):  # the bounds take over
            series = hyp2f1(a - 1, a + self.b - 1 - self.r, a + self.b + x - 1, 1 - remains)
            orders = (a + self.b + x - 1) / (a - 1) * (1 - remains ** (a - 1) * series)
        chance = self.a / (self.a + self.b + x)
        least = -np.expm1(-rate * np.log1p(chance * ahead)) / chance
        return np.asarray(np.fmin(np.fmax(orders, least), rate * ahead))

    def _log_scale(self, x: FloatArray) -> FloatArray:
        gammas = gammaln(self.r + x) - gammaln(self.r) + self.r * np.log(self.alpha)
        stays = gammaln(self.b + x) - gammaln(self.b)
        return np.asarray(gammas + stays + gammaln(self.a + self.b) - gammaln(self.a + self.b + x))
