"""Maximum likelihood for a few positive parameters: the climb that all BTYD models share.

Rows are the columns of a (variables, customers) array. They are sorted first, so that their order
changes nothing; equal ones are evaluated once and counted.
"""

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from src.modeling.design import FloatArray

LogDensity = Callable[[FloatArray, FloatArray], FloatArray]

# The starts compete on so many customers: enough to tell a good basin from a bad one.
SCOUTS = 1_000
# Of a million simulated customers, the rest moves no parameter by more than 1.3 %.
MOST_CUSTOMERS = 50_000
# Parameters stay in 1/8103 .. 8103: beyond, a degenerate fit changes no prediction.
LARGEST_LOG = 9.0


def maximised(
    log_density: LogDensity, rows: FloatArray, starts: Sequence[Sequence[float]]
) -> tuple[list[float], float]:
    """Return the parameters under which the rows are likeliest, and the log-likelihood of all.

    Parameters
    ----------
    log_density
        Of (parameters > 0, rows): one logarithm per row, finite for parameters in 1/8103 .. 8103.
    rows
        (variables, customers), at least one customer. Above ``MOST_CUSTOMERS`` the climb uses an
        even sample of the sorted customers, which keeps the share of each kind.
    starts
        Parameters to start from; the best after a climb on ``SCOUTS`` customers goes on.
    """
    rows = rows[:, np.lexsort(rows[::-1])]
    scouts, most = distinct(_evenly(rows, SCOUTS)), distinct(_evenly(rows, MOST_CUSTOMERS))
    scouted = [_climb(log_density, scouts, _free(start), 1e-7) for start in starts]
    best = min(scouted, key=lambda end: end[1])[0]
    parameters = _bound(_climb(log_density, most, best, 1e-13)[0])
    return [float(p) for p in parameters], float(log_density(parameters, rows).sum())


def distinct(rows: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the distinct ones of sorted rows, and how often each occurs.

    >>> distinct(np.array([[0.0, 0.0, 2.0], [5.0, 5.0, 5.0]]))
    (array([[0., 2.],
           [5., 5.]]), array([2., 1.]))
    """
    changes = (rows[:, 1:] != rows[:, :-1]).any(axis=0)
    first = np.flatnonzero(np.concatenate([[True], changes]))
    return rows[:, first], np.diff(first, append=rows.shape[1]).astype(np.float64)


def _evenly(rows: FloatArray, most: int) -> FloatArray:
    customers = rows.shape[1]
    if customers <= most:
        return rows
    return rows[:, np.linspace(0, customers - 1, most).round().astype(np.int64)]


def _climb(
    log_density: LogDensity,
    counted: tuple[FloatArray, FloatArray],
    free_start: FloatArray,
    tolerance: float,
) -> tuple[FloatArray, float]:
    """Return the best free parameters and minus the mean log-likelihood there."""
    rows, counts = counted
    shares = counts / counts.sum()

    def cost(free: FloatArray) -> float:
        return -float((shares * log_density(_bound(free), rows)).sum())

    # Not L-BFGS-B nor a dot product: BLAS threads wait for each other on a busy machine.
    end = minimize(cost, free_start, method="SLSQP", tol=tolerance, options={"maxiter": 300})
    return end.x, float(end.fun)


def _bound(free: FloatArray) -> FloatArray:
    """Bend the real line into the permitted range; SLSQP's own bounds warn when touched."""
    return np.exp(LARGEST_LOG * np.tanh(free / LARGEST_LOG))


def _free(parameters: Sequence[float]) -> FloatArray:
    return np.asarray(LARGEST_LOG * np.arctanh(np.log(parameters) / LARGEST_LOG))
