"""CLV: expected net spend in the horizon, the mean of five models of different families.

Pareto/NBD + Gamma-Gamma itself, a Tweedie booster that starts there, one that does not, a boosted
hurdle (probability of an order times a gamma regression of what buyers spend) and a linear hurdle
(the same from a logistic and a log-normal model on log features). No single one wins everywhere;
the mean wins on average rank (``notebooks/LOG.md``).
"""

from dataclasses import dataclass

import lightgbm as lgb
import numpy as np

from src.modeling.boosting import SPEND_ROUNDS, Target, boosted, boosted_both, raw_score
from src.modeling.calibration import expit
from src.modeling.churn import ChurnBlend
from src.modeling.design import Design, FloatArray
from src.modeling.linear import Linear, fit_ridge
from src.modeling.start import Outlook, start_weight
from src.modeling.training import Training


@dataclass(frozen=True, eq=False)
class ClvModel:
    """The four trained members and what carries them from ``label_days`` to ``horizon_days``.

    ``log_limit`` is the largest logarithm of spend seen in training: no prediction of one member
    exceeds it. ``smear`` is the mean of exp(residual) of the log-normal model (Duan 1983).
    ``start_weight`` is what the fifth, Pareto/NBD + Gamma-Gamma, weighs beyond its fifth.
    ``scale`` multiplies the mean of the members, so that its sum is right (`src.modeling.total`).
    """

    started: lgb.Booster
    plain: lgb.Booster
    buyers: lgb.Booster
    linear: Linear
    smear: float
    log_limit: float
    label_days: int
    horizon_days: int
    start_weight: float = 0.0
    scale: float = 1.0

    def spend(self, design: Design, ahead: Outlook, churn: ChurnBlend) -> FloatArray:
        """Predict net spend in the horizon, currency, >= 0; ``churn`` supplies the hurdles."""
        members = self._members(design, ahead.log_spend, churn) * ahead.spend_ratio
        mean = (ahead.spend_full + members.sum(axis=0)) / (1 + len(members))
        mean += self.start_weight * (ahead.spend_full - mean)
        return np.asarray(mean * self.scale)

    def _members(self, design: Design, first: FloatArray, churn: ChurnBlend) -> FloatArray:
        boosted_order = 1 - expit(raw_score(churn.plain, design))
        linear_order = 1 - expit(churn.linear.score(design))
        logs = (
            first + raw_score(self.started, design),
            raw_score(self.plain, design),
            raw_score(self.buyers, design),
            self.linear.score(design),
        )
        spends = np.exp(np.minimum(logs, self.log_limit))
        factors = np.stack(
            [np.ones(len(design)), np.ones(len(design)), boosted_order, linear_order * self.smear]
        )
        return np.asarray(spends * factors)


def fit_clv(training: Training, horizon_days: int, seed: int, threads: int) -> ClvModel:
    """Fit the members to labelled rows; more returned than bought counts as no spend."""
    spent = np.maximum(training.net_ahead, 0.0)
    bought = spent > 0
    buyers = training.rows(bought)
    logs = np.log(spent[bought])
    linear = fit_ridge(buyers.design, logs)
    tweedie = Target("tweedie", spent, SPEND_ROUNDS)
    started, plain = boosted_both(training.design, tweedie, seed + 2, threads, training.log_spend)
    return ClvModel(
        started=started,
        plain=plain,
        buyers=boosted(
            buyers.design, Target("gamma", spent[bought], SPEND_ROUNDS), seed + 4, threads
        ),
        linear=linear,
        smear=float(np.exp(logs - linear.score(buyers.design)).mean()),
        log_limit=float(logs.max()),
        label_days=training.label_days,
        horizon_days=horizon_days,
        start_weight=start_weight(training.customers),
    )
