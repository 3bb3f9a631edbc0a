"""Churn: the probability of no order in the horizon, from three models that err differently.

The mean of the log-odds of a booster that starts at Pareto/NBD, one that does not, and a logistic
model on log features; where customers are few, pulled to Pareto/NBD itself; then calibrated. Which
recipe won where: ``notebooks/LOG.md``.
"""

from dataclasses import dataclass, replace

import lightgbm as lgb
import numpy as np

from src.modeling.boosting import PROB_ROUNDS, Target, boosted_both, raw_score
from src.modeling.calibration import Platt, expit, fit_platt
from src.modeling.design import Design, FloatArray
from src.modeling.linear import Linear, fit_logistic
from src.modeling.metrics import log_loss
from src.modeling.start import Outlook, start_weight
from src.modeling.training import Training

MEMBERS = 3
TELLING = 0.1  # of the log loss of the order history: whoever takes that off knows more than orders


@dataclass(frozen=True, eq=False)
class ChurnBlend:
    """The three members, fitted to labels of ``label_days``; scores are log-odds of no order.

    ``start_weight`` is the share of the start itself, 0 to 1; the members share the rest alike.
    """

    started: lgb.Booster
    plain: lgb.Booster
    linear: Linear
    start_weight: float = 0.0

    @property
    def member_weight(self) -> float:
        """Share of each member."""
        return (1 - self.start_weight) / MEMBERS

    def score(self, design: Design, start_score: FloatArray) -> FloatArray:
        """Mean log-odds of the members and the start."""
        members = (
            start_score + raw_score(self.started, design),
            raw_score(self.plain, design),
            self.linear.score(design),
        )
        return np.asarray(self.member_weight * sum(members) + self.start_weight * start_score)


@dataclass(frozen=True, eq=False)
class ChurnModel:
    """A calibrated blend for the horizon ``horizon_days``.

    Where history was too short for labels of the full horizon (``label_days`` is smaller), the BTYD
    model carries the score from one to the other.
    """

    blend: ChurnBlend
    calibration: Platt
    label_days: int
    horizon_days: int

    def logit(self, design: Design, ahead: Outlook) -> FloatArray:
        """Calibrated log-odds of churn."""
        carried = ahead.silent_logit_full - ahead.silent_logit
        return self.calibration.logit(self.blend.score(design, ahead.silent_logit)) + carried

    def shifted(self, by: float) -> "ChurnModel":
        """Move all log-odds."""
        moved = replace(self.calibration, intercept=self.calibration.intercept + by)
        return replace(self, calibration=moved)

    def prob(self, design: Design, ahead: Outlook) -> FloatArray:
        """Calibrated probability of churn, 0 to 1."""
        return expit(self.logit(design, ahead))


def fit_churn(training: Training, horizon_days: int, seed: int, threads: int) -> ChurnModel:
    """Fit on all snapshots and calibrate."""
    blend, score = fit_blend(training, seed, threads), _out_of_fold(training, seed, threads)
    return calibrated(*settled(blend, score, training), training, horizon_days)


def settled(
    blend: ChurnBlend, score: FloatArray, training: Training
) -> tuple[ChurnBlend, FloatArray]:
    """Leave the start out of a blend whose members clearly know more than the order history.

    ``score`` has one entry per row of the training, by blends that know no row of the customer;
    returned with the blend is what it is without the start.
    """
    weight, start = blend.start_weight, training.silent_logit
    members = (score - weight * start) / (1 - weight)
    theirs, alone = (
        log_loss(training.churned, expit(fit_platt(own, training.churned).logit(own)))
        for own in (members, start)
    )
    if theirs > (1 - TELLING) * alone:
        return blend, score
    return replace(blend, start_weight=0.0), members


def calibrated(
    blend: ChurnBlend, score: FloatArray, training: Training, horizon_days: int
) -> ChurnModel:
    """Calibrate a blend on all labelled snapshots, with scores that have not seen their labels.

    ``score`` has one entry per row of the training: log-odds of a blend that knows no row of the
    customer. The newest snapshot alone passes off its season as bias (``src/README.md``, decision
    4).
    """
    calibration = fit_platt(score, training.churned)
    return ChurnModel(blend, calibration, training.label_days, horizon_days)


def fit_blend(training: Training, seed: int, threads: int) -> ChurnBlend:
    """Fit the three members to labelled rows."""
    target = Target("binary", training.churned, PROB_ROUNDS)
    return ChurnBlend(
        *boosted_both(training.design, target, seed, threads, training.silent_logit),
        fit_logistic(training.design, training.churned),
        start_weight(training.customers),
    )


def _out_of_fold(training: Training, seed: int, threads: int) -> FloatArray:
    """Score each customer by a blend that has seen none of their rows."""
    scores = np.zeros(len(training))
    for rest, held in training.folds():
        blend = fit_blend(rest, seed, threads)
        scores[held] = blend.score(training.design.rows(held), training.silent_logit[held])
    return scores
