"""Rolling origin: the same recipe fitted at several moments, each knowing nothing later."""

from collections.abc import Sequence
from contextlib import suppress

from src.asof import Frame
from src.errors import DataError
from src.modeling.grading import Trial
from src.modeling.splits import Past
from src.stages.fitting import Fit, Fitted, fit
from src.stages.judgement import tried
from src.stages.snapshots import Snapshots, followed


def fitted_at(orders: Frame, snapshots: Snapshots, past: Past, how: Fit) -> Fitted:
    """Fit at one moment, on the snapshots whose labels were over by then."""
    known = snapshots.at(*past.cutoffs)
    return fit(snapshots, followed(orders, known, past.label_days), past, how)


def trials(
    orders: Frame, snapshots: Snapshots, pasts: Sequence[Past], how: Fit
) -> tuple[Trial, ...]:
    """Fit and judge at each moment; one that leaves nothing to tell apart is left out."""
    found = []
    for past in pasts:
        with suppress(DataError):
            fitted = fitted_at(orders, snapshots, past, how)
            happened = followed(orders, snapshots.at(past.now), how.horizon_days)
            found.append(tried(fitted, happened, how))
    return tuple(found)
