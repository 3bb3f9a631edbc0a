"""One fit: labelled snapshots in, fitted models out; the judged and the shipped alike."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.churn import ChurnModel, fit_churn
from src.modeling.clv import ClvModel, fit_clv
from src.modeling.design import Design, FloatArray, varying
from src.modeling.splits import Past
from src.modeling.start import Outlook, Start, fit_start, outlook
from src.modeling.training import Training
from src.stages.snapshots import Outcomes, Snapshots

ROWS_MAX = 60_000  # more rows of the same customers gained nothing and cost minutes
ALWAYS = (  # named by starts, rules and key figures
    *("x", "t_x_days", "T_days", "orders_count"),
    *("net_mean", "net_90d", "net_sum", "recency_days"),
)


@dataclass(frozen=True, eq=False)
class Fitted:
    """Models for predictions at one moment, with the customers described then.

    ``design`` has the features that were learnt from, ``known`` all of them.
    """

    training: Training
    start: Start
    churn: ChurnModel
    clv: ClvModel
    design: Design
    ahead: Outlook
    known: Design


@dataclass(frozen=True)
class Fit:
    """How to fit."""

    horizon_days: int
    seed: int
    threads: int


def fit(snapshots: Snapshots, outcomes: Outcomes, past: Past, how: Fit) -> Fitted:
    """Fit on the snapshots of the past; describe the customers of ``past.now``.

    Parameters
    ----------
    snapshots
        Rows of ``past.cutoffs`` and of ``past.now``.
    outcomes
        Of the rows of ``past.cutoffs``, in the order of the snapshots, over ``past.label_days``.

    Raises
    ------
    DataError
        Too few customers churned, or stayed, or spent anything, to learn from.
    """
    now = snapshots.at(past.now).design
    start = fit_start(now)
    training = _training(snapshots.at(*past.cutoffs), outcomes, past.label_days, how.seed)
    training.check_outcomes()
    return Fitted(
        training=training,
        start=start,
        churn=fit_churn(training, how.horizon_days, how.seed, how.threads),
        clv=fit_clv(training, how.horizon_days, how.seed, how.threads),
        design=now.select(training.design.names),
        ahead=outlook(start, now, past.label_days, how.horizon_days),
        known=now,
    )


def _training(rows: Snapshots, outcomes: Outcomes, label_days: int, seed: int) -> Training:
    """Put the labelled rows together, each with the start fitted at its own cutoff."""
    names = set(varying(rows.design)) | set(ALWAYS)
    silent, spend = _starts(rows, label_days)
    training = Training(
        design=rows.design.select([name for name in rows.design.names if name in names]),
        cutoff_day=rows.cutoff_day,
        customer=np.unique(rows.customer_id, return_inverse=True)[1].astype(np.int64),
        churned=outcomes.churned,
        net_ahead=outcomes.net_ahead,
        silent_logit=silent,
        log_spend=spend,
        label_days=label_days,
    )
    return training.rows(_sampled(training.customer, seed))


def _starts(rows: Snapshots, label_days: int) -> tuple[FloatArray, FloatArray]:
    silent, spend = np.zeros(len(rows.cutoff_day)), np.zeros(len(rows.cutoff_day))
    for cutoff in np.unique(rows.cutoff_day):
        chosen = rows.cutoff_day == cutoff
        known = rows.design.rows(chosen)
        ahead = outlook(fit_start(known), known, label_days, label_days)
        silent[chosen], spend[chosen] = ahead.silent_logit, ahead.log_spend
    return silent, spend


def _sampled(customer: NDArray[np.int64], seed: int) -> NDArray[np.bool_]:
    """Mark the rows of as many whole customers as fit into `ROWS_MAX`."""
    shuffled = np.random.default_rng(seed).permutation(int(customer.max()) + 1)
    kept = shuffled < ROWS_MAX / len(customer) * len(shuffled)
    return np.asarray(kept[customer])
