"""What a contact changes, learnt from two arms: the T-learner and the X-learner.

Of Kuenzel et al. 2019 (doi:10.1073/pnas.1804597116), with small boosters: the T-learner subtracts a
model of the controls from one of the treated; the X-learner then learns the effects that these
impute, once from either arm, and takes their mean.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import lightgbm as lgb
import numpy as np
from numpy.typing import NDArray

from src.modeling.boosting import Target, boosted, raw_score
from src.modeling.calibration import expit
from src.modeling.design import Design, FloatArray
from src.modeling.qini import Arms

ROUNDS = 60  # effects are faint: longer learning finds noise
BY_ARM, BY_EFFECT = LEARNERS = ("T-learner", "X-learner")


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


@dataclass(frozen=True, eq=False)
class UpliftModel:
    """A fitted learner.

    ``boosters`` are, of the T-learner, what follows if contacted and if not; of the X-learner, the
    effect as the treated tell it and as the controls do.
    """

    learner: str
    features: tuple[str, ...]
    boosters: tuple[lgb.Booster, lgb.Booster]

    def parts(self, design: Design) -> tuple[FloatArray, FloatArray]:
        """Return what the two boosters say: probabilities, or effects."""
        own = design.select(self.features)
        first, second = (raw_score(one, own) for one in self.boosters)
        return (expit(first), expit(second)) if self.learner == BY_ARM else (first, second)

    def uplift(self, design: Design) -> FloatArray:
        """Return how much likelier an order gets by a contact: a difference, -1 to 1."""
        first, second = self.parts(design)
        found = first - second if self.learner == BY_ARM else (first + second) / 2
        return np.asarray(np.clip(found, -1.0, 1.0))


def fit_learners(known: Experiment, seed: int) -> Mapping[str, UpliftModel]:
    """Fit both learners, by name."""
    treated, control = (known.rows(known.arms.treated == arm) for arm in (1.0, 0.0))
    if_treated, if_not = (_responses(own, seed) for own in (treated, control))
    gained = treated.arms.happened - expit(raw_score(if_not, treated.design))
    missed = expit(raw_score(if_treated, control.design)) - control.arms.happened
    as_treated, as_control = (
        boosted(own.design, Target("l2", values, ROUNDS), seed, 1)
        for own, values in ((treated, gained), (control, missed))
    )
    names = known.design.names
    return {
        BY_ARM: UpliftModel(BY_ARM, names, (if_treated, if_not)),
        BY_EFFECT: UpliftModel(BY_EFFECT, names, (as_treated, as_control)),
    }


def _responses(own: Experiment, seed: int) -> lgb.Booster:
    return boosted(own.design, Target("binary", own.arms.happened, ROUNDS), seed, 1)
