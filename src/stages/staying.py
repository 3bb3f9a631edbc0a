"""How long personas hold, told from the moments at which a training describes customers anyway."""

from collections.abc import Iterable, Iterator

import numpy as np

from src.personas.model import PersonaModel, far_from
from src.personas.months import Month, Monthly, monthly
from src.stages.snapshots import Snapshots

MONTH = (30, 31, 29, 28)  # days between two moments that are a month apart, the first that there is


def from_month_to_month(model: PersonaModel, snapshots: Snapshots) -> Monthly | None:
    """Assign the personas of today in earlier months; None where they do not stay anyway."""
    if not model.stable:
        return None
    customers, place = np.unique(snapshots.customer_id, return_inverse=True)
    runs = months_in_a_row(np.unique(snapshots.cutoff_day).tolist())
    return monthly((_months(model, snapshots, place, run) for run in runs), len(customers))


def months_in_a_row(days: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Yield runs of days that are a month apart, each day once, none of a single day.

    >>> list(months_in_a_row([120, 150, 164, 180, 271, 301]))
    [(120, 150, 180), (271, 301)]
    """
    left = sorted(days)
    while left:
        run = [left.pop(0)]
        while following := [run[-1] + month for month in MONTH if run[-1] + month in left]:
            run.append(following[0])
            left.remove(following[0])
        if len(run) > 1:
            yield tuple(run)


def _months(
    model: PersonaModel, snapshots: Snapshots, place: np.ndarray, run: tuple[int, ...]
) -> Iterator[Month]:
    for day in run:
        then = snapshots.cutoff_day == day
        rows = snapshots.design.rows(then).select(model.space.features).values
        yield place[then], far_from(model, rows)
