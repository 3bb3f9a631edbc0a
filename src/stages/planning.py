"""The plan of a training: how far it predicts, when it is judged, and what it may learn from."""

from dataclasses import dataclass

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, day_number, day_of
from src.errors import DataError
from src.modeling.labels import Silences, derived_horizon, silences
from src.modeling.splits import HISTORY_DAYS_MIN, Past, anchored, earlier_pasts, judged_cutoff, past
from src.settings import Settings

__all__ = ["Past", "Plan", "planned"]

MONTH_DAYS = 30


NORMS_DAYS = 182  # population statistics are fitted anew twice a year


@dataclass(frozen=True, eq=False)
class Plan:
    """Moments of a training, as day numbers.

    Parameters
    ----------
    first_day
        Of the orders.
    horizon_days
        How far predictions look ahead.
    silences
        Gaps between orders that the horizon was derived from and is judged by.
    judged
        What the model may learn from that is judged at ``judged.now``.
    today
        The same for the model that is shipped; ``today.now`` is the end of the data.
    earlier
        The same for cutoffs before, at which the recipe is judged as well, newest first.
    """

    first_day: int
    horizon_days: int
    silences: Silences
    judged: Past
    today: Past
    earlier: tuple[Past, ...] = ()

    @property
    def moments(self) -> Asof:
        """Every cutoff at which customers must be described."""
        pasts = (self.judged, self.today, *self.earlier)
        days = {day for p in pasts for day in (*p.cutoffs, p.now)}
        return Asof(tuple(sorted({*days, self.month_ago})))

    @property
    def month_ago(self) -> int:
        """The moment from which on it is told who moved from one segment to another."""
        return max(self.today.now - MONTH_DAYS, self.first_day + 1)

    @property
    def norms_day(self) -> int:
        """Before which day population statistics are fitted: no cutoff is earlier.

        It stays for half a year, where there is history enough before it, so that what was kept
        from the month before can be used.
        """
        earliest = self.moments.cutoffs[0]
        steady = anchored(earliest, NORMS_DAYS)
        return steady if steady >= self.first_day + HISTORY_DAYS_MIN else earliest


def covered_days(orders: Frame, span: tuple[int, int]) -> tuple[int, int]:
    """Return the day number of the first order, and that of the day after the last.

    Parameters
    ----------
    orders : of those who may be learnt from
    span : day numbers of the first and last order of anybody

    Raises
    ------
    DataError
        There are no orders.
    """
    ends = orders.select(first=nw.col("ordered_day").min(), last=nw.col("ordered_day").max())
    first, last = ends.collect("pyarrow").row(0)
    if first is None:
        begin, end = map(day_of, span)
        raise DataError(
            f"None of the orders from {begin} to {end} is of a customer who may be learnt from."
        )
    return int(first), int(last) + 1


def planned(orders: Frame, first_day: int, end_day: int, settings: Settings) -> Plan:
    """Plan a training on orders from ``first_day`` up to and without ``end_day``.

    A cutoff in the settings hides what came after it from the choice of the horizon too.

    Raises
    ------
    DataError
        The history is too short, or the horizon after the cutoff is not over.
    """
    asked = day_number(settings.cutoff) if settings.cutoff else None
    seen_until = min(asked or end_day, end_day)
    quiet = silences(orders, seen_until)
    horizon = settings.horizon_days
    if horizon == "auto":
        horizon = derived_horizon(quiet, seen_until - first_day)
    now = judged_cutoff(asked, end_day, horizon)
    step, count = settings.snapshot_step_days, settings.snapshots_max
    judged = past(first_day, now, horizon, step, count)
    return Plan(
        first_day=first_day,
        horizon_days=horizon,
        silences=quiet,
        judged=judged,
        today=past(first_day, end_day, horizon, step, count),
        earlier=earlier_pasts(first_day, judged, horizon),
    )
