"""One fit: labelled snapshots in, fitted models out; the judged and the shipped alike."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from src.errors import DataError
from src.modeling.carry import Longer, missed_share, step
from src.modeling.churn import ChurnBlend, ChurnModel, calibrated, fit_blend, settled
from src.modeling.clv import ClvModel, fit_clv
from src.modeling.design import Design, FloatArray, varying
from src.modeling.held_out import held_out
from src.modeling.intervals import Spread, fit_spread
from src.modeling.splits import Past
from src.modeling.start import Outlook, Start, outlook
from src.modeling.total import Level, fit_level
from src.modeling.training import Training
from src.stages.snapshots import NOBODY, Outcomes, Snapshots

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
    """How to fit: ``threads`` of each booster, and how many fits run ``at_once``."""

    horizon_days: int
    seed: int
    threads: int
    at_once: int = 1


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
    now, start = described.design, described.start(past.now)
    training, kept = _training(snapshots, outcomes, past, how.seed)
    training.check_outcomes()
    seed, threads, horizon = how.seed, how.threads, how.horizon_days
    with ThreadPoolExecutor(how.at_once) as pool:
        both = pool.submit(_fit_both, training, how)
        held = held_out(training, seed, threads, pool.map)
        blend, clv = both.result()
    level = fit_level(held.spend, training, past.now, seed)
    blend, score = settled(blend, held.churn_score, training)
    churn = calibrated(blend, score, training, horizon)
    ahead = outlook(start, now, past.label_days, horizon)
    if longer is not None:
        further = _longer(training, snapshots, longer.churned[kept], past, horizon)
        missed = missed_share(further, training, churn.calibration.logit(score))
        churn = churn.shifted(missed * float(step(ahead).mean()))
    return Fitted(
        training=training,
        start=start,
        churn=churn,
        clv=replace(
            clv,
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


def _fit_both(training: Training, how: Fit) -> tuple[ChurnBlend, ClvModel]:
    clv = fit_clv(training, how.horizon_days, how.seed, how.threads)
    return fit_blend(training, how.seed, how.threads), clv


def longer_days(past: Past, horizon_days: int) -> dict[int, int]:
    """Return for each snapshot how many days of the horizon are known of it.

    >>> longer_days(Past(now=300, label_days=100, cutoffs=(60, 140, 200)), horizon_days=200)
    {60: 200, 140: 160, 200: 100}
    """
    return {cutoff: min(horizon_days, past.now - cutoff) for cutoff in past.cutoffs}


def _longer(
    training: Training, snapshots: Snapshots, churned: FloatArray, past: Past, horizon_days: int
) -> Longer:
    """Put together what is known of the labelled rows over more days than the labels'."""
    known = longer_days(past, horizon_days)
    days, steps = np.zeros(len(training), dtype=np.int64), np.zeros(len(training))
    for cutoff, watched in known.items():
        own = training.cutoff_day == cutoff
        if own.any():
            design = training.design.rows(own)
            ahead = outlook(snapshots.start(cutoff), design, past.label_days, watched)
            days[own], steps[own] = watched, step(ahead)
    return Longer(days, churned, steps)


def _training(
    snapshots: Snapshots, outcomes: Outcomes, past: Past, seed: int
) -> tuple[Training, NDArray[np.bool_]]:
    """Put the labelled rows together, each with the start fitted at its own cutoff.

    Returns
    -------
    the training, and a mark of the labelled rows that are in it
    """
    labelled = np.flatnonzero(np.isin(snapshots.cutoff_day, past.cutoffs))
    if not labelled.size:
        raise DataError(NOBODY)
    names, customer = np.unique(snapshots.customer_id[labelled], return_inverse=True)
    kept = _sampled(customer, seed)
    rows = labelled[kept]
    design, cutoff_day = snapshots.design.rows(rows), snapshots.cutoff_day[rows]
    told = set(varying(design)) | set(ALWAYS)
    design = design.select([name for name in design.names if name in told])
    silent, spend = _starts(snapshots, design, cutoff_day, past.label_days)
    training = Training(
        design=design,
        cutoff_day=cutoff_day,
        customer=customer[kept].astype(np.int64),
        churned=outcomes.churned[kept],
        net_ahead=outcomes.net_ahead[kept],
        silent_logit=silent,
        log_spend=spend,
        label_days=past.label_days,
        customers_all=len(names),
    )
    return training, kept


def _starts(
    snapshots: Snapshots, design: Design, cutoff_day: NDArray[np.int64], label_days: int
) -> tuple[FloatArray, FloatArray]:
    silent, spend = np.zeros(len(design)), np.zeros(len(design))
    for cutoff in np.unique(cutoff_day).tolist():
        own = cutoff_day == cutoff
        ahead = outlook(snapshots.start(cutoff), design.rows(own), label_days, label_days)
        silent[own], spend[own] = ahead.silent_logit, ahead.log_spend
    return silent, spend


def _sampled(customer: NDArray[np.int64], seed: int) -> NDArray[np.bool_]:
    """Mark the rows of as many whole customers as fit into `ROWS_MAX`."""
    shuffled = np.random.default_rng(seed).permutation(int(customer.max()) + 1)
    kept = shuffled < ROWS_MAX / len(customer) * len(shuffled)
    return np.asarray(kept[customer])
