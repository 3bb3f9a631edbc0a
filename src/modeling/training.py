"""What models learn from: labelled feature rows of several snapshots."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.errors import DataError
from src.modeling.design import Design, FloatArray
from src.modeling.start import Outlook

FOLDS = 3
FOLDS_MIN = 2  # of them hold each outcome, so that whichever is held out, the others know both


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
    customers_all
        How many customers there are, where these rows are a part of them; 0 if they are all.
    """

    design: Design
    cutoff_day: NDArray[np.int64]
    customer: NDArray[np.int64]
    churned: FloatArray
    net_ahead: FloatArray
    silent_logit: FloatArray
    log_spend: FloatArray
    label_days: int
    customers_all: int = 0

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
            customers_all=self.customers,
        )

    @property
    def customers(self) -> int:
        """How many customers are learnt from, those of other rows included."""
        return self.customers_all or len(np.unique(self.customer))

    @property
    def ahead(self) -> Outlook:
        """What the starts expected of the rows, over the labels' days."""
        spend = np.exp(self.log_spend)
        return Outlook(self.silent_logit, spend, self.silent_logit, spend)

    def newest(self) -> NDArray[np.bool_]:
        """Mark the rows of the newest snapshot."""
        return np.asarray(self.cutoff_day == self.cutoff_day.max())

    def folds(self) -> Iterator[tuple["Training", NDArray[np.bool_]]]:
        """Yield, for each fold of customers, the rows of the others and a mark of its own."""
        return (self.fold(number) for number in range(FOLDS))

    def fold(self, number: int) -> tuple["Training", NDArray[np.bool_]]:
        """Return the rows of the other folds, and a mark of those of one."""
        held = self.customer % FOLDS == number
        return self.rows(~held), held

    def check_outcomes(self) -> None:
        """Make sure that there is something to tell apart.

        Raises
        ------
        DataError
            Too few customers churned, or stayed, or spent anything.
        """
        lost, kept, spent = (
            np.unique(self.customer[rows])
            for rows in (self.churned == 1, self.churned == 0, self.net_ahead > 0)
        )
        folds = min(len(np.unique(own % FOLDS)) for own in (lost, kept, spent))
        if folds < FOLDS_MIN:
            cutoffs, everybody = np.unique(self.cutoff_day), np.unique(self.customer)
            raise DataError(
                f"Of {len(everybody)} customers known at {len(cutoffs)} past cutoffs, {len(lost)} "
                f"were silent for {self.label_days} days after one, {len(kept)} ordered and "
                f"{len(spent)} spent money: too few of one kind to learn from. Choose a longer "
                "horizon_days if hardly anybody orders, a shorter one if almost everybody does, or "
                "add older orders or more customers."
            )
