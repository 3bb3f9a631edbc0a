"""The judgement of a fit: what it predicted at its moment, against what then happened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from src.errors import DataError
from src.modeling.baselines import Cells, rules
from src.modeling.chance import lot
from src.modeling.design import Design
from src.modeling.grading import Grade, Trial, grade, verdict
from src.modeling.judging import churn_table, clv_table
from src.modeling.total import Total
from src.segments.rfm import RfmBins, fit_bins, scores
from src.stages.fitting import Fit, Fitted
from src.stages.snapshots import Outcomes

JUDGED_MAX = 100_000  # of more customers so many tell the AUC to a standard error of .001
RFM = ("recency_days", "orders_count", "net_sum")


@dataclass(frozen=True, eq=False)
class Judgement:
    """Tables of `src.modeling.judging`, ours first, and whether the model may be used.

    ``customers`` has one row per judged customer, without id: ``churned``, ``churn_prob``,
    ``recency_days``, ``net_ahead``, ``clv``, ``clv_low``, ``clv_high``, ``net_past``.
    ``total`` is what they spent together, ``grades`` are of churn and of value.
    """

    churn: pd.DataFrame
    clv: pd.DataFrame
    customers: pd.DataFrame
    total: Total
    promoted: bool
    reason: str
    grades: tuple[Grade, ...]


def by_lot(fitted: Fitted, outcomes: Outcomes, seed: int) -> tuple[Fitted, Outcomes]:
    """Keep the customers to judge a fit on: everybody, or about `JUDGED_MAX` of very many."""
    if len(fitted.design) <= JUDGED_MAX:
        return fitted, outcomes
    kept = lot(fitted.customer_id, JUDGED_MAX, seed)
    few = replace(
        fitted,
        design=fitted.design.rows(kept),
        ahead=fitted.ahead.rows(kept),
        known=fitted.known.rows(kept),
        customer_id=fitted.customer_id[kept],
    )
    return few, Outcomes(outcomes.churned[kept], outcomes.net_ahead[kept])


def judge(fitted: Fitted, outcomes: Outcomes, how: Fit, earlier: Sequence[Trial] = ()) -> Judgement:
    """Compare with every rule, and grade.

    Parameters
    ----------
    outcomes
        Those of the fit's customers over the horizon.
    earlier
        Trials at cutoffs before, newest first: they count for the grade.

    Raises
    ------
    DataError
        All customers did the same, so that no ranking is better than another.
    """
    one = tried(fitted, outcomes, how)
    low, high = fitted.spread.bounds(one.clv)
    customers = pd.DataFrame(
        {
            "churned": one.churned,
            "churn_prob": one.churn_prob,
            "recency_days": fitted.design.column("recency_days"),
            "net_ahead": one.net_ahead,
            "clv": one.clv,
            "clv_low": low,
            "clv_high": high,
            "net_past": fitted.design.column("net_sum"),
        }
    )
    grades = tuple(grade(about, (one, *earlier), how.seed) for about in ("churn", "value"))
    return Judgement(
        churn_table(one.churned, one.churn_prob, one.rules, how.seed),
        clv_table(one.net_ahead, one.clv, one.rules, how.seed),
        customers,
        fitted.level.total(one.clv, float(one.net_ahead.sum())),
        *verdict(grades),
        grades,
    )


def tried(fitted: Fitted, outcomes: Outcomes, how: Fit) -> Trial:
    """Predict at the fit's moment, by the model and by every rule.

    Raises
    ------
    DataError
        All customers did the same, so that no ranking is better than another.
    """
    _check(outcomes, how.horizon_days)
    design = fitted.design
    bins = fit_bins(*(design.column(name) for name in RFM))
    cells = (_cells(bins, fitted.training.design), _cells(bins, design))
    return Trial(
        day=fitted.now,
        customer=fitted.customer_id,
        churned=outcomes.churned,
        churn_prob=fitted.churn.prob(design, fitted.ahead),
        net_ahead=outcomes.net_ahead,
        clv=fitted.clv.spend(design, fitted.ahead, fitted.churn.blend),
        rules=rules(fitted.training, design, fitted.start, how.horizon_days, fitted.ahead, cells),
    )


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
