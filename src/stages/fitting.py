"""One fit: labelled snapshots in, fitted models out; the judged and the shipped alike."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from src.modeling.carry import Longer, missed_share, step
from src.modeling.churn import ChurnModel, calibrated, fit_blend, settled
from src.modeling.clv import ClvModel, fit_clv
from src.modeling.design import Design, FloatArray, varying
from src.modeling.held_out import held_out
from src.modeling.intervals import Spread, fit_spread
from src.modeling.splits import Past
from src.modeling.start import Outlook, Start, fit_start, outlook
from src.modeling.total import Level, fit_level
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

    ``design`` has the features that were learnt from, ``known`` all of them; ``customer_id`` is
    whose rows they are, and ``now`` the moment's day number.
    """

    training: Training
    start: Start
    churn: ChurnModel
    clv: ClvModel
    spread: Spread
    level: Level
    design: Design
    ahead: Outlook
    known: Design
    customer_id: NDArray[np.str_]
    now: int


@dataclass(frozen=True)
class Fit:
    """How to fit."""

    horizon_days: int
    seed: int
    threads: int


def fit(
    snapshots: Snapshots,
    outcomes: Outcomes,
    past: Past,
    how: Fit,
    longer: Outcomes | None = None,
) -> Fitted:
    """Fit on the snapshots of the past; describe the customers of ``past.now``.

    Parameters
    ----------
    snapshots
        Rows of ``past.cutoffs`` and of ``past.now``.
    outcomes
        Of the rows of ``past.cutoffs``, in the order of the snapshots, over ``past.label_days``.
    longer
        The same over `longer_days`, where labels are shorter than the horizon.

    Raises
    ------
    DataError
        Too few customers churned, or stayed, or spent anything, to learn from.
    """
    described = snapshots.at(past.now)
    now = described.design
    start = fit_start(now)
    rows = snapshots.at(*past.cutoffs)
    training, kept = _training(rows, outcomes, past.label_days, how.seed)
    training.check_outcomes()
    seed, threads, horizon = how.seed, how.threads, how.horizon_days
    blend = fit_blend(training, seed, threads)
    held = held_out(training, seed, threads)
    level = fit_level(held.spend, training, past.now, seed)
    blend, score = settled(blend, held.churn_score, training)
    churn = calibrated(blend, score, training, horizon)
    ahead = outlook(start, now, past.label_days, horizon)
    if longer is not None:
        further = _longer(rows, longer, past, horizon).rows(kept)
        missed = missed_share(further, training, churn.calibration.logit(score))
        churn = churn.shifted(missed * float(step(ahead).mean()))
    return Fitted(
        training=training,
        start=start,
        churn=churn,
        clv=replace(
            fit_clv(training, horizon, seed, threads),
            start_weight=blend.start_weight,
            scale=level.factor,
        ),
        spread=fit_spread(level.factor * held.spend, training.net_ahead),
        level=level,
        design=now.select(training.design.names),
        ahead=ahead,
        known=now,
        customer_id=described.customer_id,
        now=past.now,
    )


def longer_days(past: Past, horizon_days: int) -> dict[int, int]:
    """Return for each snapshot how many days of the horizon are known of it.

    >>> longer_days(Past(now=300, label_days=100, cutoffs=(60, 140, 200)), horizon_days=200)
    {60: 200, 140: 160, 200: 100}
    """
    return {cutoff: min(horizon_days, past.now - cutoff) for cutoff in past.cutoffs}


def _longer(rows: Snapshots, outcomes: Outcomes, past: Past, horizon_days: int) -> Longer:
    """Put together what is known of the labelled rows over more days than the labels'."""
    known = longer_days(past, horizon_days)
    steps = []
    for cutoff, days in known.items():
        design = rows.design.rows(rows.cutoff_day == cutoff)
        steps.append(step(outlook(fit_start(design), design, past.label_days, days)))
    by_row = np.array([known[day] for day in rows.cutoff_day.tolist()])
    return Longer(by_row, outcomes.churned, np.concatenate(steps))


def _training(
    rows: Snapshots, outcomes: Outcomes, label_days: int, seed: int
) -> tuple[Training, NDArray[np.bool_]]:
    """Put the labelled rows together, each with the start fitted at its own cutoff.

    Returns
    -------
    the training, and a mark of the rows that are in it
    """
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
    kept = _sampled(training.customer, seed)
    return training.rows(kept), kept


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
