"""The judgement of a fit: what it predicted at its moment, against what then happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from src.errors import DataError
from src.modeling.baselines import Cells, rules
from src.modeling.design import Design
from src.modeling.judging import churn_table, clv_table, verdict
from src.modeling.total import Total
from src.segments.rfm import RfmBins, fit_bins, scores
from src.stages.fitting import Fit, Fitted
from src.stages.snapshots import Outcomes

RFM = ("recency_days", "orders_count", "net_sum")


@dataclass(frozen=True, eq=False)
class Judgement:
    """Tables of `src.modeling.judging`, ours first, and whether the model may be used.

    ``customers`` has one row per judged customer, without id: ``churned``, ``churn_prob``,
    ``recency_days``, ``net_ahead``, ``clv``, ``clv_low``, ``clv_high``, ``net_past``.
    ``total`` is what they spent together.
    """

    churn: pd.DataFrame
    clv: pd.DataFrame
    customers: pd.DataFrame
    total: Total
    promoted: bool
    reason: str


def judge(fitted: Fitted, outcomes: Outcomes, how: Fit) -> Judgement:
    """Compare with every rule; ``outcomes`` are those of the fit's customers over the horizon.

    Raises
    ------
    DataError
        All of them did the same, so that no ranking is better than another.
    """
    _check(outcomes, how.horizon_days)
    design = fitted.design
    prob = fitted.churn.prob(design, fitted.ahead)
    clv = fitted.clv.spend(design, fitted.ahead, fitted.churn.blend)
    low, high = fitted.spread.bounds(clv)
    bins = fit_bins(*(design.column(name) for name in RFM))
    cells = (_cells(bins, fitted.training.design), _cells(bins, design))
    simple = rules(fitted.training, design, fitted.start, how.horizon_days, fitted.ahead, cells)
    churn = churn_table(outcomes.churned, prob, simple, how.seed)
    value = clv_table(outcomes.net_ahead, clv, simple, how.seed)
    customers = pd.DataFrame(
        {
            "churned": outcomes.churned,
            "churn_prob": prob,
            "recency_days": design.column("recency_days"),
            "net_ahead": outcomes.net_ahead,
            "clv": clv,
            "clv_low": low,
            "clv_high": high,
            "net_past": design.column("net_sum"),
        }
    )
    decision = verdict(outcomes.churned, prob, outcomes.net_ahead, clv, simple, how.seed)
    total = fitted.total(clv, float(outcomes.net_ahead.sum()))
    return Judgement(churn, value, customers, total, *decision)


def without_leaks(judgement: Judgement, told: Sequence[str]) -> Judgement:
    """Refuse a model that was told the outcome; ``told`` are the features that know it."""
    if not told:
        return judgement
    reason = (
        f"Not promoted: {', '.join(told)} alone tells who churns, as only the outcome could. "
        "Take it out of the manifest's attributes, or give it the date on which it was known."
    )
    return replace(judgement, promoted=False, reason=reason)


def _check(outcomes: Outcomes, horizon_days: int) -> None:
    lost, spent = int(outcomes.churned.sum()), int((outcomes.net_ahead > 0).sum())
    if lost in {0, len(outcomes.churned)} or not spent:
        raise DataError(
            f"Of {len(outcomes.churned)} customers judged, {lost} were silent for all of the "
            f"{horizon_days} days after the cutoff and {spent} spent money: there is nothing to "
            "tell apart. Choose another cutoff or horizon_days, or check that the orders go on "
            "until the end of the data."
        )


def _cells(bins: RfmBins, design: Design) -> Cells:
    scored = scores(bins, *(design.column(name) for name in RFM))
    return np.asarray(scored["rfm_cell"], dtype=np.str_)
