"""Uplift: what a contact changes, learnt from messages that a lot kept from some customers.

Two learners (Kuenzel et al. 2019, doi:10.1073/pnas.1804597116) of small boosters: the T-learner
subtracts a model of the controls from one of the treated; the X-learner then learns the effects
that these impute. Both are fitted to one half of the customers and judged on the other, both ways
round, for several splits. They are worth their trouble only where they rank better, for sure, than
whatever a spreadsheet ranks by; often they do not (``notebooks/LOG.md``), so *not usable here* is
an answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from src.modeling.arms import Effect
from src.modeling.boosting import Target, boosted, raw_score
from src.modeling.calibration import expit
from src.modeling.design import Design, FloatArray
from src.modeling.metrics import Ties, ties
from src.modeling.qini import Arms, qini_at

SPLITS = 3  # into halves, each judged on the other
ROUNDS = 60  # effects are faint: longer learning finds noise
RESAMPLES = 200
LEARNERS = ("T-learner", "X-learner")
RESPONSE, RISK = "likeliest to respond", "least likely without it"


@dataclass(frozen=True, eq=False)
class Experiment:
    """Customers of one or several campaigns: one row per customer and campaign.

    Parameters
    ----------
    design
        Features known before the campaign.
    arms
        Who was contacted, and what followed.
    customer
        Whole number; a customer's rows never stand on both sides of a split.
    """

    design: Design
    arms: Arms
    customer: NDArray[np.int64]

    def rows(self, marks: NDArray[np.bool_]) -> "Experiment":
        """Keep some rows."""
        arms = Arms(self.arms.treated[marks], self.arms.happened[marks], self.arms.weight[marks])
        return Experiment(self.design.rows(marks), arms, self.customer[marks])


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
    """

    rows: int
    customers: int
    campaigns: int
    window_days: int
    unbalanced: Mapping[str, float]
    overall: Effect
    personas: tuple[Effect, ...]
    verdict: Verdict


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


def _learnt(known: Experiment, design: Design, seed: int) -> dict[str, FloatArray]:
    """Fit to one half, and score the customers of another."""
    treated, control = (known.rows(known.arms.treated == arm) for arm in (1.0, 0.0))
    if_treated, if_not = (_responses(own, seed) for own in (treated, control))
    gained = treated.arms.happened - expit(raw_score(if_not, treated.design))
    missed = expit(raw_score(if_treated, control.design)) - control.arms.happened
    effects = [
        raw_score(boosted(own.design, Target("l2", values, ROUNDS), seed, 1), design)
        for own, values in ((treated, gained), (control, missed))
    ]
    would, anyway = (expit(raw_score(model, design)) for model in (if_treated, if_not))
    return {
        "T-learner": would - anyway,
        "X-learner": np.mean(effects, axis=0),
        RESPONSE: would,
        RISK: -anyway,
    }


def _responses(own: Experiment, seed: int) -> lgb.Booster:
    return boosted(own.design, Target("binary", own.arms.happened, ROUNDS), seed, 1)


def _ranked(name: str, values: FloatArray, learner: FloatArray) -> Ranked:
    ahead = _interval(learner - values) if values is not learner else (np.nan,) * 3
    return Ranked(name, *_interval(values), *ahead)


def _interval(values: FloatArray) -> tuple[float, float, float]:
    """Return what was observed, and the 95 % interval of the resamples that follow it."""
    low, high = np.quantile(values[1:], (0.025, 0.975))
    return float(values[0]), float(low), float(high)
