"""Splits in time: which past cutoffs a model may learn from at a given moment.

A snapshot's labels must have ended when the model is fitted. Where the history is too short for
labels of the full horizon, shorter ones are used and carried to the horizon by the BTYD model.
"""

from dataclasses import dataclass

from src.errors import DataError

SPARE_DAYS = 120  # full-horizon labels need so much history besides the horizon
SHORT_SHARE = 3  # otherwise labels get a third of the history
EARLIER_MAX = 2  # cutoffs to judge at besides the newest; each costs a fit
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

    The newest is as new as labels allow; those before it, at least half a step older, lie on days
    that are multiples of the step, where the run of the next month finds them again.

    Raises
    ------
    DataError
        The history is too short for a single snapshot.

    >>> past(first_day=0, now=300, horizon_days=91, step_days=30, count_max=3)
    Past(now=300, label_days=91, cutoffs=(150, 180, 209))
    >>> past(first_day=0, now=331, horizon_days=91, step_days=30, count_max=3).cutoffs
    (180, 210, 240)
    >>> past(first_day=0, now=240, horizon_days=180, step_days=30, count_max=3).label_days
    80
    """
    history = now - first_day
    enough = history >= horizon_days + SPARE_DAYS
    label_days = horizon_days if enough else min(horizon_days, history // SHORT_SHARE)
    newest = now - label_days
    oldest = first_day + min(HISTORY_DAYS_MIN, label_days)
    before = anchored(newest - (step_days + 1) // 2, step_days)
    cutoffs = (newest, *range(before, oldest - 1, -step_days))[:count_max]
    if label_days < 1 or newest < oldest:
        raise DataError(
            f"The orders before the cutoff span {max(history, 0)} days; to learn anything at all, "
            f"at least {SHORT_SHARE} are needed, and for horizon_days in full its length and "
            f"{SPARE_DAYS} more. Choose a later cutoff or a shorter horizon_days, or add older "
            "orders."
        )
    return Past(now, label_days, tuple(sorted(cutoffs)))


def anchored(day: int, step_days: int) -> int:
    """Return the latest multiple of a step that is no later than a day.

    >>> anchored(209, 30), anchored(210, 30)
    (180, 210)
    """
    return day - day % step_days


def earlier_pasts(first_day: int, judged: Past, horizon_days: int) -> tuple[Past, ...]:
    """Choose earlier cutoffs to judge at as well, newest first; their horizons never overlap.

    Each has known at least one horizon and `HISTORY_DAYS_MIN`, so that somebody could be judged,
    and learns from those snapshots of the judged one whose labels were over by then: they are
    described already, and the newest labels are at most a step older than they could be.

    >>> known = past(first_day=0, now=600, horizon_days=91, step_days=30, count_max=12)
    >>> [(one.now, one.cutoffs[-1]) for one in earlier_pasts(0, known, 91)]
    [(509, 390), (418, 300)]
    >>> earlier_pasts(0, past(0, 240, 91, 30, 12), 91)
    ()
    """
    found = []
    for back in range(1, EARLIER_MAX + 1):
        now = judged.now - back * horizon_days
        if now - first_day < horizon_days + HISTORY_DAYS_MIN:
            break
        whole = past(first_day, now, horizon_days, 1, 1)
        oldest = first_day + min(HISTORY_DAYS_MIN, whole.label_days)
        known = tuple(day for day in judged.cutoffs if oldest <= day <= whole.cutoffs[-1])
        found.append(Past(now, whole.label_days, known or whole.cutoffs))
    return tuple(found)


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
