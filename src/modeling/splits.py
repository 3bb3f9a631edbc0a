"""Splits in time: which past cutoffs a model may learn from at a given moment.

A snapshot's labels must have ended when the model is fitted. Where the history is too short for
labels of the full horizon, shorter ones are used and carried to the horizon by the BTYD model.
"""

from dataclasses import dataclass

from src.errors import DataError

SPARE_DAYS = 120  # full-horizon labels need so much history besides the horizon
SHORT_SHARE = 3  # otherwise labels get a third of the history
HISTORY_DAYS_MIN = 60  # a younger snapshot knows too little of anybody


@dataclass(frozen=True)
class Past:
    """What can be learnt at ``now``.

    Parameters
    ----------
    now
        Day number at which predictions are made; nothing from that day on is used.
    label_days
        Horizon of the labels, at most the horizon predicted.
    cutoffs
        Snapshots, ascending day numbers; each plus ``label_days`` is at most ``now``.
    """

    now: int
    label_days: int
    cutoffs: tuple[int, ...]


def past(first_day: int, now: int, horizon_days: int, step_days: int, count_max: int) -> Past:
    """Choose the snapshots to learn from at ``now``.

    Raises
    ------
    DataError
        The history is too short for a single snapshot.

    >>> past(first_day=0, now=300, horizon_days=91, step_days=30, count_max=3)
    Past(now=300, label_days=91, cutoffs=(149, 179, 209))
    >>> past(first_day=0, now=240, horizon_days=180, step_days=30, count_max=3).label_days
    80
    """
    history = now - first_day
    enough = history >= horizon_days + SPARE_DAYS
    label_days = horizon_days if enough else min(horizon_days, history // SHORT_SHARE)
    newest = now - label_days
    oldest = first_day + min(HISTORY_DAYS_MIN, label_days)
    cutoffs = range(newest, oldest - 1, -step_days)[:count_max]
    if label_days < 1 or not cutoffs:
        raise DataError(
            f"The orders before the cutoff span {max(history, 0)} days; to learn anything at all, "
            f"at least {SHORT_SHARE} are needed, and for horizon_days in full its length and "
            f"{SPARE_DAYS} more. Choose a later cutoff or a shorter horizon_days, or add older "
            "orders."
        )
    return Past(now, label_days, tuple(sorted(cutoffs)))


def judged_cutoff(asked: int | None, end_day: int, horizon_days: int) -> int:
    """Return the latest cutoff whose whole horizon was seen, or the one asked for.

    Parameters
    ----------
    end_day
        The day after the last one seen.

    Raises
    ------
    DataError
        The horizon after the cutoff asked for is not over.
    """
    latest = end_day - horizon_days
    if asked is not None and asked > latest:
        raise DataError(
            f"The cutoff leaves {max(end_day - asked, 0)} days until the end of the data, and the "
            f"horizon is {horizon_days}: what customers did is not known yet. Choose a cutoff at "
            f"least {asked - latest} days earlier, or a shorter horizon_days."
        )
    return latest if asked is None else asked
