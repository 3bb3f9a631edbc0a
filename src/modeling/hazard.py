"""The time to the next order: the probability that none has come by any day of the horizon.

A discrete-time hazard (Cox 1972; Singer & Willett 1993): a logistic model of the chance to order in
an interval after none before it, per customer and interval at risk. It knows the interval, what
Pareto/NBD expects of it, and how often, how recently and since when a customer ordered; what these
weigh may change as silence goes on. It gives the *shape* of the curve; the *end* is the calibrated
churn probability: cumulated hazards are multiplied, customer by customer, so that

    P(no order by day d) = churn_prob ** (H(d) / H(horizon)),

which falls from 1 and is the churn probability itself at the horizon. That alone took a third of
the log loss off a curve for everybody (``notebooks/LOG.md``).

Churn is silence through the horizon: these curves say when the next order comes, not when somebody
leaves for good.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from src.modeling.btyd import order_probs
from src.modeling.design import Design, FloatArray
from src.modeling.start import Start, history, logit

INTERVALS = 13  # a quarter has so many weeks
ROWS_MAX = 8_000  # customers at a cutoff; each is a row per interval at risk
INVERSE_PENALTY = 0.1
LIMIT = 4.0  # deviations
SURE = 1e-12  # no probability is further from 0 and 1
HALF = 0.5
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Hazard:
    """A fitted shape.

    Parameters
    ----------
    ends
        Days after the cutoff at which the intervals end, ascending; the last is the horizon.
    levels
        Log-odds of an order in each interval, for an average customer; intervals later than any
        label go on as the last that was learnt.
    means, deviations, steady, changing
        Of each habit: its scale, its weight, and its weight per logarithm of the interval's number.
    start
        Weight of Pareto/NBD's log-odds of an order in the interval.
    """

    ends: tuple[int, ...]
    levels: tuple[float, ...]
    means: tuple[float, ...]
    deviations: tuple[float, ...]
    steady: tuple[float, ...]
    changing: tuple[float, ...]
    start: float

    def cumulated(self, design: Design, start: Start) -> FloatArray:
        """Return the cumulated hazard at the end of each interval, (customers, intervals), > 0."""
        return self.accumulated(_habits(design), _expected(design, start, self.ends))

    def accumulated(self, habits: FloatArray, expected: FloatArray) -> FloatArray:
        """Return the same of habits and of what was expected, both as in `fit_shape`."""
        own = _scaled(habits, np.array(self.means), np.array(self.deviations))
        steady, changing = own @ np.array(self.steady), own @ np.array(self.changing)
        odds = np.array(self.levels) + self.start * expected
        odds = odds + steady[:, None] + np.outer(changing, np.log(_numbers(len(self.ends))))
        return np.asarray(np.logaddexp(0, odds).cumsum(axis=1))  # -log(1 - hazard), added up


def ends_of(horizon_days: int) -> tuple[int, ...]:
    """Return the days at which intervals end: weeks in a quarter, equally many in other horizons.

    >>> ends_of(91)[:3], ends_of(273)[-2:], ends_of(30), ends_of(1)
    ((7, 14, 21), (252, 273), (3, 6, 9, 12, 15, 18, 21, 24, 27, 30), (1,))
    """
    width = -(-horizon_days // INTERVALS)
    return (*range(width, horizon_days, width), horizon_days)


def survival(
    cumulated: FloatArray, ends: Sequence[int], churn_prob: FloatArray, days: Sequence[int]
) -> FloatArray:
    """Return the probability of no order in the first so many days, (customers, days), 0 to 1.

    1 at day 0, never rising, ``churn_prob`` at the horizon; within an interval the hazard is level.

    >>> survival(np.array([[1.0, 4.0]]), (7, 14), np.array([0.16]), (0, 7, 14)).round(3)
    array([[1.   , 0.632, 0.16 ]])
    """
    at = np.concatenate([np.zeros((len(cumulated), 1)), cumulated], axis=1)
    known = np.array([0, *ends])
    right = np.clip(np.searchsorted(known, days), 1, len(ends))
    part = (np.array(days) - known[right - 1]) / (known[right] - known[right - 1])
    shares = (at[:, right - 1] + part * (at[:, right] - at[:, right - 1])) / at[:, -1:]
    return np.asarray(churn_prob[:, None] ** shares)


def half_days(cumulated: FloatArray, ends: Sequence[int], churn_prob: FloatArray) -> FloatArray:
    """Return the day by which an order is as likely as not, >= 1; NaN if after the horizon.

    >>> half_days(np.array([[1.0, 4.0]] * 2), (7, 14), np.array([0.16, 0.6]))
    array([ 9., nan])
    """
    safe = np.clip(churn_prob, SURE, 1 - SURE)
    needed = np.log(HALF) / np.log(safe) * cumulated[:, -1]
    place = np.minimum((cumulated < needed[:, None]).sum(axis=1), len(ends) - 1)
    at = np.concatenate([np.zeros((len(cumulated), 1)), cumulated], axis=1)
    rows, known = np.arange(len(at)), np.array([0, *ends])
    low, high = at[rows, place], at[rows, place + 1]
    part = (needed - low) / (high - low)
    days = np.ceil(known[place] + part * (known[place + 1] - known[place]))
    return np.where(churn_prob <= HALF, np.maximum(days, 1), np.nan)


@dataclass(frozen=True, eq=False)
class Waited:
    """Customers at one cutoff, the start fitted there, and days to the next order, NaN if none."""

    design: Design
    start: Start
    wait_days: FloatArray


def fit_hazard(known: Sequence[Waited], label_days: int, horizon_days: int, seed: int) -> Hazard:
    """Fit to what customers did within ``label_days`` of several cutoffs.

    Where labels are shorter than one interval, or teach nothing, the shape is Pareto/NBD's.
    """
    ends = ends_of(horizon_days)
    habits = np.concatenate([_habits(one.design) for one in known])
    waits = np.concatenate([one.wait_days for one in known])
    chosen = drawn(len(waits), seed)
    expected = _expected_of(known, chosen, ends)
    return fit_shape(habits, waits, chosen, expected, (ends, label_days))


def drawn(count: int, seed: int) -> Places:
    """Return which of so many rows a shape is fitted to."""
    return np.random.default_rng(seed).permutation(count)[:ROWS_MAX]


def fit_shape(
    habits: FloatArray,
    waits: FloatArray,
    chosen: Places,
    expected: FloatArray,
    known: tuple[tuple[int, ...], int],
) -> Hazard:
    """Fit to what customers did.

    Parameters
    ----------
    habits
        What the shape looks at, (customers, habits).
    waits
        Days to the event, NaN if there was none.
    chosen, expected
        Rows to fit to, and what was expected of theirs in each interval, (chosen, intervals):
        log-odds, a count or the like.
    known
        Ends of the intervals, and how far labels reach, days.
    """
    ends, label_days = known
    learnt = sum(end <= label_days for end in ends)
    means, deviations = habits.mean(axis=0), habits.std(axis=0)
    deviations = np.where(deviations > 0, deviations, 1.0)
    own = _scaled(habits, means, deviations)[chosen]
    rows, numbers, ordered = _periods(waits[chosen], ends[:learnt])
    scale = (tuple(means.tolist()), tuple(deviations.tolist()))
    if len(np.unique(ordered)) < 2:  # noqa: PLR2004 - some ordered, some did not
        nothing = (0.0,) * habits.shape[1]
        return Hazard(ends, (0.0,) * len(ends), *scale, nothing, nothing, 1.0)
    model = LogisticRegression(C=INVERSE_PENALTY, solver="newton-cholesky", max_iter=100)
    model.fit(
        np.hstack(
            [
                np.eye(learnt)[numbers],
                own[rows],
                own[rows] * np.log(numbers + 1)[:, None],
                expected[rows, numbers][:, None],
            ]
        ),
        ordered,
    )
    found, first = model.coef_[0], float(model.intercept_[0])
    levels = first + found[:learnt]
    late = np.full(len(ends) - learnt, levels[-1])
    steady, changing = np.split(found[learnt:-1], 2)
    weights = (tuple(steady.tolist()), tuple(changing.tolist()))
    return Hazard(
        ends, tuple(np.concatenate([levels, late]).tolist()), *scale, *weights, float(found[-1])
    )


def hazard_to_dict(hazard: Hazard) -> dict[str, Any]:
    """Return the numbers, ready for JSON."""
    return asdict(hazard)


def hazard_from_dict(saved: dict[str, Any]) -> Hazard:
    """Invert `hazard_to_dict`."""
    parts = {name: tuple(saved[name]) for name in saved if name != "start"}
    return Hazard(**parts, start=saved["start"])


def _periods(
    wait_days: FloatArray, ends: Sequence[int]
) -> tuple[Places, Places, NDArray[np.bool_]]:
    """Return a row per customer and interval at risk: whose, which, and whether they ordered."""
    last = np.searchsorted(ends, np.nan_to_num(wait_days, nan=np.inf), side="right")
    rows = [np.flatnonzero(last >= number) for number in range(len(ends))]
    numbers = np.repeat(np.arange(len(ends)), [len(own) for own in rows])
    who = np.concatenate([*rows, np.array([], dtype=np.int64)]).astype(np.int64)
    return who, numbers.astype(np.int64), np.asarray(last[who] == numbers)


def _expected_of(known: Sequence[Waited], chosen: Places, ends: Sequence[int]) -> FloatArray:
    """Return `_expected` of some rows of all, in their order."""
    found, first = np.empty((len(chosen), len(ends))), 0
    for one in known:
        inside = (first <= chosen) & (chosen < first + len(one.design))
        if inside.any():
            rows = one.design.rows(chosen[inside] - first)
            found[inside] = _expected(rows, one.start, ends)
        first += len(one.design)
    return found


def _expected(design: Design, start: Start, ends: Sequence[int]) -> FloatArray:
    """Return Pareto/NBD's log-odds of an order in each interval after none before it."""
    silent = np.clip(1 - order_probs(start.orders, history(design), ends), SURE, 1.0)
    before = np.concatenate([np.ones((len(silent), 1)), silent[:, :-1]], axis=1)
    return logit(1 - silent / before)


def _habits(design: Design) -> FloatArray:
    """Return what the shape looks at, in logarithms: silence, orders, age and usual gap."""
    recency, orders, age, last = (
        design.column(name) for name in ("recency_days", "x", "T_days", "t_x_days")
    )
    gap = np.where(orders > 0, last / np.maximum(orders, 1), age)
    return np.asarray(np.log1p(np.maximum(np.stack([recency, orders, age, gap], axis=1), 0)))


def _scaled(habits: FloatArray, means: FloatArray, deviations: FloatArray) -> FloatArray:
    return np.asarray(np.clip((habits - means) / deviations, -LIMIT, LIMIT))


def _numbers(count: int) -> FloatArray:
    return np.arange(1, count + 1, dtype=np.float64)
