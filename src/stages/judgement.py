"""The judgement of a fit: what it predicted at its moment, against what then happened."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from src.modeling.baselines import Cells, rules
from src.modeling.design import Design
from src.modeling.judging import churn_table, clv_table, verdict
from src.segments.rfm import RfmBins, fit_bins, scores
from src.stages.fitting import Fit, Fitted
from src.stages.snapshots import Outcomes

RFM = ("recency_days", "orders_count", "net_sum")


@dataclass(frozen=True, eq=False)
class Judgement:
    """Tables of `src.modeling.judging`, ours first, and whether the model may be used.

    ``customers`` has one row per judged customer, without id: ``churned``, ``churn_prob``,
    ``recency_days``, ``net_ahead``, ``clv``, ``net_past``.
    """

    churn: pd.DataFrame
    clv: pd.DataFrame
    customers: pd.DataFrame
    promoted: bool
    reason: str


def judge(fitted: Fitted, outcomes: Outcomes, how: Fit) -> Judgement:
    """Compare with every rule; ``outcomes`` are those of the fit's customers over the horizon."""
    design = fitted.design
    prob = fitted.churn.prob(design, fitted.ahead)
    clv = fitted.clv.spend(design, fitted.ahead, fitted.churn.blend)
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
            "net_past": design.column("net_sum"),
        }
    )
    decision = verdict(outcomes.churned, prob, outcomes.net_ahead, clv, simple, how.seed)
    return Judgement(churn, value, customers, *decision)


def _cells(bins: RfmBins, design: Design) -> Cells:
    scored = scores(bins, *(design.column(name) for name in RFM))
    return np.asarray(scored["rfm_cell"], dtype=np.str_)
