"""The bundle: all that one training learnt, as text and JSON, and the one `predict` that uses it.

Training, batch scoring and the server all call `predict`. A LightGBM file does not hold its start:
the BTYD parameters and all else that was learnt stand in ``model.json`` beside the boosters.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from src.errors import StoreError
from src.explain.contributions import churn_effects
from src.explain.reasons import Reason, strongest
from src.features.norms import Norms
from src.modeling.baselines import run_rate_spend
from src.modeling.churn import ChurnModel
from src.modeling.clv import ClvModel
from src.modeling.design import Design, FloatArray
from src.modeling.hazard import Hazard, half_days, survival
from src.modeling.intervals import Spread
from src.modeling.learners import UpliftModel
from src.modeling.start import Outlook, Start, outlook
from src.personas.model import PersonaModel, far_from, part_in
from src.personas.space import IntArray
from src.segments.typical import Typical
from src.serving.belonging import belonging
from src.serving.declared import DeclaredBundle
from src.serving.schema import FeatureField, Schema

__all__ = ["Bundle", "DeclaredBundle", "FeatureField", "Schema", "predict"]

SCHEMA_VERSION = 5


@dataclass(frozen=True, eq=False)
class Bundle:
    """The fitted models, and the population statistics that rows were described with.

    ``typical_start`` is the mean of `contributions.start_part`, ``typical`` what segments by rule
    compare customers with; ``hazard`` is when within the horizon the next order comes; ``uplift``
    what a contact changes, None where that is not known or no better than a rule.
    """

    schema: Schema
    start: Start
    churn: ChurnModel
    clv: ClvModel
    spread: Spread
    personas: PersonaModel
    groups: Mapping[str, tuple[str, ...]]
    typical_start: float
    norms: Norms
    typical: Typical
    hazard: Hazard | None = None
    uplift: UpliftModel | None = None


AnyBundle = Bundle | DeclaredBundle


def predict(bundle: AnyBundle, X: FloatArray) -> dict[str, Any]:  # noqa: N803  a matrix of rows
    """Predict for rows in the order of the schema; NaN is null.

    Of churn by label or subscription as `src.serving.declared.DeclaredBundle.predict` says.

    Returns
    -------
    ``churn_prob``     probability of no order in the horizon, 0 to 1
    ``clv``            expected net spend in the horizon, currency, >= 0
    ``clv_low``        end of its 80 % interval: 8 of 10 such customers spend between the two,
    ``clv_high``       0 <= clv_low <= clv <= clv_high
    ``value_at_risk``  churn_prob times the spend of the horizon at the rate of the last 90 days
    ``persona``        name of the nearest persona; of the RFM segment where personas do not stay
    ``persona_confidence``  how often customers as near to a border stayed in theirs, 0 to 1
    ``uplift``         how much likelier an order within four weeks gets by a contact: a difference
                       of probabilities, -1 to 1; only where that is usable
    """
    if isinstance(bundle, DeclaredBundle):
        return bundle.predict(X)
    design = Design(bundle.schema.names, X)
    ahead = outlook_of(bundle, design)
    prob = bundle.churn.prob(design, ahead)
    clv = bundle.clv.spend(design, ahead, bundle.churn.blend)
    low, high = bundle.spread.bounds(clv)
    personas, sure = belonging(bundle.personas, design)
    moved = {} if bundle.uplift is None else {"uplift": bundle.uplift.uplift(design)}
    return {
        "churn_prob": prob,
        "clv": clv,
        "clv_low": low,
        "clv_high": high,
        "value_at_risk": prob * run_rate_spend(design, bundle.schema.horizon_days),
        "persona": personas,
        "persona_confidence": sure,
        **moved,
    }


def far(bundle: Bundle, X: FloatArray) -> FloatArray:  # noqa: N803
    """Return the distance of each row to every persona; no columns where they do not stay."""
    own = Design(bundle.schema.names, X).select(bundle.personas.space.features)
    return far_from(bundle.personas, own.values)


def parts_near(bundle: Bundle, X: FloatArray) -> IntArray:  # noqa: N803
    """Return the nearest part of every persona; no columns where none is divided."""
    own = Design(bundle.schema.names, X).select(bundle.personas.space.features)
    return part_in(bundle.personas, own.values)


def no_order_by(bundle: Bundle, X: FloatArray, days: Sequence[int]) -> FloatArray:  # noqa: N803
    """Return the probability of no order in the first so many days, (rows, days).

    Any days from 0 to the horizon, at which it is the churn probability.
    """
    prob, cumulated = _timing(bundle, X)
    return survival(cumulated, _hazard(bundle).ends, prob, days)


def next_order_days(bundle: Bundle, X: FloatArray) -> FloatArray:  # noqa: N803
    """Return the day by which each next order is as likely as not, NaN if after the horizon."""
    prob, cumulated = _timing(bundle, X)
    return half_days(cumulated, _hazard(bundle).ends, prob)


def _timing(bundle: Bundle, X: FloatArray) -> tuple[FloatArray, FloatArray]:  # noqa: N803
    design = Design(bundle.schema.names, X)
    prob = bundle.churn.prob(design, outlook_of(bundle, design))
    return prob, _hazard(bundle).cumulated(design, bundle.start)


def _hazard(bundle: Bundle) -> Hazard:
    if bundle.hazard is None:
        raise StoreError("The model does not tell when the next order comes. Train again.")
    return bundle.hazard


def outlook_of(bundle: Bundle, design: Design) -> Outlook:
    """Return what the BTYD model expects of the customers."""
    return outlook(bundle.start, design, bundle.churn.label_days, bundle.churn.horizon_days)


def effects(bundle: AnyBundle, X: FloatArray) -> FloatArray:  # noqa: N803
    """Return each group's effect on the log-odds of churn, (rows, groups)."""
    if isinstance(bundle, DeclaredBundle):
        return bundle.effects(X)
    design = Design(bundle.schema.names, X)
    ahead = outlook_of(bundle, design)
    return churn_effects(bundle.churn, ahead, design, bundle.groups, bundle.typical_start)


def reasons(bundle: AnyBundle, X: FloatArray, top: int) -> list[list[Reason]]:  # noqa: N803
    """Return the strongest reasons for each row's churn probability, the strongest first."""
    return strongest(effects(bundle, X), list(bundle.groups), top)
