"""Pareto/NBD: customers order at a steady rate of their own until, unseen, they leave for good.

Order rates are gamma(r, alpha) over customers, leaving rates gamma(s, beta). Definitions:
Schmittlein, Morrison & Colombo (1987), Management Science 33(1), doi:10.1287/mnsc.33.1.1; notation
and derivations: Fader & Hardie (2005), "A Note on Deriving the Pareto/NBD Model and Related
Expressions", http://brucehardie.com/notes/009/.

Units here are weeks, in which the published parameters are; ``src.modeling.btyd`` speaks days.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import exprel, gammaln

from src.modeling.design import FloatArray

STARTS = ((0.5, 10.0, 0.5, 10.0), (1.0, 1.0, 1.0, 1.0), (2.0, 20.0, 0.3, 5.0))
# 24 nodes err by at most 1e-8 of a log-likelihood for 99.9 % of parameters in exp(-5) .. exp(5).
NODES, WEIGHTS = np.polynomial.legendre.leggauss(24)
# The integrand is cut where it has fallen to exp(-30) of its start ...
FAINTEST_LOG = 30.0
# ... unless it decays more slowly than this, and so never gets there.
SLOWEST = 0.01


@dataclass(frozen=True)
class ParetoNbd:
    """A fitted Pareto/NBD.

    Parameters
    ----------
    r, alpha
        Shape and rate (weeks) of the gamma distribution of order rates, > 0.
    s, beta
        Shape and rate (weeks) of the gamma distribution of leaving rates, > 0.
    log_likelihood
        Of the customers fitted, times in weeks; 0 when written down by hand.
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float = 0.0

    def log_density(self, x: FloatArray, t_x: FloatArray, age: FloatArray) -> FloatArray:
        """Log-likelihood of x repeat orders, the last at ``t_x``, and none from there to ``age``.

        Still alive at ``age``, or left in between. The note writes the integral over the moment of
        leaving as hypergeometric functions; those lose digits for whole s and overflow for steep
        integrands, so it is summed here.
        """
        left = np.log(self.s) + self._log_left(x, t_x, age)
        either = np.logaddexp(self._log_still(x, age), left)
        return np.asarray(self._log_scale(x) + either)

    def log_alive(self, x: FloatArray, age: FloatArray) -> FloatArray:
        """Logarithm of the part of that likelihood in which the customer is alive at ``age``."""
        return self._log_scale(x) + self._log_still(x, age)

    def orders_if_alive(self, x: FloatArray, age: FloatArray, horizon: float) -> FloatArray:
        """Orders expected in ``horizon`` weeks of a customer alive at ``age``; s may be 1."""
        growth = np.log1p(horizon / (self.beta + age))
        weeks_alive = (self.beta + age) * growth * exprel((1 - self.s) * growth)
        return np.asarray((self.r + x) / (self.alpha + age) * weeks_alive)

    def _log_scale(self, x: FloatArray) -> FloatArray:
        gammas = gammaln(self.r + x) - gammaln(self.r)
        return np.asarray(gammas + self.r * np.log(self.alpha) + self.s * np.log(self.beta))

    def _log_still(self, x: FloatArray, age: FloatArray) -> FloatArray:
        return -(self.r + x) * np.log(self.alpha + age) - self.s * np.log(self.beta + age)

    def _log_left(self, x: FloatArray, t_x: FloatArray, age: FloatArray) -> FloatArray:
        """Log of the integral of (alpha + t)^-(r + x) (beta + t)^-(s + 1) from t_x to age.

        Gauss-Legendre in q = log(1 + (t - t_x) / c) with c = t_x + min(alpha, beta). There the
        integrand is log-concave and falls at least as fast as exp(-decay q), so a few nodes do.
        """
        orders, leaves = self.alpha + t_x, self.beta + t_x
        c = np.minimum(orders, leaves)
        decay = (self.r + x) * c / orders + (self.s + 1) * c / leaves - 1
        faint = FAINTEST_LOG / np.maximum(decay, SLOWEST)
        reach = np.minimum(np.log1p((age - t_x) / c), faint)
        total = np.zeros_like(reach)
        for node, weight in zip((NODES + 1) / 2, WEIGHTS / 2, strict=True):
            q = reach * node
            weeks = c * np.expm1(q)
            ordered = (self.r + x) * np.log1p(weeks / orders)
            total += weight * np.exp(q - ordered - (self.s + 1) * np.log1p(weeks / leaves))
        with np.errstate(divide="ignore"):  # nothing between t_x and age: integral 0, log -inf
            log_total = np.log(total * c * reach)
        start = (self.r + x) * np.log(orders) + (self.s + 1) * np.log(leaves)
        return np.asarray(log_total - start)
