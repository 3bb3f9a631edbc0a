"""Rolling origin: the same recipe fitted at several moments, each knowing nothing later."""

from collections.abc import Sequence
from contextlib import suppress

import numpy as np

from src.asof import Frame
from src.errors import DataError
from src.modeling.grading import Trial
from src.modeling.splits import Past
from src.stages.fitting import Fit, Fitted, fit, longer_days
from src.stages.judgement import by_lot, tried
from src.stages.snapshots import Outcomes, Snapshots, followed


def fitted_at(orders: Frame, snapshots: Snapshots, past: Past, how: Fit) -> Fitted:
    """Fit at one moment, on the snapshots whose labels were over by then."""
    learnt = followed(orders, snapshots.at(*past.cutoffs), past.label_days)
    return fit(snapshots, learnt, past, how, followed_longer(orders, snapshots, past, how))


def followed_longer(orders: Frame, snapshots: Snapshots, past: Past, how: Fit) -> Outcomes | None:
    """Look up what older snapshots tell beyond labels that are shorter than the horizon."""
    if past.label_days == how.horizon_days:
        return None
    days = longer_days(past, how.horizon_days)
    parts = [followed(orders, snapshots.at(cutoff), known) for cutoff, known in days.items()]
    return Outcomes(
        np.concatenate([part.churned for part in parts]),
        np.concatenate([part.net_ahead for part in parts]),
    )


def trials(
    orders: Frame, snapshots: Snapshots, pasts: Sequence[Past], how: Fit
) -> tuple[Trial, ...]:
    """Fit and judge at each moment; one that leaves nothing to tell apart is left out."""
    found = []
    for past in pasts:
        with suppress(DataError):
            fitted = fitted_at(orders, snapshots, past, how)
            happened = followed(orders, snapshots.at(past.now), how.horizon_days)
            found.append(tried(*by_lot(fitted, happened, how.seed), how))
    return tuple(found)
