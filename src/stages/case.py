"""A data set whose churn is declared, prepared; and what can be learnt from it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from src.asof import Asof, Frame
from src.config import Manifest
from src.engine import collect
from src.errors import DataError
from src.features.build import Recipe
from src.features.profile import told_by
from src.ingest import Ingested
from src.modeling.alone import Columns
from src.modeling.baselines import Rules
from src.modeling.declared import Labelled
from src.modeling.design import Design, FloatArray, varying
from src.modeling.ending import Timing
from src.modeling.grading import Trial
from src.modeling.leakage import Leak
from src.order_days import KEY
from src.settings import Settings
from src.stages.gate import columns_of
from src.stages.snapshots import Progress, Snapshots, describe

THREADS = 1  # as everywhere: more wait for each other, and stand in the model's text
LEAST = 30  # customers of each outcome, or folds and calibration have nobody to learn from
ALONE = "best single column"


@dataclass(frozen=True, eq=False)
class Case:
    """A data set at the moment ``now``, and what its customers are described with."""

    manifest: Manifest
    settings: Settings
    ingested: Ingested
    tables: Mapping[str, Frame]
    now: int
    recipe: Recipe

    def described(self, asof: Asof, progress: Progress) -> Snapshots:
        """Describe whoever the recipe says."""
        size = self.ingested.customers, self.settings.chunk_customers
        return describe(self.tables, asof, self.recipe, *size, progress)

    def columns_of(self, design: Design, *, whole: bool = True) -> Columns:
        """Return the columns that a design is made of, with those of their features that vary.

        Not ``whole``: only what has no date.
        """
        return columns_of(varying(design), self.made_of, whole=whole)

    @property
    def undated(self) -> tuple[str, ...]:
        """Columns of profiles that customers are described with."""
        return tuple(dict.fromkeys(self.made_of.values()))

    @property
    def made_of(self) -> dict[str, str]:
        """Feature of profiles -> the column that it is made of."""
        if "profiles" not in self.tables:
            return {}
        return told_by(self.tables["profiles"], self.recipe.norms.common)


@dataclass(frozen=True, eq=False)
class Taught:
    """What a data set taught: rows to learn from, and how well that went where it could be judged.

    Parameters
    ----------
    learnt
        Every labelled row, for the model in use.
    judged
        Customers judged in the newest trial.
    trials, column
        Predictions beside rules, newest first; the single column that the rule goes by.
    today
        Customers to score.
    leaks
        What seems to know the outcome, and was allowed to.
    eligible
        Whom it was learnt from, judged on, and who is scored, in sentences.
    horizon_days
        How far predictions look; 0 where there is no time.
    end_reasons
        ``reason`` and ``n``, of the contracts that ended in the judged horizon.
    timing
        When contracts end; None where there is no time.
    """

    learnt: Labelled
    judged: Snapshots
    trials: tuple[Trial, ...]
    column: str
    today: Snapshots
    leaks: tuple[Leak, ...]
    eligible: tuple[str, ...]
    horizon_days: int = 0
    end_reasons: pd.DataFrame = field(default_factory=lambda: pd.DataFrame({"reason": [], "n": []}))
    timing: Timing | None = None


def trial(
    judged: Snapshots, churned: FloatArray, prob: FloatArray, rule: FloatArray, base: FloatArray
) -> Trial:
    """Return predictions of churn beside the base rate and the best single column."""
    nothing = np.zeros(len(churned))  # of value nothing is said
    return Trial(
        day=int(judged.cutoff_day[0]),
        customer=judged.customer_id,
        churned=churned,
        churn_prob=prob,
        net_ahead=nothing,
        clv=nothing,
        rules=Rules({ALONE: rule, "base rate": base}, {}, {}),
    )


def looked_up(frame: Frame, snapshots: Snapshots, column: str) -> FloatArray:
    """Return a column of a frame for the rows of the snapshots; NaN where it has no row."""
    rows = pd.DataFrame(
        {"cutoff_day": snapshots.cutoff_day, "customer_id": snapshots.customer_id.astype(object)}
    )
    found = rows.merge(collect(frame.select(*KEY, column)), on=list(KEY), how="left")
    return found[column].to_numpy(np.float64)


def labelled_rows(
    snapshots: Snapshots, churned: FloatArray, always: Collection[str] = ()
) -> Labelled:
    """Put rows and outcomes together, with the features that differ between rows.

    Those that are ``always`` wanted, for prices and curves, also if they are the same for all.

    Raises
    ------
    DataError
        Too few customers left, or stayed.
    """
    people = np.unique(snapshots.customer_id, return_inverse=True)[1].astype(np.int64)
    left, stayed = (len(np.unique(people[churned == outcome])) for outcome in (1.0, 0.0))
    if min(left, stayed) < LEAST:
        raise DataError(
            f"Of {len(np.unique(people)):,} customers that could be learnt from, {left:,} left and "
            f"{stayed:,} stayed; at least {LEAST} of each are needed. Check what [churn] says, or "
            "add customers."
        )
    design = snapshots.design
    wanted = {*varying(design), *(n for n in always if n in design.names and _known(design, n))}
    return Labelled(design.select([n for n in design.names if n in wanted]), churned, people)


def _known(design: Design, name: str) -> bool:
    return not np.isnan(design.column(name)).all()
