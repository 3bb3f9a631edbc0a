"""What models learn from: labelled feature rows of several snapshots."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import Design, FloatArray

FOLDS = 3


@dataclass(frozen=True, eq=False)
class Training:
    """One row per (cutoff, customer), with what happened in the ``label_days`` after the cutoff.

    Parameters
    ----------
    design
        Features of the rows.
    cutoff_day, customer
        Snapshot and customer (whole numbers) of each row; rows of a customer never stand on both
        sides of a fold.
    churned
        1 without an order day in the horizon, otherwise 0.
    net_ahead
        Net spend in the horizon, currency.
    silent_logit, log_spend
        Start of the boosters, from a BTYD model fitted at the row's own cutoff.
    label_days
        Horizon of the labels.
    """

    design: Design
    cutoff_day: NDArray[np.int64]
    customer: NDArray[np.int64]
    churned: FloatArray
    net_ahead: FloatArray
    silent_logit: FloatArray
    log_spend: FloatArray
    label_days: int

    def __len__(self) -> int:
        return len(self.cutoff_day)

    def rows(self, chosen: NDArray[np.bool_]) -> "Training":
        """Keep some rows."""
        return Training(
            design=self.design.rows(chosen),
            cutoff_day=self.cutoff_day[chosen],
            customer=self.customer[chosen],
            churned=self.churned[chosen],
            net_ahead=self.net_ahead[chosen],
            silent_logit=self.silent_logit[chosen],
            log_spend=self.log_spend[chosen],
            label_days=self.label_days,
        )

    def newest(self) -> NDArray[np.bool_]:
        """Mark the rows of the newest snapshot."""
        return np.asarray(self.cutoff_day == self.cutoff_day.max())
