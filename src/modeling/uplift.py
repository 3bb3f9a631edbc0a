"""Uplift: what a contact changes, learnt from messages that a lot kept from some customers.

Two learners (`src.modeling.learners`) are fitted to one half of the customers and judged on the
other, both ways round, for several splits. They are worth their trouble only where they rank
better, for sure, than whatever a spreadsheet ranks by; often they do not (``notebooks/LOG.md``), so
*not usable here* is an answer. Where they do, the better one is fitted to both halves and served.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.arms import Effect
from src.modeling.design import Design, FloatArray
from src.modeling.learners import BY_ARM, LEARNERS, Experiment, UpliftModel, fit_learners
from src.modeling.metrics import Ties, ties
from src.modeling.qini import qini_at

SPLITS = 3  # into halves, each judged on the other
RESAMPLES = 200
RESPONSE, RISK = "likeliest to respond", "least likely without it"


@dataclass(frozen=True)
class Ranked:
    """How well a ranking finds whom a contact moves: mean Qini over splits, with its 95 % interval.

    ``beats`` is how much more the learner in question reaches on the same halves, with an interval:
    NaN of the learner itself.
    """

    name: str
    qini: float
    low: float
    high: float
    beats: float
    beats_low: float
    beats_high: float


@dataclass(frozen=True)
class Verdict:
    """Whether uplift can be ranked by, or by what else.

    Parameters
    ----------
    usable
        Whether the learner beats the best simple ranking for sure, and a lottery too.
    learner, fallback
        The better learner, and the best simple ranking, to be used where it does not.
    rankings
        All, learners first.
    """

    usable: bool
    learner: str
    fallback: str
    rankings: tuple[Ranked, ...]


@dataclass(frozen=True, eq=False)
class Uplift:
    """What the messages with a control arm tell.

    Parameters
    ----------
    rows, customers, campaigns
        How many customers times campaigns, customers, campaigns.
    unbalanced
        Features in which the arms differed before, in standard errors; then nothing else counts.
    overall, personas
        What being contacted changed: share of customers who order within ``window_days``.
    verdict
        Whether single customers can be ranked by it.
    model
        The learner, fitted to both halves; None where it is not usable.
    """

    rows: int
    customers: int
    campaigns: int
    window_days: int
    unbalanced: Mapping[str, float]
    overall: Effect
    personas: tuple[Effect, ...]
    verdict: Verdict
    model: UpliftModel | None = None


def judged(known: Experiment, simple: Mapping[str, FloatArray], seed: int) -> Verdict:
    """Judge the learners beside simple rankings, by name: high is contacted first."""
    halves = [
        _places(known.rows(fitted), known.rows(held), {n: v[held] for n, v in simple.items()}, seed)
        for fitted, held in _halves(known.customer, seed)
    ]
    names = list(halves[0][1])
    found = _resampled(halves, int(known.customer.max()) + 1, seed)
    qinis = dict(zip(names, found.T, strict=True))
    learner = max(LEARNERS, key=lambda name: qinis[name][0])
    fallback = max(set(names) - set(LEARNERS), key=lambda name: qinis[name][0])
    rankings = tuple(_ranked(name, values, qinis[learner]) for name, values in qinis.items())
    by_name = {one.name: one for one in rankings}
    sure = by_name[learner].low > 0 and by_name[fallback].beats_low > 0
    return Verdict(sure, learner, fallback, rankings)


def _places(
    fitted: Experiment, held: Experiment, simple: Mapping[str, FloatArray], seed: int
) -> tuple[Experiment, dict[str, Ties]]:
    """Rank one half's customers by each score, learnt from the other half."""
    scores = {**_learnt(fitted, held.design, seed), **simple}
    return held, {name: ties(-score) for name, score in scores.items()}


def _resampled(
    halves: Sequence[tuple[Experiment, dict[str, Ties]]], customers: int, seed: int
) -> FloatArray:
    """Return the Qini of each ranking: the mean over all halves, then one row per resample.

    A resample draws customers, all rows of one together, and one split: so its spread holds both
    what chance did to the customers and what it did to the learning.
    """
    rng = np.random.default_rng(seed)
    found = [_mean_qini(halves, np.ones(customers))]
    for draw in range(RESAMPLES):
        first = 2 * (draw % SPLITS)
        times = rng.poisson(1.0, customers).astype(np.float64)
        found.append(_mean_qini(halves[first : first + 2], times))
    return np.stack(found)


def _mean_qini(
    halves: Sequence[tuple[Experiment, dict[str, Ties]]], times: FloatArray
) -> FloatArray:
    found = np.mean(
        [
            [qini_at(arms, place) for place in places.values()]
            for held, places in halves
            for arms in (held.arms.draw(times[held.customer]),)
        ],
        axis=0,
    )
    return np.asarray(found)


def _halves(
    customer: NDArray[np.int64], seed: int
) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Yield whom to learn from and on whom to judge."""
    rng = np.random.default_rng(seed)
    for _ in range(SPLITS):
        first = (rng.permutation(int(customer.max()) + 1) % 2 == 0)[customer]
        yield first, ~first
        yield ~first, first


def _learnt(fitted: Experiment, design: Design, seed: int) -> dict[str, FloatArray]:
    """Fit to one half, and score the customers of another."""
    models = fit_learners(fitted, seed)
    would, anyway = models[BY_ARM].parts(design)
    uplifts = {name: model.uplift(design) for name, model in models.items()}
    return {**uplifts, RESPONSE: would, RISK: -anyway}


def _ranked(name: str, values: FloatArray, learner: FloatArray) -> Ranked:
    ahead = _interval(learner - values) if values is not learner else (np.nan,) * 3
    return Ranked(name, *_interval(values), *ahead)


def _interval(values: FloatArray) -> tuple[float, float, float]:
    """Return what was observed, and the 95 % interval of the resamples that follow it."""
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return float(values[0]), float(low), float(high)
