"""The check of a data set: what became of its rows, and which questions it can answer."""

from collections.abc import Mapping
from dataclasses import dataclass

import narwhals.stable.v2 as nw

from src.asof import Frame, day_number
from src.config import Manifest
from src.errors import DataError
from src.ingest import Ingested
from src.modeling.labels import HORIZON_DAYS_MIN
from src.quality.examples import Seen
from src.quality.quarantine import Account
from src.quality.readiness import TRAINED, Question, readiness
from src.reporting.people import who_is_who
from src.settings import Settings
from src.stages.eligible import prepared
from src.stages.planning import planned


@dataclass(frozen=True)
class Checked:
    """What a check found.

    Parameters
    ----------
    dataset, customers, horizon_days
        Its name, how many customers its sources name, and how far predictions would look.
    questions, accounts
        What can be asked, and what became of every row of every source.
    people
        How many records became how many customers, one sentence each.
    kind
        Of churn, as the manifest says.
    """

    dataset: str
    customers: int
    horizon_days: int
    questions: tuple[Question, ...]
    accounts: tuple[Account, ...]
    people: tuple[str, ...] = ()
    kind: str = "inactivity"

    @property
    def trainable(self) -> bool:
        """Whether all that a training answers is possible."""
        trained = TRAINED[self.kind]
        return all(asked.possible for asked in self.questions if asked.name in trained)


def checked(
    manifest: Manifest, settings: Settings, ingested: Ingested, tables: Mapping[str, Frame]
) -> Checked:
    """Hold what was ingested against what every question needs."""
    known = covered(manifest, settings, ingested, tables)
    told = prepared(tables, manifest.churn)
    questions = readiness(told, ingested.accounts, ingested.customers, known)
    return Checked(
        manifest.name,
        ingested.customers,
        known.horizon_days,
        questions,
        ingested.accounts,
        who_is_who(ingested.identity),
        manifest.churn.kind,
    )


def covered(
    manifest: Manifest, settings: Settings, ingested: Ingested, tables: Mapping[str, Frame]
) -> Seen:
    """Return what time the data cover, and where a training would learn.

    Raises
    ------
    DataError
        The horizon after the cutoff asked for is not over.
    """
    horizon = HORIZON_DAYS_MIN if settings.horizon_days == "auto" else settings.horizon_days
    if ingested.span is None:
        return Seen(None, _end(manifest, tables), horizon)
    first, end = ingested.first_day, ingested.last_day + 1
    try:
        plan = planned(tables["orders"], first, end, settings)
    except DataError:
        if settings.cutoff is not None:
            raise
        return Seen(first, end, horizon)  # too short to learn from: no example
    return Seen(first, end, plan.horizon_days, plan.today.cutoffs, plan.today.label_days)


def _end(manifest: Manifest, tables: Mapping[str, Frame]) -> int:
    """Return the day after the last one seen where there are no orders."""
    if manifest.taken_on is not None:
        return day_number(manifest.taken_on) + 1
    if "subscriptions" not in tables:
        return 0
    last = tables["subscriptions"].select(nw.col("started_day").max()).collect("pyarrow").item()
    return int(last) + 1
